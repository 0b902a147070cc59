"""Late interaction: how much of a question has its like, word by word, in each passage."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.keywords import Field, Keywords
from index.runs import Runs
from index.words import Read, Words, best_met
from plans.words import stem, tokens

__all__ = ["Weighed", "met", "rarity_in", "weighed"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """The pieces of a question's words, and what each counts: together one, or nothing where there are none."""

    pieces: Floats
    weights: Floats


def weighed(text: str, read: Read, rarity: Callable[[str], float]) -> Weighed:
    """The pieces of a text, each counted by how rare the word is that it is of: a passage meets "the" with ease."""
    rare = np.array([rarity(stem(token.word)) for token in tokens(text)], dtype=np.float32)[read.word]
    return Weighed(pieces=read.pieces, weights=rare / (rare.sum() or 1.0))


def met(question: Weighed, words: Words) -> Floats:
    """How much of the question each text meets: the cosine of each piece to the nearest word, by what it counts."""
    return np.asarray(best_met(question.pieces, words) @ question.weights, dtype=np.float32)


def rarity_in(keywords: Keywords, rows: Runs, stem: str) -> float:
    """The inverse document frequency of a stem among the passages of those rows, their words and their places."""
    count = max(_count(keywords.text, rows, stem), _count(keywords.context, rows, stem))
    return log(1 + (rows.size - count + 0.5) / (count + 0.5))


def _count(field: Field, rows: Runs, stem: str) -> int:
    """How many passages of those rows have a stem: who sees some plans is told nothing by the words of others."""
    if rows.size == field.size:
        return field.count(stem)
    return int(np.count_nonzero(rows.positions(field.rows(stem)) >= 0))
