"""What a PDF page prints again and again: running heads and feet, and the number of the page."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.pdf_drawn import Box
from ingest.pdf_lines import Line
from ingest.pdf_running_heads import running_titles
from ingest.roman import from_roman, to_roman

__all__ = ["body_size", "printed_numbers", "without_furniture"]

_EDGE = 0.11  # of the page's height, at the top and at the bottom
_PAGE_NUMBER = re.compile(r"\d+\s*(?:of|/)\s*\d+|^\W*\d+|\d+\W*$")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])\s?\S+(?:\s\S+){2,}\.")
_SMALL = 0.92
_HEADS = 3
_AGAIN = 3
_CALLED_PAGE = re.compile(r"page\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:page\s*|p\.?\s*|[-–|]\s*)?(\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–|])?", re.IGNORECASE
)
_LAST_PAGE = 1_500  # what is larger is a year
_NUMBER_AT_END = re.compile(
    r"(?:^|.*\s)(?:page\s*)?(\d{1,4})$|^(?:page\s*)?(\d{1,4})(?:\s*[|–-]?\s+\D.*)$", re.IGNORECASE
)


def printed_numbers(pages: Sequence[Sequence[Line]], boxes: Sequence[Box]) -> tuple[str | None, ...]:
    """The page numbers printed at the edges of pages: those that most of the numbered pages agree on.

    The pages between the first and the last that print the number they should have it too. Roman numbers, as before
    a first chapter, count for themselves.
    """
    edges = [_edge_numbers(lines, box) for lines, box in zip(pages, boxes, strict=True)]
    plain = _agreed([[int(told) for told in found if told.isdigit()] for found in edges])
    romans = [[told for told in found if not told.isdigit()] for found in edges]
    front = _agreed([[number for told in found if (number := from_roman(told))] for found in romans])
    upper = any(told.isupper() for found in romans for told in found)
    return tuple(
        str(number) if number else (to_roman(other).upper() if upper else to_roman(other)) if other else None
        for number, other in zip(plain, front, strict=True)
    )


def _agreed(found: Sequence[Sequence[int]]) -> tuple[int | None, ...]:
    """The number of each page that most pages with one agree on, None where they do not or it lies outside them."""
    offsets = Counter(page - number for page, numbers in enumerate(found) for number in set(numbers))
    offset, votes = offsets.most_common(1)[0] if offsets else (0, 0)
    if votes < 2 or votes < 0.4 * sum(1 for numbers in found if numbers):
        return (None,) * len(found)
    printing = [page for page, numbers in enumerate(found) if page - offset in numbers]
    return tuple(page - offset if printing[0] <= page <= printing[-1] else None for page in range(len(found)))


def without_furniture(pages: Sequence[Sequence[Line]], boxes: Sequence[Box]) -> list[list[Line]]:
    """The lines of each page without running heads, feet and page numbers.

    A line at an edge is furniture where the same line, but for a number at its end, stands at much the same height on
    three pages (on both of two, in small letters on every other), where it is only a number, or beside one that is
    called a page's; so are the titles of chapters in running heads. Of repeated lines in large letters the first of
    each wording is kept: they are titles, and 'Priority 2' is another than 'Priority 1'. So is the first of a footnote
    that is printed again. A line of three pieces or more is the head of a table, and one that goes on in the next is
    of a paragraph.
    """
    seen = Counter(key for lines, box in zip(pages, boxes, strict=True) for key in {
        _key(line, box) for line in lines if _at_edge(line, box)
    })  # fmt: skip
    usual = body_size([line for lines in pages for line in lines])
    often = min(_AGAIN, len(pages)) if len(pages) > 1 else _AGAIN
    titled: set[str] = set()
    kept: list[list[Line]] = []
    running = running_titles(pages, boxes, usual)
    for lines, box, heads in zip(pages, boxes, running, strict=True):
        page: list[Line] = []
        for line in lines:
            if line in heads:
                continue
            found = _NUMBER.fullmatch(line.text)
            number = found is not None and not _is_year(found[1])
            again = seen[_key(line, box)] >= often and not _in_a_row(line, lines)
            inside = any(_goes_on(line, other) and seen[_key(other, box)] < often for other in lines)
            again = again and not inside
            half = seen[_key(line, box)] * 2 >= len(pages) > 2 and seen[_key(line, box)] > 1  # left or right pages
            again = again or (half and line.size < _SMALL * usual) or (_beside_page_number(line, lines) and not inside)
            if _at_edge(line, box) and (number or again):
                kept_once = line.size >= 1.25 * usual or _is_note(line, usual)
                if not kept_once or line.text in titled or number:
                    continue
                titled.add(line.text)
            page.append(line)
        kept.append(page)
    return kept


def body_size(lines: Sequence[Line]) -> float:
    """The size of letters that most words have, 0 where there are none."""
    weight: Counter[float] = Counter()
    for line in lines:
        weight[line.size] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def _at_edge(line: Line, box: Box) -> bool:
    height = box[3] - box[1]
    return line.y < box[1] + _EDGE * height or line.y > box[3] - _EDGE * height


def _in_a_row(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is one of several that stand side by side, as the headings of a table's columns do."""
    return sum(abs(other.y - line.y) < 0.3 * line.size for other in lines) >= _HEADS


def _is_note(line: Line, usual: float) -> bool:
    """Whether a line is a footnote: in small letters, from its number or sign on to a full stop."""
    return line.size < _SMALL * usual and _NOTE.fullmatch(line.text) is not None


def _beside_page_number(line: Line, lines: Sequence[Line]) -> bool:
    """Whether 'Page 3' stands on the same line, and nothing else does."""
    beside = [other for other in lines if other is not line and abs(other.y - line.y) < 0.3 * line.size]
    return len(beside) == 1 and _CALLED_PAGE.fullmatch(beside[0].text) is not None


def _goes_on(line: Line, other: Line) -> bool:
    """Whether another line stands right above or below in the same letters, as in one paragraph."""
    near = 0.5 * line.size < abs(other.y - line.y) < 1.5 * line.size
    return near and other.size == line.size and other.bold == line.bold and abs(other.x0 - line.x0) < line.size


def _is_year(number: str) -> bool:
    """Whether a number is too large for a page's: 'by March' at the end of a page and '2028' at the top of the next."""
    return number.isdigit() and int(number) > _LAST_PAGE


def _key(line: Line, box: Box) -> tuple[str, int]:
    """A line for comparing: its words without a number at either end, and its height on the page."""
    return _PAGE_NUMBER.sub("#", line.text.casefold()), round((line.y - box[1]) / max(1.0, box[3] - box[1]) * 40)


def _edge_numbers(lines: Sequence[Line], box: Box) -> list[str]:
    """The numbers that lines at the edges of a page are, or begin or end with; Roman ones only on their own."""
    numbers: list[str] = []
    for line in lines:
        if not _at_edge(line, box) or len(line.text) > 120:
            continue
        whole = _NUMBER.fullmatch(line.text)
        part = _NUMBER_AT_END.match(line.text)
        told = whole[1] if whole else (part[1] or part[2]) if part else None
        if told is not None and not _is_year(told):
            numbers.append(told)
    return numbers
