"""Boxes that stand beside running text: what they say is an aside, and their titles head nothing but it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf_boxes import large_boxes
from ingest.pdf_drawn import Box, Drawn
from ingest.pdf_lines import Line

__all__ = ["Aside", "asides_on"]

_WIDE = 0.48  # of the page's width: a box so wide at most can stand beside text
_SHARE = 0.4  # of the lines of a page that stand in one box, at most
_PLAIN = 0.5  # of the lines of a page that stand in no box, at least
_WHITE = 0.99
_FEWEST = 3  # lines in a box, and beside it
_CALLED = re.compile(
    r"(?:case stud(?:y|ies)|did you know|example|spotlight|in focus|box \d|key (?:facts?|messages?)"
    r"|what (?:people|you) (?:told|said)|good practice|(?:\w+[’']s|real|our) stor(?:y|ies))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aside:
    """A box and the lines in it."""

    box: Box
    lines: tuple[Line, ...]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.box[3]


def asides_on(drawn: Drawn, lines: Sequence[Line]) -> list[Aside]:
    """The boxes of a page that are asides: narrow, beside text that stands in none, or called so by their titles."""
    boxes = _boxes(drawn)
    held = {box: [line for line in lines if _holds(box, line)] for box in boxes}
    plain = [line for line in lines if not any(_holds(box, line) for box in boxes)]
    if not boxes or len(plain) < _PLAIN * len(lines):
        return []
    found: list[Aside] = []
    for box in sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1])):
        own = [line for line in held[box] if not any(line in aside.lines for aside in found)]
        if _FEWEST <= len(own) <= _SHARE * len(lines) and _is_aside(box, own, plain, drawn):
            found.append(Aside(box, tuple(own)))
    return found


def _boxes(drawn: Drawn) -> list[Box]:
    filled = [box for box, colour in drawn.painted if colour is not None and min(colour) < _WHITE]
    return large_boxes(filled, drawn)


def _holds(box: Box, line: Line) -> bool:
    return box[0] - 2 <= line.x0 and line.x1 <= box[2] + 2 and box[1] - 2 <= line.y <= box[3] + 2


def _is_aside(box: Box, own: Sequence[Line], plain: Sequence[Line], drawn: Drawn) -> bool:
    if _CALLED.match(own[0].text):
        return True
    if box[2] - box[0] > _WIDE * (drawn.box[2] - drawn.box[0]):
        return False
    level = [line for line in plain if line.bottom < box[3] and line.top > box[1]]
    return sum(line.x1 <= box[0] + 2 or line.x0 >= box[2] - 2 for line in level) >= _FEWEST
