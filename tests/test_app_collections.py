"""Collections of plans: one word in the place of many plans, wherever a plan can be named."""

from datetime import date

import pytest

from app.questions import chosen_plans
from plans.catalogue import Period, PlanEntry
from plans.errors import UnknownPlan


def entry(plan_id: str, *, area: str, first: int, kind: str | None = None) -> PlanEntry:
    return PlanEntry(
        id=plan_id,
        title=f"Plan of {area} {first}",
        publisher=f"{area} Partnership",
        edition="1",
        file="plan.txt",
        area=area,
        kind=kind,
        period=Period(written="", first=date(first, 4, 1), last=date(first + 3, 3, 31)),
    )


SHELF = (
    entry("ash-2023", area="Ashford", first=2023, kind="place plan"),
    entry("ash-2026", area="Ashford", first=2026),
    entry("elm-2025", area="Elm Vale", first=2025, kind="Place plan"),
)


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (["area:ashford"], ("ash-2023", "ash-2026")),
        (["Area: Elm Vale"], ("elm-2025",)),
        (["year:2026"], ("ash-2023", "ash-2026", "elm-2025")),
        (["year:2029"], ("ash-2026",)),
        (["kind:place plan"], ("ash-2023", "elm-2025")),
        (["publisher:Elm Vale Partnership", "ash-2026"], ("elm-2025", "ash-2026")),
        (["area:Ashford", "ash-2023"], ("ash-2023", "ash-2026")),
    ],
)
def test_a_collection_stands_for_its_plans(references: list[str], expected: tuple[str, ...]) -> None:
    assert chosen_plans(references, SHELF) == expected


def test_an_empty_collection_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UnknownPlan, match="ashford, elm vale"):
        chosen_plans(["area:Nowhere"], SHELF)


def test_a_title_with_a_colon_is_still_a_plan() -> None:
    titled = PlanEntry(id="x", title="Health: the plan", publisher="P", edition="1", file="x.txt")
    assert chosen_plans(["Health: the plan"], [titled]) == ("x",)
