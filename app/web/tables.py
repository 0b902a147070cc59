"""Table cells put back into rows and columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.document import Block

__all__ = ["Row", "Table", "in_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the block that heads it, or None, and the blocks of each cell after it."""

    label: Block | None
    cells: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. A column's heading is its block, or its words where no block of this table holds them."""

    columns: tuple[Block | str, ...]
    rows: tuple[Row, ...]

    @property
    def loose(self) -> bool:
        """Whether nothing heads a row or a column: boxes side by side, to be read one after another."""
        return not self.columns and all(row.label is None for row in self.rows)


def in_rows(text: str, cells: Sequence[Block]) -> Table:
    """Put the cells of one table into rows and columns. `text` is the reading text that they are spans of.

    A label is a cell whose words the cells after it give as their row; a blank line parts rows without one.
    """
    named = list(dict.fromkeys(cell.place.column for cell in cells if cell.place.column))
    heads = {} if not named else _heads(text, cells, named)
    body = [cell for cell in cells if cell not in heads.values()]
    rows = tuple(_rows(text, body))
    labelled = any(label is not None for label, _ in rows)
    label_heads = {label.place.column for label, _ in rows if label is not None and label.place.column}
    own = [name for name in named if not (labelled and name in label_heads)]
    first: list[Block | str] = [heads.get(name, name) for name in named if name in label_heads][:1]
    columns = [*(first or ([""] if labelled and named else [])), *(heads.get(name, name) for name in own)]
    return Table(
        columns=tuple(columns) if named else (),
        rows=tuple(Row(label=label, cells=_by_column(content, own)) for label, content in rows),
    )


def _heads(text: str, cells: Sequence[Block], named: Sequence[str]) -> dict[str, Block]:
    heads: dict[str, Block] = {}
    for cell in cells:
        words = text[cell.start : cell.end]
        if cell.place.column is None and cell.place.row is None and words in named and words not in heads:
            heads[words] = cell
    return heads


def _rows(text: str, cells: Sequence[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    label: Block | None = None
    content: list[Block] = []
    for n, cell in enumerate(cells):
        if _begins_row(text, cells, n):
            if label is not None or content:
                yield label, content
            is_label = _is_label(text, cells, n)
            label, content = (cell, []) if is_label else (None, [cell])
        else:
            content.append(cell)
    if label is not None or content:
        yield label, content


def _begins_row(text: str, cells: Sequence[Block], n: int) -> bool:
    if n == 0 or _is_label(text, cells, n):
        return True
    if cells[n].place.row != cells[n - 1].place.row and not _is_label(text, cells, n - 1):
        return True
    return cells[n].place.row is None and "\n\n" in text[cells[n - 1].end : cells[n].start]


def _is_label(text: str, cells: Sequence[Block], n: int) -> bool:
    if n + 1 >= len(cells) or cells[n].place.row is not None:
        return False
    return cells[n + 1].place.row == " ".join(text[cells[n].start : cells[n].end].split())


def _by_column(content: Sequence[Block], columns: Sequence[str]) -> tuple[tuple[Block, ...], ...]:
    """The blocks of a row, a tuple for each column; without column headings, a tuple for each list or cell."""
    if columns:
        known = [tuple(block for block in content if block.place.column == name) for name in columns]
        rest = tuple(block for block in content if block.place.column not in columns)
        return tuple([*known, rest] if rest else known)
    cells: list[list[Block]] = []
    for block in content:
        if cells and block.list_id is not None and cells[-1][-1].list_id == block.list_id:
            cells[-1].append(block)
        else:
            cells.append([block])
    return tuple(tuple(cell) for cell in cells)
