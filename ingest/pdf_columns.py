"""Finds the columns and the bands in which the lines of a piece of a page stand."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from ingest.pdf_lines import Line

__all__ = ["bands", "columns", "crossed", "headed", "under_heads"]

_GUTTER = 1.2  # of the size of the letters: an empty strip at least so wide parts two columns
_NARROW = 0.55  # so wide is enough where three lines at least begin at one place right of it
_SAME_ROW = 0.3  # of the size: base lines nearer than this are of one row
_LARGE = 1.3  # times the size of what stands beside
_FEWEST = 3  # lines on either side of a strip that lines above it cross
_HEADS = 0.34  # of the lines of a piece that may stand over its columns, at most
_BAND = 1.1  # of the size: an empty band at least so high parts two pieces of a page
_INSET = 3.0  # of the size: what is set in further begins no column anew


def columns(lines: list[Line]) -> list[list[Line]] | None:
    """Parts left and right of the widest empty strip, where both sides hold two lines or a tall one."""
    strip = _strips(lines)
    if not strip:
        return None
    width, at = max(strip)
    left = [line for line in lines if line.x1 <= at]
    right = [line for line in lines if line.x0 >= at]
    if width < _GUTTER * median(line.size for line in lines) and not (len(left) >= 3 and _flush(right)):
        return None
    if min(len(left), len(right)) < 2 and not (len(lines) <= 3 and _side_by_side(left, right)):
        return None
    if not _overlap(left, right):
        return None
    return [left, right]


def headed(lines: list[Line]) -> list[list[Line]] | None:
    """Parts above and below a heading over both columns: both break at its height and begin again right below it."""
    strip = _strips(lines)
    if not strip:
        return None
    _, at = max(strip)
    left = [line for line in lines if line.x1 <= at]
    right = [line for line in lines if line.x0 >= at]
    for above, head, below in zip(left, left[1:], left[2:], strict=False):
        if not (head.bold or _is_head(head, below)) or above.bottom - head.top < 0.5 * head.size:
            continue
        over = [line for line in right if line.y > head.y]
        under = [line for line in right if line.y <= head.y]
        if not over or not under or over[-1].bottom - under[0].top < 2.2 * head.size:
            continue
        if under[0].x0 - min(line.x0 for line in right) > _INSET * head.size:
            continue
        smaller = under[0].size * _LARGE <= head.size
        lowest = below.y - (1.5 * under[0].size if smaller else below.size)
        if lowest < under[0].y < head.y - _SAME_ROW * head.size and (smaller or not under[0].bold):
            return [[line for line in lines if line.y > head.y], [line for line in lines if line.y <= head.y]]
    return None


def under_heads(lines: list[Line]) -> list[list[Line]] | None:
    """Parts above and below the few lines that stand over two columns, which go on from there to the end.

    Where an empty band parts the columns, the right one must begin with a heading of its own: else they are cards.
    """
    size = median(line.size for line in lines)
    best: tuple[int, float] | None = None
    for at in {line.x0 for line in lines}:
        crossing = [n for n, line in enumerate(lines) if line.x0 < at - 1 and line.x1 > at - _NARROW * size]
        head = crossing[-1] + 1 if crossing else 0
        if not 0 < head <= _HEADS * len(lines):
            continue
        left = [line for line in lines[head:] if line.x0 < at - 1]
        right = [line for line in lines[head:] if line.x0 >= at - 1]
        if min(len(left), len(right)) < _FEWEST or not (_flush(left) and _flush(right) and _overlap(left, right)):
            continue
        if bands(lines[head:]) is None or _is_head(right[0], right[1]):
            best = min(best or (head, at), (head, at))
    if best is None:
        return None
    return [lines[: best[0]], lines[best[0] :]]


def crossed(lines: list[Line]) -> list[list[Line]] | None:
    """Columns above and below the few lines that cross the strip between them."""
    size = median(line.size for line in lines)
    best: tuple[int, float] | None = None
    for at in {round(line.x0) - 1.0 for line in lines}:
        crossing = sum(line.x0 < at < line.x1 for line in lines)
        left = sum(line.x1 <= at - _GUTTER * size for line in lines)
        right = sum(line.x0 >= at for line in lines)
        fits = min(left, right) >= 3 and crossing <= 0.34 * len(lines)
        if fits and left + right + crossing == len(lines) and (best is None or crossing < best[0]):
            best = (crossing, at)
    if best is None or best[0] == 0:
        return None
    return _parted(lines, best[1])


def bands(lines: list[Line]) -> list[list[Line]] | None:
    """Parts above and below the highest empty band, where it is clearly higher than the others of the piece."""
    size = median(line.size for line in lines)
    best: tuple[float, int] | None = None
    bottom = lines[0].bottom
    for position, line in enumerate(lines[1:], start=1):
        gap = bottom - line.top
        if gap >= _BAND * size and (best is None or gap > best[0]):
            best = (gap, position)
        bottom = min(bottom, line.bottom)
    if best is None:
        return None
    return [lines[: best[1]], lines[best[1] :]]


def _parted(lines: list[Line], at: float) -> list[list[Line]] | None:
    parts: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.x0 < at < line.x1:
            head = [side.pop() for side, other in ((left, right), (right, left)) if _heads(line, side, other)]
            parts += [side for side in (left, right, head) if side]
            left, right = [], []
            if parts and (head or parts[-1][-1].x0 < at < parts[-1][-1].x1):
                parts[-1].append(line)
            else:
                parts.append([line])
        elif parts and not left and not right and _ends(parts[-1][-1], line):
            parts[-1].append(line)
        elif line.x1 <= at:
            left.append(line)
        else:
            right.append(line)
    parts += [side for side in (left, right) if side]
    return parts if len(parts) > 1 else None


def _heads(line: Line, side: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether the last line of a column heads the line below that crosses both: the other column ended above it."""
    if not side or not other or other[-1].bottom < side[-1].top:
        return False
    return _is_head(side[-1], line) and side[-1].bottom - line.top < line.size


def _ends(line: Line, below: Line) -> bool:
    """Whether a line is the end of the paragraph whose line above it crosses two columns."""
    near = line.y - below.y < 1.5 * line.size and abs(line.x0 - below.x0) < 2
    return near and line.size == below.size and below.text[:1].islower()


def _is_head(line: Line, below: Line) -> bool:
    """Whether a line is set larger or bolder than the one below it."""
    return line.size > 1.1 * below.size or (line.bold and not below.bold)


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    return any(abs(one.y - other.y) < one.size for one in left for other in right)


def _flush(lines: Sequence[Line]) -> bool:
    """Whether a good part of the lines, three at least, begin at one place."""
    starts = Counter(round(line.x0 / 2) for line in lines)
    most = max(starts[start] + starts[start + 1] for start in starts)
    return most >= 3 and most >= 0.35 * len(lines)


def _overlap(left: list[Line], right: list[Line]) -> bool:
    """Whether some line of one column stands beside a line of the other."""
    one, other = sorted(left, key=_bottom), sorted(right, key=_bottom)
    n = m = 0
    while n < len(one) and m < len(other):
        if one[n].top <= other[m].bottom:
            n += 1
        elif other[m].top <= one[n].bottom:
            m += 1
        else:
            return True
    return False


def _bottom(line: Line) -> float:
    return line.bottom


def _strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The empty strips that no line crosses: width and middle of each."""
    size = median(line.size for line in lines)
    spans = sorted((line.x0, line.x1) for line in lines)
    strips: list[tuple[float, float]] = []
    reach = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - reach >= _NARROW * size:
            strips.append((x0 - reach, (x0 + reach) / 2))
        reach = max(reach, x1)
    return strips
