"""The doctor finds real faults, each named with how to mend it, and changes nothing."""

import datetime
import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.build import Planwatch, untold
from app.doctor import Finding, examine, installation, surroundings
from app.doctor import home as home_checks
from plans.settings import Settings

_PLAN = "Leeds Plan\n\nOur priorities\n\nWe will open 3 clinics by March 2026.\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, embedder: Any) -> Path:
    """A sound home with one plan, to be copied and broken."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "leeds.txt").write_text(_PLAN, encoding="utf-8")
    planwatch = Planwatch(Settings(home=folder / "home"), progress=untold)
    planwatch.embedder = embedder
    planwatch.plans.ingest([folder / "leeds.txt"], given={"id": "leeds"}, progress=untold)
    return folder / "home"


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


def _faults(home: Path, **settings: Any) -> list[Finding]:
    return [finding for finding in examine(Settings(home=home, **settings)) if finding.state == "fault"]


def test_a_sound_home_has_no_fault(home: Path) -> None:
    assert _faults(home) == []


def test_an_empty_home_has_no_fault(tmp_path: Path) -> None:
    assert _faults(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def _no_plan_file(home: Path) -> None:
    (home / "library" / "leeds" / "leeds.txt").unlink()


def _changed_plan_file(home: Path) -> None:
    (home / "library" / "leeds" / "leeds.txt").write_text("other words", encoding="utf-8")


def _torn_entry(home: Path) -> None:
    (home / "library" / "leeds" / "entry.toml").write_text('id = "leeds', encoding="utf-8")


def _incomplete_entry(home: Path) -> None:
    (home / "library" / "leeds" / "entry.toml").write_text('id = "leeds"\n', encoding="utf-8")


def _no_entry(home: Path) -> None:
    (home / "library" / "leeds" / "entry.toml").unlink()


def _renamed_folder(home: Path) -> None:
    (home / "library" / "leeds").rename(home / "library" / "york")


def _interrupted_removal(home: Path) -> None:
    (home / "removed").mkdir()
    (home / "library" / "leeds").rename(home / "removed" / "leeds")


def _torn_pointer(home: Path) -> None:
    (home / "index" / "current.json").write_text("{", encoding="utf-8")


def _pointer_to_nothing(home: Path) -> None:
    shutil.rmtree(home / "index" / "generations")


def _flipped_bit(home: Path) -> None:
    (vectors,) = home.glob("index/generations/*/groups/*/vectors.npy")
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)


def _cut_off_file(home: Path) -> None:
    (plan,) = home.glob("index/generations/*/plans/leeds.json")
    plan.write_bytes(plan.read_bytes()[:100])


def _damaged_database(home: Path) -> None:
    with sqlite3.connect(home / "checks.sqlite") as database:
        database.execute("CREATE TABLE notes (words TEXT)")
        database.executemany("INSERT INTO notes VALUES (?)", [("words " * 50,)] * 200)
    content = bytearray((home / "checks.sqlite").read_bytes())
    content[4096:8192] = b"\xff" * 4096
    (home / "checks.sqlite").write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "check", "says"),
    [
        (_no_plan_file, "plans", "leeds.txt is missing"),
        (_changed_plan_file, "index and plans", "planwatch rebuild"),
        (_torn_entry, "plans", "cannot be read as TOML"),
        (_incomplete_entry, "plans", "not complete"),
        (_no_entry, "plans", "leeds"),
        (_renamed_folder, "plans", "the same name"),
        (_interrupted_removal, "interrupted work", "planwatch rebuild"),
        (_torn_pointer, "can be opened", "current.json"),
        (_pointer_to_nothing, "can be opened", "manifest.json"),
        (_flipped_bit, "is whole", "vectors.npy"),
        (_cut_off_file, "can be opened", "leeds.json"),
        (_damaged_database, "database", "backup"),
    ],
)
def test_damage_in_the_home_is_named(home: Path, damage: Callable[[Path], None], check: str, says: str) -> None:
    damage(home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.json")}
    notes = [finding.note for finding in _faults(home) if check in finding.check]
    assert any(says in note for note in notes), _faults(home)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.json")} == before


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"llm_gguf": "/nowhere/model.gguf"}, "no file /nowhere/model.gguf"),
        ({"llm_model": "some"}, "PLANWATCH_LLM_BASE_URL"),
        ({"llm_base_url": "http://127.0.0.1:9/v1"}, "PLANWATCH_LLM_MODEL"),
        ({"llm_base_url": "http://127.0.0.1:9/v1", "llm_model": "some"}, "does not answer"),
        ({"embed_model": "/nowhere/model"}, "/nowhere/model"),
        ({"chroma_url": "http://127.0.0.1:9"}, "does not answer"),
        ({"database_url": "postgresql+psycopg://user:secret@127.0.0.1:9/planwatch"}, "127.0.0.1"),
        ({"database_url": "nonsense"}, "PLANWATCH_DATABASE_URL"),
    ],
)
def test_a_setting_that_cannot_work_is_named(home: Path, settings: dict[str, Any], says: str) -> None:
    notes = [finding.note for finding in _faults(home, **settings)]
    assert any(says in note for note in notes), notes
    assert not any("secret" in note for note in notes)


def test_a_gguf_file_that_is_none_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"PK\3\4")
    assert any("not a GGUF file" in finding.note for finding in _faults(home, llm_gguf=tmp_path / "model.gguf"))


def test_a_home_in_place_of_which_a_file_stands_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert any(finding.check == "home" for finding in _faults(tmp_path / "file" / "home"))


def test_a_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)._replace(free=1_000_000)
    monkeypatch.setattr(home_checks.shutil, "disk_usage", lambda _: usage)
    assert any(finding.check == "disk" and "1 MB" in finding.note for finding in _faults(home))


def test_a_clock_that_was_set_back_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.doctor import index

    class Earlier(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Earlier":
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(index, "datetime", Earlier)
    assert any(finding.check == "clock" for finding in _faults(home))


def test_a_package_that_is_missing_or_too_old_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "requires", lambda _: ["no-such-package>=1", "numpy<0.1", 'x>1; extra == "y"'])
    (finding,) = [finding for finding in _faults(home) if finding.check == "packages"]
    assert "no-such-package is not installed" in finding.note
    assert "numpy" in finding.note


def test_a_port_that_is_taken_is_a_notice(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(surroundings, "_PORT", server.getsockname()[1])
        found = examine(Settings(home=home))
    assert [finding.state for finding in found if finding.check == "port"] == ["notice"]


def test_work_that_was_interrupted_is_a_notice(home: Path) -> None:
    readings = home / "cache" / "readings"
    readings.mkdir(parents=True, exist_ok=True)
    (readings / "one.json").write_text("{}", encoding="utf-8")
    found = examine(Settings(home=home))
    assert any(finding.check == "interrupted work" and finding.state == "notice" for finding in found)


class _Endpoint(BaseHTTPRequestHandler):
    reply: tuple[int, bytes] = (200, b"")

    def do_GET(self) -> None:
        """Answer with what the test wants."""
        self.send_response(self.reply[0])
        self.end_headers()
        self.wfile.write(self.reply[1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Stay quiet."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ((401, b""), "401"),
        ((200, b"<html>"), "not answer as an OpenAI-compatible endpoint"),
        ((200, json.dumps({"data": [{"id": "other"}]}).encode()), "it has other"),
        ((200, json.dumps({"data": [{"id": "mine"}]}).encode()), None),
    ],
)
def test_what_a_model_endpoint_answers_is_understood(
    home: Path, endpoint: str, reply: tuple[int, bytes], says: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Endpoint, "reply", reply)
    notes = [finding.note for finding in _faults(home, llm_base_url=endpoint, llm_model="mine")]
    assert notes == [] if says is None else says in notes[0]
