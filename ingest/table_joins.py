"""Puts together the parts of a table that a page break parted."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.parts import Cell, Part, Row, Run, Table
from ingest.pdf_lines import glued
from plans.document import BlockKind

__all__ = ["joined_tables", "mended"]

_FOOT = 8  # parts between two halves of a table, at most
_SMALL_LETTERS = 9.0  # points
_RUNNING = 60  # letters of a piece of running text, at least
_OPEN = re.compile(
    r"(?:\b(?:and|or|of|the|a|an|to|for|by|in|on|with|from|that|which|as|at|is|are|will|our|their|its)|,)$"
)


def joined_tables(run: Run) -> Run:
    """Join a table with the one that goes on from it on the next page; a heading row that is repeated goes.

    Footnotes and a smaller table may stand between.
    """
    out: Run = []
    usual = _usual_size(run)
    for part in run:
        at = _table_before(out, part, usual) if isinstance(part, Table) else None
        before = out[at] if at is not None else None
        if at is not None and isinstance(part, Table) and isinstance(before, Table):
            out[at] = replace(before, rows=_rows_of_both(before, part))
        else:
            out.append(part)
    return out


def _usual_size(run: Run) -> float:
    """The size of letters that running text has, that of common footnotes where there is none."""
    sizes = [part.size for part in run if isinstance(part, Part) and part.size and len(part.text) > _RUNNING]
    return median(sizes) if sizes else _SMALL_LETTERS


def _table_before(out: Sequence[Part | Table], part: Table, usual: float) -> int | None:
    """Where the table stands that this one goes on from; None where none does."""
    for back in range(1, min(_FOOT, len(out)) + 1):
        before = out[-back]
        if isinstance(before, Table):
            if _one_table(before, part):
                return len(out) - back
        elif not _is_foot(before, usual):
            return None
    return None


def _is_foot(part: Part, usual: float) -> bool:
    """Whether a paragraph can be a footnote that stands between two halves of a table."""
    small = part.size <= _SMALL_LETTERS and (part.size < 0.95 * usual or not part.size)
    noted = not part.bold and re.match(r"[\d*†]", part.text) is not None
    return part.kind is BlockKind.PARAGRAPH and (noted or small)


def _one_table(before: Table, part: Table) -> bool:
    """Whether a table goes on from another: as wide, on the next page, with the same kind of words in its columns."""
    widths = {max(len(row.cells) for row in table.rows) for table in (before, part)}
    last, first = before.rows[-1].pages.last, part.rows[0].pages.first
    if len(widths) != 1 or last is None or first is None or first - last != 1:
        return False
    return all(_figures(before, n) == _figures(part, n) for n in range(1, widths.pop()))


def _figures(table: Table, column: int) -> bool:
    """Whether most cells of a column are figures."""
    texts = [" ".join(part.text for part in _at(row, column)) for row in table.rows]
    told = [text for text in texts if text]
    return sum(bool(re.fullmatch(r"[£\d\s.,%*–-]+", text)) for text in told) * 2 > len(told)


def mended(table: Table) -> Table:
    """A table without column headings that are printed again, and with the rows whole that these had parted."""
    if len(table.rows) < 2:
        return table
    head = table.rows[0]
    rows = [head]
    for row in table.rows[1:]:
        bare = _without_heads(row, head)
        if bare is row:
            rows.append(row)
        elif bare.cells and not bare.cells[0] and any(bare.cells) and len(rows) > 1:
            rows[-1] = _one_row(rows[-1], bare)
        elif any(bare.cells):
            rows.append(bare)
    return replace(table, rows=tuple(rows))


def _without_heads(row: Row, head: Row) -> Row:
    """A row whose cells all begin with their column's heading, without those; any other row as it is."""
    filled = [(cell, own) for cell, own in zip(row.cells, head.cells, strict=False) if cell]
    if len(filled) < 2 or not all(own and cell[0].text.casefold() == own[0].text.casefold() for cell, own in filled):
        return row
    return replace(row, cells=tuple(cell[1:] for cell in row.cells))


def _rows_of_both(before: Table, part: Table) -> tuple[Row, ...]:
    rows = list(part.rows)
    heads = before.heads or 1
    while rows and any(_texts(rows[0]) == _texts(head) for head in before.rows[:heads]):
        rows.pop(0)
    if rows and _goes_on(before.rows[-1], rows[0]):
        return (*before.rows[:-1], _one_row(before.rows[-1], rows[0]), *rows[1:])
    return (*before.rows, *rows)


def _goes_on(last: Row, first: Row) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    pairs = [(a, b) for a, b in zip(last.cells, first.cells, strict=False) if a and b]
    if first.cells and first.cells[0] and not _label_runs_on(_at(last, 0), first.cells[0], pairs[1:]):
        return False
    return (
        bool(pairs)
        and all(_runs_on(a, b) or not a[-1].text.endswith(".") for a, b in pairs)
        and any(_runs_on(a, b) for a, b in pairs)
    )


def _label_runs_on(label: Cell, rest: Cell, others: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether the label of a row goes on: in the middle of a sentence, or with two other cells of its row."""
    if _runs_on(label, rest):
        return True
    several = bool(label) and len(label[-1].text.split()) > 1 and not label[-1].text.endswith((".", "!", "?"))
    return several and sum(_runs_on(one, other) for one, other in others) > 1


def _runs_on(one: Cell, other: Cell) -> bool:
    """Whether a cell goes on in the middle of the sentence that another stops in."""
    return bool(one and other) and (
        (other[0].text[:1].islower() and not one[-1].text.endswith((".", "!", "?")))
        or _OPEN.search(one[-1].text) is not None
    )


def _one_row(last: Row, first: Row) -> Row:
    width = max(len(last.cells), len(first.cells))
    cells = [_one_cell(_at(last, n), _at(first, n)) for n in range(width)]
    return Row(cells=tuple(cells), pages=last.pages.to(first.pages))


def _one_cell(one: Cell, other: Cell) -> Cell:
    if not one or not other:
        return one or other
    if _runs_on(one, other) and other[0].kind is BlockKind.PARAGRAPH:
        joined = replace(one[-1], text=glued(one[-1].text, other[0].text), pages=one[-1].pages.to(other[0].pages))
        return (*one[:-1], joined, *other[1:])
    return (*one, *other)


def _at(row: Row, n: int) -> Cell:
    return row.cells[n] if n < len(row.cells) else ()


def _texts(row: Row) -> list[str]:
    return [" ".join(part.text for part in cell) for cell in row.cells]
