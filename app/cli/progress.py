"""How far long work is, on standard error: a bar on a terminal, a line now and then elsewhere."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.printing import clean, note

if TYPE_CHECKING:
    from app.library import Progress

__all__ = ["shown_progress"]

_SECONDS_BETWEEN_LINES = 2.0
_SECONDS_IN_SILENCE = 0.5


@contextmanager
def shown_progress() -> Iterator["Progress"]:
    """Something to tell progress to; it shows itself when it is first told, and goes away at the end."""
    with _bar() if sys.stderr.isatty() else _lines() as told:
        yield told


@contextmanager
def _lines() -> Iterator["Progress"]:
    """A line when work has gone on for a moment, and then one every few seconds while there is something new."""
    latest: list[str] = []
    ended = threading.Event()

    def told(what: str, done: int, total: int) -> None:
        latest[:] = [f"{what}: {done:,} of {total:,}" if total else what]

    def show() -> None:
        shown: list[str] = []
        pause = _SECONDS_IN_SILENCE
        while not ended.wait(pause):
            if latest and latest != shown:
                shown = list(latest)
                note(shown[0])
                pause = _SECONDS_BETWEEN_LINES

    shower = threading.Thread(target=show, daemon=True)
    shower.start()
    try:
        yield told
    finally:
        ended.set()
        shower.join()


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
