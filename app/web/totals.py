"""Totals of the register: what is due when, and how well the promises are written, as pictures with their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.filters import filter_of, wanted_from
from app.parts import Parts
from app.web.markup import page
from app.web.visitors import known_as
from commitments.body_pages import on_the_hook
from commitments.links import links
from commitments.queries import Tally, select, tallies

__all__ = ["Bar", "bars", "totals_routes"]

_MOST_BARS = 16
_MOST_BODIES = 30


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

    @routes.get("/commitments/totals")
    def totals(request: Request) -> str:
        return totals_html(parts, request)

    @routes.get("/commitments/across")
    def across() -> str:
        plans = {plan.id: plan for plan in parts.library.plans()}
        return page("across.html", here="commitments", links=links(parts.register.commitments()), plans=plans)

    return routes


def totals_html(parts: Parts, request: Request) -> str:
    """The totals of what the address asks for."""
    plans = parts.library.plans()
    wanted = wanted_from(request.query_params.multi_items())
    asked = filter_of(wanted, [plan.entry for plan in plans])
    statuses = parts.checks.statuses(person=known_as(request))
    today = date.today()
    found = select(parts.register.commitments(), asked, bodies=parts.bodies, today=today, statuses=statuses)
    years = sorted(tallies(found, by="year", today=today), key=lambda one: (one.name == "not stated", one.name))
    themes = tallies(found, by="theme", today=today)
    by_plan = tallies(found, by="plan", today=today)
    return page(
        "totals.html",
        here="commitments",
        plans=plans,
        chosen=frozenset(asked.plans),
        total=len(found),
        years=years,
        year_bars=bars([(one.name, one.total, one.overdue) for one in years]),
        years_told=told(years, f"{sum(one.overdue for one in by_plan)} of {len(found)} are past their day"),
        themes=themes,
        themes_told=told(themes, f"{sum(one.checkable for one in by_plan)} of {len(found)} are checkable"),
        theme_bars=bars([(one.name, one.total, one.checkable) for one in themes]),
        by_plan=by_plan,
        titles={plan.id: plan.entry.title for plan in plans},
        bodies=on_the_hook(found, bodies=parts.bodies)[:_MOST_BODIES],
        statuses=_counted(found_ids=[one.id for one in found], statuses=statuses),
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


def _counted(*, found_ids: Sequence[str], statuses: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for one in found_ids:
        status = statuses.get(one, "not yet rated")
        counts[status] = counts.get(status, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: -pair[1]))
