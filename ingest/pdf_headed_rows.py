"""Rows below the filled head of a table that draws nothing else: the boxes of the head tell its columns."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf_drawn import Box, Word

__all__ = ["below_head", "column_of"]

_EDGE = 2.0  # points
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_ROW_STEP = 1.75  # of the size: lines further apart are of two rows
_APART = 3.6  # of the size: what stands further below is no part of the table
_SAME_LINE = 0.5  # of the size
_OTHER_SIZE = 1.12
_BEGUN = 0.6  # of the rows begin in two columns, at least

_Span = tuple[float, float]


def below_head(top: float, bottom: float, spans: Sequence[_Span], words: Sequence[Word]) -> list[Box]:
    """The cells of the rows below a head from `top` to `bottom`, one column of each of the `spans`.

    A wider gap parts two rows. The table ends before words that stand over the border of a column, that are of
    another size, or that stand far below; a line in one column alone right before them is no row of it. One row alone
    is the rest of one that the page before ended in.
    """
    headed = {column_of(word, spans) for word in words if bottom < word.y < top}
    if len(spans) < _FEWEST_COLUMNS or len(headed - {None}) < len(spans):
        return []
    rows = _rows(bottom, spans, words)
    while rows and _width(rows[-1], spans) < 2 and not (len(rows) == 1 and _goes_on(rows[0])):
        rows.pop()
    begun = sum(_width(row, spans) > 1 or _goes_on(row) for row in rows)
    if not rows or begun < _BEGUN * len(rows) or (len(rows) < _FEWEST_ROWS and not _goes_on(rows[0])):
        return []
    edges = [bottom]
    edges += [(min(w.y for w in one) + max(w.y + w.size for w in other)) / 2 for one, other in pairwise(rows)]
    edges.append(min(word.y for word in rows[-1]) - _SAME_LINE * rows[-1][0].size)
    return [(left, low, right, high) for high, low in pairwise(edges) for left, right in spans]


def column_of(word: Word, spans: Sequence[_Span]) -> int | None:
    """The column that a word stands in, None where it stands over a border."""
    for number, (left, right) in enumerate(spans):
        if left - _EDGE <= word.x0 and word.ink_end <= right + _EDGE:
            return number
    return None


def _rows(bottom: float, spans: Sequence[_Span], words: Sequence[Word]) -> list[list[Word]]:
    """The words below a head by the row that they stand in, down to where the table ends."""
    left, right = spans[0][0], spans[-1][1]
    below = [w for w in words if w.upright and w.text.strip() and w.y < bottom and w.ink_end > left and w.x0 < right]
    rows: list[list[Word]] = []
    last = bottom
    for word in sorted(below, key=lambda word: (-word.y, word.x0)):
        size = rows[0][0].size if rows else word.size
        foreign = column_of(word, spans) is None or word.size > _OTHER_SIZE * size
        if last - word.y > _APART * size or foreign:
            level = rows and rows[-1][0].y - word.y < _SAME_LINE * size
            return rows[:-1] if level else rows
        if not rows or last - word.y > _ROW_STEP * size:
            rows.append([])
        rows[-1].append(word)
        last = word.y
    return rows


def _goes_on(row: Sequence[Word]) -> bool:
    """Whether a row begins in the middle of a sentence, as the rest of one does below a head that is printed again."""
    return row[0].text.strip()[:1].islower()


def _width(row: Sequence[Word], spans: Sequence[_Span]) -> int:
    """In how many columns a row has words on its first line."""
    first = [word for word in row if row[0].y - word.y < _SAME_LINE * word.size]
    return len({column_of(word, spans) for word in first})
