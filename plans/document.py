"""What a reader makes of a plan file: one reading text, and the blocks and passages that are spans of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["BlindSpot", "Block", "BlockKind", "Document", "GlossaryEntry", "Passage", "Place"]


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where words stand in a plan.

    `section` is the heading path, outermost first, ending with a table cell's column and row headings.
    `row`, `column` and `year` repeat what governs the words, as the plan writes it: the table row's label
    (in the Kirklees tables a service), the column heading, the year heading. `lead_in` is the sentence that
    introduces the list the words belong to. Pages count from 1 in the file and are None where the file has
    no pages; labels are the numbers printed on them. `last_page` differs from `page` where words run over.
    """

    section: tuple[str, ...] = ()
    row: str | None = None
    column: str | None = None
    year: str | None = None
    lead_in: str | None = None
    page: int | None = None
    page_label: str | None = None
    last_page: int | None = None
    last_page_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item or table cell: `Document.text[start:end]`.

    `level` is a heading's depth or an item's nesting, both from 1, and 0 otherwise. `list_id` is shared by the
    items of one list (or of one table cell) and None outside lists; `ordinal` is the item's printed number.
    `heads` says that a cell is the heading of its row or column. `ocr` says that the words were read off a picture.
    """

    kind: BlockKind
    start: int
    end: int
    place: Place
    level: int = 0
    list_id: int | None = None
    ordinal: str | None = None
    heads: bool = False
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The smallest thing that is searched and cited: `text == document.text[start:end]`, within one section.

    `id` is made of the plan's id, the place and the words, so it survives a re-ingest of the same words.
    `context` is the place in words (plan title, headings, year, row, lead-in): it is searched with the words and
    never shown as the plan's. `list_id` and `position` (from 0) keep the items of a list together and in order.
    """

    id: str
    plan_id: str
    edition: str
    start: int
    end: int
    text: str
    kind: BlockKind
    place: Place
    context: str
    list_id: int | None = None
    position: int = 0
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """An acronym and one expansion, with the place where the plan gives it (`reading_text[start:end]`)."""

    acronym: str
    expansion: str
    start: int
    end: int
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A part of a file that could not be read well. `kind` is one of empty_page, picture, broken_table,
    hidden_text, removed_characters, planted_order, lost_title, ocr."""

    kind: str
    note: str
    page: int | None = None
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A plan as a person would read it. `said` is what the plan says about itself: title, publisher, area,
    period, edition, status, review_date, each only where it was found."""

    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    glossary: tuple[GlossaryEntry, ...] = ()
    blind_spots: tuple[BlindSpot, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
