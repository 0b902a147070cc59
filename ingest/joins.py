"""Puts together what a page break parted, and takes out what is no running text: contents lists and chart labels."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from ingest.parts import Cell, Part, Row, Run, Table
from ingest.pdf_lines import glued
from plans.document import BlindSpot, BlockKind

__all__ = ["Joined", "join_pages", "without_contents"]

_LEADER = re.compile(r"\.{4,}|…{2,}|(?:\.\s){4,}|_{5,}")
_PAGE_AT_END = re.compile(r"\d{1,3}\s*$")
_CONTENTS_TITLE = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_NUMBERED_LINE = re.compile(r".{3,90}?\s(\d{1,3})")
_FEWEST_ENTRIES = 5
_LONGEST_LISTING = 2_000  # characters
_LEADERS = re.compile(r"(?:\.{6,}|…{3,}|(?:\. ){6,})")
_SET_IN = 4.0  # points
_LONGEST_ITEM = 45  # words
_FOOT = 8  # parts between two halves of a table, at most
_SMALL_LETTERS = 9.0  # points
_BARE_NUMBER = re.compile(r"^(?=.*\d)(?!.*[A-Za-z]{4})")
_LABEL_WORDS = 4
_FEWEST_LABELS = 6
_OPEN = re.compile(r"[\w,)’'–-]$")

Joined = tuple[Run, tuple[BlindSpot, ...]]


def join_pages(run: Run) -> Joined:
    """Join paragraphs and tables over page breaks; leave out contents lists and, with a note, labels of charts."""
    run = _with_drawn_marks(without_contents(run))
    run, spots = _without_charts(run)
    run = _joined_tables(_joined_paragraphs(run))
    return [_mended(part) if isinstance(part, Table) else part for part in run], spots


def without_contents(run: Run) -> Run:
    """Leave out contents lists: lines with leaders and page numbers, and their title where such lines follow."""
    listed = [_is_contents(part) for part in run]
    kept = [
        part
        for at, part in enumerate(run)
        if not listed[at] and not (_is_contents_title(part) and (any(listed[at + 1 : at + 4]) or at + 1 == len(run)))
    ]
    return _without_listing(kept)


def _is_contents_title(part: Part | Table) -> bool:
    return isinstance(part, Part) and bool(_CONTENTS_TITLE.fullmatch(part.text))


def _is_contents(part: Part | Table) -> bool:
    """Whether a paragraph is a line of a contents list (words, leaders, a page number)."""
    if isinstance(part, Table):
        return False
    text = part.text[:_LONGEST_LISTING]
    listed = bool(_LEADER.search(text) and _PAGE_AT_END.search(text[-8:]))
    return listed or len(_LEADERS.findall(text)) >= 2


def _without_listing(run: Run) -> Run:
    """Leave out a contents list without leaders: five or more short lines in a row that end in rising page numbers."""
    out: Run = []
    for listed, group in groupby(run, key=_ends_in_number):
        parts = list(group)
        numbers = [_page_number(part) for part in parts] if listed else []
        rising = all(one <= other for one, other in pairwise(numbers))
        if not (listed and len(parts) >= _FEWEST_ENTRIES and rising):
            out.extend(parts)
    return out


def _ends_in_number(part: Part | Table) -> bool:
    return isinstance(part, Part) and len(part.text.split()) <= 14 and bool(_NUMBERED_LINE.fullmatch(part.text))


def _page_number(part: Part | Table) -> int:
    match = _NUMBERED_LINE.fullmatch(part.text) if isinstance(part, Part) else None
    return int(match[1]) if match else 0


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


def _without_charts(run: Run) -> tuple[Run, tuple[BlindSpot, ...]]:
    """Rows of very short pieces in letters of no more than the usual size, most of them bare numbers, are the labels
    of a chart: noted, not read."""
    out: Run = []
    spots: list[BlindSpot] = []
    usual = _usual_size(run)
    for label, group in groupby(run, key=lambda part: _is_label(part, usual)):
        parts = list(group)
        told = [part for part in parts if isinstance(part, Part)]
        pieces = [piece for part in told for piece in (part.text.split() if _only_figures(part) else [part.text])]
        numbers = sum(bool(_BARE_NUMBER.search(piece)) for piece in pieces)
        if label and len(pieces) >= _FEWEST_LABELS and numbers * 2 >= len(pieces):
            words = "; ".join(part.text for part in told)
            note = f"A chart or picture whose words are not in the reading text: {words[:300]}"
            spots.append(BlindSpot(kind="picture", note=note, page=told[0].pages.first))
        else:
            out.extend(parts)
    return out, tuple(spots)


def _usual_size(run: Run) -> float:
    """The size of letters of running text, 0 where the file does not say."""
    sizes = [part.size for part in run if isinstance(part, Part) and len(part.text.split()) > _LABEL_WORDS]
    return median(sizes) if sizes else 0.0


def _is_label(part: Part | Table, usual: float) -> bool:
    if isinstance(part, Table) or part.kind is BlockKind.HEADING or part.marked:
        return False
    if usual and part.size > 1.25 * usual:
        return False
    if part.text.endswith((".", ":", "?")):
        return False
    return len(part.text.split()) <= _LABEL_WORDS or _only_figures(part)


def _only_figures(part: Part) -> bool:
    """Whether a paragraph is a row of figures, as along the side of a chart."""
    pieces = part.text.split()
    return len(pieces) > 2 and sum(bool(re.search(r"\d", piece)) for piece in pieces) >= 0.8 * len(pieces)


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


def _goes_on_from(out: Sequence[Part | Table], part: Part | Table) -> int | None:
    """Where in what was read before the paragraph stands that this one goes on from; None where none does."""
    if not isinstance(part, Part) or part.kind is not BlockKind.PARAGRAPH or not part.text[:1].islower():
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


def _joined_tables(run: Run) -> Run:
    """Join a table with the one that goes on from it on the next page; a heading row that is repeated goes.

    Footnotes and a smaller table may stand between.
    """
    out: Run = []
    for part in run:
        at = _table_before(out, part) if isinstance(part, Table) else None
        before = out[at] if at is not None else None
        if at is not None and isinstance(part, Table) and isinstance(before, Table):
            out[at] = replace(before, rows=_rows_of_both(before, part))
        else:
            out.append(part)
    return out


def _table_before(out: Sequence[Part | Table], part: Table) -> int | None:
    """Where the table stands that this one goes on from; None where none does."""
    for back in range(1, min(_FOOT, len(out)) + 1):
        before = out[-back]
        if isinstance(before, Table):
            if _one_table(before, part):
                return len(out) - back
        elif before.kind is BlockKind.HEADING or (back == 1 and not _is_foot(before)):
            return None
    return None


def _is_foot(part: Part) -> bool:
    """Whether a paragraph can be a footnote that stands between two halves of a table."""
    return part.kind is BlockKind.PARAGRAPH and bool(re.match(r"[\d*†]", part.text) or part.size <= _SMALL_LETTERS)


def _one_table(before: Table, part: Table) -> bool:
    """Whether a table goes on from another: as wide, on the next page, with the same kind of words in its columns."""
    widths = {max(len(row.cells) for row in table.rows) for table in (before, part)}
    last, first = before.rows[-1].pages.last, part.rows[0].pages.first
    if len(widths) != 1 or last is None or first is None or first - last != 1:
        return False
    return all(_figures(before, n) == _figures(part, n) for n in range(1, widths.pop()))


def _figures(table: Table, column: int) -> bool:
    """Whether most cells of a column are figures."""
    texts = [" ".join(part.text for part in _at(row, column)) for row in table.rows]
    told = [text for text in texts if text]
    return sum(bool(re.fullmatch(r"[£\d\s.,%*–-]+", text)) for text in told) * 2 > len(told)


def _mended(table: Table) -> Table:
    """A table without column headings that are printed again, and with the rows whole that these had parted."""
    if len(table.rows) < 2:
        return table
    head = table.rows[0]
    rows = [head]
    for row in table.rows[1:]:
        bare = _without_heads(row, head)
        if bare is row:
            rows.append(row)
        elif bare.cells and not bare.cells[0] and any(bare.cells) and len(rows) > 1:
            rows[-1] = _one_row(rows[-1], bare)
        elif any(bare.cells):
            rows.append(bare)
    return replace(table, rows=tuple(rows))


def _without_heads(row: Row, head: Row) -> Row:
    """A row whose cells all begin with their column's heading, without those; any other row as it is."""
    filled = [(cell, own) for cell, own in zip(row.cells, head.cells, strict=False) if cell]
    if len(filled) < 2 or not all(own and cell[0].text.casefold() == own[0].text.casefold() for cell, own in filled):
        return row
    return replace(row, cells=tuple(cell[1:] for cell in row.cells))


def _rows_of_both(before: Table, part: Table) -> tuple[Row, ...]:
    rows = list(part.rows)
    heads = before.heads or 1
    while rows and any(_texts(rows[0]) == _texts(head) for head in before.rows[:heads]):
        rows.pop(0)
    if rows and _goes_on(before.rows[-1], rows[0]):
        return (*before.rows[:-1], _one_row(before.rows[-1], rows[0]), *rows[1:])
    return (*before.rows, *rows)


def _goes_on(last: Row, first: Row) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    if first.cells and first.cells[0]:
        return False
    pairs = [(a, b) for a, b in zip(last.cells, first.cells, strict=False) if a and b]
    return (
        bool(pairs)
        and all(b[0].text[:1].islower() or not a[-1].text.endswith(".") for a, b in pairs)
        and any(b[0].text[:1].islower() for _, b in pairs)
    )


def _one_row(last: Row, first: Row) -> Row:
    width = max(len(last.cells), len(first.cells))
    cells = [_one_cell(_at(last, n), _at(first, n)) for n in range(width)]
    return Row(cells=tuple(cells), pages=last.pages.to(first.pages))


def _one_cell(one: Cell, other: Cell) -> Cell:
    if not one or not other:
        return one or other
    if other[0].text[:1].islower() and other[0].kind is BlockKind.PARAGRAPH:
        joined = replace(one[-1], text=glued(one[-1].text, other[0].text), pages=one[-1].pages.to(other[0].pages))
        return (*one[:-1], joined, *other[1:])
    return (*one, *other)


def _at(row: Row, n: int) -> Cell:
    return row.cells[n] if n < len(row.cells) else ()


def _texts(row: Row) -> list[str]:
    return [" ".join(part.text for part in cell) for cell in row.cells]
