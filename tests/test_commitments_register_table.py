"""The table of the register finds, orders and counts what looking through the commitments does."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.filters import Wanted
from app.listing import facets_of, listed_commitments, on_the_hook_for, register_totals
from commitments.queries import SORTS, Filter, facets, select
from commitments.register_table import RegisterTable
from commitments.totals import totals_of
from plans.commitment import Commitment

TODAY = date(2025, 6, 1)

FILTERS: Mapping[str, Filter] = {
    "all": Filter(),
    "a type": Filter(types=("target",)),
    "two types": Filter(types=("target", "aspiration")),
    "a modality": Filter(modalities=("will", "aim")),
    "words": Filter(words="dental access"),
    "words in capitals": Filter(words="NHS"),
    "words that nobody says": Filter(words="helicopter"),
    "a theme, by a part of it": Filter(themes=("care",)),
    "a service": Filter(services=("care",)),
    "a body by its name": Filter(bodies=("Kirklees Council",)),
    "a body by a short name, in a role": Filter(bodies=("ICB",), roles=("lead", "partner")),
    "a body that is in no list": Filter(bodies=("board",)),
    "a year": Filter(years=("2024/25",)),
    "two years": Filter(years=("2023/24", "2025/26")),
    "overdue": Filter(overdue=True),
    "not overdue": Filter(overdue=False),
    "vague": Filter(vague=True),
    "not vague": Filter(vague=False),
    "national": Filter(national=True),
    "not national": Filter(national=False),
    "checkable": Filter(checkable=True),
    "not checkable": Filter(checkable=False),
    "after a day": Filter(due_after=date(2025, 3, 31)),
    "between days": Filter(due_after=date(2024, 4, 1), due_before=date(2026, 4, 1)),
    "what is missing": Filter(missing=("owner", "deadline")),
    "sure": Filter(confidence=0.8),
    "a plan": Filter(plans=("wy-jfp-2024",)),
    "found by people": Filter(statuses=("met", "stalled")),
    "not looked at": Filter(statuses=("not yet rated",)),
    "several at once": Filter(types=("action",), words="care", vague=False, missing=("measure",)),
}


@pytest.fixture(scope="module")
def table(planwatch: Any, tmp_path_factory: pytest.TempPathFactory) -> RegisterTable:
    return RegisterTable(tmp_path_factory.mktemp("table") / "register.sqlite", planwatch.bodies)


@pytest.fixture(scope="module")
def statuses(planwatch: Any) -> dict[str, str]:
    ids = [one.id for one in planwatch.register.commitments()]
    return {**dict.fromkeys(ids[::7], "met"), **dict.fromkeys(ids[::11], "stalled")}


def plans_of(planwatch: Any) -> list[str]:
    return [plan.id for plan in planwatch.library.plans()]


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
def test_it_finds_the_same(planwatch: Any, table: RegisterTable, statuses: dict[str, str], wanted: Filter) -> None:
    everything = planwatch.register.commitments()
    looked = select(everything, wanted, bodies=planwatch.bodies, today=TODAY, statuses=statuses)
    asked = table.find(wanted, planwatch.register, plans_of(planwatch), today=TODAY, statuses=statuses)
    assert [one.id for one in looked] == [commitment_id for _, commitment_id in asked.page]
    assert asked.total == len(looked)


@pytest.mark.parametrize("sort", SORTS)
def test_it_orders_the_same_and_gives_a_page_at_a_time(planwatch: Any, table: RegisterTable, sort: str) -> None:
    everything = planwatch.register.commitments()
    looked = [one.id for one in select(everything, Filter(), bodies=planwatch.bodies, today=TODAY, sort=sort)]
    pages: list[str] = []
    for first in range(0, len(looked), 200):
        found = table.find(
            Filter(),
            planwatch.register,
            plans_of(planwatch),
            today=TODAY,
            statuses={},
            sort=sort,
            first=first,
            limit=200,
        )
        assert found.total == len(looked)
        pages += [commitment_id for _, commitment_id in found.page]
    assert pages == looked


def test_it_counts_the_same(planwatch: Any, table: RegisterTable) -> None:
    counted = table.facets(planwatch.register, plans_of(planwatch))
    assert sorted(counted, key=repr) == sorted(facets(planwatch.register.commitments()), key=repr)


def test_of_some_plans_it_tells_nothing_of_the_others(planwatch: Any, table: RegisterTable) -> None:
    table.facets(planwatch.register, plans_of(planwatch))
    one = plans_of(planwatch)[0]
    found = table.find(Filter(), planwatch.register, [one], today=TODAY, statuses={})
    assert {plan for plan, _ in found.page} == {one}
    assert {facet.value for facet in table.facets(planwatch.register, [one]) if facet.field == "plan"} == {one}


class Changing:
    """A register of one plan, whose words and version can be changed; it counts how often it is read."""

    def __init__(self, commitment: Commitment) -> None:
        self.held, self.version, self.read = [commitment], "1", 0

    def commitments(self, plans: tuple[str, ...] = ()) -> list[Commitment]:
        self.read += len(plans)
        return self.held

    def commitment(self, commitment_id: str) -> Commitment | None:
        return next((one for one in self.held if one.id == commitment_id), None)

    def version_of(self, plan_id: str) -> str:
        return f"{plan_id} {self.version}"

    def is_kept(self) -> bool:
        return True


def test_a_plan_is_read_again_only_when_it_changed(planwatch: Any, tmp_path: Path) -> None:
    first = planwatch.register.commitments()[0]
    register, table = Changing(first), RegisterTable(tmp_path / "t.sqlite", planwatch.bodies)

    def found(words: str) -> int:
        asked = Filter(words=words)
        return table.find(asked, register, [first.plan_id], today=TODAY, statuses={}).total

    assert (found("zebra"), register.read) == (0, 1)
    assert (found("zebra"), register.read) == (0, 1)
    register.held = [replace(first, text="We will buy a zebra.")]
    for version in ("2", "3", "4"):
        register.version = version
        assert found("zebra") == 1
    assert register.read == 4


def test_the_list_of_many_plans_is_that_of_few(planwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Wanted(words="care", sort="due")
    few = listed_commitments(planwatch, wanted, today=TODAY, statuses={}, first=10, limit=20)
    counted = facets_of(planwatch)
    monkeypatch.setattr("app.listing.MANY", 1)
    assert listed_commitments(planwatch, wanted, today=TODAY, statuses={}, first=10, limit=20) == few
    assert len(few.commitments) == 20
    assert sorted(facets_of(planwatch), key=repr) == sorted(counted, key=repr)


@pytest.mark.parametrize("wanted", [FILTERS["all"], FILTERS["a plan"], FILTERS["several at once"]])
def test_its_totals_are_those_of_looking_through(
    planwatch: Any, table: RegisterTable, statuses: dict[str, str], wanted: Filter
) -> None:
    bodies = planwatch.bodies
    looked = select(planwatch.register.commitments(), wanted, bodies=bodies, today=TODAY, statuses=statuses)
    asked = table.totals(wanted, planwatch.register, plans_of(planwatch), today=TODAY, statuses=statuses)
    counted = totals_of(looked, bodies=bodies, today=TODAY, statuses=statuses)
    assert replace(asked, by_body=()) == replace(counted, by_body=())
    assert [replace(one, body=one.body.id) for one in asked.by_body] == [
        replace(one, body=one.body.id) for one in counted.by_body
    ]


def test_the_pages_of_many_plans_are_those_of_few(planwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {owner.name for one in planwatch.register.commitments()[::40] for owner in one.owners}
    few = [on_the_hook_for(planwatch, name, limit=5) for name in sorted(names)]
    totals = register_totals(planwatch, Wanted(words="care"), today=TODAY, statuses={})
    monkeypatch.setattr("app.listing.MANY", 1)
    assert names
    assert [on_the_hook_for(planwatch, name, limit=5) for name in sorted(names)] == few
    assert register_totals(planwatch, Wanted(words="care"), today=TODAY, statuses={}).total == totals.total


def test_a_table_of_another_form_is_made_anew(planwatch: Any, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE plans (key INTEGER PRIMARY KEY, digest TEXT)")
        database.execute("CREATE TABLE owners (row INTEGER)")
    found = RegisterTable(path, planwatch.bodies).find(
        Filter(), planwatch.register, plans_of(planwatch), today=TODAY, statuses={}
    )
    assert found.total == len(planwatch.register.commitments())
