"""Sessions that are over are deleted though nobody signs in any more: names and addresses stay no longer than told."""

from contextlib import AbstractContextManager
from pathlib import Path

from app.access.sessions import Sessions
from app.looking import looking

__all__ = ["forgotten_in_time"]

_HOUR = 3_600.0


def forgotten_in_time(sessions: Sessions, *, home: Path) -> AbstractContextManager[None]:
    """Meanwhile, delete what is over: at once, and then every hour."""
    return looking(sessions.forget_old, every_s=_HOUR, home=home, name="sessions")
