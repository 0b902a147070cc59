"""Lines of one column into paragraphs, items and likely headings."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.marks import marked
from ingest.parts import Pages, Part
from ingest.pdf_lines import Line, glued
from plans.document import BlockKind

__all__ = ["paragraphs"]

_ENDS = (".", "!", "?", ":", ";")
_RUNNING = 4  # words of a line of running text, at least
_ONLY_MARK = re.compile(r"[•▪■◆►▶➢➤✓✔●○o*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)]")


def paragraphs(lines: Sequence[Line], pages: Pages, *, ocr: bool = False) -> list[Part]:
    """Put the lines of one column together to paragraphs and list items.

    A new one begins at a list mark, a wider gap, another size or weight, and after a short line that ends a sentence.
    """
    if not lines:
        return []
    lines = _with_marks(lines)
    pitch = _pitch(lines)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, pitch=pitch, left=left, right=right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_part(group, left, pages, ocr=ocr) for group in groups]


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """Put a list mark that stands on a line of its own to the line beside or after it."""
    out: list[Line] = []
    for line in lines:
        if out and _ONLY_MARK.fullmatch(out[-1].text) and abs(out[-1].y - line.y) < 1.6 * line.size:
            mark = out.pop()
            inset = line.x0 - mark.x0
            line = Line(f"{mark.text} {line.text}", mark.x0, line.x1, line.y, line.size, line.bold, inset)
        out.append(line)
    return out


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance between base lines, in sizes."""
    steps = [
        (one.y - other.y) / max(one.size, 1.0)
        for one, other in pairwise(lines)
        if 0.8 < (one.y - other.y) / max(one.size, 1.0) < 2.2 and abs(one.size - other.size) < 0.6
    ]
    return median(steps) if steps else 1.25


def _goes_on(group: Sequence[Line], line: Line, *, pitch: float, left: float, right: float) -> bool:
    last = group[-1]
    step = (last.y - line.y) / max(last.size, 1.0)
    if step < -0.3 or step > pitch * 1.35 + 0.1:
        return False
    if abs(last.size - line.size) > 0.12 * last.size or (last.bold != line.bold and not _same_sentence(last, line)):
        return False
    if marked(line.text) is not None and not _number_in_sentence(group, line, right):
        return False
    leaves = _leaves_the_item(group[0], line) and (group[0].inset > 0 or _had_room(last, line, right))
    if leaves or _set_apart(last, line):
        return False
    short = last.x1 < right - 0.18 * (right - left)
    if short and last.text.endswith(_ENDS) and line.text[:1].isupper():
        return False
    return not _ended_on_purpose(last, line, right)


def _set_apart(last: Line, line: Line) -> bool:
    """Whether a line begins far left of the one above it and ends elsewhere too: that one was centred, this one not."""
    far = 3 * line.size
    middles = abs((last.x0 + last.x1) - (line.x0 + line.x1)) / 2
    return last.x0 - line.x0 > far and abs(last.x1 - line.x1) > far and middles > 2 * line.size


def _ended_on_purpose(last: Line, line: Line, right: float) -> bool:
    """Whether a line ended though the next word had room on it: an item of a list whose marks are drawn."""
    if abs(last.x0 - line.x0) > 1.5 or not line.text[:1].isupper() or last.text.endswith((",", "-", "–", "and", "&")):
        return False
    return _had_room(last, line, right - 0.06 * (right - last.x0))


def _leaves_the_item(first: Line, line: Line) -> bool:
    """Whether a line after a list item begins no further right than the mark of the item, as something new does."""
    return (
        line.x0 <= first.x0 + max(1.5, 0.5 * first.inset) and line.text[:1].isupper() and marked(first.text) is not None
    )


def _had_room(last: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have had room on the line above it."""
    letter = (last.x1 - last.x0) / max(1, len(last.text))
    return last.x1 + letter * (len(line.text.split()[0]) + 2.5) < right


def _same_sentence(last: Line, line: Line) -> bool:
    """Whether a change of weight falls inside a sentence."""
    return line.text[:1].islower() and not last.text.endswith(_ENDS)


def _number_in_sentence(group: Sequence[Line], line: Line, right: float) -> bool:
    """Whether what looks like a list number only begins the next line of a sentence.

    As in '… by March\\n2024. Then' and '… a gap of\\n7.3 years': the line above has no end, and no room for the number.
    """
    found, last = marked(line.text), group[-1]
    if found is None or found.ordinal is None or line.x0 > last.x0 + last.inset + 0.5:
        return False
    if last.text.endswith(":") and found.ordinal.isdigit() and not _had_room(last, line, right):
        return int(found.ordinal) > 20  # no list begins so high
    if last.text.endswith(_ENDS):
        return False
    if found.ordinal.isdigit():
        listed = found.ordinal == "1" or marked(group[0].text) is not None or _had_room(last, line, right)
        return int(found.ordinal) > 20 or not (listed or found.mark.startswith("("))
    return "." in found.ordinal and found.text[:1].islower() and len(last.text.split()) >= _RUNNING


def _part(lines: Sequence[Line], left: float, pages: Pages, *, ocr: bool) -> Part:
    text = lines[0].text
    for line in lines[1:]:
        text = glued(text, line.text)
    found = marked(text)
    size, bold = lines[0].size, all(line.bold for line in lines)
    if found is None or (found.ordinal is not None and "." in found.ordinal):
        return Part(
            kind=BlockKind.PARAGRAPH,
            text=text,
            pages=pages,
            size=size,
            bold=bold,
            top=lines[0].top,
            left=lines[0].x0,
            ocr=ocr,
        )
    return Part(
        kind=BlockKind.ITEM,
        text=found.text,
        level=1 + max(0, min(5, round((lines[0].x0 - left) / (2.2 * size)))),
        mark=found.mark,
        ordinal=found.ordinal,
        pages=pages,
        size=size,
        bold=bold,
        top=lines[0].top,
        left=lines[0].x0,
        ocr=ocr,
    )
