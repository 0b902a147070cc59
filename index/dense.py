"""Nearest passages by their vectors: exact over the matrix, or Chroma's approximate index where that is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation
from index.runs import Rows, Runs, runs_of

__all__ = ["EXACT_UP_TO", "Rows", "Scope", "cosines", "nearest", "scope_of"]

Floats = NDArray[np.float32]

# Exact search never misses, and its time grows with the matrix: 1.3 ms at 20,000 passages; see docs/search.md.
EXACT_UP_TO = 400_000
_SPARE = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The rows that are searched, and the plans that they are of (none named: all of them)."""

    runs: Runs
    plans: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many passages are searched."""
        return self.runs.size

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        """Which of those rows are searched."""
        return self.runs.positions(rows) >= 0

    def best(self, scores: Floats, limit: int) -> Rows:
        """The rows of the highest scores, which are given by position, best first; ties in reading order."""
        limit = min(limit, len(scores))
        if limit < len(scores):
            top = np.sort(np.argpartition(-scores, limit - 1)[:limit]) if limit else np.zeros(0, dtype=np.intp)
        else:
            top = np.arange(len(scores))
        return self.runs.rows_at(top[np.argsort(-scores[top], kind="stable")])


def scope_of(generation: Generation, plans: Sequence[str]) -> Scope:
    """The rows of those plans (of all where empty).

    Raises UnknownPlan.
    """
    chosen = tuple(dict.fromkeys(plans))
    return Scope(runs_of([generation.rows(plan) for plan in chosen]) if chosen else generation.all_rows, chosen)


def nearest(generation: Generation, questions: Floats, scope: Scope, *, limit: int) -> list[Rows]:
    """The rows of the passages nearest to the vector of each question, best first."""
    found: list[Rows] = []
    for question in questions if scope.size > EXACT_UP_TO else ():
        rows = _approximately(generation, question, scope, limit=limit)
        if rows is None:
            break
        found.append(rows)
    if len(found) == len(questions):
        return found
    return [scope.best(products, limit) for products in generation.vectors.dots(questions, scope.runs)]


def _approximately(generation: Generation, question: Floats, scope: Scope, *, limit: int) -> Rows | None:
    """The rows by Chroma's index; None where it cannot be asked, or gives too few in scope.

    More are asked for than are wanted, by the share of passages that are in scope: naming thousands of plans to
    Chroma takes far longer than leaving out rows of the few that are not wanted. What Chroma lacks is compared.
    """
    collected = generation.collected
    more = int(limit * _SPARE * generation.size / scope.size)
    found = generation.chroma.nearest(question, limit=min(more, collected.size))
    if found is None:
        return None
    held = collected.rows(found)
    kept = held[scope.holds(held)][:limit]
    if len(kept) < min(limit, scope.size - collected.beside.size):
        return None
    beside = collected.beside.rows_at(np.arange(collected.beside.size))
    both = np.concatenate([kept, beside[scope.holds(beside)]])
    if len(both) == len(kept):
        return kept
    order = np.argsort(-cosines(generation, question[None], both)[:, 0], kind="stable")
    return np.asarray(both[order][:limit], dtype=np.intp)


def cosines(generation: Generation, questions: Floats, rows: Rows) -> Floats:
    """The cosine of each passage (a row of the result) to each question's vector (a column)."""
    return np.asarray(generation.vectors.take(rows) @ questions.T, dtype=np.float32)
