"""The lines of a PDF page that can bound the cells of a table."""

from collections.abc import Sequence
from typing import Any

from ingest.pdf_bare_rows import bare_rows
from ingest.pdf_drawn import Box, Drawn, Word
from ingest.pdf_row_lines import columns_drawn

__all__ = ["SNAP", "edges_of", "may_cross"]

SNAP = 3.0  # points: lines nearer than this are one
_MOST_EDGES = 700
_THIN = 3.0  # points
_FEWEST_ENDS = 3
_WIDE = 100.0  # points

Edge = dict[str, Any]  # as pdfplumber has it


def edges_of(drawn: Drawn, words: Sequence[Word]) -> list[Edge]:
    """The lines that can bound cells: ruled lines, outlines, and the sides of filled boxes that lie side by side.

    The words of the page tell where the heads stand above a table that has lines only between its rows.
    """
    height = drawn.box[3]
    edges: list[Edge] = []
    for x0, y0, x1, y1 in (*drawn.rules, *columns_drawn(drawn, words)):
        if y1 - y0 <= _THIN < x1 - x0:
            edges.append(_edge("h", x0, height - y0, x1, height - y0))
        elif x1 - x0 <= _THIN < y1 - y0:
            edges.append(_edge("v", x0, height - y1, x0, height - y0))
        elif x1 - x0 > _THIN and y1 - y0 > _THIN:
            edges += _sides((x0, y0, x1, y1), height)
    filled = _side_by_side(drawn)
    for box in (*filled, *bare_rows(filled, words)):
        edges += _sides(box, height)
    return edges + _ends_of_open_rows(edges)


def _ends_of_open_rows(edges: Sequence[Edge]) -> list[Edge]:
    """Lines across where three or more lines down end together and none is drawn: a page break parted a row there."""
    if len(edges) > _MOST_EDGES:
        return []  # a drawing, which holds no table however it ends
    down = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    ends: list[Edge] = []
    for height in {round(edge[side]) for edge in down for side in ("top", "bottom")}:
        met = [edge["x0"] for edge in down if min(abs(edge["top"] - height), abs(edge["bottom"] - height)) <= SNAP]
        closed = any(abs(edge["top"] - height) <= 2 * SNAP for edge in across)
        enough = len({round(x / SNAP) for x in met}) >= _FEWEST_ENDS or _frames(met, across)
        if enough and not closed:
            ends.append(_edge("h", min(met), height, max(met), height))
    return ends


def _frames(xs: Sequence[float], across: Sequence[Edge]) -> bool:
    """Whether lines down are the two sides of rows that are drawn above their ends."""
    left, right = min(xs, default=0.0), max(xs, default=0.0)
    rows = [e for e in across if abs(e["x0"] - left) <= SNAP and abs(e["x1"] - right) <= SNAP]
    return right - left > _WIDE and len(rows) >= _FEWEST_ENDS


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    return {"orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "object_type": "line",
            "width": x1 - x0, "height": bottom - top}  # fmt: skip


def _sides(box: Box, height: float) -> list[Edge]:
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


def may_cross(edges: Sequence[Edge]) -> bool:
    """Whether there are enough lines, but not a drawing's worth of them, for a table of two by two cells."""
    across = {round(edge["top"]) for edge in edges if edge["orientation"] == "h"}
    down = {round(edge["x0"]) for edge in edges if edge["orientation"] == "v"}
    return len(across) >= 3 and len(down) >= 3 and len(edges) <= _MOST_EDGES
