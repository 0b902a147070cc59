"""How much of a file is read before it is refused."""

from dataclasses import dataclass

__all__ = ["Limits"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of the process that reads one file.

    Sizes are in bytes, times in seconds; `characters` bounds the reading text, `unpacked` what comes out of a
    compressed container or stream. `process` is False only in tests and in the process itself.
    """

    size: int = 100 * _MIB
    pages: int = 2_000
    characters: int = 6_000_000
    unpacked: int = 400 * _MIB
    memory: int = 2_048 * _MIB
    cpu: int = 240
    wall: int = 300
    process: bool = True
