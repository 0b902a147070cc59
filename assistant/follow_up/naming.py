"""Plans as a question names them, and how a question is told which plan is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plans.catalogue import Plan, PlanEntry

__all__ = ["PlanName", "area_name", "plan_name", "plan_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanName:
    """A plan named at `text[start:end]`; `outright` where the words say that a plan is meant, not only its area."""

    plan_id: str
    start: int
    end: int
    outright: bool


def plan_names(text: str, plans: Sequence[Plan]) -> tuple[PlanName, ...]:
    """The plans that a text names, in order; a name within a longer one does not count."""
    names = sorted(
        ((name, plan.id) for plan in plans for name in (*plan.entry.names, plan.entry.title)),
        key=lambda pair: -len(pair[0]),
    )
    said = text.casefold()
    found: list[PlanName] = []
    for name, plan_id in names:
        if not all(word in said for word in _words_of(name)):
            continue  # a pattern for each of a thousand names takes half a second to make
        spaced = r"\s+".join(map(re.escape, name.split()))
        pattern = rf"(?<!\w)(?:the\s+)?{spaced}(?!\w)(?:['’]s?(?!\w))?(?P<plan>\s+(?:plan|document|one|strategy)\b)?"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            outright = bool(match["plan"] or _SAYS_PLAN.search(name))
            found.append(PlanName(plan_id=plan_id, start=match.start(), end=match.end(), outright=outright))
    return tuple(sorted(found, key=lambda name: name.start))


@lru_cache(maxsize=1 << 16)
def _words_of(name: str) -> tuple[str, ...]:
    """The words that a text must have, one way or another, to have a name."""
    return tuple(name.casefold().split())


def plan_name(entry: PlanEntry) -> str:
    """A plan as a question may name it, with its article: 'the Kirklees plan', 'the Carers Strategy document'."""
    short = next((name for name in entry.names if _SAYS_PLAN.search(name)), None)
    if short is None:
        short = entry.title if _SAYS_PLAN.search(entry.title) else f"{entry.title} document"
    return short if short.lower().startswith("the ") else f"the {short}"


def area_name(entry: PlanEntry) -> str:
    """The area of a plan as it is spoken of, or the plan's name where it has none."""
    return entry.area if entry.area and entry.area in entry.names else plan_name(entry)


_SAYS_PLAN = re.compile(r"\bplan\b|\bjfp\b", re.IGNORECASE)
