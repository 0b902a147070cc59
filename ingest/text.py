"""Plain text, with or without Markdown signs, HTML tags and tabs in it, into parts and tables."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.aligned import aligned_rows
from ingest.cleaning import strong_phrases, unmarked
from ingest.grid_tables import grid_rows, is_grid_line
from ingest.marks import marked
from ingest.parts import Part, Row, Run, Table
from ingest.rows import cell_of, is_ruler
from ingest.text_lines import ATX, UNDERLINE, Line, is_tabular, joined_lines, lines_of_text, wrap_width
from plans.document import BlockKind

__all__ = ["read_text"]

_APART = re.compile(r"\S {2,}\S")
_STROKES = re.compile(r"[-=_]{3,}(?:\s+[-=_]{3,})*\s*")
_UNDERLINED = {"=": 1, "~": 3}
_LONGEST_HEADING = 120  # letters


def read_text(text: str) -> Run:
    """Read cleaned text (see `cleaning.clean`) into parts and tables in their order.

    Lines are joined to paragraphs where the file wraps its lines, and kept where each line is a paragraph.
    """
    lines = lines_of_text(text)
    width = wrap_width(lines)
    run: Run = []
    at = 0
    while at < len(lines):
        end, table = _table(lines, at)
        if table is not None:
            run.append(table)
        else:
            end = at + 1
            while end < len(lines) and _table(lines, end)[1] is None:
                end += 1
            run.extend(_parts(joined_lines(lines[at:end], width=width)))
        at = end
    return _nested(run)


def _table(lines: Sequence[Line], at: int) -> tuple[int, Table | None]:
    """The table that begins at a line, and where it ends; None where none begins there."""
    end = at
    if is_grid_line(lines[at].text):
        return _drawn(lines, at)
    if is_tabular(lines[at]):
        while end < len(lines) and is_tabular(lines[end]) and (end == at or not lines[end].gap):
            end += 1
        return end, Table(rows=_rows([_split(line) for line in lines[at:end]]), gap=lines[at].gap)
    return _spaced(lines, at)


def _drawn(lines: Sequence[Line], at: int) -> tuple[int, Table | None]:
    """The table that a line of '+---+' begins."""
    end = at + 1
    while end < len(lines) and not lines[end].gap and (is_tabular(lines[end]) or is_grid_line(lines[end].text)):
        end += 1
    rows = grid_rows([line.text for line in lines[at:end]])
    return (end, Table(rows=_rows(rows), gap=lines[at].gap)) if len(rows) > 1 else (at + 1, None)


def _spaced(lines: Sequence[Line], at: int) -> tuple[int, Table | None]:
    """The table whose columns are set apart by spaces; lines may be drawn below its heads and its rows."""
    end = at
    while end < len(lines) and (end == at or lines[end].gap <= 1):
        if not (_set_apart(lines, end) or (end > at and _is_drawn(lines[end]))):
            break
        end += 1
    while end > at and _is_drawn(lines[end - 1]):
        end -= 1
    told = [line for line in lines[at:end] if not _is_drawn(line)]
    rows = aligned_rows([" " * line.indent + line.text for line in told]) if len(told) >= 2 else None
    if not rows:
        return at + 1, None
    headed = end - at > 1 and _is_drawn(lines[at + 1])
    return end, Table(rows=_rows(rows), gap=lines[at].gap, heads=1 if headed and len(rows) > 1 else None)


def _is_drawn(line: Line) -> bool:
    """Whether a line only draws a line, in one stroke or one for each column."""
    return _STROKES.fullmatch(line.text) is not None


def _set_apart(lines: Sequence[Line], at: int) -> bool:
    """Whether a line has wide spaces between words, or goes on below one that has."""
    if _APART.search(lines[at].text):
        return True
    columns = _APART.search(lines[at - 1].text) if at > 0 and not lines[at].gap else None
    if columns is None:
        return False
    return lines[at].indent >= 8 or (lines[at].text[:1].islower() and len(lines[at].text) < columns.end())


def _split(line: Line) -> list[str]:
    if "\t" in line.text:
        return line.text.split("\t")
    return re.split(r"(?<!\\)\|", line.text.strip()[1:-1])


def _rows(rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    """Rows of cells out of rows of text; a row that only draws a line is none."""
    return tuple(
        Row(cells=tuple(cell_of(cell) for cell in cells)) for cells in rows if not all(is_ruler(cell) for cell in cells)
    )


def _parts(lines: Sequence[Line]) -> list[Part]:
    parts: list[Part] = []
    for position, line in enumerate(lines):
        if UNDERLINE.fullmatch(line.text) or is_ruler(line.text):
            continue
        after = lines[position + 1] if position + 1 < len(lines) else None
        underlined = after is not None and not after.gap and _underlines(after, line)
        parts.append(_part(line, underline=after.text[0] if after is not None and underlined else ""))
    return [part for part in parts if part.text]


def _underlines(after: Line, line: Line) -> bool:
    """Whether a line underlines the one above it; below a numbered one it is about as long, and no ruler."""
    if UNDERLINE.fullmatch(after.text) is None:
        return False
    return marked(line.text) is None or abs(len(after.text) - len(line.text)) <= 0.2 * len(line.text)


def _part(line: Line, *, underline: str) -> Part:
    heading = ATX.match(line.text)
    if heading:
        return Part(kind=BlockKind.HEADING, text=unmarked(heading[2]), level=len(heading[1]), marked=True, gap=line.gap)
    strong = strong_phrases(line.text)
    found = marked(line.text)
    if underline and (found is None or found.ordinal) and len(line.text) <= _LONGEST_HEADING:
        level = _UNDERLINED.get(underline, 2)
        return Part(kind=BlockKind.HEADING, text=unmarked(line.text), level=level, marked=True, gap=line.gap)
    if found is None:
        return Part(kind=BlockKind.PARAGRAPH, text=unmarked(line.text), gap=line.gap, emphasis=strong)
    return Part(
        kind=BlockKind.ITEM,
        text=unmarked(found.text),
        level=line.indent + 1,
        mark=found.mark,
        ordinal=found.ordinal,
        gap=line.gap,
        emphasis=strong,
    )


def _nested(run: Run) -> Run:
    """Turn the indents of list items, one space a step so far, into depths from 1 within each list."""
    out: Run = []
    open_indents: list[int] = []
    for part in run:
        if not isinstance(part, Part) or part.kind is not BlockKind.ITEM:
            open_indents = []
            out.append(part)
            continue
        while open_indents and part.level < open_indents[-1] - 1:
            open_indents.pop()
        if not open_indents or part.level > open_indents[-1] + 1:
            open_indents.append(part.level)
        out.append(replace(part, level=len(open_indents)))
    return out
