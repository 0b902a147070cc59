"""Lays parts and tables out as one reading text, each block a span of it that knows its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.governing import bare_year, governing_year
from ingest.parts import Cell, Pages, Part, Run, Table
from ingest.tables import LaidRow, cell_text, laid_rows
from plans.document import Block, BlockKind, Place
from plans.sentences import last_sentence

__all__ = ["Laid", "lay_out"]

_CAPTION = re.compile(r"(?:table|figure|box|chart)\s+[A-Z]?\d", re.IGNORECASE)
_LONGEST_IN_PATH = 20  # words of a row's label that still make a heading


@dataclass(frozen=True, slots=True)
class Laid:
    """A reading text and its blocks."""

    text: str
    blocks: tuple[Block, ...]


def lay_out(run: Run) -> Laid:
    """Write the reading text: a blank line between blocks, a line each for items and cells."""
    writing = _Writing()
    for part in run:
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


@dataclass(frozen=True, slots=True)
class _Head:
    level: int
    text: str
    year: str | None
    bare: bool  # the heading is nothing but a year


@dataclass(slots=True)
class _Outline:
    """The headings that are open, outermost first."""

    heads: list[_Head] = field(default_factory=list)
    last: _Head | None = None  # the last heading that was no bare year, and the year that stood under it
    year_of_last: _Head | None = None

    def open(self, text: str, level: int, *, first: bool) -> None:
        """Open a heading. The first of a plan is its title: a year in it governs nothing."""
        title = re.sub(r"[\s:.]+$", "", text) or text
        if bare_year(text) and not (level and self.heads and level <= min(head.level for head in self.heads)):
            self._open_year(title, text, level)
            return
        year = None if first else governing_year(text)
        head = _Head(level, title, year, bare=False)
        self.end(level)
        self.heads.append(head)
        if self.last != head or year is not None:
            self.year_of_last = None
        self.last = head

    def keep_year(self) -> None:
        """Let the year that stood under a heading go on where the heading is only printed again."""
        if self.heads and self.heads[-1] is self.last and self.year_of_last is not None:
            self.heads.append(self.year_of_last)

    def _open_year(self, title: str, text: str, level: int) -> None:
        while self.heads and (self.heads[-1].bare or (level and self.heads[-1].level >= level)):
            self.heads.pop()
        level = level or (self.heads[-1].level + 1 if self.heads else 1)
        head = _Head(level, title, bare_year(text), bare=True)
        self.heads.append(head)
        self.year_of_last = head

    def end(self, level: int) -> None:
        """End every section of that depth and below."""
        while self.heads and self.heads[-1].level >= level:
            self.heads.pop()

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path."""
        return tuple(head.text for head in self.heads)

    @property
    def year(self) -> str | None:
        """The year that the innermost heading with one sets."""
        return next((head.year for head in reversed(self.heads) if head.year), None)


@dataclass(slots=True)
class _Writing:
    """The reading text as far as it is written."""

    outline: _Outline = field(default_factory=_Outline)
    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0
    lists: int = 0
    leads: list[tuple[int, str]] = field(default_factory=list)  # open items of the running list: level, words
    columns: tuple[str, ...] = ()
    caption: str | None = None
    before: BlockKind | None = None

    def put(
        self, part: Part, kind: BlockKind, *, place: Place | None = None, level: int = 0, list_id: int | None = None,
        heads: bool = False,
    ) -> Block:  # fmt: skip
        """Write a block and give it its place."""
        close = self.before is kind and kind in (BlockKind.ITEM, BlockKind.CELL)
        self._write("" if not self.length else "\n" if close else "\n\n")
        start = self.length
        self._write(part.text)
        block = Block(
            kind=kind,
            start=start,
            end=self.length,
            place=place if place is not None else self.place(part.pages),
            level=level,
            list_id=list_id,
            ordinal=part.ordinal,
            heads=heads,
            ocr=part.ocr,
        )
        self.blocks.append(block)
        self.before = kind
        if kind is not BlockKind.CELL:
            self.columns = ()
        return block

    def place(
        self, pages: Pages, *, column: str | None = None, row: str | None = None, lead_in: str | None = None
    ) -> Place:
        """The place of words under the headings that are open now."""
        path = self.outline.section
        for told in (column, row):
            if told and told not in path and len(told.split()) <= _LONGEST_IN_PATH:
                path = (*path, told)
        return Place(
            section=path,
            row=row,
            column=column,
            year=(governing_year(column) if column else None) or self.outline.year,
            lead_in=lead_in,
            page=pages.first,
            page_label=pages.first_label,
            last_page=pages.last if pages.last is not None else pages.first,
            last_page_label=pages.last_label if pages.last is not None else pages.first_label,
        )

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _write_heading(writing: _Writing, part: Part) -> None:
    first = not writing.blocks
    writing.outline.open(part.text, part.level, first=first)
    writing.columns = ()
    if not part.supplied:
        writing.put(part, BlockKind.HEADING, level=len(writing.outline.heads))
    writing.outline.keep_year()


def _write_item(writing: _Writing, part: Part) -> None:
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


def _write_table(writing: _Writing, table: Table) -> None:
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


def _caption(writing: _Writing) -> str | None:
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


def _write_spanning(writing: _Writing, row: LaidRow, heads: Sequence[_Head]) -> str:
    """A row over the whole width is a heading for the rows below it, and for nothing after the table."""
    text = cell_text(next(cell for cell in row.row.cells if cell))
    writing.outline.heads[:] = heads
    level = (heads[-1].level if heads else 0) + 1
    writing.outline.heads.append(_Head(level, text, governing_year(text), bare=False))
    writing.put(_only(row), BlockKind.HEADING, level=len(writing.outline.heads))
    return text


def _write_heads(writing: _Writing, row: LaidRow) -> None:
    writing.before = None
    for cell in row.row.cells:
        for part in cell:
            writing.put(part, BlockKind.CELL, place=writing.place(row.row.pages), heads=True)


def _write_row(writing: _Writing, row: LaidRow) -> None:
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
                place = writing.place(row.row.pages, column=column, lead_in=writing.caption)
                writing.put(part, BlockKind.CELL, place=place, heads=True)
        else:
            _write_cell(writing, cell, row, column=column, label=label)


def _write_cell(writing: _Writing, cell: Cell, row: LaidRow, *, column: str | None, label: str | None) -> None:
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
            place=writing.place(row.row.pages, column=column, row=label, lead_in=lead),
            level=max(1, part.level) if part.kind is BlockKind.ITEM else 0,
            list_id=writing.lists if listed else None,
        )
