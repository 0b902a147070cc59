"""Cells of a table that is written as text."""

import re

from ingest.cleaning import unmarked
from ingest.marks import inline_items
from ingest.parts import Cell, Part
from plans.document import BlockKind

__all__ = ["cell_of", "is_ruler"]

_RULER = re.compile(r"\s*:?[-–—=_*·. ]*:?\s*")
_PARAGRAPHS = re.compile(r"</p>\s*<p\b[^<>]*>|<br\s*/?>", re.IGNORECASE)


def is_ruler(text: str) -> bool:
    """Whether a cell or a line only draws a line: '--', '|:---:|', '****'."""
    return bool(_RULER.fullmatch(text))


def cell_of(text: str) -> Cell:
    """A cell out of one line of text: its paragraph, or the items of its list, nested by their marks.

    The first list mark met is the outermost; one not met before goes one deeper.
    """
    lead, items = inline_items(text)
    parts = [_paragraph(piece) for piece in _PARAGRAPHS.split(lead)]
    depths: list[str] = []
    for item in items:
        kind = item.mark if item.ordinal is None else "number"
        depths = depths[: depths.index(kind) + 1] if kind in depths else [*depths, kind]
        parts.append(
            Part(
                kind=BlockKind.ITEM,
                text=unmarked(item.text),
                level=len(depths),
                mark=item.mark,
                ordinal=item.ordinal,
            )
        )
    return tuple(part for part in parts if part.text)


def _paragraph(text: str) -> Part:
    return Part(kind=BlockKind.PARAGRAPH, text=unmarked(text))
