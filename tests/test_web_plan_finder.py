"""Of many plans those that are looked for can be ticked, with the collections they are in; what is ticked stays."""

import pytest

from app.questions import chosen_plans, held_to
from app.web.asking import Conversation
from app.web.plan_finder import FEW, choices_of, found_note
from plans.catalogue import Plan, PlanEntry
from plans.errors import UnknownPlan


def plan(number: int) -> Plan:
    entry = PlanEntry(
        id=f"p{number:04}",
        title=f"Town {number} Plan",
        publisher="The Board",
        edition="1",
        file="p.txt",
        area=f"Shire {number % 100}",
        kind="strategy" if number % 2 else "place plan",
    )
    return Plan(entry=entry, sha256="0" * 64, pages=None, passages=1, commitments=1)


MANY = [plan(number) for number in range(5_000)]


def test_every_plan_of_a_few_can_be_ticked() -> None:
    assert choices_of(MANY[:FEW], find="nothing fits this") == [
        (f"Town {number} Plan, 1", f"p{number:04}") for number in range(FEW)
    ]


def test_of_many_a_short_list_is_offered_at_first() -> None:
    offered = choices_of(MANY)
    assert len(offered) < 60
    assert ("All of the kind strategy (2500)", "kind:strategy") in offered


def test_what_is_looked_for_is_offered_collections_first() -> None:
    offered = [reference for _, reference in choices_of(MANY, find="shire 17")]
    assert offered[0] == "area:shire 17"
    assert {"p0017", "p0117", "p0217"} <= set(offered)
    assert [reference for _, reference in choices_of(MANY, find="TOWN 4321")] == ["p4321"]


def test_what_is_ticked_stays_first_whatever_is_looked_for() -> None:
    offered = choices_of(MANY, find="town 4321", chosen=["p0007", "area:shire 17", "gone"])
    assert [reference for _, reference in offered] == ["p0007", "area:shire 17", "p4321"]


def test_how_many_fit_is_said() -> None:
    assert found_note(MANY, "town 4321") == "1 plan found."
    assert found_note(MANY, "") == "There are 5,000 plans; 20 of them can be ticked here."


def test_a_conversation_is_held_to_a_collection_and_asks_its_plans() -> None:
    entries = [one.entry for one in MANY]
    held = held_to(["area:Shire 17", "p0004", "Town 5 plan"], entries)
    assert held == ("area:Shire 17", "p0004", "p0005")
    assert len(chosen_plans(Conversation(plans=held).plans, entries)) == 52
    with pytest.raises(UnknownPlan):
        held_to(["area:Nowhere"], entries)
