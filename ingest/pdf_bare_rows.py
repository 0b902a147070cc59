"""Rows of a table whose neighbours alone are filled: every second row of a striped table is bare paper."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf_drawn import Box, Word
from ingest.pdf_headed_rows import below_head, column_of

__all__ = ["bare_rows"]

_LOW, _HIGH = 8.0, 300.0  # points: how high such a row is
_STEP = 2.2  # of the size: what stands further below the last line is no part of the row
_ROW_STEP = 1.9  # of the size: lines of one row stand no further apart
_EDGE = 2.0  # points
_SAME_LINE = 0.5  # of the size
_MOST_FILLED = 400

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of filled cells that touch: its edges, and from where to where each of its columns goes."""

    top: float
    bottom: float
    spans: tuple[_Span, ...]


def bare_rows(filled: Sequence[Box], words: Sequence[Word]) -> list[Box]:
    """The cells without a fill between, or right below, rows of filled cells that share their columns.

    The words of such a row begin in two columns at least, and none of them stands over the border of a column.
    """
    if len(filled) > _MOST_FILLED:
        return []
    found: list[Box] = []
    for rows in _tables(filled):
        for at, row in enumerate(rows):
            lower = rows[at + 1] if at + 1 < len(rows) else None
            own = _striped(row, lower, words) if len(rows) > 1 else []
            alone = (lower is None or row.bottom - lower.top > _LOW) and (
                not at or rows[at - 1].bottom - row.top > _LOW
            )
            found += own or (below_head(row.top, row.bottom, row.spans, words) if alone else [])
    return found


def _striped(upper: _Row, lower: _Row | None, words: Sequence[Word]) -> list[Box]:
    """The cells of the bare row between two filled ones, or right below the last; none where there is none."""
    spans = upper.spans if lower is None else min(upper.spans, lower.spans, key=len)
    bottom, top = upper.bottom, 0.0 if lower is None else lower.top
    own = [word for word in words if _between(word, spans, top, bottom)]
    if lower is None or bottom - top > _HIGH or not _is_row(own, spans):
        own = _right_below(own, bottom)
        top = min((word.y - _SAME_LINE * word.size for word in own), default=bottom)
    return [(left, top, right, bottom) for left, right in spans] if bottom - top >= _LOW and _is_row(own, spans) else []


def _tables(filled: Sequence[Box]) -> list[list[_Row]]:
    """The rows of filled cells, from top to bottom, by the table that they are of: their last columns are the same.

    A row lacks its first columns where a cell of an earlier row reaches down beside it.
    """
    level: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in set(filled):
        level[(round(box[3]), round(box[1]))].append(box)
    tables: dict[tuple[tuple[int, int], ...], list[_Row]] = defaultdict(list)
    for boxes in level.values():
        ordered = sorted(boxes)
        if len(ordered) > 1 and all(abs(one[2] - other[0]) < _EDGE for one, other in pairwise(ordered)):
            last = tuple((round(box[0]), round(box[2])) for box in ordered[-2:])
            spans = tuple((box[0], box[2]) for box in ordered)
            tables[last].append(_Row(ordered[0][3], ordered[0][1], spans))
    return [sorted(rows, key=lambda row: -row.top) for rows in tables.values()]


def _between(word: Word, spans: Sequence[_Span], top: float, bottom: float) -> bool:
    """Whether a word stands below a row and above the next one, within the columns or over their outer edges."""
    inside = word.ink_end > spans[0][0] and word.x0 < spans[-1][1]
    return word.upright and inside and top < word.y < bottom and bool(word.text.strip())


def _right_below(words: Sequence[Word], bottom: float) -> list[Word]:
    """The words from a row down to the first wider gap."""
    own: list[Word] = []
    last = bottom
    for word in sorted(words, key=lambda word: -word.y):
        if last - word.y > _STEP * word.size:
            break
        own.append(word)
        last = word.y
    return own


def _is_row(words: Sequence[Word], spans: Sequence[_Span]) -> bool:
    """Whether words begin in two columns on their first line, none stands over a border, and no wider gap parts them
    into several rows."""
    if not words or any(column_of(word, spans) is None for word in words):
        return False
    heights = sorted({word.y for word in words}, reverse=True)
    if any(one - other > _ROW_STEP * words[0].size for one, other in pairwise(heights)):
        return False
    top = max(words, key=lambda word: word.y)
    return len({column_of(word, spans) for word in words if top.y - word.y < _SAME_LINE * top.size}) > 1
