"""A plan as the index stores it, and its JSON form."""

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from plans.catalogue import Plan
from plans.commitment import Commitment
from plans.document import Document, Passage
from plans.errors import BrokenIndex

__all__ = ["IndexedPlan", "plan_from_json", "plan_to_json", "plans_from_json", "plans_to_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPlan:
    """Everything the index keeps of one plan: what it is, its reading text, its passages, its commitments."""

    plan: Plan
    document: Document
    passages: tuple[Passage, ...]
    commitments: tuple[Commitment, ...] = ()


def plan_to_json(plan: IndexedPlan) -> bytes:
    """The JSON form of a stored plan."""
    return _one().dump_json(plan)


def plan_from_json(text: bytes, *, where: str) -> IndexedPlan:
    """The stored plan of a JSON text.

    Raises BrokenIndex, naming `where`, when the text is not one.
    """
    try:
        return _one().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


def plans_to_json(plans: tuple[Plan, ...]) -> bytes:
    """The JSON form of the list of plans."""
    return _list().dump_json(plans, indent=1)


def plans_from_json(text: bytes, *, where: str) -> tuple[Plan, ...]:
    """The list of plans of a JSON text.

    Raises BrokenIndex, naming `where`, when the text is not one.
    """
    try:
        return _list().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


@cache
def _one() -> TypeAdapter[IndexedPlan]:
    return TypeAdapter(IndexedPlan)


@cache
def _list() -> TypeAdapter[tuple[Plan, ...]]:
    return TypeAdapter(tuple[Plan, ...])


def _not_a_plan(where: str) -> str:
    return f"The index file {where} does not hold what was written: run `planwatch ingest` on the plans to rebuild it."
