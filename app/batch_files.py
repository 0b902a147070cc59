"""A batch from one file into another: read whole lines, write in order, and leave no half-written result."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.batch import Respond, outcomes
from app.wire import dumps
from plans.catalogue import PlanEntry
from plans.errors import WrongCall

__all__ = ["run_batch"]


def run_batch(
    source: Path,
    target: Path | None,
    *,
    entries: Sequence[PlanEntry],
    respond: Respond,
    home: Path,
    progress: Callable[[str, int, int], None],
) -> int:
    """Respond to every line of a file (`-` is standard input) in another (None is standard output).

    Gives the number of lines that could not be responded to. The target appears when the whole batch is done.
    Raises WrongCall when the source cannot be read or the target cannot be written.
    """
    lines = _lines_of(source)
    failed = 0
    with _writing(target) as file:
        for done, outcome in enumerate(outcomes(lines, entries=entries, respond=respond, home=home)):
            file.write(dumps(outcome.written) + "\n")
            failed += not outcome.went_well
            progress("questions", min(done + 1, len(lines)), len(lines))
    return failed


def _lines_of(source: Path) -> list[bytes]:
    if str(source) == "-":
        return sys.stdin.buffer.read().splitlines()
    try:
        return source.read_bytes().splitlines()
    except OSError as error:
        raise WrongCall(f"The file {source} cannot be read: {(error.strerror or str(error)).lower()}.") from error


@contextmanager
def _writing(target: Path | None) -> Iterator[TextIO]:
    """A file that takes the target's place at the end; a target that is no plain file, as a pipe, is written to."""
    if target is None:
        yield sys.stdout
        return
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8") as pipe:
                yield pipe
            return
        half = target.with_name(f".{target.name}.part")
        file = half.open("w", encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"The file {target} cannot be written: {(error.strerror or str(error)).lower()}.") from error
    try:
        with file:
            yield file
        half.replace(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
