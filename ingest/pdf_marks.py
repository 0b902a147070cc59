"""Headings that the bookmarks of a PDF name."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.outline import plain_title
from ingest.parts import Part, Run
from ingest.pdf_file import OutlineEntry
from plans.document import BlockKind

__all__ = ["outlined"]

_FEWEST = 3
_MOST_LEVELS = 6


def outlined(run: Run, entries: Sequence[OutlineEntry]) -> Run:
    """Turn the paragraphs into headings that a bookmark to their page names, where there are three or more."""
    found: dict[int, int] = {}
    for entry in entries:
        at = _place(run, entry)
        if at is not None:
            found.setdefault(at, min(_MOST_LEVELS, entry.level))
    if len(found) < _FEWEST:
        return run
    out = list(run)
    for at, level in found.items():
        part = out[at]
        if isinstance(part, Part) and part.kind is not BlockKind.HEADING:
            text = f"{part.mark} {part.text}" if part.ordinal and part.mark else part.text
            out[at] = replace(
                part, kind=BlockKind.HEADING, text=text, level=level, marked=True, mark=None, ordinal=None
            )
    return out


def _place(run: Run, entry: OutlineEntry) -> int | None:
    """Where on its page, or the next, the words of a bookmark stand."""
    title = plain_title(entry.title)
    if entry.page is None or not title:
        return None
    for at, part in enumerate(run):
        near = isinstance(part, Part) and part.pages.first in (entry.page + 1, entry.page + 2)
        if isinstance(part, Part) and near and plain_title(part.text) == title:
            return at
    return None
