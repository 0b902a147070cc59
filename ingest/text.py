"""Plain text, with or without Markdown signs, HTML tags and tabs in it, into parts and tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles

from ingest.cleaning import strong_phrases, unmarked
from ingest.marks import marked
from ingest.parts import Part, Row, Run, Table
from ingest.rows import cell_of, is_ruler
from plans.document import BlockKind

__all__ = ["read_text"]

_ATX = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"(=|-|~|\*){3,}\s*$")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*$")
_ONLY_TAG = re.compile(r"(?:\s*</?[a-zA-Z][^<>]*>)+\s*$")
_WIDE = 200  # a line longer than this is a paragraph: the file does not wrap its lines
_BOX = 36  # a box on a page prints lines no longer than this


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its indent and the number of blank lines before it."""

    text: str
    indent: int
    gap: int


def read_text(text: str) -> Run:
    """Read cleaned text (see `cleaning.clean`) into parts and tables in their order.

    Lines are joined to paragraphs where the file wraps its lines, and kept where each line is a paragraph.
    """
    lines = tuple(_lines(text))
    wrapped = _wraps(lines)
    run: Run = []
    for block in _blocks(lines):
        if _is_table(block):
            run.append(Table(rows=_rows(block), gap=block[0].gap))
        else:
            run.extend(_parts(block, wrapped=wrapped))
    return run


def _lines(text: str) -> Iterator[_Line]:
    gap = 0
    for raw in text.split("\n"):
        line = raw.expandtabs(4) if not raw.strip("\t ").count("\t") and not raw.rstrip(" ").endswith("\t") else raw
        if not line.strip() or _ONLY_TAG.fullmatch(line):
            gap += 1
            continue
        stripped = line.strip(" ")
        yield _Line(stripped, len(line) - len(line.lstrip(" ")), gap)
        gap = 0


def _wraps(lines: Sequence[_Line]) -> bool:
    """Whether the file breaks its paragraphs into lines of much the same length."""
    running = [len(line.text) for line in lines if "\t" not in line.text]
    if len(running) < 4 or max(running) > _WIDE:
        return False
    ends = sum(line.text.endswith((".", ":", ";", "?", "!")) for line in lines) / len(lines)
    long = quantiles(running, n=10)[-1]
    return long >= 50 and ends < 0.6


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines that belong together: rows of one table, or lines without a blank one between them."""
    block: list[_Line] = []
    for line in lines:
        if block and (line.gap or _looks_tabular(line) != _looks_tabular(block[-1])):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _looks_tabular(line: _Line) -> bool:
    return "\t" in line.text or bool(_PIPE_ROW.match(line.text))


def _is_table(block: Sequence[_Line]) -> bool:
    return _looks_tabular(block[0])


def _rows(block: Sequence[_Line]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for line in block:
        if _PIPE_ROW.match(line.text) and "\t" not in line.text:
            cells = re.split(r"(?<!\\)\|", line.text.strip()[1:-1])
        else:
            cells = line.text.split("\t")
        if not all(is_ruler(cell) for cell in cells):
            rows.append(Row(cells=tuple(cell_of(cell) for cell in cells)))
    return tuple(rows)


def _parts(block: Sequence[_Line], *, wrapped: bool) -> Iterator[Part]:
    joined = _joined(block, wrapped=wrapped)
    for position, line in enumerate(joined):
        if _UNDERLINE.fullmatch(line.text) or is_ruler(line.text):
            continue
        after = joined[position + 1].text if position + 1 < len(joined) else ""
        yield _part(line, underline=after if _UNDERLINE.fullmatch(after) else "")


def _joined(block: Sequence[_Line], *, wrapped: bool) -> list[_Line]:
    """The lines of a block, those that go on put together with those they go on from."""
    if not wrapped and _is_box(block):
        return [replace(block[0], text=" ".join(line.text for line in block))]
    out: list[_Line] = []
    width = max(len(line.text) for line in block)
    for line in block:
        if out and _goes_on(out[-1], line, block, width=width, wrapped=wrapped):
            out[-1] = replace(out[-1], text=_glued(out[-1].text, line.text))
        else:
            out.append(line)
    return out


def _is_box(block: Sequence[_Line]) -> bool:
    """A few short lines set off by blank ones, none of them an item or a sentence: one phrase in a narrow box."""
    return (
        2 <= len(block) <= 6
        and block[0].gap > 0
        and all(len(line.text) <= _BOX and not _stands_alone(line) for line in block)
        and not any(line.text.endswith((".", ":", ";", "?", "!")) for line in block)
    )


def _goes_on(before: _Line, line: _Line, block: Sequence[_Line], *, width: int, wrapped: bool) -> bool:
    if _stands_alone(line) or _ATX.match(before.text) or _UNDERLINE.fullmatch(before.text):
        return False
    if line.text[0].islower():
        return wrapped or not before.text.endswith((".", "!", "?", ":"))
    if not wrapped:
        return False
    last = before.text.rsplit("\n", 1)[-1]
    short = len(last) < 0.6 * width and len(block) > 1
    return not (short and (last.endswith((".", "!", "?", ":")) or before is block[0]))


def _glued(before: str, line: str) -> str:
    """Two lines as one; a word parted by a hyphen at the line's end is joined again."""
    if re.search(r"[a-z]-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _stands_alone(line: _Line) -> bool:
    return bool(marked(line.text) or _ATX.match(line.text) or _UNDERLINE.fullmatch(line.text))


def _part(line: _Line, *, underline: str) -> Part:
    heading = _ATX.match(line.text)
    if heading:
        return Part(kind=BlockKind.HEADING, text=unmarked(heading[2]), level=len(heading[1]), marked=True, gap=line.gap)
    strong = strong_phrases(line.text)
    found = marked(line.text)
    if underline and found is None:
        level = 1 if underline[0] == "=" else 2
        return Part(kind=BlockKind.HEADING, text=unmarked(line.text), level=level, marked=True, gap=line.gap)
    if found is None:
        return Part(kind=BlockKind.PARAGRAPH, text=unmarked(line.text), gap=line.gap, emphasis=strong)
    return Part(
        kind=BlockKind.ITEM,
        text=unmarked(found.text),
        level=line.indent // 2 + 1,
        mark=found.mark,
        ordinal=found.ordinal,
        gap=line.gap,
        emphasis=strong,
    )
