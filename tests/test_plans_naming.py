"""Which plans a question names: outright, by the short form of a title, or by their area."""

from datetime import date

import pytest

from plans.catalogue import Period, Plan, PlanEntry
from plans.naming import plans_named, side_by_side


def a_plan(area: str, title: str, *names: str) -> Plan:
    entry = PlanEntry(
        id=area.lower(),
        title=f"{area} {title}",
        publisher="A board",
        edition="1",
        file="x.txt",
        area=area,
        period=Period(written="2024-29", first=date(2024, 4, 1), last=date(2029, 3, 31)),
        names=(f"{area} plan", area, *names),
    )
    return Plan(entry=entry, sha256="0" * 64, pages=None, passages=0, commitments=0)


PLANS = [a_plan("Northbridge", "Health and Care Plan 2024-29"), a_plan("Eastvale", "Joint Forward Plan")]
TWINS = [a_plan("Northbridge", "Joint Forward Plan"), a_plan("Eastvale", "Joint Forward Plan")]


@pytest.mark.parametrize(
    ("text", "outright", "areas"),
    [
        ("What does the Northbridge plan say?", {"northbridge"}, set()),
        ("How many live in Northbridge?", set(), {"northbridge"}),
        ("Eastvale's plan or Northbridge?", {"eastvale"}, {"northbridge"}),
        ("what does the eastvale one say", {"eastvale"}, set()),
        ("Northbridges of old", set(), set()),
        ("nothing named", set(), set()),
        ("smoking in the HCP", {"northbridge"}, set()),
        ("the NHCP and the JFP", {"northbridge", "eastvale"}, set()),
        ("northbridge hcp on smoking", {"northbridge"}, set()),
        ("HCPs in schools", set(), set()),
    ],
)
def test_plans_are_named_outright_by_initials_or_by_their_area(text: str, outright: set[str], areas: set[str]) -> None:
    names = plans_named(text, PLANS)
    assert (set(names.outright), set(names.leaning)) == (outright, areas)


def test_a_plan_is_also_named_as_one() -> None:
    plans = [PLANS[0], a_plan("Eastvale", "Joint Forward Plan", "regional plan")]
    assert plans_named("the Northbridge plan against the regional one", plans).outright == ("northbridge", "eastvale")
    assert plans_named("one regional office", plans).outright == ()


def test_initials_that_two_titles_share_name_a_plan_only_beside_its_area() -> None:
    assert plans_named("targets in the JFP", TWINS).outright == ()
    assert plans_named("targets in the Eastvale JFP", TWINS).outright == ("eastvale",)


def test_what_is_left_of_a_question_holds_no_name() -> None:
    assert plans_named("Northbridge HCP: smoking in Eastvale?", PLANS).rest.split() == [":", "smoking", "in", "?"]


def test_areas_in_one_breath_stand_side_by_side() -> None:
    assert side_by_side("smoking in Northbridge and in Eastvale", ("northbridge", "eastvale"))
    assert not side_by_side("Northbridge on smoking, as told in Eastvale", ("northbridge", "eastvale"))
