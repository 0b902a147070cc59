"""The list of plans, a page of it at a time: those whose entries have all the words that are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from plans.catalogue import Plan, PlanEntry
from plans.words import fold

__all__ = ["ON_A_PAGE", "PlanList", "listed"]

ON_A_PAGE = 50
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanList:
    """A page of the list: its plans, the number of its first one, how many fit what was looked for, of how many."""

    plans: Sequence[Plan]
    first: int
    fitting: int
    held: int
    words: str
    kind: str
    year: str
    kinds: tuple[str, ...]
    years: tuple[str, ...]

    @property
    def last(self) -> int:
        """The number of the last plan on the page."""
        return self.first + len(self.plans) - 1

    @property
    def narrowed(self) -> bool:
        """Whether something is looked for."""
        return bool(self.words or self.kind or self.year)

    @property
    def before(self) -> str | None:
        """The address of the page before; None on the first one."""
        return self._address(max(1, self.first - ON_A_PAGE)) if self.first > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the page after; None on the last one."""
        return self._address(self.first + ON_A_PAGE) if self.last < self.fitting else None

    def _address(self, first: int) -> str:
        asked = {"words": self.words, "kind": self.kind, "year": self.year, "first": str(first)}
        return "/plans?" + urlencode({name: value for name, value in asked.items() if value})


def listed(plans: Sequence[Plan], *, words: str = "", kind: str = "", year: str = "", first: int = 1) -> PlanList:
    """The page of the list that begins with the plan of that number among those that fit."""
    words = " ".join(words[:_LONGEST].split())
    wanted = fold(words).split()
    fitting = [
        plan
        for plan in plans
        if (not kind or plan.entry.kind == kind)
        and (not year or year in _years(plan.entry))
        and all(word in _told(plan.entry) for word in wanted)
    ]
    first = min(max(1, first), max(1, len(fitting)))
    return PlanList(
        plans=fitting[first - 1 : first - 1 + ON_A_PAGE],
        first=first,
        fitting=len(fitting),
        held=len(plans),
        words=words,
        kind=kind,
        year=year,
        kinds=tuple(sorted({plan.entry.kind for plan in plans if plan.entry.kind})),
        years=tuple(sorted({one for plan in plans for one in _years(plan.entry)})),
    )


@lru_cache(maxsize=16384)
def _told(entry: PlanEntry) -> str:
    """All that an entry tells, folded."""
    told = (entry.id, entry.title, entry.publisher, entry.edition, entry.area, entry.kind, *entry.names)
    return fold(" ".join(filter(None, told)))


@lru_cache(maxsize=16384)
def _years(entry: PlanEntry) -> tuple[str, ...]:
    """Every calendar year of a plan's period."""
    period = entry.period
    return () if period is None else tuple(str(year) for year in range(period.first.year, period.last.year + 1))
