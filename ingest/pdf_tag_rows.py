"""Rows and cells of a table by its tags, each cell in its column."""

from collections.abc import Iterator, Sequence
from statistics import median

from ingest.parts import Cell, Part, Table
from ingest.pdf_nodes import Node
from plans.document import BlockKind

__all__ = ["again", "cells_in", "column_starts", "flat", "in_columns", "rows_in"]


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


def again(cell: Cell) -> Cell:
    """A cell told again in a row below the one that it begins in."""
    return tuple(Part(kind=part.kind, text=part.text, level=part.level, supplied=True) for part in cell)


def flat(table: Table) -> list[Part]:
    """A table inside a cell as a line for each of its rows."""
    return [
        Part(kind=BlockKind.PARAGRAPH, text=" ".join(part.text for cell in row.cells for part in cell), pages=row.pages)
        for row in table.rows
    ]
