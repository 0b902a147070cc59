"""Faults that only show in the running of an installation are planted, and the doctor names each with what mends it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from killing import _with_marks, planwatch

from app.access.people import Role
from app.access.store import AccessStore
from app.access.tokens import Tokens
from app.build import untold
from app.doctor import examine, index, stores
from app.doctor import home as home_checks
from app.doctor.finding import Finding
from plans.settings import Settings


def _interrupted_restore(home: Path) -> None:
    (home / "restoring").mkdir()


def _torn_report(home: Path) -> None:
    (report,) = (home / "feedback").glob("*.json")
    report.write_bytes(report.read_bytes()[:20])


def _open_to_everybody(home: Path) -> None:
    (home / "checks.sqlite").chmod(0o666)


def _changed_mark(home: Path) -> None:
    with sqlite3.connect(home / "checks.sqlite") as database:
        database.execute("DROP TRIGGER entries_no_update")
        database.execute("UPDATE entries SET note = 'other words' WHERE commitment_id = 'c1'")
    database.close()


def _newer_tables(home: Path) -> None:
    with sqlite3.connect(home / "checks.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def _no_database(home: Path) -> None:
    for path in home.glob("checks.sqlite*"):
        path.unlink()
    (home / "checks.sqlite").write_bytes(b"no database at all " * 500)


def _tokens(home: Path) -> Path:
    Tokens(store=AccessStore(home)).add("Ann", [Role.READER], days=1)
    with closing(sqlite3.connect(home / "access.sqlite")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home / "access.sqlite"


def _torn_tokens(home: Path) -> None:
    path = _tokens(home)
    path.write_bytes(path.read_bytes()[:5_000])


def _harmed_tokens(home: Path) -> None:
    path = _tokens(home)
    content = bytearray(path.read_bytes())
    content[4_096:4_200] = b"\xff" * 104
    path.write_bytes(content)


def _flipped_report(home: Path) -> None:
    (report,) = (home / "feedback").glob("*.json")
    whole = report.read_bytes()
    assert b"the year" in whole
    report.write_bytes(whole.replace(b"the year", b"the yeas"))


def _flipped_entry(home: Path) -> None:
    entry = home / "library" / "leeds" / "entry.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("Leeds", "Leees"), encoding="utf-8")


def _entry_that_leads_elsewhere(home: Path) -> None:
    entry = home / "library" / "leeds" / "entry.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("leeds.txt", "../../../leeds.txt"), encoding="utf-8")


def _chroma(home: Path) -> Path:
    (path,) = (home / "index" / "chroma").rglob("chroma.sqlite3")
    return path


def _torn_chroma(home: Path) -> None:
    _chroma(home).write_bytes(_chroma(home).read_bytes()[:9_000])


def _flipped_words_of_chroma(home: Path) -> None:
    whole = _chroma(home).read_bytes()
    assert b"train 40 nurses" in whole
    _chroma(home).write_bytes(whole.replace(b"train 40 nurses", b"train 41 nurses"))


def _no_chroma(home: Path) -> None:
    shutil.rmtree(home / "index" / "chroma")


def _another_number_of_the_home(home: Path) -> None:
    number = home / "index" / "home-number"
    number.write_text(number.read_text()[::-1] + "0")


@pytest.mark.parametrize(
    ("plant", "looks", "says"),
    [
        (_torn_tokens, stores.tokens_can_be_read, "planwatch tokens add"),
        (_harmed_tokens, stores.tokens_can_be_read, "planwatch tokens add"),
        (_flipped_report, home_checks.reports_can_be_read, "take it from a backup"),
        (_flipped_entry, index.is_up_to_date, "entry.toml"),
        (_entry_that_leads_elsewhere, home_checks.shelf_is_whole, "not beside it"),
        (_torn_chroma, index.chroma_is_whole, "planwatch rebuild"),
        pytest.param(_flipped_words_of_chroma, index.chroma_is_whole, "planwatch rebuild", marks=pytest.mark.slow),
        pytest.param(_no_chroma, index.chroma_is_whole, "planwatch rebuild", marks=pytest.mark.slow),
        (_another_number_of_the_home, index.chroma_is_whole, "planwatch rebuild"),
    ],
)
def test_a_file_that_is_harmed_is_named_with_the_command_that_mends_it(
    tmp_path: Path, plant: Callable[[Path], None], looks: Callable[[Settings], Iterator[Finding]], says: str
) -> None:
    _with_marks(tmp_path)
    settings = Settings(home=tmp_path / "home")
    assert [one.note for one in looks(settings) if one.state == "fault"] == []
    plant(tmp_path / "home")
    (found,) = [one.note for one in looks(settings) if one.state == "fault"]
    assert says in found
    if says == "planwatch rebuild":
        planwatch(tmp_path).plans.rebuild(untold)
        assert [one.note for one in looks(settings) if one.state == "fault"] == []


@pytest.mark.parametrize(
    ("plant", "check", "says"),
    [
        (_interrupted_restore, "restore", "planwatch plans"),
        (_torn_report, "reports", "backup"),
        (_open_to_everybody, "permissions", "chmod o-w"),
        (_changed_mark, "marks", "c1"),
        (_newer_tables, "marks are intact", "newer Planwatch"),
        (_no_database, "database", "backup"),
    ],
)
def test_a_planted_fault_is_named_with_what_mends_it(
    tmp_path: Path, plant: Callable[[Path], None], check: str, says: str
) -> None:
    _with_marks(tmp_path)
    plant(tmp_path / "home")
    found = [one for one in examine(Settings(home=tmp_path / "home")) if one.state == "fault" and one.check == check]
    assert any(says in one.note for one in found), found
