"""A file that a command writes is there whole, or as it was before, whatever ends the writing."""

import errno
import os
import threading
from pathlib import Path

import pytest

from app.cli.writing import write_out
from plans.errors import WrongCall


def test_a_file_takes_its_place_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_out(tmp_path / "out.csv", b"first")
    write_out(tmp_path / "out.csv", b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.csv", b"second")]


def test_a_disk_that_fills_up_leaves_the_file_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_out(tmp_path / "out.csv", b"first")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WrongCall, match=r"out\.csv cannot be written: no space left"):
        write_out(tmp_path / "out.csv", b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.csv", b"first")]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="no such file or directory"):
        write_out(tmp_path / "nowhere" / "out.csv", b"x")


def test_of_a_link_the_file_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real.csv").write_bytes(b"first")
    (tmp_path / "out.csv").symlink_to(tmp_path / "there" / "real.csv")
    write_out(tmp_path / "out.csv", b"second")
    assert (tmp_path / "out.csv").is_symlink()
    assert (tmp_path / "there" / "real.csv").read_bytes() == b"second"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_out(tmp_path / "pipe", b"through it")
    reader.join(30)
    assert got == [b"through it"]
    assert (tmp_path / "pipe").is_fifo()
