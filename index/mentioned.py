"""Which passages mention things: all of them, by the keyword index, and none by likeness."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.keywords import Field, Keywords

__all__ = ["mentioning"]

Rows = NDArray[np.intp]


def mentioning(keywords: Keywords, things: Sequence[Sequence[tuple[str, ...]]]) -> tuple[Rows, Rows]:
    """The rows of the passages that have every one of some things, each in one of its ways: in their words or headings,
    and in their words alone."""
    in_words = [_said(keywords.text, ways) for ways in things]
    anywhere = [np.union1d(own, _said(keywords.context, ways)) for own, ways in zip(in_words, things, strict=True)]
    return _all(anywhere), _all(in_words)


def _said(field: Field, ways: Sequence[tuple[str, ...]]) -> Rows:
    return reduce(np.union1d, [_all([field.rows(stem) for stem in way]) for way in ways], _none())


def _all(rows: Sequence[Rows]) -> Rows:
    return reduce(np.intersect1d, rows) if rows else _none()


def _none() -> Rows:
    return np.zeros(0, dtype=np.intp)
