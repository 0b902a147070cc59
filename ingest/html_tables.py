"""Tables and lists of terms of an HTML page, and tables that only lay out a page."""

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from ingest.cells import cell_from, is_layout, told_again
from ingest.html_nodes import whole_number
from ingest.parts import Cell, Row, Run, Table

__all__ = ["table_of", "terms_of"]

_MOST_COLUMNS = 50
_FEWEST_LINKS = 2
_LINKED = 0.8  # of the letters of a menu are links, at least

Read = Callable[[LexborNode], Run]
_Held = dict[int, tuple[int, Cell]]  # the cells that go on in the next row, and for how many


def table_of(node: LexborNode, read: Read) -> Run:
    """The table that an element is, or what stands in it where it is a frame or only lays out a page.

    `read` reads what stands in a cell.
    """
    trs = list(_rows_in(node))
    told = [[(cell, read(cell)) for cell in _cells_in(tr)] for tr in trs]
    if all(len(row) < 2 for row in told):
        return [part for row in told for _, run in row for part in run]
    if node.attributes.get("role") in ("presentation", "none") or is_layout([[run for _, run in row] for row in told]):
        return [part for row in told for cell, run in row if not _is_menu(cell) for part in run]
    rows: list[Row] = []
    heads = 0
    held: _Held = {}
    for row in told:
        if heads == len(rows) and row and all(cell.tag == "th" for cell, _ in row):
            heads += 1
        rows.append(Row(cells=_in_columns(row, held)))
    rows = [row for row in rows if any(row.cells)]
    return [Table(rows=tuple(rows), heads=heads if 0 < heads < len(rows) else None)] if rows else []


def terms_of(node: LexborNode, read: Read) -> Run:
    """The terms of a list of terms with what is said of each, as a table; empty where something else stands in it."""
    rows: list[tuple[Cell, Cell]] = []
    for child in node.iter():
        if child.tag == "dt":
            rows.append((cell_from(read(child)), ()))
        elif child.tag == "dd" and rows:
            rows[-1] = (rows[-1][0], (*rows[-1][1], *cell_from(read(child))))
        else:
            return []
    return [Table(rows=tuple(Row(cells=row) for row in rows), heads=0)] if rows and all(map(all, rows)) else []


def _rows_in(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, those of its head, body and foot among them."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells_in(tr: LexborNode) -> list[LexborNode]:
    return [cell for cell in tr.iter() if cell.tag in ("td", "th")]


def _is_menu(cell: LexborNode) -> bool:
    """Whether a cell of a page's layout holds links and hardly anything else."""
    links = [len(link.text().strip()) for link in cell.css("a")]
    letters = len("".join(cell.text().split()))
    return len(links) >= _FEWEST_LINKS and sum(links) >= _LINKED * letters


def _in_columns(row: list[tuple[LexborNode, Run]], held: _Held) -> tuple[Cell, ...]:
    """The cells of a row by their columns, with those that go on from above; `held` is left for the next row."""
    cells: list[Cell] = []
    queue = list(row)
    following: _Held = {}
    while queue or len(cells) in held:
        column = len(cells)
        if column in held:
            left, again = held[column]
            cells.append(again)
            if left > 1:
                following[column] = (left - 1, again)
            continue
        node, run = queue.pop(0)
        cell = cell_from(run)
        over = whole_number(node.attributes.get("rowspan"), 1)
        for part_of in range(min(_MOST_COLUMNS, whole_number(node.attributes.get("colspan"), 1))):
            if over > 1:
                following[len(cells)] = (over - 1, told_again(cell) if part_of == 0 else ())
            cells.append(cell if part_of == 0 else ())
    held.clear()
    held.update(following)
    return tuple(cells)
