"""Which words of a PDF page nobody can see, and why."""

from ingest.pdf_drawn import Box, Colour, Drawn, Word

__all__ = ["scanned", "unseen"]

_TINY = 1.6  # points
_NEAR = 0.04  # two colours nearer than this in every component are one


def unseen(word: Word, drawn: Drawn) -> str | None:
    """Why a word cannot be seen ('drawn in the colour of what is under it', …), None where it can."""
    if word.off:
        return "on a layer that is switched off"
    if word.invisible:
        return "drawn without ink"
    if word.size < _TINY:
        return "too small to read"
    left, bottom, right, top = drawn.box
    if word.x1 < left or word.x0 > right or word.y + word.size < bottom or word.y > top:
        return "outside the page"
    if word.colour is not None and _same(word.colour, _under(word, drawn)):
        return "in the colour of what is under them"
    return None


def scanned(drawn: Drawn) -> bool:
    """Whether the page is a picture of a page: one picture covers most of it."""
    left, bottom, right, top = drawn.box
    area = max(1.0, (right - left) * (top - bottom))
    return any((x1 - x0) * (y1 - y0) > 0.6 * area for x0, y0, x1, y1 in drawn.pictures)


def _under(word: Word, drawn: Drawn) -> Colour | None:
    """The colour that was painted last under a word: white paper where nothing was, None where it cannot be told."""
    x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
    for box, colour in reversed(drawn.painted[: word.painted]):
        if _holds(box, x, y):
            return colour
    return (1.0,)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _same(one: Colour, other: Colour | None) -> bool:
    if other is None:
        return False
    first, second = _rgb(one), _rgb(other)
    return (
        first is not None
        and second is not None
        and all(abs(a - b) <= _NEAR for a, b in zip(first, second, strict=True))
    )


def _rgb(colour: Colour) -> tuple[float, float, float] | None:
    """Red, green and blue of a grey, RGB or CMYK colour; None for other spaces."""
    if len(colour) == 1:
        return colour[0], colour[0], colour[0]
    if len(colour) == 3:
        return colour[0], colour[1], colour[2]
    if len(colour) == 4:
        cyan, magenta, yellow, black = colour
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None
