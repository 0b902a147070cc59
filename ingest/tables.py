"""What the cells of a table are: headings of columns, headings of rows, years, or words under both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.column_heads import column_heads
from ingest.governing import bare_year
from ingest.parts import Cell, Part, Row, Table, cell_text
from plans.document import BlockKind

__all__ = ["LaidRow", "laid_rows"]

_LABEL_WORDS = 20
_HEAD_WORDS = 12
_COLUMN_NAMES = re.compile(
    r"(?:key |main |planned |proposed |expected |intended |agreed |delivery |lead |supporting |target |due )?"
    r"(?:accountable|activit(?:y|ies)|actions?|aims?|ambitions?|areas?|by whom|by when"
    r"|commitments?|dates?|deadlines?|deliverables?|descriptions?|descriptors?|how|improvements?|indicators?|initiatives?"
    r"|issues?|lead|leads|measures?"
    r"|metrics?|milestones?|no|number|objectives?|organisations?|outcomes?|outputs?|owners?|partners?|priority|progress"
    r"|proposals?|rag|recommendations?|ref"
    r"|reference|responsib\w+|resources?|services?|status|success measures?|targets?|tasks?|themes?"
    r"|timeframes?|timelines?|timescales?|timing|topic|what|when|who|why|year|you (?:said|told us|asked)"
    r"|we (?:did|will|have done)|our response)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?=.*\d)[\d\s.,%£/–-]+[a-z]{0,2}")
_REFERENCE = re.compile(r"[A-Z]{0,3}\.?\s?\d{1,3}(?:\.\d{1,3})*[.):]?|[A-Za-z][.)]|#")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidRow:
    """A row with its part in the table.

    `kind` is 'heads' for column headings, 'year' for a row that only names a year, 'spanning' for one that is a
    heading over the rows below, 'row' otherwise. `label` is the number of the cell that heads the row, None where
    none does. `columns` holds the heading of each cell's column, '' where it has none.
    """

    row: Row
    kind: str
    label: int | None = None
    columns: tuple[str, ...] = ()


def laid_rows(table: Table, *, inherited: Sequence[str] = ()) -> tuple[LaidRow, ...]:
    """Say of every row of a table what it is. `inherited` are the column headings of a table this one goes on from."""
    count = _heading_rows(table)
    columns = column_heads(table.rows[:count]) or (tuple(inherited) if _several_cells(table) else ())
    laid: list[LaidRow] = [LaidRow(row=row, kind="heads", columns=columns) for row in table.rows[:count]]
    above: Cell = ()
    for row in table.rows[count:]:
        found = _laid(_under(_named(row), above), columns, table)
        above = found.row.cells[found.label] if found.label is not None else () if found.kind != "row" else above
        laid.append(found)
    return tuple(laid)


def _named(row: Row) -> Row:
    """A row whose first cell is one numbered item: its number is part of its name."""
    first = row.cells[0] if row.cells else ()
    if len(first) != 1 or first[0].kind is not BlockKind.ITEM or first[0].ordinal is None:
        return row
    name = replace(first[0], kind=BlockKind.PARAGRAPH, text=f"{first[0].mark} {first[0].text}", level=0, ordinal=None)
    return replace(row, cells=((name,), *row.cells[1:]))


def _under(row: Row, above: Cell) -> Row:
    """A row whose first cell is empty goes on under the label of the row above it."""
    if not above or not row.cells or row.cells[0] or not any(row.cells) or _only_figures(row):
        return row
    again = tuple(replace(part, supplied=True) for part in above)
    return replace(row, cells=(again, *row.cells[1:]))


def _only_figures(row: Row) -> bool:
    """Whether a row says figures and nothing else, in every column but the first: a total that is not called one."""
    return len(row.cells) > 2 and all(cell and _FIGURES.fullmatch(cell_text(cell)) for cell in row.cells[1:])


def _several_cells(table: Table) -> bool:
    """Whether most rows have words in more than one cell."""
    return sum(sum(map(bool, row.cells)) > 1 for row in table.rows) * 2 > len(table.rows)


def _laid(row: Row, columns: tuple[str, ...], table: Table) -> LaidRow:
    filled = [n for n, cell in enumerate(row.cells) if cell]
    if columns and [cell_text(cell) for cell in row.cells] == list(columns):
        return LaidRow(row=row, kind="heads", columns=columns)
    if len(filled) == 1:
        text = cell_text(row.cells[filled[0]])
        if bare_year(text):
            return LaidRow(row=row, kind="year", columns=columns)
        if (
            len(columns) >= 2
            and filled[0] == 0
            and _several_cells(table)
            and _is_plain(row.cells[0])
            and _brief(text, _LABEL_WORDS)
        ):
            return LaidRow(row=row, kind="spanning", columns=columns)
    return LaidRow(row=row, kind="row", label=_label(row, columns), columns=columns)


def _label(row: Row, columns: Sequence[str]) -> int | None:
    """Which cell heads the row: the first that is no mere reference number, where it can head the rest."""
    filled = [n for n, cell in enumerate(row.cells) if cell]
    if len(filled) < 2 or not _is_plain(row.cells[filled[0]]):
        return None
    first = filled[0]
    if _only_figures(row) and not row.cells[0]:
        return None
    if _REFERENCE.fullmatch(cell_text(row.cells[first])) and len(filled) > 2 and _is_plain(row.cells[filled[1]]):
        first = filled[1]
    text = cell_text(row.cells[first])
    rest = [row.cells[n] for n in filled if n != first]
    longest = max(len(cell_text(cell)) for cell in rest)
    if columns or any(not _is_plain(cell) for cell in rest):
        return first
    return first if _brief(text, _LABEL_WORDS) and len(text) <= max(longest * 2, 40) else None


def _heading_rows(table: Table) -> int:
    """How many rows head the columns: as the file says, else one where it looks like it, else none."""
    if table.heads is not None:
        return min(table.heads, len(table.rows) - 1)
    if _two_heading_rows(table):
        return 2
    if len(table.rows) < 2 or not all(table.rows[0].cells[1:]) or len(table.rows[0].cells) < 2:
        return 0
    texts = [cell_text(cell) for cell in table.rows[0].cells]
    told = texts if texts[0] else texts[1:]
    if not all(_is_plain(cell) for cell in table.rows[0].cells) or not all(_brief(t, _HEAD_WORDS) for t in told):
        return 0
    if any(bare_year(text) is None and re.fullmatch(r"[\d\s.,%£/–-]+", text) for text in texts):
        return 0
    named = sum(bool(_COLUMN_NAMES.match(text)) for text in told)
    return int(named * 2 >= len(told) or _body_differs(table, texts))


def _two_heading_rows(table: Table) -> bool:
    """Whether the first row has fewer, wider cells over a second row of headings, or leaves some to that row."""
    if len(table.rows) < 3:
        return False
    first, second, third = (row.cells for row in table.rows[:3])
    if len(first) == len(second) == len(third):
        return _completes(first, second)
    blank = sum(1 for cell in second if not cell)
    return len(first) < len(second) == len(third) and 0 < blank < len(first) and not second[0]


def _completes(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Whether a second row names the columns under a heading that stands over several: 'Who' over 'Lead' and 'Support'.

    Under the other headings it is empty, and none of its own is anything but a few words.
    """
    over = {n for n, cell in enumerate(first) if not cell or (n + 1 < len(first) and not first[n + 1])}
    named = {n for n, cell in enumerate(second) if cell}
    brief = all(_is_plain(cell) and _brief(cell_text(cell), _HEAD_WORDS) for cell in (*first, *second) if cell)
    said = sum(bool(_COLUMN_NAMES.match(cell_text(cell))) for cell in (*first, *second) if cell)
    return bool(first[0]) and over == named and brief and said * 2 >= len(first)


def _body_differs(table: Table, heads: Sequence[str]) -> bool:
    """Whether some column holds lists, numbers or far longer words under a short heading."""
    for n, head in enumerate(heads):
        body = [row.cells[n] for row in table.rows[1:] if len(row.cells) > n and row.cells[n]]
        if not body:
            continue
        if all(not _is_plain(cell) for cell in body):
            return True
        lengths = sorted(len(cell_text(cell)) for cell in body)
        numeric = all(re.fullmatch(r"[\d\s.,%£/–-]+[a-z]{0,2}", cell_text(cell)) for cell in body)
        if len(body) >= 2 and (numeric or lengths[len(lengths) // 2] > max(3 * len(head), 60)):
            return True
    return False


def _is_plain(cell: Cell) -> bool:
    """Whether a cell holds words and no list."""
    return all(isinstance(part, Part) and part.kind is not BlockKind.ITEM for part in cell)


def _brief(text: str, most: int) -> bool:
    return 0 < len(text.split()) <= most
