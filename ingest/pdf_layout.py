"""Lines of a page without tags in the order in which a person reads them, columns one after the other."""

from collections.abc import Sequence

from ingest.pdf_columns import bands, columns, crossed, headed, under_heads
from ingest.pdf_drawn import Box
from ingest.pdf_lines import Line
from ingest.pdf_rules import parted_by_rules
from ingest.pdf_scattered import scattered

__all__ = ["reading_order"]

_SAME_ROW = 0.3  # of the size: base lines nearer than this are of one row
_LARGE = 1.3  # times the size of what stands beside
_LABEL_WORDS = 4
_DEEPEST = 30


def reading_order(lines: Sequence[Line], rules: Sequence[Box] = ()) -> list[list[Line]]:
    """Group the lines of a page into pieces of one column each, in reading order, each from top to bottom.

    A line drawn between pieces (one of `rules`) parts them. An empty strip from the top of a piece to its bottom
    parts columns, left before right; an empty band parts what is above from what is below; where only a few lines
    cross a strip, they part the columns above them from those below.
    """
    return _ordered(_by_rows(lines), rules, 0)


def _ordered(lines: list[Line], rules: Sequence[Box], depth: int) -> list[list[Line]]:
    if len(lines) <= 1 or depth > _DEEPEST:
        return [lines] if lines else []
    parts = parted_by_rules(lines, rules)
    for find in (headed, columns, under_heads, bands, scattered, crossed):
        parts = parts or find(lines)
    if parts is not None:
        return [piece for part in parts for piece in _ordered(part, rules, depth + 1)]
    return [_large_first(lines)]


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; those of nearly one height from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if rows and rows[-1][0].y - line.y < _SAME_ROW * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]


def _large_first(lines: Sequence[Line]) -> list[Line]:
    """The lines of a piece, large letters and labels before the lines that stand beside them on their right."""
    out: list[Line] = []
    for at, line in enumerate(lines):
        beside = [n for n, other in enumerate(out) if _large_beside(line, other)]
        if not beside and out and at + 1 < len(lines) and _labels(line, out[-1], lines[at + 1]):
            beside = [len(out) - 1]
        out.insert(beside[0] if beside else len(out), line)
    return out


def _large_beside(line: Line, other: Line) -> bool:
    return _level(line, other) and line.size >= _LARGE * other.size and other.x0 >= line.x1


def _labels(line: Line, above: Line, below: Line) -> bool:
    """Whether a few bold words stand left of two lines of one text, at the height between them."""
    one_text = (
        above.size == below.size and above.bold == below.bold and abs(above.x0 - below.x0) < _SAME_ROW * line.size
    )
    between = line.x1 <= above.x0 and above.y > line.y > below.y and _level(line, above) and _level(line, below)
    return line.bold and one_text and between and len(line.text.split()) <= _LABEL_WORDS


def _level(line: Line, other: Line) -> bool:
    return line.bottom < other.top and other.bottom < line.top
