"""What answers goes on to a new generation without anybody waiting for it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from made_up_plan import EASTVALE
from web_browser import own_copy

from app.build import Planwatch, build, untold
from app.latest import Latest, kept_up
from index.search import HybridSearch
from plans.errors import UnknownPlan
from plans.seams import Query


@dataclass(frozen=True)
class Library:
    generation: str


@dataclass(frozen=True)
class Made:
    library: Any


class Home:
    """A pointer to a generation, and what was made for each."""

    def __init__(self) -> None:
        self.generation, self.made = "1", []
        self.latest: Latest[Made] = Latest(current=lambda: Library(self.generation), make=self._make)  # type: ignore[arg-type,return-value]

    def _make(self, generation: Any) -> Made:
        self.made.append(generation.generation)
        return Made(generation)

    def given(self) -> str:
        return str(self.latest.get().library.generation)


def test_while_somebody_keeps_it_up_who_asks_makes_nothing_and_is_given_what_there_is() -> None:
    home = Home()
    home.given()
    home.generation = "2"
    with home.latest.kept():
        assert home.given() == "1"
        seen_meanwhile: list[str] = []
        home.latest.renewed(lambda _: seen_meanwhile.append(home.given()))
        assert seen_meanwhile == ["1"]  # it is got ready before anybody is given it
        assert home.given() == "2"
    assert home.made == ["1", "2"]


def test_while_nobody_keeps_it_up_who_asks_makes_it() -> None:
    home = Home()
    with home.latest.kept():
        assert home.given() == "1"  # there is nothing before it
    home.generation = "2"
    assert home.given() == "2"


def test_what_cannot_be_got_ready_is_given_to_nobody() -> None:
    home = Home()
    home.given()
    home.generation = "2"

    def fails(_: Made) -> None:
        raise OSError("no room")

    with home.latest.kept():
        with pytest.raises(OSError, match="no room"):
            home.latest.renewed(fails)
        assert home.given() == "1"
        home.latest.renewed(lambda _: None)
        assert home.given() == "2"


@pytest.fixture
def served(planwatch: Any, tmp_path: Path) -> Iterator[Planwatch]:
    made = own_copy(planwatch, tmp_path / "home")
    made.keep_ready()
    with made.left_to_a_keeper():
        yield made


def added(served: Planwatch, folder: Path) -> str:
    """Another process adds a plan."""
    writer = build(served.settings)
    writer.embedder = served.embedder
    (folder / "eastvale.txt").write_text(EASTVALE, encoding="utf-8")
    writer.plans.ingest([folder / "eastvale.txt"], progress=untold)
    return next(plan.id for plan in writer.library.plans() if "eastvale" in plan.id)


def test_the_first_search_of_a_new_generation_is_made_before_anybody_is_given_it(
    served: Planwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = added(served, tmp_path)
    asked: list[str] = []
    search = HybridSearch.search

    def noted(self: HybridSearch, query: Query) -> Any:
        asked.append(threading.current_thread().name)
        return search(self, query)

    monkeypatch.setattr(HybridSearch, "search", noted)
    renewing = threading.Thread(target=served.keep_ready, name="keeper")
    renewing.start()
    renewing.join()
    assert asked == ["keeper"]
    assert plan in {hit.passage.plan_id for hit in served.search.search(Query(text="teeth", plans=(plan,))).hits}


def test_a_plan_that_is_named_before_the_servers_have_moved_on_is_waited_for(served: Planwatch, tmp_path: Path) -> None:
    plan = added(served, tmp_path)
    found = served.search.search(Query(text="dentists", plans=(plan,)))
    assert {hit.passage.plan_id for hit in found.hits} == {plan}
    with pytest.raises(UnknownPlan):
        served.search.search(Query(text="dentists", plans=("nowhere",)))


def test_a_server_looks_for_a_new_generation_by_itself(served: Planwatch, tmp_path: Path) -> None:
    plan = added(served, tmp_path)
    moved = threading.Event()
    before = served.search

    def look() -> None:
        Planwatch.keep_ready(served)
        if served.search is not before:
            moved.set()

    served.keep_ready = look  # type: ignore[method-assign]
    with kept_up(served):
        assert moved.wait(60)
    assert any(hit.passage.plan_id == plan for hit in served.search.search(Query(text=EASTVALE[:200])).hits)
