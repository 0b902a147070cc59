"""Lists, counts, body pages, links between plans and editions compared, over small made-up registers."""

from dataclasses import replace
from datetime import date

import pytest

from commitments.body_pages import body_page, on_the_hook
from commitments.editions import changes
from commitments.links import links
from commitments.queries import Filter, facets, is_overdue, select, tallies, years_due
from plans.bodies import Bodies
from plans.commitment import Commitment, Comparator, Measure, Modality, Owner
from plans.document import Place

BODIES = Bodies.load()
TODAY = date(2024, 6, 1)


def promise(
    text: str = "Open a clinic",
    *,
    number: int = 0,
    plan: str = "a",
    owner: str = "Somerset Council",
    role: str = "lead",
    basis: str = "stated",
    deadline: date | None = None,
    timeframe: str | None = None,
    measures: tuple[Measure, ...] = (),
    modality: Modality = "will",
    theme: str = "Falls",
    row: str | None = None,
    missing: tuple[str, ...] = (),
) -> Commitment:
    return Commitment(
        id=f"{plan}-{number}-{text[:12]}",
        plan_id=plan,
        edition="1",
        text=text,
        type="target" if measures else "action",
        modality=modality,
        place=Place(section=(theme,), row=row),
        theme=theme,
        timeframe=timeframe,
        deadline=deadline,
        measures=measures,
        owners=(Owner(name=owner, role=role, basis=basis),),  # type: ignore[arg-type]
        population=None,
        missing=missing,
        start=number,
        end=number + len(text),
        confidence=0.9,
    )


def percent(value: float, comparator: Comparator = "at_least") -> tuple[Measure, ...]:
    return (Measure(value=value, unit="percent", comparator=comparator),)


REGISTER = (
    promise("Open a falls clinic", number=1, deadline=date(2024, 3, 31), row="Clinics"),
    promise("Train every ambulance crew", number=2, owner="Yorkshire Ambulance Service", deadline=date(2025, 3, 31)),
    promise("Explore a register", number=3, modality="explore", timeframe="shortly", missing=("deadline", "measure")),
    promise("Reach 80% of homes", number=4, measures=percent(80), theme="Homes", plan="b"),
    promise("Report to the board", number=5, owner="Somerset Health and Wellbeing Board", role="overseer"),
)


def found(wanted: Filter, **options: str) -> list[int]:
    return [one.start for one in select(REGISTER, wanted, bodies=BODIES, today=TODAY, **options)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), [1, 2, 3, 5, 4]),
        (Filter(plans=("b",)), [4]),
        (Filter(types=("target",)), [4]),
        (Filter(modalities=("explore",)), [3]),
        (Filter(themes=("homes",)), [4]),
        (Filter(services=("Clinics",)), [1]),
        (Filter(bodies=("YAS",)), [2]),
        (Filter(bodies=("org:yas",)), [2]),
        (Filter(bodies=("Somerset Council",), roles=("partner",)), []),
        (Filter(years=("2023/24",)), [1]),
        (Filter(due_before=date(2024, 4, 1)), [1]),
        (Filter(due_after=date(2024, 4, 1)), [2]),
        (Filter(overdue=True), [1]),
        (Filter(vague=True), [3]),
        (Filter(missing=("deadline", "measure")), [3]),
        (Filter(words="falls clinics"), [1]),
        (Filter(words="ambulance crews trained"), [2]),
        (Filter(checkable=True), [1, 2]),
        (Filter(plans=("a",), words="register"), [3]),
    ],
)
def test_a_filter_keeps_all_that_it_asks_for_and_nothing_else(wanted: Filter, expected: list[int]) -> None:
    assert found(wanted) == expected


def test_statuses_that_people_set_can_be_asked_for() -> None:
    statuses = {REGISTER[0].id: "met"}
    met = select(REGISTER, Filter(statuses=("met",)), bodies=BODIES, today=TODAY, statuses=statuses)
    open_ones = select(REGISTER, Filter(statuses=("not yet rated",)), bodies=BODIES, today=TODAY, statuses=statuses)
    assert (len(met), len(open_ones)) == (1, 4)


def test_lists_are_sorted_by_day_and_by_strength() -> None:
    assert found(Filter(), sort="due")[:2] == [1, 2]
    assert found(Filter(), sort="strength")[-1] == 3


def test_a_day_that_is_past_is_overdue_and_a_year_is_the_one_it_falls_in() -> None:
    assert is_overdue(REGISTER[0], TODAY)
    assert not is_overdue(REGISTER[2], TODAY)
    assert years_due(REGISTER[1]) == ("2024/25",)
    assert years_due(promise(timeframe="2024/25")) == ("2024/25",)


def test_totals_count_what_is_left_unsaid() -> None:
    (falls, homes) = tallies(REGISTER, by="theme", today=TODAY)
    assert (falls.name, falls.total, falls.no_deadline, falls.no_measure, falls.overdue) == ("Falls", 4, 1, 1, 1)
    assert (homes.name, homes.total) == ("Homes", 1)
    assert {(facet.value, facet.count) for facet in facets(REGISTER) if facet.field == "type"} == {
        ("action", 4),
        ("target", 1),
    }


def test_a_body_s_page_holds_all_that_it_is_on_the_hook_for() -> None:
    page = body_page("yas", REGISTER, bodies=BODIES)
    assert (page.body.id, len(page.leads), len(page.partners)) == ("org:yas", 1, 0)
    board = body_page("Somerset Health and Wellbeing Board", REGISTER, bodies=BODIES)
    assert (len(board.leads), len(board.oversees)) == (0, 1)
    first = on_the_hook(REGISTER, bodies=BODIES)[0]
    assert (first.body.name, first.leads) == ("Somerset Council", 3)


def test_the_same_target_in_two_plans_is_linked_and_the_stricter_one_said() -> None:
    ours = promise("Ensure 80% of adults get a bone scan", measures=percent(80), deadline=date(2026, 3, 31))
    same = promise("80% of adults to receive a bone scan", plan="b", measures=percent(80), deadline=date(2026, 3, 31))
    later = replace(same, id="later", deadline=date(2027, 3, 31))
    lower = replace(same, id="lower", text="70% of adults get a bone scan", measures=percent(70))
    capped = replace(same, id="capped", measures=percent(80, "at_most"))
    silent = replace(same, id="silent", text="Increase the adults who get a bone scan", measures=())
    told = {other.id: links((ours, other))[0].verdict for other in (same, later, lower, capped, silent)}
    assert told == {
        same.id: "same",
        "later": "stricter",
        "lower": "stricter",
        "capped": "conflict",
        "silent": "unquantified",
    }


def test_promises_of_one_plan_or_about_other_things_are_not_linked() -> None:
    scans = promise("Ensure 80% of adults get a bone scan", measures=percent(80))
    assert links((scans, promise("Ensure 80% of adults get a bone scan", number=9, measures=percent(80)))) == ()
    assert links((scans, promise("Ensure 80% of schools teach swimming", plan="b", measures=percent(80)))) == ()


def test_a_new_edition_is_compared_promise_by_promise() -> None:
    old = (
        promise("We will open a falls clinic in Taunton", number=1, deadline=date(2024, 3, 31)),
        promise("Reach 80% of homes with a hazard check", number=2, measures=percent(80)),
        promise("Explore a single falls register", number=3, modality="explore"),
        promise("Publish a balance leaflet", number=4),
    )
    new = (
        promise("We will open a falls clinic in Taunton", number=1, deadline=date(2025, 3, 31)),
        promise("Reach 70% of homes with a hazard check", number=2, measures=percent(70)),
        promise("Develop a single falls register", number=3),
        promise("Hire three physiotherapists", number=5),
    )
    told = [(change.kinds, change.new and change.new.start) for change in changes(old, new)]
    assert told == [
        (("date moved",), 1),
        (("reworded", "weakened"), 2),
        (("reworded", "strengthened"), 3),
        (("added",), 5),
        (("dropped",), None),
    ]


def test_an_unchanged_edition_has_no_changes_and_says_so() -> None:
    assert {change.kinds for change in changes(REGISTER, REGISTER)} == {("unchanged",)}
    assert changes((), ()) == ()
