"""What one check of an installation found."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "fault", "fine", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check by name, how it went, and one sentence: what is there, or what is wrong and how to mend it."""

    check: str
    state: Literal["fine", "notice", "fault"]
    note: str


def fine(check: str, note: str) -> Finding:
    """Nothing to do."""
    return Finding(check=check, state="fine", note=note)


def notice(check: str, note: str) -> Finding:
    """Worth knowing; Planwatch works all the same."""
    return Finding(check=check, state="notice", note=note)


def fault(check: str, note: str) -> Finding:
    """Something that keeps Planwatch from working, with how to mend it."""
    return Finding(check=check, state="fault", note=note)
