"""What stands in an element of a page: its words, the rows of a table, how deep it is nested."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from ingest.parts import Cell, Part

__all__ = [
    "BLOCKS",
    "DEEPEST",
    "SKIPPED",
    "holds_blocks",
    "inline",
    "nesting",
    "rows_in",
    "told_again",
    "whole_number",
    "words_in",
]

_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|table|ul|ol|dl|blockquote|font|b|i|em|strong|a|center|main|body|small|big|u|s)\b",
    re.IGNORECASE,
)
SKIPPED = frozenset(
    "script style noscript template svg math canvas iframe object embed audio video form button select input textarea"
    " nav aside head title meta link dialog menu map".split()
)
BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr html li main ol p pre section summary table ul".split()
)
DEEPEST = 150


def nesting(text: str) -> int:
    """How deep the elements that have to be closed are nested."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def inline(node: LexborNode, depth: int) -> str:
    """The words of an element that stands within a line."""
    if depth > DEEPEST:
        return node.text(separator=" ")
    pieces: list[str] = []
    for child in node.iter(include_text=True):
        name = child.tag or ""
        if name == "-text":
            pieces.append(child.text(deep=False))
        elif name == "br":
            pieces.append(" ")
        elif name not in SKIPPED and not name.startswith("-") and "hidden" not in child.attributes:
            pieces.append(inline(child, depth + 1))
    return "".join(pieces)


def words_in(node: LexborNode) -> str:
    """All words of an element, single spaces between them."""
    return " ".join(inline(node, 0).split())


def holds_blocks(node: LexborNode) -> bool:
    """Whether an inline element holds blocks, as a link around a heading does."""
    return any(child.tag in BLOCKS for child in node.iter())


def rows_in(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, those of its head, body and foot among them."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def told_again(cell: Cell) -> Cell:
    """A cell told again in a row below the one that it begins in."""
    return tuple(Part(kind=part.kind, text=part.text, level=part.level, supplied=True) for part in cell)


def whole_number(told: str | None, otherwise: int) -> int:
    """A number that an attribute gives, from 1 to 1,000, or another where it gives none."""
    return max(1, min(1000, int(told))) if told and told.isdigit() and len(told) < 6 else otherwise
