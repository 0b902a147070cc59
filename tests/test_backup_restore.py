"""A backup holds all that cannot be made again; a restore gives equal plans, marks and answers, or changes nothing."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.backups import restoring
from app.backups.archive import opened, written
from app.backups.held import database_url
from app.backups.restoring import Restored, finish_restore, restore_backup
from app.backups.taking import take_backup
from app.build import Planwatch, untold
from app.feedback import Feedback, keep_feedback, read_feedback
from commitments.checks import EntryKind, Evidence, Mark, Status
from commitments.store import open_checks
from plans.answer import Question
from plans.errors import HomeNotWritable, NoIndex, PlanwatchError, Refused, WrongCall
from plans.settings import Settings

_PLAN = "Leeds Plan\n\nOur priorities\n\nWe will open 3 clinics by March 2026.\n\nWe will train 40 nurses.\n"
_OTHER = "York Plan\n\nOur aims\n\nWe will close the walk-in centre.\n"
_ASKED = Question(text="How many clinics will open?")


def _planwatch(home: Path, embedder: Any, **settings: Any) -> Planwatch:
    made = Planwatch(Settings(home=home, **settings), progress=untold)
    made.embedder = embedder
    return made


def _mark(planwatch: Planwatch, person: str, kind: EntryKind, seen: int) -> None:
    commitment = planwatch.register.commitments()[0]
    proof = Evidence(kind="minutes", where="https://example.org/é", quote="It opened — at last.", page="4")
    mark = Mark(
        commitment_id=commitment.id,
        plan_id=commitment.plan_id,
        edition="1",
        words=commitment.text,
        kind=kind,
        person=person,
        status=Status.MET,
        evidence=(proof,),
    )
    planwatch.checks.enter(mark, seen=seen)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, embedder: Any) -> Path:
    """A home with a plan, two marks, a decision, a report and a database of another part."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "leeds.txt").write_text(_PLAN, encoding="utf-8")
    planwatch = _planwatch(folder / "home", embedder)
    planwatch.plans.ingest([folder / "leeds.txt"], given={"id": "leeds"}, progress=untold)
    _mark(planwatch, "Ann", EntryKind.FIRST_MARK, 0)
    _mark(planwatch, "Bob", EntryKind.SECOND_MARK, 1)
    planwatch.checks.decide(planwatch.register.commitments()[0].id, "outcome", "confirmed", person="Ann", seen=0)
    planwatch.checks.close()
    keep_feedback(folder / "home", Feedback(question="q", wrong="the year", right="2026"))
    with sqlite3.connect(folder / "home" / "people.sqlite") as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE names (name TEXT)")
        other.execute("INSERT INTO names VALUES ('Ann')")
    other.close()
    return folder / "home"


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


@pytest.fixture
def archive(home: Path, tmp_path: Path, embedder: Any) -> Path:
    take_backup(_planwatch(home, embedder), tmp_path / "one.zip", with_index=False, replace=False, progress=untold)
    return tmp_path / "one.zip"


def _state(planwatch: Planwatch) -> dict[str, Any]:
    """All that a person could see, but for the name of the generation."""
    answer = planwatch.answerer.ask(_ASKED)
    return {
        "plans": [(plan.entry, plan.sha256, plan.passages) for plan in planwatch.library.plans()],
        "commitments": list(planwatch.register.commitments()),
        "marks": dict(planwatch.checks.histories()),
        "decisions": planwatch.checks.decisions(),
        "answer": (answer.text, answer.citations),
        "reports": read_feedback(planwatch.settings.home),
    }


def _restored(home: Path, archive: Path, embedder: Any, *, replace: bool = False, **settings: Any) -> Restored:
    planwatch = _planwatch(home, embedder, **settings)
    return restore_backup(planwatch, archive, replace=replace, progress=untold)


def test_a_restore_into_an_empty_home_gives_equal_plans_marks_reports_and_answers(
    home: Path, archive: Path, tmp_path: Path, embedder: Any
) -> None:
    restored = _restored(tmp_path / "new", archive, embedder)
    assert _state(_planwatch(tmp_path / "new", embedder)) == _state(_planwatch(home, embedder))
    assert restored.replaced is None
    with sqlite3.connect(tmp_path / "new" / "people.sqlite") as other:
        assert other.execute("SELECT name FROM names").fetchall() == [("Ann",)]
    assert (tmp_path / "new" / "people.sqlite").stat().st_mode & 0o077 == 0


def test_an_index_that_was_taken_along_is_used_as_it_is(home: Path, tmp_path: Path, embedder: Any) -> None:
    planwatch = _planwatch(home, embedder)
    take_backup(planwatch, tmp_path / "all.zip", with_index=True, replace=False, progress=untold)
    _restored(tmp_path / "new", tmp_path / "all.zip", embedder)
    used = _planwatch(tmp_path / "new", embedder).plans.current()
    assert used is not None
    used.check()
    assert used.generation == planwatch.library.generation


def test_a_home_that_holds_something_is_replaced_only_by_force_and_what_was_there_is_kept(
    archive: Path, tmp_path: Path, embedder: Any
) -> None:
    (tmp_path / "york.txt").write_text(_OTHER, encoding="utf-8")
    other = _planwatch(tmp_path / "other", embedder)
    other.plans.ingest([tmp_path / "york.txt"], given={"id": "york"}, progress=untold)
    _mark(other, "Cat", EntryKind.FIRST_MARK, 0)
    before = _state(other)
    with pytest.raises(WrongCall, match="--force"):
        _restored(tmp_path / "other", archive, embedder)
    assert _state(_planwatch(tmp_path / "other", embedder)) == before
    kept = _restored(tmp_path / "other", archive, embedder, replace=True).replaced
    assert kept is not None
    after = _planwatch(tmp_path / "other", embedder)
    assert [plan.id for plan in after.library.plans()] == ["leeds"]
    assert {entry.mark.person for one in after.checks.histories().values() for entry in one.entries} == {"Ann", "Bob"}
    assert (kept / "library" / "york" / "york.txt").read_text(encoding="utf-8") == _OTHER
    assert b'"Cat"' in (kept / "checks.jsonl").read_bytes()


def test_whoever_has_the_checks_open_sees_those_that_were_restored_and_can_go_on(
    home: Path, archive: Path, embedder: Any
) -> None:
    serving = _planwatch(home, embedder)
    commitment = serving.register.commitments()[0].id
    serving.checks.undo(commitment, 2, person="Bob", note="by mistake", seen=2)
    _restored(home, archive, embedder, replace=True)
    assert serving.checks.history(commitment).seen == 2
    serving.checks.undo(commitment, 2, person="Bob", note="again", seen=2)
    assert open_checks(database_url(serving.settings)).history(commitment).seen == 3


def test_marks_that_are_entered_while_a_backup_is_taken_are_whole_in_it_or_not_at_all(
    home: Path, tmp_path: Path, embedder: Any
) -> None:
    planwatch = _planwatch(home, embedder)
    commitment = planwatch.register.commitments()[0].id

    def marking(_what: str, _done: int, _total: int) -> None:
        seen = planwatch.checks.history(commitment).seen
        planwatch.checks.undo(commitment, seen, person="Bob", note=f"number {seen}", seen=seen)

    take_backup(planwatch, tmp_path / "one.zip", with_index=False, replace=False, progress=marking)
    _restored(tmp_path / "new", tmp_path / "one.zip", embedder)
    restored = open_checks(f"sqlite:///{tmp_path / 'new' / 'checks.sqlite'}").history(commitment)
    assert restored.entries == planwatch.checks.history(commitment).entries[: restored.seen]
    assert restored.seen > 2


def test_a_harmed_archive_is_refused_with_the_name_of_the_file_or_gives_the_same_bytes(
    archive: Path, tmp_path: Path, embedder: Any
) -> None:
    whole = archive.read_bytes()
    with opened(archive) as good:
        expected = {name: b"".join(good.chunks(name)) for name in good.records}
    told = []
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        harmed = bytearray(whole)
        harmed[at] ^= 1 << (at % 8)
        (tmp_path / "harmed.zip").write_bytes(harmed)
        try:
            with opened(tmp_path / "harmed.zip") as read:
                assert {name: b"".join(read.chunks(name)) for name in read.records} == expected
        except Refused as refusal:
            told.append(str(refusal))
    assert len(told) > 200
    assert all("harmed.zip" in one for one in told)
    with pytest.raises(Refused):
        _restored(tmp_path / "new", _cut(archive, tmp_path), embedder)
    assert not (tmp_path / "new" / "library").exists()


def _cut(archive: Path, folder: Path) -> Path:
    (folder / "cut.zip").write_bytes(archive.read_bytes()[:-200])
    return folder / "cut.zip"


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "home/../../evil", "/etc/evil", "home//etc/evil", "home/./evil", "C:evil", "home\\..\\evil",
        "home/library/../../../evil", "home/a\nb", "evil", "home/restoring/journal.json", "home/library.lock", "home/",
        "home/..",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_home_or_into_its_machinery_is_refused(
    name: str, tmp_path: Path, embedder: Any
) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as file:
        file.writestr(name, b"x")
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        manifest = {"format": 1, "about": {}, "files": {name: {"sha256": digest, "size": 1}}}
        file.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(Refused):
        _restored(tmp_path / "deep" / "home", tmp_path / "evil.zip", embedder)
    assert not list(tmp_path.rglob("*evil"))
    assert not (tmp_path / "deep" / "home" / "restoring").exists()


def test_an_archive_that_unfolds_into_more_than_it_says_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("home/big", bytes(50_000_000))
        manifest = {"format": 1, "about": {}, "files": {"home/big": {"sha256": "0", "size": 10}}}
        file.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(Refused, match="home/big"), opened(tmp_path / "bomb.zip") as read:
        read.check()


def test_a_database_that_cannot_be_read_is_moved_aside_and_the_checks_are_back(
    home: Path, archive: Path, embedder: Any
) -> None:
    (home / "checks.sqlite").write_bytes(b"no database " * 1000)
    for left in home.glob("checks.sqlite-*"):
        left.unlink()
    kept = _restored(home, archive, embedder, replace=True).replaced
    assert kept is not None
    assert (kept / "checks.sqlite").read_bytes().startswith(b"no database")
    assert len(_planwatch(home, embedder).checks.histories()) == 1


def test_a_restore_that_was_interrupted_before_its_journal_is_cleared_away(home: Path, embedder: Any) -> None:
    before = _state(_planwatch(home, embedder))
    (home / "restoring" / "new" / "home").mkdir(parents=True)
    (home / "restoring" / "new" / "home" / "library").touch()
    assert not finish_restore(Settings(home=home))
    assert not (home / "restoring").exists()
    assert _state(_planwatch(home, embedder)) == before


def test_a_restore_that_was_interrupted_at_its_very_end_does_not_take_the_checks_away_again(
    home: Path, archive: Path, embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, carried_out = _state(_planwatch(home, embedder)), restoring._carry_out

    def cut_off(*given: Any) -> None:
        carried_out(*given)
        raise OSError("the power is gone")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(restoring, "_carry_out", cut_off)
        with pytest.raises(HomeNotWritable):
            _restored(home, archive, embedder, replace=True)
    assert finish_restore(Settings(home=home))
    assert not (home / "restoring").exists()
    assert _state(_planwatch(home, embedder)) == before


def test_a_backup_without_checks_leaves_none(tmp_path: Path, home: Path, embedder: Any) -> None:
    (tmp_path / "york.txt").write_text(_OTHER, encoding="utf-8")
    bare = _planwatch(tmp_path / "bare", embedder)
    bare.plans.ingest([tmp_path / "york.txt"], given={"id": "york"}, progress=untold)
    take_backup(bare, tmp_path / "bare.zip", with_index=False, replace=False, progress=untold)
    kept = _restored(home, tmp_path / "bare.zip", embedder, replace=True).replaced
    assert _planwatch(home, embedder).checks.histories() == {}
    assert kept is not None
    assert b'"Ann"' in (kept / "checks.jsonl").read_bytes()


def test_an_archive_is_not_written_over_by_accident_nor_into_what_it_holds(home: Path, embedder: Any) -> None:
    planwatch = _planwatch(home, embedder)
    (home.parent / "there.zip").touch()
    for path in (home.parent / "there.zip", home / "library" / "a.zip", home.parent):
        with pytest.raises(WrongCall):
            take_backup(planwatch, path, with_index=False, replace=False, progress=untold)
    take_backup(planwatch, home / "backups" / "a.zip", with_index=False, replace=False, progress=untold)
    take_backup(planwatch, home / "backups" / "b.zip", with_index=False, replace=False, progress=untold)
    with opened(home / "backups" / "b.zip") as archive:
        assert not [name for name in archive.records if "backups" in name]
    assert (home / "backups" / "b.zip").stat().st_mode & 0o077 == 0


def test_a_restore_brings_back_no_session_or_token_and_ends_none(home: Path, tmp_path: Path, embedder: Any) -> None:
    (home / "access.sqlite").write_bytes(b"SQLite format 3\0 taken away since")
    take_backup(_planwatch(home, embedder), tmp_path / "a.zip", with_index=False, replace=False, progress=untold)
    (home / "access.sqlite").write_bytes(b"in force")
    _restored(home, tmp_path / "a.zip", embedder, replace=True)
    assert (home / "access.sqlite").read_bytes() == b"in force"


def test_an_empty_home_has_nothing_to_back_up(tmp_path: Path, embedder: Any) -> None:
    with pytest.raises(NoIndex):
        take_backup(
            _planwatch(tmp_path / "none", embedder),
            tmp_path / "a.zip",
            with_index=False,
            replace=False,
            progress=untold,
        )


def test_a_failure_leaves_no_half_archive(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"some"
        raise PlanwatchError("The database went away.")

    with pytest.raises(PlanwatchError, match="went away"), written(tmp_path / "a.zip", {}) as archive:
        archive.add("checks.jsonl", failing())
    assert list(tmp_path.iterdir()) == []


def test_the_commands_say_what_they_did(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from app.cli.faults import exit_status

    archive = tmp_path / "by-command.zip"
    assert exit_status(["--home", str(home), "backup", str(archive)]) == 0
    assert "holds 1 plans" in capsys.readouterr().err
    assert exit_status(["--home", str(home), "backup", str(archive)]) == 2
    assert exit_status(["--home", str(tmp_path / "new"), "restore", str(archive)]) == 0
    assert "Restored 1 plans" in capsys.readouterr().err
    assert exit_status(["--home", str(tmp_path / "new"), "restore", str(archive)]) == 2
    assert exit_status(["--home", str(tmp_path / "new"), "restore", str(tmp_path / "none.zip")]) == 1
