"""Roman numbers, as printed on the first pages of a plan and before the items of its lists."""

import re

__all__ = ["from_roman", "to_roman"]

_VALUES = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_WELL_FORMED = re.compile(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)


def to_roman(number: int) -> str:
    """A number from 1 to 399 in small letters."""
    out = ""
    for value, letters in _VALUES:
        while number >= value:
            out, number = out + letters, number - value
    return out


def from_roman(text: str) -> int | None:
    """The number that letters are; None where they are none."""
    if not text or not _WELL_FORMED.fullmatch(text):
        return None
    left, number = text.lower(), 0
    for value, letters in _VALUES:
        while left.startswith(letters):
            left, number = left[len(letters) :], number + value
    return number
