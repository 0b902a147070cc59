"""Tables with lines only between their rows: each line is drawn cell by cell, so that its pieces tell the columns."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf_drawn import Box, Drawn, Word

__all__ = ["columns_drawn"]

_THIN = 2.0  # points
_TOUCH = 1.5  # points between two pieces of one line, at most
_NEAR = 2.0  # points by which the pieces of two lines may differ
_FEWEST_LINES = 3
_HIGHEST = 300.0  # points: no row is higher
_HEAD = 2.4  # of the size: heads stand no further above the first line
_STEP = 1.5  # of the size, from one line of a head to the next
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class _Level:
    """A line across, and where its pieces begin and end."""

    y: float
    breaks: tuple[int, ...]

    def has(self, x: float) -> bool:
        """Whether a piece begins or ends there, or the line does not reach it."""
        inside = self.breaks[0] + _NEAR < x < self.breaks[-1] - _NEAR
        return not inside or any(abs(x - at) <= _NEAR for at in self.breaks)


def columns_drawn(drawn: Drawn, words: Sequence[Word]) -> list[Box]:
    """Lines down between the columns of such tables, as thin boxes, and one across above their heads."""
    levels = _levels(drawn.rules)
    often = Counter(level.breaks for level in levels if len(level.breaks) > 2)
    lines: list[Box] = []
    for breaks, times in often.items():
        ys = [level.y for level in levels if level.breaks == breaks]
        if times >= _FEWEST_LINES and not _ruled_down(drawn.rules, breaks, ys[-1], ys[0]):
            lines.extend(_down(breaks, [level for level in levels if ys[-1] <= level.y <= ys[0]]))
            lines.extend(_over(breaks, ys[0], words))
    return lines


def _ruled_down(rules: Sequence[Box], breaks: Sequence[int], bottom: float, top: float) -> bool:
    """Whether lines are drawn down between the columns already."""
    middle = breaks[1:-1]
    return any(
        x1 - x0 <= _THIN < y1 - y0 and y0 < top and y1 > bottom and any(abs(x0 - x) <= _NEAR for x in middle)
        for x0, y0, x1, y1 in rules
    )


def _levels(rules: Sequence[Box]) -> list[_Level]:
    """The lines across that are drawn in two pieces or more, and others at their ends, from top to bottom."""
    at: dict[int, list[Box]] = defaultdict(list)
    for rule in rules:
        if rule[3] - rule[1] <= _THIN < rule[2] - rule[0]:
            at[round((rule[1] + rule[3]) / 2)].append(rule)
    levels: list[_Level] = []
    for y, pieces in sorted(at.items(), reverse=True)[:_MOST_LINES]:
        pieces.sort()
        if all(abs(other[0] - one[2]) <= _TOUCH for one, other in pairwise(pieces)):
            levels.append(_Level(float(y), (round(pieces[0][0]), *(round(piece[2]) for piece in pieces))))
    return levels


def _down(breaks: Sequence[int], levels: Sequence[_Level]) -> Iterator[Box]:
    for upper, lower in pairwise(levels):
        if upper.y - lower.y <= _HIGHEST:
            yield from ((x, lower.y, x, upper.y) for x in breaks if lower.has(x))


def _over(breaks: Sequence[int], y: float, words: Sequence[Word]) -> list[Box]:
    """The lines around the heads above the first line of a table, where words stand in its columns there."""
    inside = [word for word in words if word.upright and breaks[0] - 1 <= word.x0 and word.x1 <= breaks[-1] + 1]
    top, heads = y, list[Word]()
    for word in sorted((word for word in inside if word.y > y), key=lambda word: word.y):
        if word.y - top > (_STEP if heads else _HEAD) * word.size:
            break
        heads.append(word)
        top = max(top, word.y)
    columns = {sum(word.x0 >= x - 1 for x in breaks) for word in heads}
    crossed = any(word.x0 < x - 1 and word.x1 > x + 1 for word in heads for x in breaks)
    if crossed or len(columns) * 2 < len(breaks) or not all(word.bold == heads[0].bold for word in heads):
        return []
    top += max(word.size for word in heads)
    return [(breaks[0], top, breaks[-1], top), *((x, y, x, top) for x in breaks)]
