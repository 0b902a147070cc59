"""Lists whose numbers are printed bare ('1', '2', '3'), apart from the words of their items."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.marks import counts_on
from ingest.pdf_lines import Line

__all__ = ["with_numbers"]

_LEVEL = 0.5  # of the size: base lines of a number and its words
_REACH = 4.0  # of the size, from a number to its words
_ALIGNED = 2.0  # points by which the ends of the numbers of a list differ
_APART = 12.0  # of the size, from one number to the next

Pair = tuple[Line, Line]


def with_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, with bare numbers that count on put before the words that they stand beside."""
    heads: dict[Line, Line] = {}
    for row in _rows(_pairs(lines)):
        if counts_on([number.text for number, _ in row]) and row[0][0].text == "1":
            heads.update((words, number) for number, words in row)
            heads.update((line, line) for line in _goes_on(row, lines))
    numbers = {number for words, number in heads.items() if number is not words}
    return [_joined(heads[line], line) if line in heads else line for line in lines if line not in numbers]


def _goes_on(row: Sequence[Pair], lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that begin with the numbers after those of a row: longer ones stand nearer to their words."""
    number, words = row[-1]
    count, above = int(number.text), words
    for line in lines:
        near = abs(line.x0 - number.x0) <= words.size and 0 < above.y - line.y < _APART * words.size
        if near and line.text.startswith(f"{count + 1} "):
            count, above = count + 1, line
            yield line


def _pairs(lines: Sequence[Line]) -> Iterator[Pair]:
    """Each bare number with the words right of it."""
    for number in lines:
        if not (number.text.isascii() and number.text.isdigit() and len(number.text) <= 2):
            continue
        beside = [
            line
            for line in lines
            if abs(line.y - number.y) < _LEVEL * line.size and 0 < line.x0 - number.x1 < _REACH * line.size
        ]
        if beside and len(beside[0].text.split()) > 1:
            yield number, min(beside, key=lambda line: line.x0)


def _rows(pairs: Iterator[Pair]) -> list[list[Pair]]:
    """Numbers that stand one below the other, from top to bottom."""
    rows: list[list[Pair]] = []
    for pair in pairs:
        row = next((row for row in rows if _follows(row[-1], pair)), None)
        if row is None:
            rows.append([pair])
        else:
            row.append(pair)
    return rows


def _follows(before: Pair, pair: Pair) -> bool:
    (above, words), (number, others) = before, pair
    aligned = min(abs(above.x1 - number.x1), abs(above.x0 - number.x0)) <= _ALIGNED
    counts = int(number.text) == int(above.text) + 1
    return aligned and counts and abs(words.x0 - others.x0) <= _ALIGNED and above.y - number.y < _APART * words.size


def _joined(number: Line, words: Line) -> Line:
    if number is words:
        told, _, rest = words.text.partition(" ")
        return replace(words, text=f"{told}. {rest}")
    text = f"{number.text}. {words.text}"
    return Line(text, number.x0, words.x1, words.y, words.size, words.bold, words.x0 - number.x0)
