"""Filled boxes side by side, each with words of its own: read box by box, their labels and titles with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.pdf_boxes import box_rows, wide_boxes
from ingest.pdf_drawn import Box, Drawn
from ingest.pdf_lines import Line

__all__ = ["Cards", "cards_on"]

_IN = 0.9  # of a line's width that stands in the box that holds it
_TOUCHES = 0.1
_APART = 30.0  # points between two rows of boxes
_ALIGNED = 15.0  # points between the middles of boxes one above the other
_LABEL_LINES, _LABEL_WORDS = 3, 4
_LARGER = 1.1
_FEWEST = 3  # lines around a title in their middle
_ON_EDGE, _ABOVE = 1.1, 0.6  # of its size: how far a title stands below and above the upper edge of its box

Card = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Boxes in rows and columns, or a labelled box alone: the box around them, and their lines in reading order."""

    box: Box
    pieces: tuple[Card, ...]

    @property
    def lines(self) -> list[Line]:
        """All lines of the boxes and of their labels."""
        return [line for piece in self.pieces for line in piece]


@dataclass(frozen=True, slots=True)
class _Row:
    boxes: tuple[Box, ...]
    cards: tuple[Card, ...]
    label: Card

    @property
    def box(self) -> Box:
        left = min([self.boxes[0][0], *(line.x0 for line in self.label)])
        return left, min(box[1] for box in self.boxes), self.boxes[-1][2], max(box[3] for box in self.boxes)

    @property
    def lines(self) -> list[Line]:
        return [line for card in (self.label, *self.cards) for line in card]


def cards_on(drawn: Drawn, lines: Sequence[Line]) -> list[Cards]:
    """The rows of boxes of a page with words in each, rows over the same columns together.

    Where the boxes of the first row are the titles of those below, they are read column by column, else row by row.
    """
    rows = [row for boxes in box_rows(drawn) if (row := _row(boxes, lines, drawn)) is not None]
    alone = [row for box in wide_boxes(drawn) if (row := _row([box], lines, drawn)) is not None]
    rows += [found for row in alone if (found := row if row.label else _with_title_inside(row)) is not None]
    rows.sort(key=lambda row: -row.box[3])
    grids: list[list[_Row]] = []
    for row in rows:
        if grids and _below(grids[-1][-1], row):
            grids[-1].append(row)
        elif not any(line in other.lines for other in rows if other is not row for line in row.lines):
            grids.append([row])
    return [_cards(grid) for grid in grids]


def _row(boxes: Sequence[Box], lines: Sequence[Line], drawn: Drawn) -> _Row | None:
    """Boxes with the lines in each; None where one is empty, or a line stands across the edge of one."""
    shares = [[_share(box, line) for box in boxes] for line in lines]
    if any(any(_TOUCHES < share < _IN for share in own) for own in shares):
        return None
    held = list(zip(lines, shares, strict=True))
    cards = [tuple(line for line, own in held if own[n] >= _IN) for n in range(len(boxes))]
    if not all(cards):
        return None
    free = [line for line, own in held if max(own) < _IN]
    titled = tuple((*_title(box, card, free), *card) for box, card in zip(boxes, cards, strict=True))
    return _Row(tuple(boxes), titled, _label(boxes, titled, free, drawn))


def _title(box: Box, card: Card, free: Sequence[Line]) -> Card:
    """The large or bold line that stands on the upper edge of a box, or right above it."""
    size = median(line.size for line in card)
    return tuple(
        line
        for line in free
        if -_ON_EDGE * line.size <= line.bottom - box[3] <= _ABOVE * line.size
        and box[0] - line.size <= line.x0
        and line.x1 <= box[2] + line.size
        and (line.bold or line.size >= _LARGER * size)
    )


def _share(box: Box, line: Line) -> float:
    """The share of a line that stands in a box."""
    middle = line.y + 0.3 * line.size
    if not box[1] <= middle <= box[3]:
        return 0.0
    return max(0.0, min(box[2], line.x1) - max(box[0], line.x0)) / max(line.x1 - line.x0, 1.0)


def _label(boxes: Sequence[Box], cards: Sequence[Card], lines: Sequence[Line], drawn: Drawn) -> Card:
    """The few large or bold words left of a row of boxes that say what the row is."""
    left, bottom, top = boxes[0][0], min(box[1] for box in boxes), max(box[3] for box in boxes)
    near = left - 0.25 * (drawn.box[2] - drawn.box[0])
    beside = tuple(
        line for line in lines if line.x1 <= left + 0.5 * line.size and bottom <= line.y + 0.3 * line.size <= top
    )
    size = median(line.size for card in cards for line in card)
    short = all(len(line.text.split()) <= _LABEL_WORDS and line.x0 >= near for line in beside)
    loud = all(line.bold or line.size >= _LARGER * size for line in beside)
    return beside if len(beside) <= _LABEL_LINES and short and loud else ()


def _below(above: _Row, row: _Row) -> bool:
    """Whether a row of boxes stands right below another, each box below one."""
    if len(above.boxes) != len(row.boxes) or any(line in above.lines for line in row.lines):
        return False
    aligned = all(
        abs((one[0] + one[2]) - (other[0] + other[2])) / 2 <= _ALIGNED
        for one, other in zip(above.boxes, row.boxes, strict=True)
    )
    return aligned and -_APART <= above.box[1] - row.box[3] <= _APART


def _cards(grid: Sequence[_Row]) -> Cards:
    boxes = [row.box for row in grid]
    around = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    if len(grid) > 1 and _titles(grid[0], grid[1]):
        labels = [row.label for row in grid]
        cards = [row.cards[n] for n in range(len(grid[0].cards)) for row in grid]
        return Cards(around, tuple(piece for piece in (*labels, *cards) if piece))
    return Cards(around, tuple(piece for row in grid for piece in (row.label, *row.cards) if piece))


def _with_title_inside(row: _Row) -> _Row | None:
    """A box whose one bold line stands in the middle of what it heads, as its label; None where there is none."""
    (card,) = row.cards
    bold = tuple(line for line in card if line.bold)
    rest = tuple(line for line in card if not line.bold)
    if len(bold) != 1 or len(rest) < _FEWEST:
        return None
    sides = {line.x0 > bold[0].x1 for line in rest if line.x0 > bold[0].x1 or line.x1 < bold[0].x0}
    return _Row(row.boxes, (rest,), bold) if len(sides) == 2 and rest[0].y > bold[0].y > rest[-1].y else None


def _titles(head: _Row, below: _Row) -> bool:
    """Whether each box of a row is a title: few lines, bold or larger than those of the box below it."""
    return all(
        len(title) <= 5
        and all(line.bold or line.size >= _LARGER * text[0].size for line in title)
        and not all(line.bold for line in text)
        for title, text in zip(head.cards, below.cards, strict=True)
    )
