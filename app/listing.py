"""What is wanted of the register: few plans are looked through, of many a table on the disk is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from app.filters import Wanted, filter_of
from plans.commitment import Commitment
from plans.errors import BrokenIndex, UnknownPlan

if TYPE_CHECKING:
    from app.parts import Parts
    from commitments.queries import Facet
    from commitments.totals import Totals
    from plans.bodies import Body
    from plans.catalogue import Plan
    from plans.seams import Register

__all__ = ["MANY", "Listed", "facets_of", "is_large", "listed_commitments", "on_the_hook_for", "register_totals"]

MANY = 200
"""Of more plans than this the table is asked: looking through a hundred thousand commitments takes seconds."""

A = ParamSpec("A")
F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How many commitments fit, and those of them that were to be shown, in order."""

    total: int
    commitments: tuple[Commitment, ...]


def _asked_again(ask: "Callable[Concatenate[Parts, A], F]") -> "Callable[Concatenate[Parts, A], F]":
    """What asks the register, asked again where the library that it asked was changed and cleared away meanwhile."""

    @wraps(ask)
    def asked(parts: "Parts", /, *given: A.args, **named: A.kwargs) -> F:
        before = parts.library.generation
        try:
            return ask(parts, *given, **named)
        except (BrokenIndex, UnknownPlan):
            if parts.library.generation == before:
                raise
            return ask(parts, *given, **named)

    return asked


def is_large(plans: "Sequence[Plan]") -> bool:
    """Whether these are so many plans that their register is asked of the table."""
    return len(plans) > MANY


@_asked_again
def listed_commitments(
    parts: "Parts",
    wanted: Wanted,
    *,
    today: date,
    statuses: Mapping[str, str],
    first: int = 0,
    limit: int | None = None,
) -> Listed:
    """The commitments that are wanted, in the order that is wanted: `limit` of them from the `first` on, all if None.

    Raises UnknownPlan.
    """
    from commitments.queries import select

    plans, register = parts.library.plans(), parts.register
    asked = filter_of(wanted, [plan.entry for plan in plans])
    if is_large(plans):
        found = parts.register_table.find(
            asked,
            register,
            [plan.id for plan in plans],
            today=today,
            statuses=statuses,
            sort=wanted.sort,
            first=first,
            limit=-1 if limit is None else limit,
        )
        return Listed(total=found.total, commitments=_read(register, found.page))
    everything = register.commitments(asked.plans)
    chosen = select(everything, asked, bodies=parts.bodies, today=today, statuses=statuses, sort=wanted.sort)
    last = len(chosen) if limit is None else first + limit
    return Listed(total=len(chosen), commitments=chosen[first:last])


@_asked_again
def register_totals(parts: "Parts", wanted: Wanted, *, today: date, statuses: Mapping[str, str]) -> "Totals":
    """The totals of the commitments that are wanted.

    Raises UnknownPlan.
    """
    from commitments.queries import select
    from commitments.totals import totals_of

    plans = parts.library.plans()
    asked = filter_of(wanted, [plan.entry for plan in plans])
    if is_large(plans):
        ids = [plan.id for plan in plans]
        return parts.register_table.totals(asked, parts.register, ids, today=today, statuses=statuses)
    everything = parts.register.commitments(asked.plans)
    found = select(everything, asked, bodies=parts.bodies, today=today, statuses=statuses)
    return totals_of(found, bodies=parts.bodies, today=today, statuses=statuses)


@_asked_again
def on_the_hook_for(parts: "Parts", name: str, *, limit: int) -> tuple["Body", Mapping[str, Listed]]:
    """The body of that id, name or alias, and what it is on the hook for by what it is to it: how many commitments,
    and the first so many of them."""
    from commitments.body_pages import body_page

    plans, register = parts.library.plans(), parts.register
    body = parts.bodies.get(name) or parts.bodies.named(name)
    if is_large(plans):
        found = parts.register_table.of_body(body.id, register, [plan.id for plan in plans], limit=limit)
        return body, {
            role: Listed(total=one.total, commitments=_read(register, one.page)) for role, one in found.items()
        }
    told = body_page(name, register.commitments(), bodies=parts.bodies)
    lists = {"leads": told.leads, "by_document": told.by_document, "partners": told.partners, "oversees": told.oversees}
    return body, {role: Listed(total=len(held), commitments=held[:limit]) for role, held in lists.items()}


@_asked_again
def facets_of(parts: "Parts") -> tuple["Facet", ...]:
    """The values that filters may take over the whole register, with how many commitments have each."""
    from commitments.queries import facets

    plans = parts.library.plans()
    if is_large(plans):
        return parts.register_table.facets(parts.register, [plan.id for plan in plans])
    return facets(parts.register.commitments())


def _read(register: "Register", page: tuple[tuple[str, str], ...]) -> tuple[Commitment, ...]:
    """The commitments of those plans and ids, each plan read once."""
    ids = {commitment_id for _, commitment_id in page}
    plans = dict.fromkeys(plan for plan, _ in page)
    held = {one.id: one for plan in plans for one in register.commitments((plan,)) if one.id in ids}
    return tuple(held[commitment_id] for _, commitment_id in page)
