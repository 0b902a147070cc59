"""Rows and cells of a table by its tags, each cell in its column."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.parts import Cell, Part, Table
from ingest.pdf_nodes import Node
from plans.document import BlockKind

__all__ = ["again", "cells_in", "column_starts", "flat", "in_columns", "rows_in", "spread"]

_BESIDE = 4.0  # of the size of letters: what stands higher and further right than that is in another column


def rows_in(node: Node) -> Iterator[Node]:
    """The rows of a table, those in its head, body and foot among them."""
    for child in node.children:
        if isinstance(child, Node):
            if child.role == "TR":
                yield child
            elif child.role in ("THead", "TBody", "TFoot", "Div", "NonStruct", "Sect"):
                yield from rows_in(child)


def cells_in(tr: Node) -> list[Node]:
    """The cells of a row."""
    return [child for child in tr.children if isinstance(child, Node) and child.role in ("TH", "TD")]


def column_starts(rows: Sequence[Sequence[float | None]]) -> list[float]:
    """Where each column begins, by the rows that have words in all of them; nothing where there are none."""
    width = max(map(len, rows), default=0)
    full = [[left for left in row if left is not None] for row in rows if len(row) == width]
    full = [row for row in full if len(row) == width and row == sorted(row)]
    return [median(column) for column in zip(*full, strict=True)] if len(full) >= 2 else []


def in_columns(cells: tuple[Cell, ...], lefts: Sequence[float | None], starts: Sequence[float]) -> tuple[Cell, ...]:
    """The cells of a row that has fewer than the table has columns, each in the column where it stands on the page."""
    known = [left for left in lefts if left is not None]
    if not 0 < len(cells) == len(known) < len(starts) or len(lefts) != len(cells):
        return cells
    at = [min(range(len(starts)), key=lambda column: abs(starts[column] - left)) for left in known]
    if at != sorted(set(at)):
        return cells
    placed: list[Cell] = [()] * len(starts)
    for column, cell in zip(at, cells, strict=True):
        placed[column] = cell
    return tuple(placed)


def spread(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a row, with what a list goes on with in the empty cell beside its own put there.

    Some programs tag the lists of a row as one, in the cell that it begins in.
    """
    out = list(cells)
    for at, (cell, beside) in enumerate(pairwise(cells)):
        cut = _column_ends(out[at]) if cell and not beside else None
        if cut is not None:
            out[at], out[at + 1] = out[at][:cut], out[at][cut:]
    return tuple(out)


def _column_ends(cell: Cell) -> int | None:
    """Which part of a cell stands higher than the one before it, and right of it; None where none does."""
    for at, (one, other) in enumerate(pairwise(cell), start=1):
        if None in (one.top, other.top, one.left, other.left) or one.pages.last != other.pages.first:
            continue
        higher = (other.top or 0.0) - (one.top or 0.0)
        if higher >= 0 and (other.left or 0.0) - (one.left or 0.0) > _BESIDE * max(one.size, 1.0):
            return at
    return None


def again(cell: Cell) -> Cell:
    """A cell told again in a row below the one that it begins in."""
    return tuple(Part(kind=part.kind, text=part.text, level=part.level, supplied=True) for part in cell)


def flat(table: Table) -> list[Part]:
    """A table inside a cell as a line for each of its rows."""
    return [
        Part(kind=BlockKind.PARAGRAPH, text=" ".join(part.text for cell in row.cells for part in cell), pages=row.pages)
        for row in table.rows
    ]
