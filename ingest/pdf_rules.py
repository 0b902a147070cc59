"""Lines drawn across a page to part what it says: ruled in one stroke, or as a row of dots or dashes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.pdf_drawn import Box, Drawn
from ingest.pdf_lines import Line

__all__ = ["dotted", "parted_by_rules", "separators"]

_DOT = 9.0  # points: the longest side of a dot or dash
_FEWEST_DOTS = 8
_SPARSE = 2.5  # times the side of a dot
_SMALLEST_BULLET = 2.0  # points
_STEP = 14.0  # points between the dots of one line, at most
_THIN = 3.0
_ACROSS, _DOWN = 0.6, 0.5  # of a piece's width or height that a line must cover to part it
_SHORTEST = 0.2  # of the page's width or height: a line that parts something is as long


def dotted(drawn: Drawn) -> tuple[Box, ...]:
    """The small shapes of a page that stand in a row as a dotted line; a row of bullets has more between them."""
    return tuple(dot for row in _rows(drawn) for dot in row)


def separators(drawn: Drawn) -> tuple[Box, ...]:
    """The lines that part pieces of a page from each other."""
    width, height = drawn.box[2] - drawn.box[0], drawn.box[3] - drawn.box[1]
    lines = [*drawn.rules, *(_around(row) for row in _rows(drawn))]
    return tuple(line for line in lines if _parts(line, width, height))


def parted_by_rules(lines: Sequence[Line], rules: Sequence[Box]) -> list[list[Line]] | None:
    """The lines of text of a piece parted by the drawn line that covers most of it, None where none parts it.

    A line across parts what is above from what is below; a line down parts left from right as far as it goes.
    """
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    bottom, top = min(line.bottom for line in lines), max(line.top for line in lines)
    found: list[tuple[float, list[list[Line]]]] = []
    for x0, y0, x1, y1 in rules:
        if x1 - x0 > y1 - y0:
            share = (min(x1, right) - max(x0, left)) / max(right - left, 1.0)
            parts = _above_and_below(lines, (y0 + y1) / 2) if share >= _ACROSS else []
        else:
            share = (min(y1, top) - max(y0, bottom)) / max(top - bottom, 1.0)
            parts = _left_and_right(lines, (x0 + x1) / 2, y0, y1) if share >= _DOWN else []
        if len(parts) > 1:
            found.append((share, parts))
    return max(found, key=lambda one: one[0])[1] if found else None


def _above_and_below(lines: Sequence[Line], y: float) -> list[list[Line]]:
    parts = [[line for line in lines if line.y > y], [line for line in lines if line.y <= y]]
    return [part for part in parts if part]


def _left_and_right(lines: Sequence[Line], x: float, bottom: float, top: float) -> list[list[Line]]:
    """What is above the line, left of it, right of it and below it; nothing where words stand across it."""
    above = [line for line in lines if line.y > top + line.size or (_across(line, x) and line.y >= top - line.size)]
    left: list[Line] = []
    right: list[Line] = []
    below: list[Line] = []
    for line in (line for line in lines if line not in above):
        side = left if line.x1 <= x else right
        if line.y < bottom - line.size and (below or _across(line, x) or not _follows(side, line)):
            below.append(line)
        elif _across(line, x):
            return []
        else:
            side.append(line)
    return [part for part in (above, left, right, below) if part] if left and right else []


def _across(line: Line, x: float) -> bool:
    return line.x0 < x < line.x1


def _follows(side: Sequence[Line], line: Line) -> bool:
    """Whether a line below the drawn one still goes on with what stands beside it."""
    return bool(side) and side[-1].y - line.y < 2 * line.size


def _parts(line: Box, width: float, height: float) -> bool:
    across, up = line[2] - line[0], line[3] - line[1]
    return (up <= _THIN and across >= _SHORTEST * width) or (across <= _THIN and up >= _SHORTEST * height)


def _rows(drawn: Drawn) -> list[list[Box]]:
    """Dots that stand in a row, across or down."""
    dots = [box for box, _ in drawn.painted if _is_small(box)] + [box for box in drawn.rules if _is_small(box)]
    if len(dots) < _FEWEST_DOTS:
        return []
    return [*_in_rows(dots, along=0), *_in_rows(dots, along=1)]


def _is_small(box: Box) -> bool:
    return max(box[2] - box[0], box[3] - box[1]) <= _DOT and min(box[2] - box[0], box[3] - box[1]) <= 4.0


def _in_rows(dots: Iterable[Box], *, along: int) -> list[list[Box]]:
    """Rows of dots along an axis (0 across, 1 down): at one height, a short step apart."""
    levels: dict[int, list[Box]] = defaultdict(list)
    for dot in dots:
        levels[round((dot[1 - along] + dot[3 - along]) / 2)].append(dot)
    rows = []
    for level in levels.values():
        row: list[Box] = []
        for dot in sorted(level, key=lambda box: box[along]):
            if row and dot[along] - row[-1][along + 2] > (_widest_step(dot) if along else _STEP):
                rows.append(row)
                row = []
            row.append(dot)
        rows.append(row)
    return [row for row in rows if len(row) >= _FEWEST_DOTS and _even(row, along)]


def _widest_step(dot: Box) -> float:
    """From one dot to the next of a line down: square dots far apart for their size are the bullets of a list."""
    width, height = dot[2] - dot[0], dot[3] - dot[1]
    return _SPARSE * height if width > _SMALLEST_BULLET and width > 0.5 * height else _STEP


def _even(row: Sequence[Box], along: int) -> bool:
    """Whether most dots of a row stand the same step apart."""
    steps = sorted(other[along] - one[along] for one, other in pairwise(row))
    usual = steps[len(steps) // 2]
    return usual > 0 and sum(abs(step - usual) <= 1.0 for step in steps) >= 0.7 * len(steps)


def _around(row: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in row),
        min(box[1] for box in row),
        max(box[2] for box in row),
        max(box[3] for box in row),
    )
