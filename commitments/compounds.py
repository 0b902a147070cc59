"""A promise that holds two: cut where the bodies that act or the days that bind differ."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from commitments.pieces import Piece, sentences_of
from commitments.sentence_roles import acting_bodies
from commitments.wording import Sense, wording_of
from plans.bodies import Bodies
from plans.catalogue import Period
from plans.timespans import timespans

__all__ = ["compounds", "stand_alone"]

_LEANS = re.compile(
    r"(?:this|these|it|they|that|such|similar|inclusive|including|to\s+include|which|also|for\s+example|similarly)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:;\s*(?:and\s+)?|,?\s+(?:and|while|whilst)\s+(?:then\s+)?|[.]\s+)")


def compounds(piece: Piece, *, bodies: Bodies, period: Period | None) -> tuple[Piece, ...]:
    """A piece in as many parts as it holds promises of different bodies or for different days; mostly one.

    Each part stays verbatim and says by itself what is done.
    """
    parts = [piece]
    for cut in _cuts(piece):
        last = parts[-1]
        left, right = _between(piece, last.start, cut[0]), _between(piece, cut[1], piece.end)
        if _differ(left, right, bodies, period):
            parts[-1:] = [left, right]
    return tuple(parts)


def stand_alone(piece: Piece) -> bool:
    """Whether each sentence of an item promises something by itself, and none leans on the one before it."""
    sentences = sentences_of(piece)
    return len(sentences) > 1 and all(
        _acts(one.text) and len(one.text.split()) > 2 and not _LEANS.match(one.text) for one in sentences
    )


def _cuts(piece: Piece) -> Iterator[tuple[int, int]]:
    sentences = sentences_of(piece)
    for sentence, following in pairwise(sentences):
        yield sentence.end, following.start
    for sentence in sentences:
        for match in _CUT.finditer(sentence.text):
            yield sentence.start + match.start(), sentence.start + match.end()


def _between(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start - piece.start : end - piece.start]
    stripped = text.strip()
    start += len(text) - len(text.lstrip())
    return replace(piece, start=start, end=start + len(stripped), text=stripped, whole=False)


def _differ(left: Piece, right: Piece, bodies: Bodies, period: Period | None) -> bool:
    if len(left.text.split()) < 3 or len(right.text.split()) < 3 or not (_acts(left.text) and _acts(right.text)):
        return False
    ours, theirs = _days(left.text, period), _days(right.text, period)
    if ours and theirs and ours.isdisjoint(theirs):
        return True
    leads, others = set(acting_bodies(left.text, bodies)), set(acting_bodies(right.text, bodies))
    return bool(others) and leads.isdisjoint(others) and (bool(leads) or left.text.endswith("."))


def _acts(text: str) -> bool:
    return wording_of(text).sense in (Sense.PROMISE, Sense.WISH, Sense.ORDER)


def _days(text: str, period: Period | None) -> set[date]:
    """The deadlines that words name by 'by' or as a year of their own."""
    spans = timespans(text, period=period)
    return {
        span.last
        for span in spans
        if span.last is not None and (span.relation == "by" or span.kind == "financial_year")
    }
