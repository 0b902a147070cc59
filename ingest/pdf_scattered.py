"""Blocks of lines that are scattered over a page, as around a ring: read block by block, not row by row."""

from collections.abc import Sequence

from ingest.pdf_lines import Line

__all__ = ["scattered"]

_MOST_LINES = 300  # of a piece: more are a drawing, or a page built to cost time
_FEWEST = 4  # blocks
_LINES = 3  # of a block, with its title
_LEADING = 1.5  # of the size: how far the next line of a block is below the last, at most
_HEAD = 1.6  # of its size: the clear space between a title and its block, at most
_TITLE_LINES = 3
_LIKE = 1.25  # how many times larger one line of a block may be than the next
_INDENT = 2.5  # of the size: how far the lines of a block begin apart
_ONE_EDGE = 5.0  # points
_ALONE = 0.75  # of the blocks begin where no other does


def scattered(lines: Sequence[Line]) -> list[list[Line]] | None:
    """The lines of a piece by blocks, the highest first; None where they are not scattered.

    They are where four blocks at least stand beside and below each other and most begin where no other does: the
    paragraphs of columns share their edges.
    """
    if len(lines) > _MOST_LINES:
        return None
    blocks = _titled(_blocks(lines))
    real = [block for block in blocks if len(block) >= _LINES]
    if len(real) < _FEWEST or 2 * len(real) < len(blocks) or not any(_beside(a, b) for a in real for b in real):
        return None
    edges = [min(line.x0 for line in block) for block in real]
    alone = sum(sum(abs(edge - other) <= _ONE_EDGE for other in edges) == 1 for edge in edges)
    if alone < _ALONE * len(real):
        return None
    return sorted(blocks, key=lambda block: -block[0].top)


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand close below each other and begin or are centred at one place."""
    blocks: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        block = next((block for block in blocks if _goes_on(block[-1], line)), None)
        if block is None:
            blocks.append([line])
        else:
            block.append(line)
    return blocks


def _goes_on(last: Line, line: Line) -> bool:
    size = max(last.size, line.size)
    alike = size <= _LIKE * min(last.size, line.size)
    near = 0.3 * size < last.y - line.y <= _LEADING * size
    level = abs(last.x0 - line.x0) <= _INDENT * size or abs(_middle(last) - _middle(line)) <= size
    return alike and near and level and _over(last, line)


def _titled(blocks: Sequence[list[Line]]) -> list[list[Line]]:
    """Blocks with the titles that stand right above them."""
    out = list(blocks)
    for title in blocks:
        if len(title) > _TITLE_LINES or not all(line.bold for line in title):
            continue
        last = title[-1]
        below = [b for b in out if b is not title and _over(last, b[0]) and last.y > b[0].y]
        nearest = max(below, key=lambda block: block[0].y, default=None)
        if nearest is not None and last.bottom - nearest[0].top <= _HEAD * last.size and not nearest[0].bold:
            out = [[*title, *block] if block is nearest else block for block in out if block is not title]
    return out


def _over(one: Line, other: Line) -> bool:
    """Whether the narrower of two lines stands over or under the other by half at least."""
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared >= 0.5 * min(one.x1 - one.x0, other.x1 - other.x0)


def _middle(line: Line) -> float:
    return (line.x0 + line.x1) / 2


def _beside(one: Sequence[Line], other: Sequence[Line]) -> bool:
    return one is not other and one[-1].bottom < other[0].top and other[-1].bottom < one[0].top
