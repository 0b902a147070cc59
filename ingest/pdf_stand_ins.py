"""Lines that stand in for a table of one column while the reading order of a page is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.parts import Part, Table
from ingest.pdf_drawn import Box
from ingest.pdf_lines import Line

__all__ = ["Standing", "stand_ins", "stands_beside"]

_NEAR = 2.0  # points
_STEP = 1.3  # of the size of letters, from one line to the next


@dataclass(frozen=True, slots=True)
class Standing:
    """What is read for itself and put where its box stands: a table, or the parts of an aside."""

    box: Box
    parts: tuple[Part | Table, ...]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.box[3]


def stands_beside(box: Box, lines: Sequence[Line]) -> bool:
    """Whether running text stands left or right of a table: two lines at its height, outside its box."""
    level = [line for line in lines if line.bottom < box[3] and line.top > box[1]]
    apart = [line for line in level if line.x1 <= box[0] + _NEAR or line.x0 >= box[2] - _NEAR]
    return len(apart) > 1


def stand_ins(box: Box, lines: Sequence[Line]) -> list[Line]:
    """Lines of the usual size without words, that fill the box of a table from its top to its bottom."""
    size = median(line.size for line in lines) if lines else 10.0
    count = max(1, round((box[3] - box[1]) / (_STEP * size)))
    step = (box[3] - box[1]) / count
    return [Line("", box[0], box[2], box[3] - step * n - 0.8 * size, size, False) for n in range(count)]
