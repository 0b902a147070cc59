"""The table of a large register is made by who writes the library, so that no reader of it waits."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from test_commitments_register_table import TODAY

from app.build import Planwatch, build, untold
from app.filters import Wanted
from app.listing import facets_of, listed_commitments
from commitments.queries import Filter
from commitments.register_table import RegisterTable
from index.generations import Generation, Generations
from plans.errors import BrokenIndex, StoreUnavailable
from plans.settings import Settings

PLAN = """{place} Plan 2026-2031

What we will do

We will open {count} new clinics in {place} by March 2030.
{place} Trust will buy a zebra for {place} by March 2029.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Any) -> Path:
    """The home of a library of four plans, which are many where three are."""
    folder = tmp_path_factory.mktemp("upkeep")
    for count, place in enumerate(("Aville", "Beeham", "Ceeton", "Deeby"), start=20):
        (folder / f"{place}.txt").write_text(PLAN.format(place=place, count=count), encoding="utf-8")
    made = build(Settings(home=folder / "home"))
    made.embedder = embedder
    with pytest.MonkeyPatch.context() as many:
        many.setattr("app.listing.MANY", 2)
        made.plans.ingest([folder], progress=untold)
    return folder / "home"


@pytest.fixture
def library(home: Path, tmp_path: Path, embedder: Any, monkeypatch: pytest.MonkeyPatch) -> Planwatch:
    """A Planwatch over a copy of that home."""
    monkeypatch.setattr("app.listing.MANY", 2)
    made = build(Settings(home=shutil.copytree(home, tmp_path / "home")))
    made.embedder = embedder
    return made


def table_bytes(library: Planwatch) -> bytes:
    """All that lies in the files of the table."""
    folder = library.settings.home / "cache"
    return b"".join(path.read_bytes() for path in sorted(folder.glob("register.sqlite*")))


def reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on rows of the table cannot be made."""

    def made(*_: object) -> Any:
        raise AssertionError("a reader made rows of the table")

    monkeypatch.setattr("commitments.register_table.rows_of", made)


def test_a_reader_finds_the_table_made(library: Planwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    reads_nothing(monkeypatch)
    found = listed_commitments(library, Wanted(words="zebra"), today=TODAY, statuses={})
    assert found.total == 4
    assert {facet.value for facet in facets_of(library) if facet.field == "plan"} == {
        plan.id for plan in library.library.plans()
    }


def test_the_table_is_made_before_anybody_is_pointed_to_the_generation(
    library: Planwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.plans.current()
    seen: list[tuple[int, Generation | None]] = []
    brought_up = RegisterTable.bring_up

    def told(table: RegisterTable, register: Any, plans: Any) -> None:
        brought_up(table, register, plans)
        seen.append((len(plans), Generations(library.settings.home).current()))

    monkeypatch.setattr(RegisterTable, "bring_up", told)
    (tmp_path / "more.txt").write_text(PLAN.format(place="Eefield", count=90), encoding="utf-8")
    library.plans.ingest([tmp_path / "more.txt"], progress=untold)
    ((count, used),) = seen
    assert before is not None
    assert used is not None
    assert (count, used.generation) == (5, before.generation)


def test_of_a_plan_that_was_removed_no_word_is_left_in_the_table_and_the_rest_stays(
    library: Planwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (gone,) = [plan.id for plan in library.library.plans() if "deeby" in plan.id]
    assert b"deeby" in table_bytes(library)
    library.plans.remove([gone], progress=untold)
    held = table_bytes(library)
    assert b"ceeton" in held
    assert b"deeby" not in held
    assert b"Deeby" not in held
    reads_nothing(monkeypatch)
    assert listed_commitments(library, Wanted(words="zebra"), today=TODAY, statuses={}).total == 3


def removed_elsewhere(library: Planwatch) -> None:
    """Take a plan out of the library as another process does."""
    other = library.over(library.settings.home)
    other.plans.remove([plan.id for plan in other.library.plans() if "deeby" in plan.id], progress=untold)


def test_who_read_the_library_before_a_plan_was_removed_puts_no_word_of_it_back(library: Planwatch) -> None:
    before = library.library
    plans = [plan.id for plan in before.plans()]
    assert len(library.register.commitments()) > 4  # they are remembered, though their files will be gone
    register = library.register
    removed_elsewhere(library)
    with pytest.raises(BrokenIndex, match="ask again"):
        library.register_table.find(Filter(), register, plans, today=TODAY, statuses={})
    with pytest.raises(BrokenIndex, match="ask again"):
        library.register_table.bring_up(register, plans)
    assert b"deeby" not in table_bytes(library)


def test_who_asks_while_a_plan_is_removed_is_told_of_those_that_are_left(
    library: Planwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(library.register.commitments()) > 4
    find, asked = RegisterTable.find, []

    def overtaken(table: RegisterTable, *given: Any, **named: Any) -> Any:
        if not asked:
            removed_elsewhere(library)
        asked.append(given)
        return find(table, *given, **named)

    monkeypatch.setattr(RegisterTable, "find", overtaken)
    assert listed_commitments(library, Wanted(words="zebra"), today=TODAY, statuses={}).total == 3
    assert len(asked) == 2
    assert b"deeby" not in table_bytes(library)


def test_a_table_that_cannot_be_freed_of_what_was_removed_goes_whole(
    library: Planwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreUnavailable("it is being read")

    monkeypatch.setattr(RegisterTable, "hold_only", busy)
    (gone,) = [plan.id for plan in library.library.plans() if "deeby" in plan.id]
    library.plans.remove([gone], progress=untold)
    assert table_bytes(library) == b""


def test_few_plans_have_no_table(library: Planwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.listing.MANY", 3)
    (gone,) = [plan.id for plan in library.library.plans() if "deeby" in plan.id]
    library.plans.remove([gone], progress=untold)
    assert table_bytes(library) == b""


def test_a_server_makes_a_table_that_is_not_there_while_it_looks_for_new_generations(
    library: Planwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (library.settings.home / "cache").glob("register.sqlite*"):
        path.unlink()
    library.keep_ready()
    reads_nothing(monkeypatch)
    library.keep_ready()
    assert listed_commitments(library, Wanted(words="zebra"), today=TODAY, statuses={}).total == 4
