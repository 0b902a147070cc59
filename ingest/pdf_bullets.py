"""List marks that are drawn as small shapes and not written: dots, squares and rings before the lines of a list."""

from collections.abc import Sequence

from ingest.pdf_drawn import Box, Drawn, Word
from ingest.pdf_rules import dotted

__all__ = ["drawn_bullets"]

_SMALLEST, _LARGEST = 1.5, 9.0  # points
_MOST_SHAPES = 2_000
_REACH = 30.0  # points from a mark to its line
_APART = 12.0  # points from the cell beside it to a mark that stands below or above another one


def drawn_bullets(drawn: Drawn, words: Sequence[Word], borders: Sequence[Box] = ()) -> list[Word]:
    """A bullet for each small shape that stands right before the first word of a line and has nothing before it.

    What stands on the other side of one of the `borders`, lines drawn down, is not before it; below or above such a
    bullet another may stand nearer to what is before it, as in the cells of a table.
    """
    small = [box for box, _ in drawn.painted if _is_dot(box)] + [box for box in drawn.rules if _is_dot(box)]
    lines = set(dotted(drawn))
    shapes = [box for box in small if box not in lines]
    if not shapes or len(shapes) > _MOST_SHAPES:
        return []
    sure = [(box, word) for box in shapes if (word := _after(box, words, borders)) is not None]
    below = {round(box[0]) + step for box, _ in sure for step in (-1, 0, 1)}
    rest = [box for box in shapes if round(box[0]) in below and _after(box, words, borders) is None]
    more = [(box, word) for box in rest if (word := _after(box, words, borders, reach=_APART)) is not None]
    bullets: list[Word] = []
    taken: set[int] = set()
    for box, word in (*sure, *more):
        if id(word) not in taken:
            taken.add(id(word))
            bullets.append(_bullet(box, word))
    return bullets if len(bullets) > 1 else []


def _is_dot(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return _SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST and 0.5 <= width / height <= 2.0


def _after(box: Box, words: Sequence[Word], borders: Sequence[Box], *, reach: float = _REACH) -> Word | None:
    """The first word of the line that a shape stands before, with nothing before the shape within `reach`."""
    middle = (box[1] + box[3]) / 2
    beside = [w for w in words if w.upright and w.y - 0.25 * w.size < middle < w.y + 0.85 * w.size]
    bounds = [x for x, bottom, _, top in borders if bottom <= middle <= top and x <= box[0]]
    before = [w for w in beside if box[0] - reach < w.x1 <= box[0] + 1 and not any(w.ink_end <= x for x in bounds)]
    behind = [w for w in beside if box[2] - 1 <= w.x0 <= box[2] + _REACH]
    inside = [w for w in beside if w.x0 < box[0] and w.x1 > box[2]]
    if before or inside or not behind:
        return None
    first = min(behind, key=lambda word: word.x0)
    return first if first.text.strip()[:1] not in "•–-▪" else None


def _bullet(box: Box, word: Word) -> Word:
    return Word(
        text="•",
        x0=box[0],
        x1=box[2],
        y=word.y,
        size=word.size,
        bold=word.bold,
        upright=True,
        mcid=word.mcid,
        artifact=word.artifact,
        colour=None,
        invisible=False,
        off=False,
        painted=word.painted,
    )
