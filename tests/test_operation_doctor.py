"""Faults that only show in the running of an installation are planted, and the doctor names each with what mends it."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from killing import _with_marks, planwatch

from app.access.people import Role
from app.access.store import AccessStore
from app.access.tokens import Tokens
from app.build import untold
from app.doctor import examine, index, stores, surroundings
from app.doctor import home as home_checks
from app.doctor.finding import Finding
from commitments.checks import EntryKind, Mark
from commitments.store import open_checks
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


def _readable_by_others(home: Path) -> None:
    _tokens(home).chmod(0o644)


def _not_to_be_written(home: Path) -> None:
    (home / "checks.sqlite").chmod(0o444)


def _of_somebody_else(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(home / "checks.sqlite", 12_345, 12_345)


def _no_lexicon(home: Path) -> None:
    (home / "lexicon.toml").write_text("x = [")


def _a_plan_by_itself(home: Path) -> None:
    (home / "library" / "york.txt").write_text("York Plan")


def _a_file_for_a_folder(home: Path) -> None:
    shutil.rmtree(home / "feedback")
    (home / "feedback").write_text("x")


def _emptied(home: Path) -> None:
    for path in home.glob("checks.sqlite*"):
        path.unlink()
    (home / "checks.sqlite").touch()


def _marked_tomorrow(home: Path) -> None:
    mark = Mark(commitment_id="c9", plan_id="leeds", edition="1", words="w", kind=EntryKind.NOTE, person="A", note="n")
    with closing(open_checks(f"sqlite:///{home / 'checks.sqlite'}")) as checks:
        checks.enter(mark, seen=0, now=datetime.now(UTC) + timedelta(days=1))


def _nothing(_: Path) -> None:
    """What is wrong is in the settings."""


@pytest.mark.parametrize(
    ("plant", "settings", "looks", "says"),
    [
        (_readable_by_others, {}, home_checks.is_private, "chmod go="),
        (_not_to_be_written, {}, home_checks.is_ones_own, "chmod u+w"),
        (_of_somebody_else, {}, home_checks.is_ones_own, "chown"),
        (_no_lexicon, {}, surroundings.lexicon_can_be_read, "put it right"),
        (_a_plan_by_itself, {}, home_checks.holds_what_it_should, "planwatch ingest"),
        (_a_file_for_a_folder, {}, home_checks.holds_what_it_should, "is no folder"),
        (_emptied, {}, stores.database_answers, "restore the latest backup"),
        (_marked_tomorrow, {}, stores.marks_are_intact, "set this clock right"),
        (_nothing, {"sign_in": "oidc"}, surroundings.sign_in_holds_together, "PLANWATCH_OIDC_ISSUER"),
        (_nothing, {"sign_in": "proxy"}, surroundings.sign_in_holds_together, "PLANWATCH_PROXY_ADDRESSES"),
        (_nothing, {"database_url": "nonsense"}, stores.database_answers, "not a database"),
    ],
)
def test_a_fault_around_the_files_is_named_with_what_mends_it(
    tmp_path: Path,
    plant: Callable[[Path], None],
    settings: dict[str, Any],
    looks: Callable[[Settings], Iterator[Finding]],
    says: str,
) -> None:
    _with_marks(tmp_path)
    home = tmp_path / "home"
    assert [one.note for one in looks(Settings(home=home)) if one.state == "fault"] == []
    plant(home)
    (found,) = [one.note for one in looks(Settings(home=home, **settings)) if one.state == "fault"]
    assert says in found


def test_a_database_named_by_its_file_is_looked_at_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "marks.sqlite"
    settings = Settings(home=tmp_path / "home", database_url=f"sqlite:///{path}")
    open_checks(str(settings.database_url)).close()
    assert [one.state for one in stores.database_answers(settings)] == ["fine"]
    content = bytearray(path.read_bytes())
    content[4_096:4_200] = b"\xff" * 104
    path.write_bytes(content)
    (found,) = stores.database_answers(settings)
    assert (found.state, "put the latest backup in its place" in found.note) == ("fault", True)


def test_few_open_files_and_a_folder_that_cannot_be_written_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource
    import tempfile

    settings = Settings(home=tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    (passing,) = surroundings.passing_files_can_be_written(settings)
    assert (passing.state, "TMPDIR" in passing.note) == ("fault", True)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, limits[1]))
    try:
        (few,) = surroundings.enough_files_may_be_open(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert (few.state, "ulimit -n" in few.note) == ("fault", True)


def test_a_disk_without_room_for_files_and_a_small_limit_of_memory_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory.max").write_text("900000000\n")
    monkeypatch.setattr(surroundings, "_LIMITS", (tmp_path / "nowhere", tmp_path / "memory.max"))
    (small,) = surroundings.memory_suffices(Settings(home=tmp_path))
    assert (small.state, "900 MB" in small.note) == ("notice", True)
    if not os.statvfs(tmp_path).f_files:
        pytest.skip("the disk of this machine counts no files")
    monkeypatch.setattr(home_checks, "_ROOM_FILES", os.statvfs(tmp_path).f_favail + 1)
    (full,) = [one for one in home_checks.has_room(Settings(home=tmp_path)) if one.state == "fault"]
    assert "however small" in full.note


def test_what_a_check_stumbles_over_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(_: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError("of a fault that nobody thought of")

    monkeypatch.setattr("app.doctor._CHECKS", (stumbles, surroundings.memory_suffices, home_checks.can_be_written))
    first, *_, last = examine(Settings(home=tmp_path))
    assert (first.state, first.check, last.check) == ("fault", "stumbles", "home")
    assert "ZeroDivisionError" in first.note
