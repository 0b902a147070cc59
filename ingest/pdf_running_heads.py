"""Running heads and feet that change from chapter to chapter: each prints again a title of the file."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf_drawn import Box
from ingest.pdf_lines import Line

__all__ = ["running_titles"]

_LARGER = 1.15  # times the size of a running head: a title has such letters
_SAME_LINE = 0.3  # of the size
_APART = 1.5  # of the size: a running head stands so far from the text, at least
_EDGE = 0.11  # of the page's height, at the top and at the bottom
_FEWEST_PAGES = 2
_MOST_TITLES = 2_000
_NUMBERED = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,2}(?:\.\d+)*[.:)]?|[a-z][.:)])\s+|\s*[|–-]?\s*\d+$",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s+[|•·/–—-]\s+|:\s+")


def running_titles(pages: Sequence[Sequence[Line]], boxes: Sequence[Box], usual: float) -> list[set[Line]]:
    """Of each page the lines that are running heads or feet: no line of the page stands further out, their words are
    titles that the file prints in larger letters, and two pages have such lines at one height in one size."""
    titles = _titles(pages, usual)
    found: list[set[Line]] = []
    slots: dict[tuple[int, float], set[int]] = defaultdict(set)
    for number, (lines, box) in enumerate(zip(pages, boxes, strict=True)):
        heads = {line for line in _outermost(lines, box) if _is_title(line, titles)}
        found.append(heads)
        for line in heads:
            slots[_slot(line, box)].add(number)
    return [
        {line for line in heads if len(slots[_slot(line, box)]) >= _FEWEST_PAGES}
        for heads, box in zip(found, boxes, strict=True)
    ]


def _titles(pages: Sequence[Sequence[Line]], usual: float) -> dict[str, float]:
    """The titles of a file with the size of their letters; one over two lines as one."""
    titles: dict[str, float] = {}
    for lines in pages:
        large = [line for line in lines if line.size >= _LARGER * usual]
        two = [(f"{one.text} {other.text}", one.size) for one, other in pairwise(large) if one.size == other.size]
        for text, size in [*((line.text, line.size) for line in large), *two]:
            if len(titles) < _MOST_TITLES:
                titles[_bare(text)] = max(size, titles.get(_bare(text), 0.0))
    return titles


def _bare(text: str) -> str:
    return _NUMBERED.sub("", text.casefold()).strip()


def _is_title(line: Line, titles: dict[str, float]) -> bool:
    """Whether a line prints a title again, or several with signs between them, in smaller letters."""
    whole = titles.get(_bare(line.text), 0.0)
    if whole:
        return whole >= _LARGER * line.size
    pieces = [_bare(piece) for piece in _PIECES.split(line.text)]
    told = [piece for piece in pieces if piece]
    return len(told) > 1 and all(titles.get(piece, 0.0) >= _LARGER * line.size for piece in told)


def _outermost(lines: Sequence[Line], box: Box) -> list[Line]:
    """The lines of the highest and of the lowest row of a page that stand at its edge, apart from the text."""
    if not lines:
        return []
    height = box[3] - box[1]
    top, bottom = max(line.y for line in lines), min(line.y for line in lines)
    found: list[Line] = []
    for line in lines:
        near = _SAME_LINE * line.size
        high = top - line.y <= near and line.y > box[3] - _EDGE * height
        low = line.y - bottom <= near and line.y < box[1] + _EDGE * height
        if (high or low) and not any(near < abs(other.y - line.y) < _APART * line.size for other in lines):
            found.append(line)
    return found


def _slot(line: Line, box: Box) -> tuple[int, float]:
    """Where a line stands on the page, near enough, and its size."""
    return round((line.y - box[1]) / max(1.0, box[3] - box[1]) * 40), line.size
