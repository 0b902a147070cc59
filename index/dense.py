"""Nearest passages by their vectors: exact over the matrix, or Chroma's approximate index where that is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation

__all__ = ["EXACT_UP_TO", "Scope", "cosines", "nearest", "scope_of"]

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

# Exact search never misses, and its time grows with the matrix: 1.3 ms at 20,000 passages; see docs/search.md.
EXACT_UP_TO = 400_000
_SPARE = 1.5


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

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        """Which of those rows are searched."""
        inside = np.asarray((rows >= self.rows.start) & (rows < self.rows.stop), dtype=np.bool_)
        if self.allowed is not None:
            inside[inside] = self.allowed[rows[inside] - self.rows.start]
        return inside

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
    found = _approximately(generation, question, scope, limit=limit) if scope.size > EXACT_UP_TO else None
    return _exactly(generation, question, scope, limit=limit) if found is None else found


def _exactly(generation: Generation, question: Floats, scope: Scope, *, limit: int) -> Rows:
    return scope.best(generation.vectors[scope.rows] @ question, limit)


def _approximately(generation: Generation, question: Floats, scope: Scope, *, limit: int) -> Rows | None:
    """The rows by Chroma's index; None where it cannot be asked, or gives too few in scope.

    More are asked for than are wanted, by the share of passages that are in scope: naming thousands of plans to
    Chroma takes far longer than leaving out rows of the few that are not wanted.
    """
    more = int(limit * _SPARE * generation.size / scope.size)
    found = generation.chroma.nearest(question, limit=min(more, generation.size))
    if found is None:
        return None
    kept = found[scope.holds(found)][:limit]
    return kept if len(kept) == min(limit, scope.size) else None


def cosines(generation: Generation, questions: Floats, rows: Rows) -> Floats:
    """The cosine of each passage (a row of the result) to each question's vector (a column)."""
    return np.asarray(generation.vectors[rows] @ questions.T, dtype=np.float32)
