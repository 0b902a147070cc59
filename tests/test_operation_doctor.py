"""Faults that only show in the running of an installation are planted, and the doctor names each with what mends it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import _with_marks

from app.doctor import examine
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
