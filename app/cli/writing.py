"""Puts what a command made into the file that was named: whole, or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from plans.errors import WrongCall

__all__ = ["write_out"]


def write_out(path: Path, content: bytes) -> None:
    """Write a file whose place it takes only when it is whole, so that no half of one passes for an export, whenever
    the command is stopped or the disk is full. What is no plain file, as a pipe, is written to as it is.

    Raises WrongCall, naming the file and why it cannot be written.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        _write(half, content)
        half.replace(path.resolve())  # of a link, what it points to
    except OSError as error:
        raise WrongCall(f"The file {path} cannot be written: {(error.strerror or str(error)).lower()}.") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _write(half: Path, content: bytes) -> None:
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
