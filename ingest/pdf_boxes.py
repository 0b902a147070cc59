"""The filled boxes of a PDF page that stand side by side, and the borders that they draw between words."""

from collections.abc import Sequence

from ingest.pdf_drawn import Box, Drawn, Word

__all__ = ["borders_of_boxes", "box_rows", "large_boxes", "wide_boxes"]

_NARROW = 0.12  # of the page's width: a box that holds text of its own is as wide
_LOW = 30.0  # points: and as high
_WIDE, _WHOLE = 0.5, 0.97  # of the page's width
_MOST = 40  # boxes of a page; where there are more, it is a drawing
_STRIP = 30.0  # points between two boxes
_LEVEL = 0.7  # of the height of both that boxes of a row share
_OVER = 1.0  # points by which boxes side by side may overlap
_BESIDE = 2.0  # points by which words may stand over the edge of a box


def large_boxes(boxes: Sequence[Box], drawn: Drawn) -> list[Box]:
    """The boxes that are large enough for text of their own, each once."""
    width = drawn.box[2] - drawn.box[0]
    large = dict.fromkeys(box for box in boxes if box[2] - box[0] >= _NARROW * width and box[3] - box[1] > _LOW)
    return list(large)[:_MOST]


def box_rows(drawn: Drawn) -> list[list[Box]]:
    """The rows of boxes side by side, each from left to right; those with round corners too."""
    rows: list[list[Box]] = []
    for box in sorted(_filled(drawn), key=lambda box: box[0]):
        row = next((row for row in rows if _goes_on(row[-1], box)), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    return [row for row in rows if len(row) > 1]


def wide_boxes(drawn: Drawn) -> list[Box]:
    """The boxes over most of the page's width."""
    width = drawn.box[2] - drawn.box[0]
    return [box for box in _filled(drawn) if _WIDE * width <= box[2] - box[0] < _WHOLE * width]


def borders_of_boxes(drawn: Drawn, words: Sequence[Word]) -> list[Box]:
    """The strips between boxes side by side, and the outer edges of their rows and of wide boxes, as lines drawn down.

    No line of text goes on from one such box to the other, nor into the first or out of the last of them. An edge
    that a word stands across borders nothing.
    """
    borders = _strips(drawn)
    for row in [*box_rows(drawn), *([box] for box in wide_boxes(drawn))]:
        for x, box in ((row[0][0], row[0]), (row[-1][2], row[-1])):
            edge = (x, box[1], x, box[3])
            if not any(_across(edge, word) for word in words):
                borders.append(edge)
    return borders


def _strips(drawn: Drawn) -> list[Box]:
    boxes = _filled(drawn)
    strips: list[Box] = []
    for left in boxes:
        for right in boxes:
            bottom, top = max(left[1], right[1]), min(left[3], right[3])
            if -_OVER <= right[0] - left[2] <= _STRIP and top - bottom > _LOW:
                x = (left[2] + right[0]) / 2
                strips.append((x, bottom, x, top))
    return strips


def _filled(drawn: Drawn) -> list[Box]:
    pictures = set(drawn.pictures)
    return large_boxes([box for box, colour in drawn.painted if colour is not None or box not in pictures], drawn)


def _goes_on(last: Box, box: Box) -> bool:
    shared = min(last[3], box[3]) - max(last[1], box[1])
    level = shared >= _LEVEL * max(last[3] - last[1], box[3] - box[1])
    return level and -_OVER <= box[0] - last[2] <= _STRIP


def _across(edge: Box, word: Word) -> bool:
    return edge[1] <= word.y <= edge[3] and word.x0 + _BESIDE < edge[0] < word.ink_end - _BESIDE
