"""A plan as a page to read: its blocks as headings, paragraphs, lists and tables, the cited words marked in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.web.tables import Table, in_rows
from plans.document import Block, BlockKind, Document, Place

__all__ = ["Break", "Heading", "ListItem", "Listing", "Node", "Paragraph", "Piece", "TableView", "Words", "read"]

_DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Characters of a plan, marked or not; `first` where the marked words begin."""

    text: str
    marked: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one block, the name of the place where they start, and the page of the file that begins there.

    `page` is None but where a new page begins; `label` is the number printed on it, where it is another one.
    """

    pieces: tuple[Piece, ...]
    anchor: str
    page: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, `level` from 2; `supplied` where the file has lost it and it was put in from elsewhere."""

    level: int
    words: Words
    supplied: bool = False
    kind: Literal["heading"] = "heading"

    @property
    def text(self) -> str:
        """The heading as plain text."""
        return "".join(piece.text for piece in self.words.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph."""

    words: Words
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """An item of a list, with the number printed at it and the lists inside it."""

    words: Words
    ordinal: str | None
    inside: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list. `numbered` where every item has a whole number."""

    items: tuple[ListItem, ...]
    numbered: bool
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A table row: its label, or None, and the content of each cell after it."""

    label: Words | None
    cells: tuple[tuple["Node", ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table: the heading above it, the headings of its columns (none where the plan gives none), its rows."""

    caption: str
    columns: tuple[Words, ...]
    labelled: bool
    rows: tuple[RowView, ...]
    kind: Literal["table"] = "table"

    @property
    def wide(self) -> bool:
        """Whether it may have to be scrolled sideways on a narrow screen."""
        return max((len(row.cells) for row in self.rows), default=0) > 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a part ends and the next has no heading of its own."""

    kind: Literal["break"] = "break"


Node = Heading | Paragraph | Listing | TableView | Break


def read(document: Document, *, start: int | None = None, end: int | None = None) -> tuple[Node, ...]:
    """The nodes of a plan in reading order, with `text[start:end]` marked where a span is given."""
    return tuple(_Reader(document, None if start is None or end is None else (start, end)).nodes())


class _Reader:
    """Walks the blocks of one document and remembers which headings stand above."""

    def __init__(self, document: Document, span: tuple[int, int] | None) -> None:
        self._text = document.text
        self._blocks = document.blocks
        self._span = span
        self._above: tuple[str, ...] = ()
        self._level = 1
        self._begun = False
        self._page: int | None = None

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes."""
        for key, group in groupby(self._blocks, key=_group):
            blocks = tuple(group)
            if key[0] == BlockKind.HEADING:
                for block in blocks:
                    yield from self._heading(block)
                continue
            yield from self._headings_put_in(headings_of(blocks[0]), blocks[0].start)
            yield from self._body(key[0], blocks)

    def _body(self, kind: BlockKind, blocks: Sequence[Block]) -> Iterator[Node]:
        if kind == BlockKind.ITEM:
            yield self._listing(blocks)
        elif kind == BlockKind.CELL:
            yield from self._table(in_rows(self._text, blocks))
        else:
            yield from (Paragraph(words=self._words(block)) for block in blocks)

    def _heading(self, block: Block) -> Iterator[Node]:
        path = block.place.section
        yield from self._headings_put_in(path[:-1], block.start, closing=False)
        self._above = path
        yield self._leveled(block.level, self._words(block))

    def _headings_put_in(self, path: tuple[str, ...], position: int, *, closing: bool = True) -> Iterator[Node]:
        """The headings of a path that no block of the file shows."""
        if path == self._above:
            return
        shared = _shared(path, self._above)
        for depth in range(shared, len(path)):
            words = Words(pieces=(Piece(text=path[depth]),), anchor=f"part-{position}-{depth}")
            yield self._leveled(depth + 1, words, supplied=True)
        if closing:
            if len(path) == shared and self._begun:
                yield Break()
            self._above = path

    def _leveled(self, level: int, words: Words, *, supplied: bool = False) -> Heading:
        """A heading below the page's own, never more than one level deeper than the one before."""
        self._begun = True
        self._level = max(2, min(level + 1, self._level + 1, _DEEPEST))
        return Heading(level=self._level, words=words, supplied=supplied)

    def _listing(self, blocks: Sequence[Block]) -> Listing:
        lowest = min(block.level for block in blocks)
        starts = [n for n, block in enumerate(blocks) if block.level == lowest or n == 0]
        items = []
        for first, after in zip(starts, [*starts[1:], len(blocks)], strict=True):
            inside = blocks[first + 1 : after]
            items.append(
                ListItem(
                    words=self._words(blocks[first]),
                    ordinal=blocks[first].ordinal,
                    inside=(self._listing(inside),) if inside else (),
                )
            )
        return Listing(items=tuple(items), numbered=all((item.ordinal or "").isdigit() for item in items))

    def _table(self, table: Table) -> Iterator[Node]:
        if table.loose:
            yield from (node for row in table.rows for cell in row.cells for node in self._content(cell))
            return
        rows = tuple(
            RowView(
                label=None if row.label is None else self._words(row.label),
                cells=tuple(self._content(cell) for cell in row.cells),
            )
            for row in table.rows
        )
        yield TableView(
            caption=", ".join(self._above) or "Table",
            columns=tuple(
                Words(pieces=(Piece(text=head),), anchor="") if isinstance(head, str) else self._words(head)
                for head in table.columns
            ),
            labelled=any(row.label is not None for row in rows),
            rows=rows,
        )

    def _content(self, blocks: Sequence[Block]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for listed, group in groupby(blocks, key=lambda block: block.list_id is not None):
            several = tuple(group)
            nodes += [self._listing(several)] if listed else [Paragraph(words=self._words(b)) for b in several]
        return tuple(nodes)

    def _words(self, block: Block) -> Words:
        page, label = self._new_page(block.place)
        pieces = tuple(self._pieces(block.start, block.end))
        return Words(pieces=pieces, anchor=f"w{block.start}", page=page, label=label)

    def _new_page(self, place: Place) -> tuple[int | None, str | None]:
        """The page that begins with a block, with its printed number; nothing where the page is the one before."""
        if place.page is None or place.page == self._page:
            return None, None
        self._page = place.page
        return place.page, place.page_label if place.page_label != str(place.page) else None

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        if self._span is None or self._span[1] <= start or self._span[0] >= end:
            yield Piece(text=self._text[start:end])
            return
        first, last = max(start, self._span[0]), min(end, self._span[1])
        if first > start:
            yield Piece(text=self._text[start:first])
        yield Piece(text=self._text[first:last], marked=True, first=not self._marked)
        self._marked = True
        if last < end:
            yield Piece(text=self._text[last:end])

    _marked = False


def headings_of(block: Block) -> tuple[str, ...]:
    """The heading path above a block: for a table cell, without the headings of its row and column."""
    path = block.place.section
    if block.kind == BlockKind.CELL:
        for heading in (block.place.row, block.place.column):
            if heading and path and path[-1] == heading:
                path = path[:-1]
    return path


def _group(block: Block) -> tuple[BlockKind, int | None, tuple[str, ...]]:
    listed = block.list_id if block.kind == BlockKind.ITEM else None
    return block.kind, listed, headings_of(block)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    for n, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return n
    return min(len(one), len(other))
