"""What readers hand over: headings, paragraphs, items and tables in reading order, before they have a place."""

from dataclasses import dataclass

from plans.document import BlindSpot, BlockKind

__all__ = ["Cell", "Pages", "Part", "Read", "Row", "Run", "Table", "cell_text", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages that words stand on, from 1, with the numbers printed on them; None where a file has no pages."""

    first: int | None = None
    first_label: str | None = None
    last: int | None = None
    last_label: str | None = None

    def to(self, other: "Pages") -> "Pages":
        """From the first page of these to the last page of the others."""
        return Pages(first=self.first, first_label=self.first_label, last=other.last, last_label=other.last_label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading, a paragraph or a list item.

    `level` is a heading's depth or an item's nesting from 1; a heading of depth 0 has none yet. `mark` is the
    list mark or number as printed. `gap` counts the blank lines before. `emphasis` holds the bold phrases.
    `marked` says that the kind is certain and not to be guessed again. `ends` is the depth from which the
    sections before are over, though no heading says so. `supplied` marks a title that the file lost and that is put
    in its place from elsewhere in the plan: it heads what follows and is no part of the reading text (in a table: a
    cell that goes on from the row above). `size` is the size of the letters in points, 0 where the file does not
    say; `top` and `left` are their upper and left edge on the page. `nested` says that the file itself tells how deep
    an item lies. `aside` is shared by the parts of one box that stands beside running text.
    """

    kind: BlockKind
    text: str
    level: int = 0
    mark: str | None = None
    ordinal: str | None = None
    gap: int = 0
    emphasis: tuple[str, ...] = ()
    marked: bool = False
    ends: int | None = None
    supplied: bool = False
    size: float = 0.0
    bold: bool = False
    top: float | None = None
    left: float | None = None
    nested: bool = False
    aside: int | None = None
    pages: Pages = Pages()
    ocr: bool = False


Cell = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; a cell holds a paragraph or the items of a list, and is () where it is empty."""

    cells: tuple[Cell, ...]
    pages: Pages = Pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows as they stand. `heads` is the number of heading rows, None where the file does not tell."""

    rows: tuple[Row, ...]
    heads: int | None = None
    gap: int = 0
    ends: int | None = None


Run = list[Part | Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reader made of a file: parts and tables in order, the number of pages, what could not be read well.

    `title` is the title in the file's own description, `styled` says that sizes and weights of letters are known.
    """

    run: Run
    pages: int | None = None
    blind: tuple[BlindSpot, ...] = ()
    title: str | None = None
    styled: bool = False


def words(part: Part | Table) -> str:
    """All words of a part or a table, for comparing and counting."""
    if isinstance(part, Part):
        return part.text
    return "\n".join(inner.text for row in part.rows for cell in row.cells for inner in cell)


def cell_text(cell: Cell) -> str:
    """The words of a cell on one line."""
    return " ".join(part.text for part in cell)
