"""Sessions that are over are deleted though nobody signs in any more: names and addresses stay no longer than told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.access.sessions import Sessions
from plans.errors import PlanwatchError

__all__ = ["forgotten_in_time"]

_HOUR = 3_600.0


@contextmanager
def forgotten_in_time(sessions: Sessions, *, every_s: float = _HOUR) -> Iterator[None]:
    """Meanwhile, delete what is over: at once, and then every hour."""
    ended = threading.Event()

    def look() -> None:
        while True:
            with suppress(
                PlanwatchError
            ):  # /readyz says what is wrong with the database; the next look may fare better
                sessions.forget_old()
            if ended.wait(every_s):
                return

    watcher = threading.Thread(target=look, daemon=True, name="planwatch-sessions")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
