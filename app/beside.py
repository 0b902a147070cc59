"""The plans whose commitments are held against one another: all of a few, and of many those that are named."""

from collections.abc import Sequence

from app.questions import chosen_plans
from plans.catalogue import Plan
from plans.errors import WrongCall

__all__ = ["MOST_BESIDE", "beside"]

MOST_BESIDE = 8
"""Each commitment is held against every other: of eight plans that takes seconds, of hundreds it would take days."""


def beside(plans: Sequence[Plan], references: Sequence[str]) -> tuple[str, ...]:
    """The ids of the plans that are meant by ids, names or collections; all where none is named and they are few, none
    where they are many.

    Raises UnknownPlan, and WrongCall where more are named than can be held beside each other.
    """
    named = chosen_plans([one for one in references if one.strip()], [plan.entry for plan in plans])
    if len(named) > MOST_BESIDE:
        raise WrongCall(
            f"That names {len(named):,} plans, and at most {MOST_BESIDE} are held beside each other; name fewer."
        )
    if named:
        return tuple(sorted(named))
    return tuple(plan.id for plan in plans) if len(plans) <= MOST_BESIDE else ()
