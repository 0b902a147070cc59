"""What the register comes to: how many commitments by year, part and plan, what people found, who is on the hook."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.body_pages import OnTheHook, on_the_hook
from commitments.queries import NOT_RATED, Tally, tallies
from plans.bodies import Bodies
from plans.commitment import Commitment

__all__ = ["Totals", "in_year_order", "largest_first", "statuses_counted", "totals_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many commitments there are: by year in order, by part of the plan and by plan with the largest first, by
    body with those that lead most first, and by what people found."""

    total: int
    by_year: tuple[Tally, ...]
    by_theme: tuple[Tally, ...]
    by_plan: tuple[Tally, ...]
    by_body: tuple[OnTheHook, ...]
    by_status: tuple[tuple[str, int], ...]


def totals_of(commitments: Sequence[Commitment], *, bodies: Bodies, today: date, statuses: Mapping[str, str]) -> Totals:
    """The totals of some commitments; `statuses` holds what people set, by commitment id."""
    return Totals(
        total=len(commitments),
        by_year=in_year_order(tallies(commitments, by="year", today=today)),
        by_theme=tallies(commitments, by="theme", today=today),
        by_plan=tallies(commitments, by="plan", today=today),
        by_body=on_the_hook(commitments, bodies=bodies),
        by_status=statuses_counted(Counter(statuses.get(one.id, NOT_RATED) for one in commitments)),
    )


def in_year_order(counted: Sequence[Tally]) -> tuple[Tally, ...]:
    """Tallies of years in their order; what states none comes last."""
    return tuple(sorted(counted, key=lambda one: (one.name == "not stated", one.name)))


def largest_first(counted: Sequence[Tally]) -> tuple[Tally, ...]:
    """Tallies with the largest first."""
    return tuple(sorted(counted, key=lambda one: (-one.total, one.name)))


def statuses_counted(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """How many have each status, the most first."""
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
