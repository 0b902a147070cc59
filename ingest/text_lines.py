"""Lines of plain text: which belong together, and which go on from the one before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles

from ingest.marks import marked

__all__ = ["ATX", "UNDERLINE", "Line", "is_tabular", "joined_lines", "lines_of_text", "wrap_width"]

ATX = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
UNDERLINE = re.compile(r"(=|-|~|\*)\1{2,}\s*$")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*$")
_ONLY_TAG = re.compile(r"(?:\s*</?[a-zA-Z][^<>]*>)+\s*$")
_PAGE = re.compile(r"\W*page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:> ?)+(?=\s|\w|[•*#–-]|$)")
_FEWEST_QUOTED = 3  # lines
_ENDS = (".", ":", ";", "?", "!")
_WIDE = 200  # a line longer than this is a paragraph: the file does not wrap its lines
_BOX = 36  # a box on a page prints lines no longer than this
_LARGEST_NUMBER = 20  # of a list, mostly
_RAGGED = 12  # characters by which a wrapped line may be shorter than the widest


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its indent and the number of blank lines before it; `last` is the length of its last piece."""

    text: str
    indent: int
    gap: int
    last: int


def lines_of_text(text: str) -> tuple[Line, ...]:
    """The lines that hold words, without blank ones and lines of tags only."""
    lines: list[Line] = []
    gap = 0
    raws = text.split("\n")
    if sum(_QUOTED.match(raw) is not None for raw in raws) >= _FEWEST_QUOTED:  # an e-mail that is answered
        raws = [_QUOTED.sub("", raw) for raw in raws]
    paged = sum(_PAGE.fullmatch(raw) is not None for raw in raws) > 1  # printed on paper once, with feet
    for raw in raws:
        line = raw if _has_columns(raw) else raw.expandtabs(4)
        if not line.strip() or _ONLY_TAG.fullmatch(line) or (paged and _PAGE.fullmatch(line)):
            gap += 1
            continue
        stripped = line.strip(" ")
        lines.append(Line(stripped, len(line) - len(line.lstrip(" ")), gap, len(line.rstrip(" "))))
        gap = 0
    return tuple(lines)


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which a file breaks its paragraphs into lines; None where each line is a paragraph."""
    running = [line.last for line in lines if "\t" not in line.text]
    if len(running) < 4 or max(running) > _WIDE:
        return None
    ends = sum(line.text.endswith(_ENDS) for line in lines) / len(lines)
    width = quantiles(running, n=20)[-1]
    return int(width) if width >= 50 and ends < 0.6 else None


def is_tabular(line: Line) -> bool:
    """Whether a line is a row with tabs or bars between its cells."""
    return "\t" in line.text or bool(_PIPE_ROW.match(line.text))


def joined_lines(lines: Sequence[Line], *, width: int | None) -> list[Line]:
    """Lines of a file as lines of its text: those that go on are put to those they go on from."""
    groups: list[list[Line]] = []
    for block in _blocks(lines):
        if width is None and _is_box(block):
            groups.append(block)
            continue
        start = len(groups)
        apart = _are_paragraphs(block)
        for line in block:
            if len(groups) > start and not apart and _goes_on(groups[-1][-1], line, width):
                groups[-1].append(line)
            else:
                groups.append([line])
    return [replace(group[0], text=_glued([line.text for line in group])) for group in groups]


def _has_columns(raw: str) -> bool:
    """Whether the tabs of a line part cells, and do not only set it in."""
    return "\t" in raw.strip("\t ") or raw.rstrip(" ").endswith("\t")


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines without a blank one between them."""
    block: list[Line] = []
    for line in lines:
        if block and line.gap:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _are_paragraphs(block: Sequence[Line]) -> bool:
    """Whether each line of a block is a paragraph: all without marks end like sentences, whatever their length."""
    plain = [line for line in block if not _stands_alone(line)]
    if plain and not plain[0].text.endswith(_ENDS):
        plain = plain[1:]  # a heading without a blank line below it
    ends = sum(line.text.endswith((".", "!", "?", ":")) for line in plain)
    return len(plain) > 1 and ends == len(plain) and not any(line.text[0].islower() for line in plain)


def _is_box(block: Sequence[Line]) -> bool:
    """A few short lines set off by blank ones, none of them an item or a sentence: one phrase in a narrow box."""
    return (
        2 <= len(block) <= 6
        and block[0].gap > 0
        and all(len(line.text) <= _BOX and not _stands_alone(line) for line in block)
        and not any(line.text.endswith(_ENDS) for line in block)
    )


def _goes_on(before: Line, line: Line, width: int | None) -> bool:
    if _figure_in_sentence(before, line, width):
        return True
    if _stands_alone(line) or ATX.match(before.text) or UNDERLINE.fullmatch(before.text):
        return False
    if line.text[0].islower():
        return width is not None or not before.text.endswith((".", "!", "?", ":"))
    if width is None:
        return False
    return before.last + 1 + len(line.text.split(maxsplit=1)[0]) > width - _RAGGED


def _figure_in_sentence(before: Line, line: Line, width: int | None) -> bool:
    """Whether what looks like a list number only begins the next line of a sentence: '… of homes were\n75. In …'."""
    found = marked(line.text)
    if found is None or found.ordinal is None or width is None or before.text.endswith(_ENDS):
        return False
    figure = found.ordinal.isdigit() and int(found.ordinal) > _LARGEST_NUMBER and not found.mark.startswith("(")
    return figure and before.last > width - _RAGGED


def _glued(lines: Sequence[str]) -> str:
    """Lines as one; a word parted by a hyphen at a line's end is joined again."""
    pieces = [lines[0]]
    for line in lines[1:]:
        if re.search(r"[a-z]-$", pieces[-1][-2:]) and line[:1].islower():
            pieces[-1] = pieces[-1][:-1]
        else:
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def _stands_alone(line: Line) -> bool:
    return bool(marked(line.text) or ATX.match(line.text) or UNDERLINE.fullmatch(line.text))
