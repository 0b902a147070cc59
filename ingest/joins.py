"""Puts together what a page break parted, and takes out what is no running text: contents lists and chart labels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.asides import after_what_goes_on
from ingest.charts import without_charts
from ingest.contents import without_contents
from ingest.parts import Pages, Part, Run, Table
from ingest.pdf_lines import glued
from ingest.table_joins import joined_tables, mended
from plans.document import BlindSpot, BlockKind

__all__ = ["Joined", "join_pages"]

_ENDS = (".", "!", "?", ":", ";")
_SET_IN = 4.0  # points
_LONGEST_ITEM = 45  # words
_OPEN = re.compile(r"[\w,)’'–\u2010-]$")
_RUNS_ON = re.compile(r"[a-z]{2}$|[,-]$|[A-Z][a-z]+$")
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|in|by|from|until)$"
)
_OPEN_WORD = re.compile(r"\b(?:and|or|of|the|an|to|for|by|in|with|from|that|which|our|their|its|including)$")
_FEWEST_WORDS = 4
_RUNNING = 60  # letters of a piece of running text, at least

Joined = tuple[Run, tuple[BlindSpot, ...]]


def join_pages(run: Run) -> Joined:
    """Join paragraphs and tables over page breaks; leave out contents lists and, with a note, labels of charts."""
    run = _with_drawn_marks(after_what_goes_on(without_contents(run)))
    run, spots = without_charts(run)
    run = joined_tables(_joined_paragraphs(run))
    return [mended(part) if isinstance(part, Table) else part for part in run], spots


def _with_drawn_marks(run: Run) -> Run:
    """Paragraphs that are set in after a sentence with a colon are items whose marks are drawn, not written."""
    out = list(run)
    for at, part in enumerate(run):
        if not isinstance(part, Part) or part.kind is not BlockKind.PARAGRAPH or not part.text.endswith(":"):
            continue
        end = at + 1
        while end < len(run) and _set_in(run[end], part):
            end += 1
        if end - at > 2:
            out[at + 1 : end] = [
                replace(p, kind=BlockKind.ITEM, level=1) for p in run[at + 1 : end] if isinstance(p, Part)
            ]
    return out


def _set_in(part: Part | Table, lead: Part) -> bool:
    return (
        isinstance(part, Part)
        and part.kind is BlockKind.PARAGRAPH
        and part.left is not None
        and lead.left is not None
        and part.left - lead.left > _SET_IN
        and part.pages == lead.pages
        and part.bold == lead.bold
        and part.text[:1].isupper()
        and len(part.text.split()) <= _LONGEST_ITEM
    )


def _joined_paragraphs(run: Run) -> Run:
    """Join a paragraph that a page or column ended in the middle of a sentence with the rest of it.

    Footnotes, in smaller letters, and labels may stand between.
    """
    out: Run = []
    for part in run:
        at = _goes_on_from(out, part)
        if at is None or not isinstance(part, Part):
            out.append(part)
            continue
        before = out[at]
        if isinstance(before, Part):
            out[at] = replace(before, text=glued(before.text, part.text), pages=before.pages.to(part.pages))
    return out


def _cut_short(out: Sequence[Part | Table], part: Part) -> bool:
    """Whether running text stops without an end right before running text that begins with a name or a figure."""
    before = out[-1] if out else None
    return (
        isinstance(before, Part)
        and before.kind is BlockKind.PARAGRAPH
        and min(len(before.text), len(part.text)) >= _RUNNING
        and not re.match(r"[*†‡\d]|source\b", before.text, re.IGNORECASE)
        and _RUNS_ON.search(before.text) is not None
        and part.text.endswith(_ENDS)
        and before.top is not None
        and part.top is not None
        and (part.top > before.top or part.pages.first != before.pages.first)
    )


def _left_open(out: Sequence[Part | Table], part: Part) -> bool:
    """Whether what stands right before stops where it cannot end: 'by October' before '2028'.

    At the end of a page 'with the' before 'NHS' is such a place too; within one it can be a label.
    """
    before = out[-1] if out else None
    if not isinstance(before, Part) or before.kind is BlockKind.HEADING or before.pages == Pages():
        return False
    dated = _MONTH.search(before.text) is not None and re.match(r"20\d\d\b", part.text) is not None
    turned = before.pages.last != part.pages.first and len(before.text.split()) >= _FEWEST_WORDS
    return dated or (turned and _OPEN_WORD.search(before.text) is not None)


def _goes_on_from(out: Sequence[Part | Table], part: Part | Table) -> int | None:
    """Where in what was read before the paragraph stands that this one goes on from; None where none does."""
    if not isinstance(part, Part) or part.kind is not BlockKind.PARAGRAPH:
        return None
    if not part.text[:1].islower() and not _cut_short(out, part) and not _left_open(out, part):
        return None
    for back in range(1, min(12, len(out)) + 1):
        before = out[-back]
        if isinstance(before, Table) or before.kind is BlockKind.HEADING:
            return None
        if before.size and part.size and before.size < part.size - 0.6:
            continue
        near = (part.pages.first or 0) - (before.pages.last or before.pages.first or 0) <= 1
        same = abs(before.size - part.size) < 0.6 and before.bold == part.bold
        return len(out) - back if near and same and _OPEN.search(before.text) else None
    return None
