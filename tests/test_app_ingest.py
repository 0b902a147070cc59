"""Many files in one call: read apart, kept as they are read, resumed, and scanned pages recognised where asked for."""

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from made_pdf import PdfMaker, line, page_of

from app.apart import done_apart
from app.build import Planwatch, build, untold
from app.library import FileReport, PlanLibrary
from app.register_upkeep import RegisterUpkeep
from index.generations import Generations
from plans.errors import Refused
from plans.settings import Settings

_PLAN = """Testshire Plan {n}

What we will do

We will open {n} new clinics in Testshire by March 20{n}.
"""


@pytest.fixture
def library(tmp_path: Path, embedder: Any) -> Planwatch:
    """A Planwatch over an empty home."""
    made = build(Settings(home=tmp_path / "home"))
    made.embedder = embedder
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five plans, one of them twice, and a file that is none."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30, 35):
        (folder / f"plan-{n}.txt").write_text(_PLAN.format(n=n), encoding="utf-8")
    (folder / "plan-35.txt").write_text(_PLAN.format(n=30), encoding="utf-8")
    (folder / "plan-36.txt").write_bytes(b"MZ\0\0")
    return folder


def _outcomes(reports: tuple[FileReport, ...]) -> list[str]:
    return [report.outcome for report in reports]


def test_many_files_are_read_apart_and_reported_in_order(library: Planwatch, folder: Path, embedder: Any) -> None:
    home = library.settings.home
    plans = PlanLibrary(
        home=home,
        generations=Generations(home),
        embedder=lambda: embedder,
        register=RegisterUpkeep(home, lambda: library.register_table),
        doing=partial(done_apart, workers=2),
    )
    told: list[str] = []
    reports = plans.ingest([folder], progress=lambda what, done, total: told.append(f"{what} {done}/{total}"))
    assert _outcomes(reports) == ["added"] * 6 + ["refused"]
    assert [report.plan.id for report in reports if report.plan] == [
        *(f"testshire-plan-{n}" for n in range(30, 35)),
        "testshire-plan-30",
    ]
    assert told[0] == "reading plan-30.txt 0/6"
    assert any(step.startswith("finding commitments in plan-34.txt 4/5") for step in told)
    assert not (home / "cache" / "readings").exists() or not list((home / "cache" / "readings").iterdir())


def test_an_interruption_among_many_files_repeats_no_reading(
    library: Planwatch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("finding") and done == 3:
            raise KeyboardInterrupt(f"{what} of {total}")

    monkeypatch.setattr("app.apart._WORTH_A_PROCESS", 100)
    with pytest.raises(KeyboardInterrupt):
        library.plans.ingest([folder], progress=stop)
    read: list[str] = []
    from app import reading

    counted = reading.indexed_plan

    def counting(document: Any, *, entry: Any, sha256: str) -> Any:
        read.append(entry.id)
        return counted(document, entry=entry, sha256=sha256)

    def unread(*_: object, **__: object) -> None:
        raise AssertionError("it was read before")

    monkeypatch.setattr("app.reading.indexed_plan", counting)
    monkeypatch.setattr("ingest.child.read_apart", unread)
    reports = build(library.settings).plans.ingest([folder / f"plan-{n}.txt" for n in range(30, 35)], progress=untold)
    assert _outcomes(reports) == ["added"] * 5
    assert read == ["testshire-plan-33", "testshire-plan-34"]


@pytest.fixture
def recognised_words(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Text recognition that finds one sentence in any PDF; the files that it was asked for."""
    asked: list[Path] = []

    def recognised(path: Path, target: Path, _: object) -> Path:
        asked.append(path)
        made = PdfMaker()
        made.page(page_of(["The scanned page says that we will open 4 clinics by March 2027."]))
        (target / "recognised.pdf").write_bytes(made.bytes())
        return target / "recognised.pdf"

    monkeypatch.setattr("ingest.reading.recognised", recognised)
    return asked


def test_scanned_pages_are_recognised_where_asked_for_and_again_when_the_index_is_rebuilt(
    library: Planwatch, tmp_path: Path, recognised_words: list[Path]
) -> None:
    scan = PdfMaker()
    scan.page("0.5 g 0 0 595 842 re f")
    (tmp_path / "scan.pdf").write_bytes(scan.bytes())
    (tmp_path / "plain.txt").write_text(_PLAN.format(n=40), encoding="utf-8")
    files = [tmp_path / "scan.pdf", tmp_path / "plain.txt"]
    (refused,) = library.plans.ingest(files[:1], progress=untold)
    assert refused.reason is not None
    assert "--ocr" in refused.reason
    assert _outcomes(library.plans.ingest(files, ocr=True, progress=untold)) == ["added", "added"]
    assert [path.name for path in recognised_words] == ["scan.pdf"]
    library.plans.rebuild(untold)
    assert len(recognised_words) == 2
    generation = library.plans.current()
    assert generation is not None
    assert any("4 clinics" in generation.document(plan.id).text for plan in generation.plans())


def test_a_plan_that_is_held_is_read_again_where_recognition_is_asked_for_now(
    library: Planwatch, tmp_path: Path, recognised_words: list[Path]
) -> None:
    half = PdfMaker()
    half.page(line("This page has words of its own.", 72, 700))
    (tmp_path / "half.pdf").write_bytes(half.bytes())
    (first,) = library.plans.ingest([tmp_path / "half.pdf"], progress=untold)
    (again,) = library.plans.ingest([tmp_path / "half.pdf"], ocr=True, progress=untold)
    (held,) = library.plans.ingest([tmp_path / "half.pdf"], ocr=True, progress=untold)
    assert first.plan is not None
    assert again.plan is not None
    assert first.plan.id == again.plan.id
    assert (again.outcome, held.outcome) == ("added", "held")
    assert len(recognised_words) == 1


@pytest.mark.parametrize("there", [(), ("ocrmypdf",), ("tesseract",)])
def test_what_recognition_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...]
) -> None:
    from ingest.limits import Limits
    from ingest.ocr import recognised

    for name in there:
        shutil.copy("/bin/true", tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="apt install ocrmypdf tesseract-ocr") as refusal:
        recognised(tmp_path / "a.pdf", tmp_path, Limits())
    assert all(name not in str(refusal.value).partition("On Debian")[0] for name in there)
