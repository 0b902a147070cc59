"""How far long work is, on standard error: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.printing import clean, note

if TYPE_CHECKING:
    from app.library import Progress

__all__ = ["shown_progress"]

_SECONDS_BETWEEN_LINES = 2.0


@contextmanager
def shown_progress() -> Iterator["Progress"]:
    """Something to tell progress to; it shows itself when it is first told, and goes away at the end."""
    if sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _lines()


def _lines() -> "Progress":
    last_stage, last_time = "", 0.0

    def told(what: str, done: int, total: int) -> None:
        nonlocal last_stage, last_time
        stage = what.split()[0] if what else ""
        now = time.monotonic()
        if stage != last_stage or now - last_time >= _SECONDS_BETWEEN_LINES:
            note(f"{what}: {done:,} of {total:,}" if total else what)
            last_stage, last_time = stage, now

    return told


@contextmanager
def _bar() -> Iterator["Progress"]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def told(what: str, done: int, total: int) -> None:
            bar.update(task, description=clean(what)[:60], completed=done, total=total or None, visible=True)

        yield told
