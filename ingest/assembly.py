"""Lays parts and tables out as one reading text, each block a span of it that knows its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.governing import governing_year
from ingest.open_headings import Head
from ingest.parts import Cell, Pages, Part, Run, Table, cell_text
from ingest.tables import LaidRow, laid_rows
from ingest.writing import Writing
from plans.document import Block, BlockKind
from plans.sentences import last_sentence

__all__ = ["Laid", "lay_out"]

_CAPTION = re.compile(r"(?:table|figure|box|chart)\s+[A-Z]?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Laid:
    """A reading text and its blocks."""

    text: str
    blocks: tuple[Block, ...]


def lay_out(run: Run) -> Laid:
    """Write the reading text: a blank line between blocks, a line each for items and cells."""
    writing = Writing()
    aside: int | None = None
    around: list[Head] = []
    for part in run:
        within = part.aside if isinstance(part, Part) else None
        if aside is not None and within != aside:
            writing.outline.heads[:] = around  # the title of a box heads nothing after it
        if within is not None and within != aside:
            around = list(writing.outline.heads)
        aside = within
        if part.ends is not None:
            writing.outline.end(part.ends)
        if isinstance(part, Table):
            _write_table(writing, part)
        elif part.kind is BlockKind.HEADING:
            _write_heading(writing, part)
        elif part.kind is BlockKind.ITEM:
            _write_item(writing, part)
        else:
            writing.put(part, BlockKind.PARAGRAPH)
    return Laid("".join(writing.pieces), tuple(writing.blocks))


def _write_heading(writing: Writing, part: Part) -> None:
    first = not writing.blocks
    writing.outline.open(part.text, part.level, first=first)
    writing.columns = ()
    if not part.supplied:
        writing.put(part, BlockKind.HEADING, level=len(writing.outline.heads))
    writing.outline.keep_year()


def _write_item(writing: Writing, part: Part) -> None:
    if writing.before is not BlockKind.ITEM:
        writing.lists += 1
        writing.leads = []
        before = writing.blocks[-1] if writing.blocks else None
        if before is not None and before.kind is BlockKind.PARAGRAPH:
            words = "".join(writing.pieces[-1:])
            if words.endswith((":", ";", "…")):
                writing.leads.append((0, last_sentence(words)))
    lead = _lead_for(writing.leads, part)
    writing.put(
        part,
        BlockKind.ITEM,
        place=writing.place(part.pages, lead_in=lead),
        level=max(1, part.level),
        list_id=writing.lists,
    )


def _lead_for(leads: list[tuple[int, str]], part: Part) -> str | None:
    """What leads into an item: the item it is nested in, an earlier one that ends with a colon, or the sentence."""
    level = max(1, part.level)
    while leads and (leads[-1][0] > level or (leads[-1][0] == level and not _introduces(leads[-1][1], part))):
        leads.pop()
    lead = leads[-1][1] if leads else None
    if not leads or leads[-1][0] < level:
        leads.append((level, last_sentence(part.text)))
    return lead


def _introduces(before: str, part: Part) -> bool:
    """Whether an item introduces the numbered ones that follow it at the same depth."""
    return before.endswith(":") and part.ordinal is not None


def _write_table(writing: Writing, table: Table) -> None:
    if not table.rows:
        return
    heads = list(writing.outline.heads)
    writing.caption = _caption(writing)
    width = max(len(row.cells) for row in table.rows)
    rows = laid_rows(table, inherited=writing.columns if len(writing.columns) == width else ())
    spanning: str | None = None
    for row in rows:
        if row.kind == "year":
            _write_heading(writing, _only(row))
        elif row.kind == "heads":
            _write_heads(writing, row)
        elif row.kind == "spanning":
            spanning = _write_spanning(writing, row, heads)
        else:
            _write_row(writing, row)
    if spanning is not None:
        writing.outline.heads[:] = heads
    writing.columns = rows[-1].columns if len(rows[-1].columns) == width else ()
    writing.before = None


def _caption(writing: Writing) -> str | None:
    """The paragraph right before a table that introduces it: its caption, or a sentence with a colon."""
    before = writing.blocks[-1] if writing.blocks else None
    if before is None or before.kind is not BlockKind.PARAGRAPH:
        return None
    words = writing.pieces[-1]
    if words.endswith(":"):
        return last_sentence(words)
    return words if _CAPTION.match(words) and len(words.split()) <= 40 else None


def _only(row: LaidRow) -> Part:
    return next(cell[0] for cell in row.row.cells if cell)


def _write_spanning(writing: Writing, row: LaidRow, heads: Sequence[Head]) -> str:
    """A row over the whole width is a heading for the rows below it, and for nothing after the table."""
    text = cell_text(next(cell for cell in row.row.cells if cell))
    writing.outline.heads[:] = heads
    level = (heads[-1].level if heads else 0) + 1
    writing.outline.heads.append(Head(level, text, governing_year(text), bare=False))
    writing.put(_only(row), BlockKind.HEADING, level=len(writing.outline.heads))
    return text


def _write_heads(writing: Writing, row: LaidRow) -> None:
    writing.before = None
    for part in (part for cell in row.row.cells for part in cell if not part.supplied):
        writing.put(part, BlockKind.CELL, place=writing.place(row.row.pages), heads=True)


def _write_row(writing: Writing, row: LaidRow) -> None:
    label = None if row.label is None else cell_text(row.row.cells[row.label])
    first = True
    for number, cell in enumerate(row.row.cells):
        column = (row.columns[number] if number < len(row.columns) else "") or None
        if not cell or cell[0].supplied:
            continue
        if first:
            writing.before = None
            first = False
        if number == row.label:
            for part in cell:
                place = writing.place(_pages(part, row), column=column, lead_in=writing.caption)
                writing.put(part, BlockKind.CELL, place=place, heads=True)
        else:
            _write_cell(writing, cell, row, column=column, label=label)


def _pages(part: Part, row: LaidRow) -> Pages:
    """The pages of the words themselves, where they are known: a row can go over two."""
    return part.pages if part.pages.first is not None else row.row.pages


def _write_cell(writing: Writing, cell: Cell, row: LaidRow, *, column: str | None, label: str | None) -> None:
    leads: list[tuple[int, str]] = [(0, writing.caption)] if writing.caption else []
    listed = any(part.kind is BlockKind.ITEM for part in cell)
    if listed:
        writing.lists += 1
    for part in cell:
        lead = writing.caption
        if part.kind is BlockKind.ITEM:
            lead = _lead_for(leads, part)
        elif part.text.endswith(":"):
            leads = [(0, part.text)]
        writing.put(
            part,
            BlockKind.CELL,
            place=writing.place(_pages(part, row), column=column, row=label, lead_in=lead),
            level=max(1, part.level) if part.kind is BlockKind.ITEM else 0,
            list_id=writing.lists if listed else None,
        )
