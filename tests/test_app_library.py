"""The library: what comes in, what is refused, what goes, and what an interruption leaves."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from app.build import Planwatch, build, untold
from app.library import FileReport
from app.shelf import hash_of, sample_entry
from plans.catalogue import sample_library
from plans.errors import Busy, HomeNotWritable, UnknownPlan
from plans.settings import Settings

_ONE = """Leeds Dental Plan 2024-2027

Our priorities

We will open 3 new dental clinics by March 2025.

We will train 40 dental nurses each year, working with the university and the hospital trust.
"""
_TWO = """Leeds Carers Plan 2024-2027

What we will do

We will give every unpaid carer a named contact by March 2026.
"""


@pytest.fixture
def library(tmp_path: Path, embedder: Any) -> Planwatch:
    """A Planwatch over an empty home."""
    made = build(Settings(home=tmp_path / "home"))
    made.embedder = embedder
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dental.txt").write_text(_ONE, encoding="utf-8")
    (folder / "carers.txt").write_text(_TWO, encoding="utf-8")
    return folder


def _ingest(library: Planwatch, *paths: Path, **given: str) -> tuple[FileReport, ...]:
    return library.plans.ingest(paths, given=given, progress=untold)


def _ids(library: Planwatch) -> list[str]:
    current = library.plans.current()
    return [] if current is None else [plan.id for plan in current.plans()]


def _entry(path: Path, **fields: str) -> None:
    lines = [f'{name} = "{value}"' for name, value in fields.items()]
    path.with_suffix(".toml").write_text("\n".join(lines), encoding="utf-8")


def test_every_file_of_a_folder_is_read_and_reported_in_order(library: Planwatch, folder: Path) -> None:
    reports = _ingest(library, folder)
    assert [(Path(report.file).name, report.outcome) for report in reports] == [
        ("carers.txt", "added"),
        ("dental.txt", "added"),
    ]
    assert all(report.plan is not None and report.plan.passages > 0 for report in reports)
    assert len(_ids(library)) == 2


def test_a_second_ingest_of_the_same_files_does_nothing_and_says_so(library: Planwatch, folder: Path) -> None:
    _ingest(library, folder)
    before = library.library.generation
    reports = _ingest(library, folder)
    assert [report.outcome for report in reports] == ["held", "held"]
    assert library.library.generation == before


def test_a_file_that_is_refused_does_not_keep_the_others_out(library: Planwatch, folder: Path) -> None:
    (folder / "bad.exe").write_bytes(b"MZ\0\0")
    reports = _ingest(library, folder, folder / "none.txt")
    assert [report.outcome for report in reports] == ["refused", "added", "added", "refused"]
    assert all(report.reason for report in reports if report.outcome == "refused")
    assert len(_ids(library)) == 2


def test_nothing_is_written_where_every_file_is_refused(library: Planwatch, tmp_path: Path) -> None:
    reports = _ingest(library, tmp_path / "none.txt")
    assert [report.outcome for report in reports] == ["refused"]
    assert library.plans.current() is None


def test_the_entry_beside_a_file_is_used(library: Planwatch, folder: Path) -> None:
    _entry(folder / "dental.txt", id="leeds-dental", title="Teeth", publisher="Leeds", edition="v2", file="dental.txt")
    (report,) = _ingest(library, folder / "dental.txt")
    assert report.plan is not None
    assert (report.plan.id, report.plan.entry.title, report.plan.entry.edition) == ("leeds-dental", "Teeth", "v2")


def test_fields_that_a_person_gives_win(library: Planwatch, folder: Path) -> None:
    (report,) = _ingest(library, folder / "dental.txt", id="mine", publisher="Leeds City Council", edition="draft")
    assert report.plan is not None
    assert (report.plan.id, report.plan.entry.publisher) == ("mine", "Leeds City Council")


def test_two_plans_with_one_title_get_ids_of_their_own(library: Planwatch, folder: Path) -> None:
    (folder / "again.txt").write_text(_ONE + "\nWe will review this plan in 2026.\n", encoding="utf-8")
    reports = _ingest(library, folder / "dental.txt", folder / "again.txt")
    ids = [report.plan.id for report in reports if report.plan is not None]
    assert len(set(ids)) == 2


def test_a_new_edition_supersedes_the_old_one_which_stays(library: Planwatch, folder: Path) -> None:
    same = {"title": "Dental Plan", "publisher": "Leeds"}
    _ingest(library, folder / "dental.txt", id="old", edition="2024", **same)
    (folder / "new.txt").write_text(_ONE.replace("3 new", "5 new"), encoding="utf-8")
    (report,) = _ingest(library, folder / "new.txt", id="new", edition="2025", **same)
    assert report.plan is not None
    assert report.plan.entry.supersedes == "old"
    current = library.plans.current()
    assert current is not None
    assert {plan.id: plan.entry.status for plan in current.plans()} == {"new": None, "old": "superseded"}


def test_an_id_that_another_file_has_is_refused_with_the_next_step(library: Planwatch, folder: Path) -> None:
    for name in ("dental.txt", "carers.txt"):
        _entry(folder / name, id="same", title="T", publisher="P", edition="1", file=name)
    first, second = _ingest(library, folder / "dental.txt", folder / "carers.txt")
    assert first.outcome == "added"
    assert second.reason is not None
    assert "planwatch remove same" in second.reason


def test_a_removed_plan_leaves_no_words_behind(library: Planwatch, folder: Path) -> None:
    reports = _ingest(library, folder)
    gone = next(report.plan.id for report in reports if report.plan and "dental" in report.file)
    library.plans.remove([gone], progress=untold)
    assert gone not in _ids(library)
    left = [path for path in library.plans.home.rglob("*") if path.is_file() and b"dental nurses" in path.read_bytes()]
    assert left == []


def test_removing_a_plan_that_is_not_held_changes_nothing(library: Planwatch, folder: Path) -> None:
    _ingest(library, folder)
    before = library.library.generation
    with pytest.raises(UnknownPlan):
        library.plans.remove([*_ids(library), "nowhere"], progress=untold)
    assert library.library.generation == before
    assert len(library.plans.shelf.plans()) == 2


@pytest.mark.parametrize("stage", ["reading", "embedding", "keywords", "vectors", "flushing"])
def test_an_interrupted_ingest_leaves_the_old_library_in_use(library: Planwatch, folder: Path, stage: str) -> None:
    _ingest(library, folder / "carers.txt")
    before = _ids(library)

    def stop(what: str, done: int, total: int) -> None:
        if what.startswith(stage):
            raise KeyboardInterrupt(f"{what} {done} of {total}")

    with pytest.raises(KeyboardInterrupt):
        library.plans.ingest([folder / "dental.txt"], progress=stop)
    again = build(library.settings)
    assert _ids(again) == before
    assert [plan.entry.id for plan in again.plans.shelf.plans()] == before
    assert [report.outcome for report in _ingest(again, folder / "dental.txt")] == ["added"]
    assert len(_ids(again)) == 2


def test_an_interrupted_ingest_repeats_no_finished_reading(
    library: Planwatch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("embedding"):
            raise KeyboardInterrupt(f"{done} of {total}")

    with pytest.raises(KeyboardInterrupt):
        library.plans.ingest([folder], progress=stop)

    def unread(*_: object, **__: object) -> None:
        raise AssertionError("it was read before")

    monkeypatch.setattr("app.reading.indexed_plan", unread)
    monkeypatch.setattr("ingest.reading.read_document", unread)
    assert [report.outcome for report in _ingest(build(library.settings), folder)] == ["added", "added"]
    assert list((library.plans.home / "cache" / "readings").iterdir()) == []


def test_a_plan_on_the_shelf_that_the_index_lacks_is_taken_in_by_the_next_ingest(
    library: Planwatch, folder: Path
) -> None:
    _ingest(library, folder)
    pointer = library.plans.home / "index" / "current.json"
    pointer.unlink()
    again = build(library.settings)
    assert [report.outcome for report in _ingest(again, folder / "dental.txt")] == ["added"]
    assert len(_ids(again)) == 2


def test_a_broken_index_is_rebuilt_from_the_plans(library: Planwatch, folder: Path) -> None:
    _ingest(library, folder)
    before = _ids(library)
    for path in (library.plans.home / "index" / "generations").rglob("manifest.json"):
        path.write_text("torn", encoding="utf-8")
    again = build(library.settings)
    assert [plan.id for plan in again.plans.rebuild(untold).plans()] == before


@pytest.mark.parametrize("name", ["vectors.npy", "chroma.sqlite3"])
def test_a_rebuild_mends_files_that_changed_without_changing_their_size(
    library: Planwatch, folder: Path, name: str
) -> None:
    _ingest(library, folder)
    broken = library.library
    path = next((library.plans.home / "index").rglob(name))
    content = bytearray(path.read_bytes())
    content[-900:] = bytes(900)
    path.write_bytes(content)
    mended = build(library.settings)
    mended.embedder = library.embedder
    assert mended.plans.rebuild(untold).generation != broken.generation
    mended.library.check()
    assert np.asarray(mended.library.vectors).any(axis=1).all()


def test_an_empty_home_gets_the_sample_plans_when_it_is_opened(planwatch: Planwatch) -> None:
    assert [plan.id for plan in planwatch.library.plans()] == ["kirklees-hcp-2023", "wy-jfp-2024"]
    assert not planwatch.plans.behind()


def test_a_sample_plan_keeps_its_entry_wherever_its_file_lies(tmp_path: Path) -> None:
    copy = tmp_path / "plan.txt"
    copy.write_bytes(next(sample_library().glob("kirklees*.txt")).read_bytes())
    entry = sample_entry(hash_of(copy))
    assert entry is not None
    assert entry.id == "kirklees-hcp-2023"


def test_a_second_writer_is_told_that_another_is_writing(library: Planwatch, folder: Path) -> None:
    library.plans.home.mkdir()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(library.plans.home / "library.lock"):
            held.set()
            done.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    try:
        with pytest.raises(Busy, match="try again"):
            _ingest(library, folder)
    finally:
        done.set()
        other.join()


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    library = build(Settings(home=tmp_path / "file" / "home"))
    with pytest.raises(HomeNotWritable, match="PLANWATCH_HOME"):
        _ingest(library, folder)


@pytest.mark.parametrize("name", ["../../escape.txt", "a\x1b[2Jb.txt", "x" * 200 + ".txt", ".. .txt"])
def test_odd_file_names_stay_on_the_shelf(library: Planwatch, tmp_path: Path, name: str) -> None:
    path = tmp_path / Path(name).name
    path.write_text(_ONE, encoding="utf-8")
    (report,) = _ingest(library, path)
    assert report.outcome == "added"
    (held,) = library.plans.shelf.plans()
    assert held.path.parent.parent == library.plans.shelf.folder
    assert held.path.name.isprintable()
