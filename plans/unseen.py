"""Characters that nobody sees and that still do something: they steer a terminal, turn text round, or hide words.

Left out are control characters but for line ends and tabs, formatting characters (zero width, direction, tags), halves
of surrogate pairs, private characters, characters that are none, line and paragraph separators, variation selectors,
and letters that are drawn as nothing; of marks that are set over one letter, those past the fourth.
"""

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["holds_unseen", "without_unseen"]

_MOST_MARKS = 4
_RANGES: Sequence[tuple[int, int]] = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F),  # control; \t and \n stay
    (0xAD, 0xAD), (0x34F, 0x34F), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891),
    (0x8E2, 0x8E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0xFFFE, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD),
    (0x1107F, 0x1107F), (0x13430, 0x13455), (0x16FE4, 0x16FE4), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159),
    (0x1D173, 0x1D17A), *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0x10000, 0xF0000, 0x10000)),
    (0xE0000, 0xE0FFF), (0xF0000, 0x10FFFF),
)  # fmt: skip
_UNSEEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
# To `re`, marks over a letter are no words, and neither are signs; of a run of them it is asked which is which.
_PILE = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")
_MARKS = frozenset({"Mn", "Me"})


def without_unseen(text: str) -> str:
    """The text without such characters; every kind of line end becomes one newline."""
    if text.isascii() and text.isprintable():
        return text
    return _PILE.sub(_lower, _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def holds_unseen(text: str) -> bool:
    """Whether there are such characters in the text."""
    return _UNSEEN.search(text) is not None


def _lower(pile: re.Match[str]) -> str:
    """A run of marks and signs with no more marks over one letter than may be."""
    kept, height = [], 0
    for character in pile[0]:
        height = height + 1 if unicodedata.category(character) in _MARKS else 0
        if height <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
