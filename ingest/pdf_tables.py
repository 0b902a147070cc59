"""Tables of a PDF page without tags: the one module that imports pdfplumber, for those that lines frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.parts import Cell, Pages, Row, Table
from ingest.pdf_aligned import Grid, aligned_grids
from ingest.pdf_drawn import Box, Drawn, Word
from ingest.pdf_lines import Line, lines_of
from ingest.pdf_paragraphs import paragraphs

__all__ = ["Framed", "tables_on"]

_MOST_EDGES = 700
_THIN = 3.0  # points
_SNAP = 3.0
_FEWEST_ENDS = 3
_NO_PAGE: Any = None  # the grids are asked for their cells only, never for words of a page


@dataclass(frozen=True, slots=True)
class Framed:
    """A table and its box on the page."""

    table: Table
    box: Box

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.box[3]

    def holds(self, line: Line) -> bool:
        """Whether a line stands in the table."""
        x, y = (line.x0 + line.x1) / 2, line.y + 0.3 * line.size
        return self.box[0] - 2 <= x <= self.box[2] + 2 and self.box[1] - 2 <= y <= self.box[3] + 2


def tables_on(drawn: Drawn, words: Sequence[Word], running: Sequence[Word], pages: Pages) -> list[Framed]:
    """The tables of a page: those whose cells are ruled or filled, and those whose words stand in rows and columns.

    `running` are the words that are neither in running heads nor feet.
    """
    framed = _framed(_found(drawn), words, pages)
    loose = [word for word in running if word.upright and not any(_inside(word, frame.box) for frame in framed)]
    return [*framed, *_framed(aligned_grids(loose), loose, pages)]


def _framed(grids: Sequence[Grid], words: Sequence[Word], pages: Pages) -> list[Framed]:
    framed: list[Framed] = []
    for box, cells in grids:
        rows = tuple(Row(cells=tuple(_cell(cell, words, pages) for cell in row), pages=pages) for row in cells)
        rows = _without_empty(rows)
        if _is_table(rows):
            framed.append(Framed(Table(rows=rows), box))
    return framed


def _found(drawn: Drawn) -> list[Grid]:
    """The boxes of the tables of a page and of their cells, from top to bottom, in points from the lower left."""
    edges = _edges(drawn)
    edges += _ends_of_open_rows(edges)
    if not _may_cross(edges):
        return []
    from pdfplumber.table import Table as Grid
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP))
    grids = [Grid(_NO_PAGE, group) for group in cells_to_tables(cells) if len(group) > 2]
    height = drawn.box[3]
    return [
        (
            _up(grid.bbox, height),
            _closed([[None if cell is None else _up(cell, height) for cell in row.cells] for row in grid.rows]),
        )
        for grid in grids
    ]


def _closed(rows: list[list[Box | None]]) -> list[list[Box | None]]:
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


def _up(box: Any, height: float) -> Box:
    x0, top, x1, bottom = box
    return x0, height - bottom, x1, height - top


def _may_cross(edges: Sequence[dict[str, Any]]) -> bool:
    """Whether there are enough lines, but not a drawing's worth of them, for a table of two by two cells."""
    across = {round(edge["top"]) for edge in edges if edge["orientation"] == "h"}
    down = {round(edge["x0"]) for edge in edges if edge["orientation"] == "v"}
    return len(across) >= 3 and len(down) >= 3 and len(edges) <= _MOST_EDGES


def _edges(drawn: Drawn) -> list[dict[str, Any]]:
    """The lines that can bound cells: ruled lines, outlines, and the sides of filled boxes that lie side by side."""
    height = drawn.box[3]
    edges: list[dict[str, Any]] = []
    for x0, y0, x1, y1 in drawn.rules:
        if y1 - y0 <= _THIN < x1 - x0:
            edges.append(_edge("h", x0, height - y0, x1, height - y0))
        elif x1 - x0 <= _THIN < y1 - y0:
            edges.append(_edge("v", x0, height - y1, x0, height - y0))
        elif x1 - x0 > _THIN and y1 - y0 > _THIN:
            edges += _sides((x0, y0, x1, y1), height)
    for box in _side_by_side(drawn):
        edges += _sides(box, height)
    return edges


def _ends_of_open_rows(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines across where three or more lines down end together and none is drawn: a page break parted a row there."""
    if len(edges) > _MOST_EDGES:
        return []  # a drawing, which holds no table however it ends
    down = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    ends: list[dict[str, Any]] = []
    for height in {round(edge[side]) for edge in down for side in ("top", "bottom")}:
        met = [edge["x0"] for edge in down if min(abs(edge["top"] - height), abs(edge["bottom"] - height)) <= _SNAP]
        closed = any(abs(edge["top"] - height) <= 2 * _SNAP for edge in across)
        if len({round(x / _SNAP) for x in met}) >= _FEWEST_ENDS and not closed:
            ends.append(_edge("h", min(met), height, max(met), height))
    return ends


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {"orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "object_type": "line",
            "width": x1 - x0, "height": bottom - top}  # fmt: skip


def _sides(box: Box, height: float) -> list[dict[str, Any]]:
    x0, y0, x1, y1 = box
    top, bottom = height - y1, height - y0
    return [
        _edge("h", x0, top, x1, top),
        _edge("h", x0, bottom, x1, bottom),
        _edge("v", x0, top, x0, bottom),
        _edge("v", x1, top, x1, bottom),
    ]


def _side_by_side(drawn: Drawn) -> list[Box]:
    """Filled boxes of the size of cells that touch another of the same height beside them, or width below them."""
    boxes = [
        box for box, colour in drawn.painted if colour is not None and box[2] - box[0] > 20 and box[3] - box[1] > 8
    ]
    if not 4 <= len(boxes) <= 200:
        return []
    return [box for box in boxes if any(_adjoin(box, other) for other in boxes if other is not box)]


def _adjoin(one: Box, other: Box) -> bool:
    beside = abs(one[1] - other[1]) < 2 and abs(one[3] - other[3]) < 2
    below = abs(one[0] - other[0]) < 2 and abs(one[2] - other[2]) < 2
    touching_sides = min(abs(one[2] - other[0]), abs(one[0] - other[2])) < 4
    touching_ends = min(abs(one[1] - other[3]), abs(one[3] - other[1])) < 4
    return (beside and touching_sides) or (below and touching_ends)


def _cell(box: Box | None, words: Sequence[Word], pages: Pages) -> Cell:
    if box is None:
        return ()
    return tuple(paragraphs(lines_of(word for word in words if _inside(word, box)), pages))


def _inside(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


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
