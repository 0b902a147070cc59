"""Totals of the register: what is due when, and how well the promises are written, as pictures with their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.filters import filter_of, wanted_from
from app.listing import MANY, register_totals
from app.parts import Parts
from app.same_promises import SamePromises
from app.web.beside_pages import Beside, paged_of
from app.web.markup import page
from app.web.visitors import known_as
from commitments.queries import Tally

__all__ = ["Bar", "bars", "totals_routes"]

_MOST_BARS = 16
_MOST_BODIES = 30
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a chart: its name, the whole of it and the part that is filled, both as counts and as widths in %."""

    name: str
    whole: int
    part: int
    whole_width: float
    part_width: float


def totals_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    same = SamePromises(parts)

    @routes.get("/commitments/totals")
    def totals(request: Request) -> str:
        return totals_html(parts, request)

    @routes.get("/commitments/across")
    def across(request: Request) -> str:
        return across_html(parts, same, request)

    return routes


def across_html(parts: Parts, same: SamePromises, request: Request) -> str:
    """The same promise in two of the plans that are held beside each other, a page of pairs at a time."""
    chosen = Beside.of(parts, request)
    found = same.of(chosen.plans)
    paged = paged_of("/commitments/across", request, len(found))
    return page(
        "across.html",
        here="commitments",
        beside=chosen,
        links=found[paged.begin : paged.end],
        paged=paged,
        plans={plan.id: plan for plan in parts.library.plans()},
    )


def totals_html(parts: Parts, request: Request) -> str:
    """The totals of what the address asks for."""
    plans = parts.library.plans()
    wanted = wanted_from(request.query_params.multi_items())
    asked = filter_of(wanted, [plan.entry for plan in plans])
    statuses = parts.checks.statuses(person=known_as(request))
    found = register_totals(parts, wanted, today=date.today(), statuses=statuses)
    return page(
        "totals.html",
        here="commitments",
        plans=plans if len(plans) <= MANY else (),
        wanted_plan=wanted.plan[0] if wanted.plan else "",
        chosen=frozenset(asked.plans),
        found=found,
        most=_MOST_ROWS,
        year_bars=bars([(one.name, one.total, one.overdue) for one in found.by_year]),
        years_told=told(
            found.by_year, f"{sum(one.overdue for one in found.by_plan)} of {found.total} are past their day"
        ),
        themes_told=told(
            found.by_theme, f"{sum(one.checkable for one in found.by_plan)} of {found.total} are checkable"
        ),
        theme_bars=bars([(one.name, one.total, one.checkable) for one in found.by_theme]),
        titles={plan.id: plan.entry.title for plan in plans},
        bodies=found.by_body[:_MOST_BODIES],
    )


def bars(counts: Sequence[tuple[str, int, int]]) -> tuple[Bar, ...]:
    """Bars for (name, whole, part) counts, the longest whole being 100 wide; at most sixteen."""
    longest = max((whole for _, whole, _ in counts), default=0) or 1
    return tuple(
        Bar(name=name, whole=whole, part=part, whole_width=100 * whole / longest, part_width=100 * part / longest)
        for name, whole, part in counts[:_MOST_BARS]
    )


def told(tallied: Sequence[Tally], part: str) -> str:
    """What a chart shows, in words for who cannot see it: how many bars, the longest, and what the filled part is."""
    if not tallied:
        return "There is nothing to show."
    longest = max(tallied, key=lambda one: one.total)
    name = "not stated" if longest.name == "not stated" else f"“{longest.name}”"
    return f"A bar chart of {len(tallied)} bars. The longest is {name} with {longest.total}; {part}."
