"""What looks after something while the server runs goes on whatever happens, and does not fill the log."""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.faultlog import write_down
from app.looking import looking
from plans.errors import StoreUnavailable


def test_a_look_that_fails_is_followed_by_others_and_written_down_once_while_it_fails_alike(tmp_path: Path) -> None:
    looked = threading.Event()

    def failures() -> Iterator[Exception | None]:
        yield from (OSError("a"), OSError("a"), StoreUnavailable("known"), OSError("a"), OSError("b"), None)
        looked.set()
        while True:
            yield None

    left = failures()

    def look() -> None:
        if (failure := next(left)) is not None:
            raise failure

    with looking(look, every_s=0.001, home=tmp_path, name="test"):
        assert looked.wait(timeout=30)
    told = [line.strip() for line in (tmp_path / "log" / "faults.log").read_text(encoding="utf-8").splitlines()]
    assert [line for line in told if line.startswith("OSError")] == ["OSError: a", "OSError: a", "OSError: b"]
    assert "known" not in "".join(told)


def test_it_is_over_when_the_block_is(tmp_path: Path) -> None:
    with looking(lambda: None, every_s=3_600, home=tmp_path, name="over"):
        assert "planwatch-over" in {thread.name for thread in threading.enumerate()}
    assert "planwatch-over" not in {thread.name for thread in threading.enumerate()}


def test_a_folder_that_somebody_else_laid_under_the_temporary_name_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (tmp_path / f"planwatch-{os.getuid()}").symlink_to(theirs)
    (tmp_path / "home").write_text("a file, where no folder can be made")
    assert write_down(tmp_path / "home") == "no log, because no folder could be written"
    assert list(theirs.iterdir()) == []


def test_personal_details_in_the_message_of_a_fault_are_blacked_out(tmp_path: Path) -> None:
    try:
        raise RuntimeError("Nothing fits 'is ann.lee@example.org, 07700 900123, on the list?'")
    except RuntimeError:
        told = Path(write_down(tmp_path)).read_text(encoding="utf-8")
    assert "RuntimeError: Nothing fits 'is [" in told
    assert "ann.lee" not in told
    assert "900123" not in told
