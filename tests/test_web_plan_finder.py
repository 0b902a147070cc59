"""Of many plans those that are looked for can be ticked, with the collections they are in; what is ticked stays."""

from collections import Counter

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.filters import Wanted
from app.questions import chosen_plans, held_to
from app.web.asking import Conversation
from app.web.commitment_views import offers
from app.web.markup import page
from app.web.plan_finder import FEW, choices_of, found_note
from commitments.queries import Facet
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


@pytest.mark.parametrize("chosen", [[], ["p0007"]])
def test_a_filter_of_more_values_than_can_be_looked_through_is_typed(chosen: list[str]) -> None:
    found = [Facet(field="plan", value=one.id, count=3) for one in MANY] + [
        Facet(field="type", value="target", count=9)
    ]
    offered = offers(found, MANY, Wanted(plan=chosen), Counter({"met": 2}))
    html = page(
        "commitments.html", here="commitments", rows=(), total=0, whole=15_000, first=1, last=0, before="", after="",
        wanted=Wanted(plan=chosen), offers=offered, sorts={}, more_used=False, fault="", exports={},
    )  # fmt: skip
    plan = LexborHTMLParser(html).css_first("#f-plan")
    assert plan is not None
    assert (plan.tag, plan.attributes["value"]) == ("input", "".join(chosen))
    assert len(LexborHTMLParser(html).css("#f-type option")) == 2
    assert ("not yet rated", 4_998) in [(value, count) for value, _, count in offered[-1].values]
