"""Nearest passages by their vectors: exact over the matrix, or Chroma's approximate index where that is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chroma import open_passages
from index.generation import Generation, collection_name

__all__ = ["EXACT_UP_TO", "Scope", "cosines", "nearest", "scope_of"]

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

# Exact search never misses, and its time grows with the matrix: 1.3 ms at 20,000 passages; see docs/search.md.
EXACT_UP_TO = 400_000


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that are searched: a run of them, in which `allowed` marks those of the wanted plans (all if None)."""

    rows: slice
    plans: tuple[str, ...]
    allowed: NDArray[np.bool_] | None = None

    @property
    def size(self) -> int:
        """How many passages are searched."""
        return self.rows.stop - self.rows.start if self.allowed is None else int(self.allowed.sum())

    def best(self, scores: Floats, limit: int) -> Rows:
        """The rows of the highest scores over the run, best first; ties in reading order."""
        if self.allowed is not None:
            scores = np.where(self.allowed, scores, -np.inf)
        limit = min(limit, self.size)
        if limit < len(scores):
            top = np.sort(np.argpartition(-scores, limit - 1)[:limit]) if limit else np.zeros(0, dtype=np.intp)
        else:
            top = np.arange(len(scores))
        return np.asarray(top[np.argsort(-scores[top], kind="stable")] + self.rows.start)


def scope_of(generation: Generation, plans: Sequence[str]) -> Scope:
    """The rows of those plans (of all where empty).

    Raises UnknownPlan.
    """
    chosen = tuple(dict.fromkeys(plans))
    runs = [generation.rows(plan) for plan in chosen]
    if not runs:
        return Scope(slice(0, generation.size), ())
    if len(runs) == 1:
        return Scope(runs[0], chosen)
    span = slice(min(run.start for run in runs), max(run.stop for run in runs))
    allowed = np.zeros(span.stop - span.start, dtype=np.bool_)
    for run in runs:
        allowed[run.start - span.start : run.stop - span.start] = True
    return Scope(span, chosen, allowed)


def nearest(generation: Generation, question: Floats, scope: Scope, *, limit: int) -> Rows:
    """The rows of the passages nearest to a question's vector, best first."""
    if scope.size <= EXACT_UP_TO:
        return scope.best(generation.vectors[scope.rows] @ question, limit)
    with open_passages(
        collection_name(generation.generation),
        folder=generation.folder / "chroma",
        url=generation.chroma_url,
        expected=generation.size,
    ) as passages:
        found = passages.nearest(question, limit=limit, plans=scope.plans)
    return np.array([row for row, _ in found], dtype=np.intp)


def cosines(generation: Generation, questions: Floats, rows: Rows) -> Floats:
    """The cosine of each passage (a row of the result) to each question's vector (a column)."""
    return np.asarray(generation.vectors[rows] @ questions.T, dtype=np.float32)
