"""Looks after something again and again, in a thread of its own, while the server runs; a failure ends nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.faultlog import write_down
from plans.errors import PlanwatchError

__all__ = ["looking"]


@contextmanager
def looking(look: Callable[[], object], *, every_s: float, home: Path, name: str) -> Iterator[None]:
    """Meanwhile, look at once, and then again every so many seconds.

    What a person is told of anyway, on a page or by /readyz, is let pass. Any other failure is written down in that
    home, and not again while the next looks fail alike: one that lasts would fill the disk.
    """
    ended = threading.Event()

    def go_on() -> None:
        failed = ""
        while True:
            try:
                look()
                failed = ""
            except PlanwatchError:
                failed = ""
            except Exception as error:  # noqa: BLE001 - written down; the next look may fare better
                failed, before = f"{type(error).__name__}: {error}", failed
                if failed != before:
                    write_down(home)
            if ended.wait(every_s):
                return

    watcher = threading.Thread(target=go_on, daemon=True, name=f"planwatch-{name}")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
