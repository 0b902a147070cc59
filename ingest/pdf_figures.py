"""Large figures and first letters beside several lines of small text: read before the first of those lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.pdf_drawn import Word

__all__ = ["with_figures"]

_LARGE = 1.5  # times the size of the text beside it
_FLUSH = 2.0  # points by which the starts of lines of one text may differ
_REACH = 5.0  # sizes of the small text between a figure and the text that it belongs to, at most
_MOST = 200  # figures of a page; where there are more, they are the text
_FIGURE = re.compile(r".*\d.*|\s*[A-Z]\s*")

Rows = Sequence[list[Word]]


def with_figures(rows: Rows) -> list[list[Word]]:
    """Rows of words, a large figure or first letter put before the first of the lines that it stands beside.

    Its base line is that of one of the later lines, which it would otherwise be read in.
    """
    usual = min((word.size for row in rows for word in row), default=0.0)
    large = [(row, word) for row in rows for word in row if word.size >= _LARGE * usual]
    found = [(row, word) for row, word in large if _FIGURE.fullmatch(word.text)]
    for row, figure in found if len(found) <= _MOST else ():
        lines = list(_lines_beside(rows, figure))
        if len(lines) > 1:
            row[:] = [word for word in row if word is not figure]
            _put(lines[0], figure)
    return [row for row in rows if row]


def _lines_beside(rows: Rows, large: Word) -> Iterator[list[Word]]:
    """The rows, from the top, that have a line of the text right of a figure: all begin at one place."""
    top, bottom = large.y + large.size, large.y - 0.35 * large.size
    start: float | None = None
    for row in rows:
        if not row or not bottom < row[0].y < top:
            continue
        for word in row:
            near = -1.0 <= word.x0 - large.x1 <= _REACH * word.size and large.size >= _LARGE * word.size
            if near and (start is None or abs(word.x0 - start) <= _FLUSH):
                start = word.x0
                yield row
                break


def _put(row: list[Word], large: Word) -> None:
    """Put a figure right before the words of a row that it belongs to, with no more than a space between them.

    A first letter becomes part of the word that it begins.
    """
    at = next(at for at, word in enumerate(row) if word.x0 >= large.x1 - 1)
    word, letter = row[at], large.text.strip()
    if letter.isalpha() and word.text[:1].islower():
        row[at] = replace(word, text=letter + word.text, x0=large.x0)
    else:
        row.insert(at, replace(large, y=word.y, x1=word.x0 - 0.5 * word.size))
