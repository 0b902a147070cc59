"""The reading text as it is written: each block gets its place under the headings that are open."""

from dataclasses import dataclass, field

from ingest.governing import governing_year
from ingest.open_headings import Outline
from ingest.parts import Pages, Part
from plans.document import Block, BlockKind, Place

__all__ = ["Writing"]

_LONGEST_IN_PATH = 20  # words of a row's label that still make a heading


@dataclass(slots=True)
class Writing:
    """The reading text as far as it is written."""

    outline: Outline = field(default_factory=Outline)
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
