"""The cells of a table whose borders are drawn in part: open at a page break, or without lines between columns."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf_drawn import Box, Word

__all__ = ["closed", "divided", "inside"]

_APART = 0.8  # of the size: a gap between words at least so wide can part two cells
_EDGE = 1.0  # points

Cells = list[list[Box | None]]


def inside(word: Word, box: Box) -> bool:
    """Whether a word stands in a box."""
    x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def divided(rows: Cells, words: Sequence[Word]) -> Cells:
    """Rows of cells, a cell over several columns parted where its words stand in them as those of other rows do.

    Some programs draw the lines down only in every other row. The words of a heading over columns stand in one of
    them, or across their borders.
    """
    spans = [_span([row[n] for row in rows if n < len(row)]) for n in range(max(map(len, rows)))]
    return [_divided_row(row, spans, words) if any(cell is None for cell in row) else row for row in rows]


def _divided_row(
    row: list[Box | None], spans: Sequence[tuple[float, float] | None], words: Sequence[Word]
) -> list[Box | None]:
    out = list(row)
    for n, cell in enumerate(row):
        covered = [n] if cell is not None else []
        while cell is not None and covered[-1] + 1 < len(row) and _reaches(cell, spans, covered[-1] + 1, row):
            covered.append(covered[-1] + 1)
        if cell is None or len(covered) < 2:
            continue
        borders = [span[0] for at in covered[1:] if (span := spans[at]) is not None]
        if _keeps_to(borders, [word for word in words if word.upright and inside(word, cell)]):
            sides = [cell[0], *borders, cell[2]]
            for at, (left, right) in zip(covered, pairwise(sides), strict=True):
                out[at] = (left, cell[1], right, cell[3])
    return out


def _reaches(cell: Box, spans: Sequence[tuple[float, float] | None], n: int, row: Sequence[Box | None]) -> bool:
    span = spans[n]
    return row[n] is None and span is not None and span[1] <= cell[2] + 3


def _keeps_to(borders: Sequence[float], words: Sequence[Word]) -> bool:
    """Whether words stand in two columns at least on their first line, and none stands across a border or near it."""
    if not words or any(word.x0 < border - _EDGE and word.x1 > border + _EDGE for word in words for border in borders):
        return False
    top = max(word.y for word in words)
    first = sorted((word for word in words if top - word.y < 0.5 * word.size), key=lambda word: word.x0)
    columns = {sum(word.x0 >= border - _EDGE for border in borders) for word in first}
    for border in borders:
        left = max((word.x1 for word in first if word.x1 <= border + _EDGE), default=None)
        right = min((word.x0 for word in first if word.x0 >= border - _EDGE), default=None)
        if left is not None and right is not None and right - left < _APART * first[0].size:
            return False
    return len(columns) > 1 and len(columns) >= len(borders)


def closed(rows: Cells) -> Cells:
    """Rows of cells with those that a page break left open: no line ends them, and no other cell covers their place."""
    cells = [cell for row in rows for cell in row if cell is not None]
    spans = [_span([row[n] for row in rows if n < len(row)]) for n in range(max(map(len, rows)))]
    out = [list(row) for row in rows]
    for row in out:
        drawn = [cell for cell in row if cell is not None]
        if not drawn:
            continue
        bottom, top = max(cell[1] for cell in drawn), min(cell[3] for cell in drawn)
        for n, span in enumerate(spans[: len(row)]):
            if row[n] is None and span is not None:
                box = (span[0], bottom, span[1], top)
                row[n] = None if any(_covers(cell, box) for cell in cells) else box
    return out


def _span(column: Sequence[Box | None]) -> tuple[float, float] | None:
    """From where to where the narrowest cell of a column goes."""
    widths = [(cell[2] - cell[0], cell[0], cell[2]) for cell in column if cell is not None]
    return min(widths)[1:] if widths else None


def _covers(cell: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]
