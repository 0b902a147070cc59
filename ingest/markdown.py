"""Markdown files: headings, paragraphs, lists and tables as Markdown marks them."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.cleaning import strong_phrases, unmarked
from ingest.html import read_html
from ingest.parts import Cell, Part, Read, Row, Run, Table
from ingest.rows import cell_of
from plans.document import BlindSpot, BlockKind

__all__ = ["read_markdown"]

_FRONT = re.compile(
    r"\s*---[ ]*\n(?:(?:[A-Za-z][\w -]{0,40}:[^\n]*|[ \t-][^\n]*|#[^\n]*|)\n){1,100}?(?:---|\.\.\.)[ ]*(?:\n|$)"
)
_FRONT_TITLE = re.compile(r"^title:[ ]*[\"']?(.+?)[\"']?[ ]*$", re.IGNORECASE | re.MULTILINE)
_HTML_TABLE = re.compile(r"^ {0,3}<table\b.*?</table>", re.IGNORECASE | re.DOTALL | re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n")  # end a piece of HTML in Markdown
_TASK = re.compile(r"^\[[ xX]\]\s+")  # a box to tick
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,40}\]:[ ]*", re.MULTILINE)
_NOTE_NUMBER = re.compile(r"\[\^[^\]\s]{1,40}\]")


def read_markdown(text: str) -> Read:
    """Read cleaned Markdown into parts and tables in their order; HTML in it is read as HTML, pictures go.

    What stands in front for programs gives the title, where the text has none; the numbers of footnotes go.
    """
    text, title = _without_front(text)
    text = _HTML_TABLE.sub(lambda table: _BLANK_LINES.sub("\n", table[0]), text)
    text = _NOTE_NUMBER.sub("", _NOTE.sub("", text))
    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(text)
    reading = _Reading()
    if title and not any(token.type == "heading_open" and token.tag == "h1" for token in tokens):
        reading.run.append(Part(kind=BlockKind.HEADING, text=title, level=1, marked=True))
    for position, token in enumerate(tokens):
        reading.take(token, tokens[position + 1] if position + 1 < len(tokens) else None)
    return Read(run=reading.run, blind=tuple(reading.blind))


def _without_front(text: str) -> tuple[str, str | None]:
    """A text without the fields for programs at its start, and the title among them."""
    front = _FRONT.match(text)
    if front is None:
        return text, None
    told = _FRONT_TITLE.search(front[0])
    return text[front.end() :], told[1].strip() if told else None


class _Reading:
    """The parts as far as they are read, and the lists and the table that are open."""

    def __init__(self) -> None:
        self.run: Run = []
        self.blind: list[BlindSpot] = []
        self.lists: list[int | None] = []  # the next number of each open list, None for bullets
        self.fresh = False  # an item has begun and has no words yet
        self.rows: list[Row] = []
        self.cells: list[Cell] = []
        self.heads = 0

    def take(self, token: Token, after: Token | None) -> None:
        """Take one token of the parser."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrGet("start") or 1) if kind == "ordered_list_open" else None
            self.lists.append(start)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self.fresh = True
        elif kind == "heading_open" and after is not None:
            self._add(Part(kind=BlockKind.HEADING, text=_words(after), level=int(token.tag[1:]), marked=True))
        elif kind == "paragraph_open" and after is not None:
            self._paragraph(after)
        elif kind == "html_block":
            self._html(token.content)
        elif kind in ("fence", "code_block"):
            self._lines(token.content)
        else:
            self._table(kind, after)

    def _paragraph(self, inline: Token) -> None:
        text, strong = _words(inline), strong_phrases(inline.content)
        if not self.fresh:
            self._add(Part(kind=BlockKind.PARAGRAPH, text=text, emphasis=strong))
            return
        self.fresh = False
        text = _TASK.sub("", text, count=1)
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self._add(
            Part(
                kind=BlockKind.ITEM,
                text=text,
                level=len(self.lists),
                mark="-" if number is None else f"{number}.",
                ordinal=None if number is None else str(number),
                emphasis=strong,
            )
        )

    def _html(self, content: str) -> None:
        """HTML between paragraphs, read as a page is: a table is a table; comments are not read."""
        read = read_html(content)
        self.run.extend(read.run)
        self.blind.extend(read.blind)

    def _lines(self, content: str) -> None:
        for block in content.split("\n\n"):
            self._add(Part(kind=BlockKind.PARAGRAPH, text=unmarked(block)))

    def _table(self, kind: str, after: Token | None) -> None:
        if kind in ("th_open", "td_open") and after is not None:
            self.cells.append(cell_of(after.content))
            self.heads += kind == "th_open" and len(self.cells) == 1
        elif kind == "tr_close":
            self.rows.append(Row(cells=tuple(self.cells)))
            self.cells = []
        elif kind == "table_close":
            full = any(cell for row in self.rows[:1] for cell in row.cells)
            self.run.append(Table(rows=tuple(self.rows[0 if full else 1 :]), heads=min(1, self.heads) if full else 0))
            self.rows, self.heads = [], 0

    def _add(self, part: Part) -> None:
        if part.text:
            self.run.append(part)


def _words(inline: Token) -> str:
    """The words of a line of Markdown, without its signs; pictures give none."""
    return " ".join(_inline(inline.children or ()).split())


def _inline(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type == "html_inline":
            pieces.append(unmarked(token.content))
    return "".join(pieces)
