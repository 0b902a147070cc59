"""The heading of each column of a table, the words of several heading rows put together."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.parts import Cell, Row, cell_text

__all__ = ["column_heads"]


def column_heads(rows: Sequence[Row]) -> tuple[str, ...]:
    """The heading of each column, the words of several heading rows put together."""
    width = max((len(row.cells) for row in rows), default=0)
    rows = [*(_widened(_spread(row, rows[-1], width)) for row in rows[:-1]), *rows[-1:]]
    names = []
    for n in range(width):
        told = [cell_text(row.cells[n]) for row in rows if len(row.cells) > n and row.cells[n]]
        names.append(" ".join(dict.fromkeys(told)))
    return tuple(names)


def _widened(row: Row) -> Row:
    """A heading row over others, each of its cells told of the empty ones after it as well: it stands over them."""
    cells: list[Cell] = []
    for cell in row.cells:
        cells.append(cell or (cells[-1] if cells else ()))
    return replace(row, cells=tuple(cells))


def _spread(row: Row, last: Row, width: int) -> Row:
    """A heading row with fewer cells than the one below it, each over as many columns as fit.

    The cells over the empty ones of the row below keep one column; the others share the rest evenly.
    """
    missing = width - len(row.cells)
    single = sum(1 for cell in last.cells if not cell)
    wide = len(row.cells) - single
    if missing <= 0 or wide <= 0 or (width - single) % wide:
        return row
    each = (width - single) // wide
    cells = [*row.cells[:single], *(cell for cell in row.cells[single:] for _ in range(each))]
    return replace(row, cells=tuple(cells))
