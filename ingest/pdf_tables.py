"""Tables of a PDF page without tags: the one module that imports pdfplumber, for those that lines frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.parts import Cell, Pages, Row, Table
from ingest.pdf_aligned import Grid, aligned_grids
from ingest.pdf_cells import closed, divided, inside
from ingest.pdf_drawn import Box, Drawn, Word
from ingest.pdf_edges import SNAP, edges_of, may_cross
from ingest.pdf_lines import Line, lines_of
from ingest.pdf_paragraphs import paragraphs

__all__ = ["Framed", "tables_on"]

_NO_PAGE: Any = None  # the grids are asked for their cells only, never for words of a page


@dataclass(frozen=True, slots=True)
class Framed:
    """A table and its box on the page. `cells` are the boxes that were read, where words of the table stand in none."""

    table: Table
    box: Box
    cells: tuple[Box, ...] = ()

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.box[3]

    def holds(self, line: Line) -> bool:
        """Whether a line stands in the table."""
        x, y = (line.x0 + line.x1) / 2, line.y + 0.3 * line.size
        return _within(x, y, self.box) and (not self.cells or any(_within(x, y, cell) for cell in self.cells))


def _within(x: float, y: float, box: Box) -> bool:
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def tables_on(
    drawn: Drawn, words: Sequence[Word], running: Sequence[Word], bullets: Sequence[Word], pages: Pages
) -> list[Framed]:
    """The tables of a page: those whose cells are ruled or filled, and those whose words stand in rows and columns.

    `running` are the words that are neither in running heads nor feet, `bullets` those drawn as shapes.
    """
    framed = _framed(_found(drawn, running), words, bullets, pages)
    loose = [word for word in running if word.upright and not any(inside(word, frame.box) for frame in framed)]
    return [*framed, *_framed(aligned_grids(loose), loose, bullets, pages)]


def _framed(grids: Sequence[Grid], words: Sequence[Word], bullets: Sequence[Word], pages: Pages) -> list[Framed]:
    framed: list[Framed] = []
    shown = [*words, *bullets]
    for box, drawn in grids:
        cells = divided(drawn, words)
        rows = tuple(Row(cells=tuple(_cell(cell, shown, pages) for cell in row), pages=pages) for row in cells)
        rows = _without_empty(rows)
        if _is_table(rows):
            boxes = [cell for row in cells for cell in row if cell is not None]
            whole = all(any(inside(word, cell) for cell in boxes) for word in words if inside(word, box))
            framed.append(Framed(Table(rows=rows), box, () if whole else tuple(boxes)))
    return framed


def _found(drawn: Drawn, words: Sequence[Word]) -> list[Grid]:
    """The boxes of the tables of a page and of their cells, from top to bottom, in points from the lower left."""
    edges = edges_of(drawn, words)
    if not may_cross(edges):
        return []
    from pdfplumber.table import Table as Grid
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    cells = intersections_to_cells(edges_to_intersections(merged, SNAP, SNAP))
    grids = [Grid(_NO_PAGE, group) for group in cells_to_tables(cells) if len(group) > 2]
    height = drawn.box[3]
    return [
        (
            _up(grid.bbox, height),
            closed([[None if cell is None else _up(cell, height) for cell in row.cells] for row in grid.rows]),
        )
        for grid in grids
    ]


def _up(box: Any, height: float) -> Box:
    x0, top, x1, bottom = box
    return x0, height - bottom, x1, height - top


def _cell(box: Box | None, words: Sequence[Word], pages: Pages) -> Cell:
    if box is None:
        return ()
    return tuple(paragraphs(lines_of(word for word in words if inside(word, box)), pages))


def _without_empty(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows and columns that hold words."""
    width = max((len(row.cells) for row in rows), default=0)
    kept = [n for n in range(width) if any(len(row.cells) > n and row.cells[n] for row in rows)]
    return tuple(
        Row(cells=tuple(row.cells[n] if n < len(row.cells) else () for n in kept), pages=row.pages)
        for row in rows
        if any(row.cells)
    )


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether rows and columns hold enough words to be a table and not the frame of a page."""
    width = max((len(row.cells) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        return False
    filled = sum(sum(map(bool, row.cells)) for row in rows)
    several = sum(sum(map(bool, row.cells)) > 1 for row in rows)
    return filled >= 0.4 * width * len(rows) and several * 2 >= len(rows)
