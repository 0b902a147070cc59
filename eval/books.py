"""The plans as a run read them, ready to be searched for gold quotes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.fuzz import partial_ratio

from eval.gold import Case, Evidence
from eval.locate import Span, Squeezed, squeeze
from eval.trace import Found, PlanText
from plans.words import fold

__all__ = ["Book", "Books", "GoldSpan", "books_of", "gold_spans"]

_SAME_HEADING = 85


@dataclass(frozen=True)
class Book:
    """A plan's reading text with what is needed to find quotes, sections and pages in it."""

    plan: PlanText

    @cached_property
    def squeezed(self) -> Squeezed:
        """The reading text with only the characters that carry meaning."""
        return squeeze(self.plan.text)

    @cached_property
    def passages(self) -> tuple[Found, ...]:
        """Every passage of the plan as a search that found them all would give them."""
        return tuple(
            Found(
                plan_id=self.plan.plan_id, section=one.path, page=None, start=one.start, end=one.end, words=0, score=0
            )
            for one in self.plan.sections
        )

    def section_at(self, span: Span) -> tuple[str, ...]:
        """The heading path of the passage that shares most with a span; empty where none does."""
        best = max(self.plan.sections, key=lambda one: span.overlap(Span(one.start, one.end)), default=None)
        return best.path if best is not None and span.overlap(Span(best.start, best.end)) else ()

    def page_at(self, span: Span) -> int | None:
        """The page of the passage that shares most with a span, None where the plan has no pages."""
        best = max(self.plan.sections, key=lambda one: span.overlap(Span(one.start, one.end)), default=None)
        return best.page if best is not None and span.overlap(Span(best.start, best.end)) else None


Books = Mapping[str, Book]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpan:
    """A gold quote and every place where a run's reading texts have it: none where it was not read."""

    plan_id: str
    quote: str
    places: tuple[Span, ...]


def books_of(plans: Iterable[PlanText]) -> dict[str, Book]:
    """Books by plan id."""
    return {plan.plan_id: Book(plan) for plan in plans}


def gold_spans(case: Case, books: Books) -> tuple[tuple[GoldSpan, ...], ...]:
    """Where a case's evidence stands: alternatives of quotes, each with its places."""
    return tuple(tuple(_located(evidence, books) for evidence in alternative) for alternative in case.evidence)


def _located(evidence: Evidence, books: Books) -> GoldSpan:
    book = books.get(evidence.doc)
    places = book.squeezed.find(evidence.quote) if book else ()
    if book and evidence.section and len(places) > 1:
        there = tuple(place for place in places if _is_in(book.section_at(place), evidence.section))
        places = there or places
    return GoldSpan(plan_id=evidence.doc, quote=evidence.quote, places=places)


def _is_in(path: tuple[str, ...], section: str) -> bool:
    """Whether every part of a gold section ("2023/24 > General Practice") is in a heading path."""
    written = fold(" > ".join(path))
    return all(partial_ratio(fold(part.strip()), written) >= _SAME_HEADING for part in section.split(">"))
