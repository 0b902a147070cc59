"""Tables of a DOCX file: rows of cells with those that are merged, and tables that only lay out a page."""

from collections.abc import Callable, Iterator
from typing import Any

from ingest.cells import cell_from, is_layout, told_again
from ingest.parts import Cell, Row, Run, Table
from ingest.word_styles import BODY_SIZE, W

__all__ = ["table_of"]

_MOST_COLUMNS = 60


def table_of(element: Any, read: Callable[[Any], Run]) -> Run:
    """The table that an element is, or what stands in it where it has one column or only lays out a page.

    `read` reads what stands in a cell.
    """
    trs = [tr for tr in element.iter(f"{W}tr") if next(tr.iterancestors(f"{W}tbl")) is element]
    cells = [[(tc, [] if _goes_on(tc) else read(tc)) for tc in _cells(tr)] for tr in trs]
    if is_layout([[run for _, run in row] for row in cells]):
        return [part for row in cells for _, run in row for part in run]
    above: dict[int, Cell] = {}
    rows: list[Row] = []
    heads = 0
    for tr, row in zip(trs, cells, strict=True):
        if heads == len(rows) and tr.find(f"{W}trPr/{W}tblHeader") is not None:
            heads += 1
        rows.append(Row(cells=tuple(_in_columns(row, above))))
    rows = [row for row in rows if any(row.cells)]
    if rows and max(len(row.cells) for row in rows) == 1:
        return [part for row in rows for part in row.cells[0]]
    return [Table(rows=tuple(rows), heads=heads if 0 < heads < len(rows) else None)] if rows else []


def _cells(tr: Any) -> Iterator[Any]:
    """The cells of a row, those in content controls too."""
    return (tc for tc in tr.iter(f"{W}tc") if next(tc.iterancestors(f"{W}tr")) is tr)


def _goes_on(tc: Any) -> bool:
    """Whether a cell is the rest of the one above it."""
    merge = tc.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _in_columns(row: list[tuple[Any, Run]], above: dict[int, Cell]) -> Iterator[Cell]:
    """The cells of a row by their columns: empty ones for those that a wide cell covers."""
    column = 0
    for tc, run in row:
        span = tc.find(f"{W}tcPr/{W}gridSpan")
        if _goes_on(tc):
            yield above.get(column, ())
        else:
            cell = cell_from(run, size=BODY_SIZE, bold=True)
            above[column] = told_again(cell)
            yield cell
        width = min(_MOST_COLUMNS, int(span.get(f"{W}val") or 1)) if span is not None else 1
        for _ in range(width - 1):
            yield ()
        column += width
