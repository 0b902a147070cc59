"""The load generator in short: people who ask, mark and export on loopback, and more of them than a server takes."""

import asyncio
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("playwright")
from small_library import small_planwatch
from web_browser import served

_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
_SECONDS = 2.0


@pytest.fixture(scope="module")
def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("load", _BENCHMARKS / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["load"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def address(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_planwatch(tmp_path_factory.mktemp("load"), embedder)) as address:
        yield address


def test_ten_people_ask_mark_and_export_and_nothing_fails_or_is_lost(
    load: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What each does first is drawn from a seed; with these chances some ask and some mark however slow the machine is.
    monkeypatch.setattr(load, "_OF_WHAT_PEOPLE_DO", {"mark": 30, "ask": 40, "search": 10, "list": 10, "export": 10})
    tally = asyncio.run(load.crowd(address, 10, _SECONDS, 0.05))
    assert (tally.failed, tally.impolite, tally.lost) == (0, 0, set())
    assert tally.seconds["ask"]
    assert tally.confirmed


def test_more_people_than_it_takes_at_once_cost_nothing_and_who_is_refused_is_told_when_to_come_back(
    load: Any, address: str
) -> None:
    tally = asyncio.run(load.crowd(address, 120, _SECONDS, 0.0))
    assert len(tally.seconds["ask"]) + tally.refused > 10
    assert (tally.failed, tally.impolite, tally.lost) == (0, 0, set())
    after = asyncio.run(load.crowd(address, 1, 0.2, 0.0))
    assert (after.refused, after.failed) == (0, 0), "it has recovered by itself"


def test_the_table_of_the_page_is_made_by_one_command_and_put_in_its_place(
    load: Any, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    made_by = importlib.import_module("load_table")
    assert made_by.crowd is load.crowd
    made, sound = made_by.table(address, ((1, 0.01), (2, 0.0)), 0.5)
    assert sound
    heads, _, *rows = (line.strip("| ").split(" | ") for line in made.partition("\n\n")[0].splitlines())
    assert [row[0] for row in rows] == ["1", "2, no pause"]
    assert {len(row) for row in rows} == {len(heads)}
    page = tmp_path / "page.md"
    page.write_text(made_by.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    made_by.write_into(page, made)
    made_by.write_into(page, made)
    assert page.read_text(encoding="utf-8").count(made) == 1
    assert "people | for | a second" in page.read_text(encoding="utf-8").partition("## Many at once")[2]
    page.write_text("no place", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place"):
        made_by.write_into(page, made)


def test_a_run_of_questions_tells_the_memory_on_its_way(load: Any, address: str) -> None:
    series = load.soak(address, 40)
    assert len(series) == 20
    assert all(mib > 50 for mib in series)


@pytest.mark.parametrize("address", ["http://192.0.2.1:80", "http://plans.example.org", "http://127.0.0.1.example.org"])
def test_no_server_on_another_machine_is_loaded(load: Any, address: str) -> None:
    with pytest.raises(SystemExit, match="this machine"):
        asyncio.run(load.crowd(address, 1, 1.0, 0.0))


@pytest.mark.parametrize("given", [["people", "201"], ["people", "1", "--seconds", "601"], ["soak", "50001"]])
def test_a_run_is_bounded(load: Any, given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["load.py", *given])
    with pytest.raises(SystemExit) as ended:
        load.main()
    assert ended.value.code == 2
