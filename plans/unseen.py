"""Characters that nobody sees and that still do something: they steer a terminal, turn text round, or hide words.

Left out are control characters but for line ends and tabs, formatting characters (zero width, direction, tags), halves
of surrogate pairs, private characters, characters that are none, line and paragraph separators, variation selectors,
and letters that are drawn as nothing; of marks that are set over one letter, those past the fourth.
"""

import re
from collections.abc import Sequence

__all__ = ["holds_unseen", "without_unseen"]

_MOST_MARKS = 4
_RANGES: Sequence[tuple[int, int]] = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F),  # control; \t and \n stay
    (0xAD, 0xAD), (0x34F, 0x34F), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891),
    (0x8E2, 0x8E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0xFFFE, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD),
    (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF), (0xF0000, 0x10FFFF),
)  # fmt: skip
_UNSEEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_PILED = re.compile(f"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{_MOST_MARKS}}})"
                    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip


def without_unseen(text: str) -> str:
    """The text without such characters; every kind of line end becomes one newline."""
    if text.isascii() and text.isprintable():
        return text
    return _PILED.sub(r"\1", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def holds_unseen(text: str) -> bool:
    """Whether there are such characters in the text."""
    return _UNSEEN.search(text) is not None
