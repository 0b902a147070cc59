"""Editions of one plan: which plan a new one supersedes, and how superseded plans are listed and left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from assistant.patience import never
from plans.answer import Answer, Question
from plans.catalogue import SUPERSEDED, PlanEntry
from plans.seams import Library, Query, Search, SearchResult
from plans.words import fold

__all__ = ["AnswersFromCurrent", "SearchesCurrent", "as_listed", "current_ids", "superseding"]


def superseding(entry: PlanEntry, held: Sequence[PlanEntry]) -> PlanEntry:
    """The entry, saying which held plan it supersedes where it is another edition of one.

    It is another edition where title and publisher are the same and the editions differ. An entry that names what it
    supersedes stays as it is.
    """
    if entry.supersedes is not None:
        return entry
    older = [other for other in held if _same_plan(entry, other) and fold(entry.edition) != fold(other.edition)]
    replaced = {other.supersedes for other in older}
    newest = [other for other in older if other.id not in replaced]
    return replace(entry, supersedes=newest[-1].id) if newest else entry


def as_listed(shelf: Sequence[PlanEntry]) -> tuple[PlanEntry, ...]:
    """The entries as they are listed beside each other: a plan with a newer edition has the status `superseded`."""
    replaced = {entry.supersedes for entry in shelf}
    return tuple(replace(entry, status=SUPERSEDED) if entry.id in replaced else entry for entry in shelf)


def current_ids(entries: Sequence[PlanEntry]) -> tuple[str, ...]:
    """The ids that are asked where no plan is named: none, which means all, where no plan is superseded."""
    current = tuple(entry.id for entry in entries if entry.status != SUPERSEDED)
    return () if len(current) == len(entries) else current


class _Answerer(Protocol):
    def ask(self, question: Question, *, cancelled: Callable[[], bool]) -> Answer: ...


class AnswersFromCurrent:
    """Answers from the current editions where a question names no plan."""

    def __init__(self, answerer: _Answerer, library: Library) -> None:
        """Ask that answerer, over that library."""
        self._answerer = answerer
        self._default = current_ids([plan.entry for plan in library.plans()])

    def ask(self, question: Question, *, cancelled: Callable[[], bool] = never) -> Answer:
        """Answer a question; `cancelled` tells whether it was taken back.

        Raises UnknownPlan for a plan that is not held.
        """
        return self._answerer.ask(replace(question, plans=question.plans or self._default), cancelled=cancelled)


class SearchesCurrent:
    """Searches the current editions where a query names no plan."""

    def __init__(self, search: Search, library: Library) -> None:
        """Ask that search, over that library."""
        self._search = search
        self._default = current_ids([plan.entry for plan in library.plans()])

    def search(self, query: Query) -> SearchResult:
        """Find passages.

        Raises UnknownPlan for a plan that is not held.
        """
        return self._search.search(replace(query, plans=query.plans or self._default))


def _same_plan(entry: PlanEntry, other: PlanEntry) -> bool:
    return entry.id != other.id and _identity(entry) == _identity(other)


def _identity(entry: PlanEntry) -> tuple[str, str]:
    return _folded(entry.title), _folded(entry.publisher)


@lru_cache(maxsize=1 << 15)
def _folded(text: str) -> str:
    """A text folded: each plan that comes in is held against all that are there."""
    return fold(text)
