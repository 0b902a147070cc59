"""A disk that is full or cannot be written, harmed files, a clock set back, two writers: told, and nothing is lost."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from killing import _back_up, _enter, _ingest_york, _restore, _with_a_backup, _with_marks, planwatch

from app.build import untold
from app.doctor import examine
from app.feedback import Feedback, keep_feedback, read_feedback
from commitments.checks import EntryKind, Mark
from commitments.store import open_checks
from plans.errors import Busy, HomeNotWritable, PlanwatchError, StoreUnavailable
from plans.settings import Settings

_SIZE = 8 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can only be mounted by root where mounting is allowed")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _seen(folder: Path) -> tuple[list[str], int, int]:
    """The plans in use, every file held against its hash, and how many marks and reports there are."""
    made = planwatch(folder)
    used = made.plans.current()
    assert used is not None
    used.check()
    histories = made.checks.histories()
    made.checks.close()
    return [plan.id for plan in used.plans()], len(histories), len(read_feedback(folder / "home"))


def _fill(folder: Path, *, leaving: int) -> None:
    free = shutil.disk_usage(folder).free
    (folder / "filler").write_bytes(bytes(max(0, free - leaving)))


@pytest.mark.parametrize("leaving_kb", [0, 60, 150])
def test_a_disk_that_fills_up_while_a_plan_is_read_in_is_told_and_costs_nothing(disk: Path, leaving_kb: int) -> None:
    _with_marks(disk)
    before = _seen(disk)
    _fill(disk, leaving=leaving_kb * 1024)
    try:
        reports = planwatch(disk).plans.ingest([disk / "york.txt"], given={"id": "york"}, progress=untold)
        told = " ".join(report.reason or "" for report in reports)
    except HomeNotWritable as error:
        told = str(error)
    assert "full" in told or "no space" in told.lower()
    (disk / "filler").unlink()
    assert _seen(disk) == before
    _ingest_york(disk)
    assert _seen(disk)[0] == ["leeds", "york"]


def test_a_mark_a_report_and_a_backup_that_find_no_room_are_told_and_the_earlier_ones_stay(disk: Path) -> None:
    _with_marks(disk)
    _back_up(disk)
    before, archive = _seen(disk), (disk / "backup.zip").read_bytes()
    _fill(disk, leaving=0)
    with pytest.raises(StoreUnavailable, match=r"full|I/O"):
        _enter(disk, "fresh")
    with pytest.raises(HomeNotWritable):
        keep_feedback(disk / "home", Feedback(question="q", wrong="w" * 4_000, right=""))
    with pytest.raises(PlanwatchError):
        _back_up(disk)
    (disk / "filler").unlink()
    assert _seen(disk) == before
    assert (disk / "backup.zip").read_bytes() == archive
    _enter(disk, "fresh")
    assert _seen(disk)[1] == before[1] + 1


@pytest.mark.parametrize("leaving_kb", [0, 30, 300])
def test_a_restore_that_finds_no_room_leaves_before_or_after(disk: Path, leaving_kb: int) -> None:
    _with_a_backup(disk)
    before = _seen(disk)
    _fill(disk, leaving=leaving_kb * 1024)
    with suppress(HomeNotWritable, StoreUnavailable):
        _restore(disk)
    (disk / "filler").unlink()
    left = _seen(disk) if (disk / "home" / "index" / "current.json").is_file() else None
    _restore(disk)
    after = _seen(disk)
    assert after[0] == ["leeds"]
    assert left in (before, after, None)


def test_a_home_that_can_only_be_read_answers_and_says_why_it_takes_nothing(disk: Path) -> None:
    _with_marks(disk)
    only_read = disk.with_name("only-read")
    only_read.mkdir()
    subprocess.run(["mount", "--bind", str(disk), str(only_read)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(only_read)], check=True)
    try:
        _is_told_to_be_read_only(only_read)
    finally:
        subprocess.run(["umount", "-l", str(only_read)], check=True)


def _is_told_to_be_read_only(disk: Path) -> None:
    made = planwatch(disk)
    used = made.plans.current()
    assert used is not None
    assert used.document("leeds").text.startswith("Leeds Plan")
    with pytest.raises(HomeNotWritable, match="PLANWATCH_HOME"):
        _ingest_york(disk)
    with pytest.raises(HomeNotWritable):
        keep_feedback(disk / "home", Feedback(question="q", wrong="w", right=""))
    with pytest.raises(PlanwatchError):
        _enter(disk, "fresh")
    faults = [found.note for found in examine(Settings(home=disk / "home")) if found.state == "fault"]
    assert any("cannot be written" in note for note in faults)


def test_every_file_of_ours_in_the_index_and_every_plan_that_a_bit_flips_in_is_named(tmp_path: Path) -> None:
    _with_marks(tmp_path)
    generations = tmp_path / "home" / "index" / "generations"
    files = [path for path in generations.rglob("*") if path.is_file() and path.stat().st_size]
    files = sorted(path for path in files if "chroma" not in path.parts)  # Chroma changes its own as it opens them
    assert len(files) > 5
    for path in files:
        whole = path.read_bytes()
        harmed = bytearray(whole)
        harmed[len(whole) // 2] ^= 16
        path.write_bytes(harmed)
        with pytest.raises(PlanwatchError, match=path.name):
            _checked(tmp_path)
        path.write_bytes(whole)
    plan = tmp_path / "home" / "library" / "leeds" / "leeds.txt"
    plan.write_bytes(plan.read_bytes()[:-10])
    assert planwatch(tmp_path).plans.behind()


def _checked(folder: Path) -> None:
    found = planwatch(folder).plans.current()
    assert found is not None
    found.check()


def test_an_index_that_is_harmed_is_made_again_from_the_plans_by_one_command(tmp_path: Path) -> None:
    _with_marks(tmp_path)
    before = _seen(tmp_path)
    for path in (tmp_path / "home" / "index").rglob("*.json"):
        path.write_bytes(b"{")
    assert [plan.id for plan in planwatch(tmp_path).plans.rebuild(untold).plans()] == ["leeds"]
    assert _seen(tmp_path) == before


def test_a_clock_that_is_set_back_keeps_the_order_of_what_was_entered(tmp_path: Path) -> None:
    checks = open_checks(f"sqlite:///{tmp_path / 'checks.sqlite'}")
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for number in range(4):
        mark = Mark(
            commitment_id="c", plan_id="p", edition="1", words="w", kind=EntryKind.NOTE, person="Ann", note=str(number)
        )
        checks.enter(mark, seen=number, now=noon - timedelta(days=number))
    assert [entry.mark.note for entry in checks.history("c").entries] == ["0", "1", "2", "3"]
    checks.close()


def test_two_who_write_the_library_at_once_are_told_apart_and_neither_loses(tmp_path: Path) -> None:
    _with_marks(tmp_path)
    inside, done = threading.Event(), threading.Event()

    def slow(_what: str, _done: int, _total: int) -> None:
        inside.set()
        done.wait(20)

    first = threading.Thread(
        target=lambda: planwatch(tmp_path).plans.ingest([tmp_path / "york.txt"], given={"id": "york"}, progress=slow)
    )
    first.start()
    assert inside.wait(20)
    try:
        with pytest.raises(Busy, match="try again"):
            planwatch(tmp_path).plans.rebuild(untold)
    finally:
        done.set()
        first.join()
    assert _seen(tmp_path)[0] == ["leeds", "york"]
