"""A question that asks one thing of one plan and another of the next, taken apart by plan."""

from collections.abc import Mapping, Sequence

from assistant.compose_parts import parted
from plans.catalogue import Plan
from plans.naming import plans_named

__all__ = ["each_plans_part"]


def each_plans_part(text: str, plans: Sequence[Plan]) -> Mapping[str, str]:
    """What is asked of each plan, by its id, with what leads up to it; nothing where a part names no plan or two.

    "Sixty-five weeks: what does Oakham want gone, and what does Elmshire?" asks of each about sixty-five weeks.
    """
    pieces = parted(text)
    if len(pieces) < 2:
        return {}
    lead, colon, first = pieces[0].rpartition(": ")
    topic = f"{lead}{colon}"
    asked: dict[str, str] = {}
    for piece in (first, *pieces[1:]):
        names = plans_named(piece, plans)
        named = {*names.outright, *names.leaning}
        if len(named) != 1 or named & asked.keys():
            return {}
        asked[named.pop()] = f"{topic}{piece}"
    return asked
