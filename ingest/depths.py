"""How deep headings are that only their letters and their numbers tell."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.parts import Part, Run, Table
from plans.document import BlockKind

__all__ = ["depths", "style_of"]

_ONE_LEVEL = 0.82
_FEWEST_STARTS = 5
_FEWEST_MARKED = 3
_MOST_LEVELS = 6
_MOST_STYLES = 4  # of headings, in a file that keeps to them
_KEPT = 0.9  # of the headings that have one of these styles
_APART = 0.75  # points between two sizes that a reader tells apart
_FEWEST_HEADINGS = 6
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.):]?\s")

Style = tuple[float, bool]


def depths(run: Run, found: Sequence[bool]) -> dict[int, int]:
    """The depth of each heading `found` in a run, by its place.

    Below the headings that the file marks itself and that they stand under, where it marks some; else by their
    numbers ('2.3.1'), where most have one; else by size and weight among all styles of headings.
    """
    marked = sum(isinstance(part, Part) and part.kind is BlockKind.HEADING and part.marked for part in run)
    if marked >= _FEWEST_MARKED:
        return _below_marked(run, found)
    levels = _by_style(run, found) or _by_size(run, found)
    return _by_number(run, levels)


def style_of(part: Part | Table) -> Style:
    """The size and weight of the letters of a part."""
    return (part.size, part.bold) if isinstance(part, Part) else (0.0, False)


def _by_number(run: Run, levels: dict[int, int]) -> dict[int, int]:
    """The depth of numbered headings by the parts of their numbers, where most headings have one of two parts or more.

    The others go by how many of the styles that the numbered ones have are larger than theirs.
    """
    numbers = {at: number for at in levels if (number := _number(run[at]))}
    if len(numbers) * 2 < len(levels) or sum(len(number) > 1 for number in numbers.values()) < 2:
        return levels
    usual = {depth: _usual(run, numbers, depth) for depth in {len(number) for number in numbers.values()}}
    top = min(levels[at] for at in numbers) - 1
    return {
        at: min(_MOST_LEVELS, top + (len(numbers[at]) if at in numbers else _beneath(style_of(run[at]), usual)))
        for at in levels
    }


def _number(part: Part | Table) -> tuple[int, ...]:
    if not isinstance(part, Part):
        return ()
    text = f"{part.mark} {part.text}" if part.kind is BlockKind.ITEM and part.mark else part.text
    found = _DOTTED.match(text)
    return tuple(int(number) for number in found[1].split(".")) if found else ()


def _usual(run: Run, numbers: dict[int, tuple[int, ...]], depth: int) -> Style:
    """The style that most headings have whose number has so many parts."""
    return Counter(style_of(run[at]) for at, number in numbers.items() if len(number) == depth).most_common(1)[0][0]


def _beneath(style: Style, usual: dict[int, Style]) -> int:
    return 1 + sum(style < other for other in usual.values())


def _by_style(run: Run, found: Sequence[bool]) -> dict[int, int]:
    """The depth of each heading in a file that keeps to a few styles of headings, {} in one that does not.

    Each style is a depth, however little it differs from the next; a larger one that comes once, first, is the title.
    """
    heads = [at for at, is_one in enumerate(found) if is_one]
    often = Counter(style_of(run[at]) for at in heads)
    kept = sorted((style for style, times in often.items() if times > 1), reverse=True)
    if len(heads) < _FEWEST_HEADINGS or not 1 < len(kept) <= _MOST_STYLES:
        return {}
    if sum(often[style] for style in kept) < _KEPT * len(heads) - 1 or not _told_apart(kept):
        return {}
    title = int(style_of(run[heads[0]]) > kept[0])
    return {
        at: 1 if title and at == heads[0] else 1 + title + sum(style_of(run[at]) < style for style in kept)
        for at in heads
    }


def _told_apart(styles: Sequence[Style]) -> bool:
    """Whether each of these styles, the largest first, differs from the next so that a reader sees it."""
    return all(
        one[0] - other[0] >= _APART or (one[0] == other[0] and one[1] != other[1]) for one, other in pairwise(styles)
    )


def _below_marked(run: Run, found: Sequence[bool]) -> dict[int, int]:
    """The depth of each heading by style: below the marked heading that it stands under, the largest style first."""
    levels: dict[int, int] = {}
    above, open_styles = 0, _Ranks()
    for at, (part, heads) in enumerate(zip(run, found, strict=True)):
        if isinstance(part, Part) and part.kind is BlockKind.HEADING:
            above, open_styles = part.level, _Ranks()
        elif heads:
            levels[at] = min(_MOST_LEVELS, above + open_styles.rank(style_of(part)))
    return levels


class _Ranks:
    """The styles of the headings that are open under one marked heading, outermost first."""

    def __init__(self) -> None:
        self.styles: list[Style] = []

    def rank(self, style: Style) -> int:
        """The depth of a heading of that style below the marked one, from 1; smaller ones before it are over."""
        while self.styles and self.styles[-1] < style:
            self.styles.pop()
        if not self.styles or self.styles[-1] > style:
            self.styles.append(style)
        return len(self.styles)


def _by_size(run: Run, found: Sequence[bool]) -> dict[int, int]:
    """The depth of each heading by size, the largest first; sizes that a designer varies by under a fifth are one."""
    sizes = {style_of(part)[0] for part, heads in zip(run, found, strict=True) if heads}
    chapter = _chapter_size(run, found)
    ends: list[float] = []  # the smallest size that still belongs to each depth
    for size in sorted(sizes, reverse=True):
        if not ends:
            ends.append(min(chapter, _ONE_LEVEL * size))
        elif size < ends[-1]:
            ends.append(_ONE_LEVEL * size)
    return {
        at: min(_MOST_LEVELS, 1 + sum(style_of(part)[0] < end for end in ends[:-1]))
        for at, (part, heads) in enumerate(zip(run, found, strict=True))
        if heads
    }


def _chapter_size(run: Run, found: Sequence[bool]) -> float:
    """The size from which on headings are chapters: what three in four of the headings that start a page have.

    A size that starts a page only now and then, under one time in four, tells nothing of chapters.
    """
    seen: set[int | None] = {None}
    starts: Counter[float] = Counter()
    often: Counter[float] = Counter()
    for part, heads in zip(run, found, strict=True):
        page = part.pages.first if isinstance(part, Part) else None
        if isinstance(part, Part) and heads:
            often[part.size] += 1
            starts[part.size] += page not in seen
        seen.add(page)
    sizes = sorted(size for size in starts.elements() if 4 * starts[size] >= often[size])
    return sizes[len(sizes) // 4] if len(sizes) >= _FEWEST_STARTS else 1e9
