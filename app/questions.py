"""What may be asked: a question is text of a readable length without control characters, put to plans that are held."""

import re
import unicodedata
from collections.abc import Sequence

from app.collections import collected
from plans.catalogue import PlanEntry
from plans.errors import UnknownPlan, WrongCall
from plans.unseen import without_unseen

__all__ = ["LONGEST_QUESTION", "checked_question", "chosen_plans", "held_to"]

LONGEST_QUESTION = 2_000
_TOLD = 12
_CONTROL = {"Cc", "Cs"}
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


def checked_question(text: str) -> str:
    """The question with its spaces tidied and invisible characters left out.

    Raises WrongCall when it is empty, longer than LONGEST_QUESTION characters, or holds control characters.
    """
    if len(text) > LONGEST_QUESTION:
        raise WrongCall(
            f"The question has {len(text):,} characters; ask it in at most {LONGEST_QUESTION:,}, one thing at a time."
        )
    if any(unicodedata.category(character) in _CONTROL for character in "".join(text.split())):
        raise WrongCall("The question holds control characters; write it again in plain text.")
    tidy = " ".join(without_unseen(text).split())
    if not tidy:
        raise WrongCall("The question is empty; write what you want to know from the plans.")
    return tidy


def chosen_plans(references: Sequence[str], entries: Sequence[PlanEntry]) -> tuple[str, ...]:
    """The ids of the plans that are meant by ids, names of a plan, the beginning of an id or name, or a collection.

    Raises UnknownPlan when a reference fits no plan, or more than one and is no collection.
    """
    found = [collected(reference, entries) or (_chosen_plan(reference, entries),) for reference in references]
    return tuple(dict.fromkeys(plan for plans in found for plan in plans))


def held_to(references: Sequence[str], entries: Sequence[PlanEntry]) -> tuple[str, ...]:
    """What a conversation is held to: collections as they are named, and plans by their ids.

    A collection stays one: it may hold thousands of plans, and another one tomorrow. Raises UnknownPlan.
    """
    meant = [one if collected(one, entries) else _chosen_plan(one, entries) for one in references]
    return tuple(dict.fromkeys(meant))


def _chosen_plan(reference: str, entries: Sequence[PlanEntry]) -> str:
    wanted = _as_id(reference)
    for fits in (_is_id, _is_name, _begins) if len(wanted) > 1 else ():
        found = [entry.id for entry in entries if fits(wanted, entry)]
        current = [one for one in found if one not in {entry.supersedes for entry in entries}]
        if len(current or found) == 1:
            return (current or found)[0]
        if found:
            raise UnknownPlan(f"“{reference}” could be any of {_some(found)}; name one of them.")
    held = _some([entry.id for entry in entries])
    raise UnknownPlan(f"There is no plan “{reference}” in the library; it holds {held or 'none yet'}.")


def _some(ids: Sequence[str]) -> str:
    """The ids, the first ones of many."""
    more = f" and {len(ids) - _TOLD:,} more" if len(ids) > _TOLD else ""
    return ", ".join(ids[:_TOLD]) + more


def _is_id(wanted: str, entry: PlanEntry) -> bool:
    return wanted == entry.id


def _is_name(wanted: str, entry: PlanEntry) -> bool:
    return wanted in _names(entry)


def _begins(wanted: str, entry: PlanEntry) -> bool:
    return entry.id.startswith(wanted) or any(name.startswith(wanted) for name in _names(entry))


def _names(entry: PlanEntry) -> tuple[str, ...]:
    return tuple(_as_id(name) for name in (entry.title, *entry.names))


def _as_id(text: str) -> str:
    return _NOT_IN_AN_ID.sub("-", text.lower()).strip("-")
