"""The plans and collections that can be ticked on the page to ask on: all of a few, or those that are looked for."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.collections import COLLECTIONS
from app.web.plan_list import listed
from app.web.words import plural
from plans.catalogue import Plan
from plans.words import fold

__all__ = ["FEW", "choices_of", "found_note"]

FEW = 12
_SHOWN = 20
_COLLECTED = 8
_TOLD = {
    "area": "All plans of the area {}",
    "kind": "All of the kind {}",
    "publisher": "All plans of {}",
    "year": "All plans in force in {}",
}


def choices_of(plans: Sequence[Plan], *, find: str = "", chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What can be ticked, as words and reference: every plan of a few, or else what is ticked and what fits the words.

    Collections of several plans stand before plans: a reference of one is as in `area:leeds`.
    """
    if len(plans) <= FEW:
        return [_choice(plan) for plan in plans]
    collections = {reference: said for said, reference, _ in _collections(plans)}
    held = {plan.id: plan for plan in plans}
    ticked = [(collections.get(one, ""), one) if one in collections else _choice(held[one])
              for one in dict.fromkeys(chosen) if one in collections or one in held]  # fmt: skip
    return list(dict.fromkeys([*ticked, *_fitting(plans, find)]))


def found_note(plans: Sequence[Plan], find: str) -> str:
    """How many plans fit the words, for those who see or hear the list change."""
    fitting = listed(plans, words=find).fitting if find.strip() else len(plans)
    shown = min(fitting, _SHOWN)
    which = f"{plural(fitting, 'plan')} found" if find.strip() else f"There are {plural(fitting, 'plan')}"
    return f"{which}; {shown} of them can be ticked here." if shown < fitting else f"{which}."


def _fitting(plans: Sequence[Plan], find: str) -> Iterator[tuple[str, str]]:
    wanted = fold(find).split()
    fitting = [(said, one) for said, one, words in _collections(plans) if all(word in words for word in wanted)]
    yield from fitting[:_COLLECTED]
    yield from (_choice(plan) for plan in listed(plans, words=find).plans[:_SHOWN])


def _choice(plan: Plan) -> tuple[str, str]:
    return f"{plan.entry.title}, {plan.entry.edition}", plan.id


def _collections(plans: Sequence[Plan]) -> list[tuple[str, str, str]]:
    """Collections of two plans or more: what they are called, their reference, and the words they are found by; the
    largest first."""
    counts: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        counts.update((kind, value) for kind, values in COLLECTIONS.items() for value in values(plan.entry))
    return [
        (f"{_TOLD[kind].format(value)} ({count})", f"{kind}:{value}", f"{kind} {value}")
        for (kind, value), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count > 1
    ]
