"""Words on a page into lines, and lines into running text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.hyphens import UNDECIDED
from ingest.marks import marked
from ingest.pdf_drawn import Box, Word
from ingest.pdf_figures import with_figures

__all__ = ["Line", "cells_of", "glued", "joined", "lines_of"]

_SPACE = 0.15  # of the size: a wider gap is a space
_PART = 1.1  # of the size: a wider gap parts two columns, but after a list mark
_CELL = 0.8  # of the size: a wider gap can part two cells
_MARK_GAP = 5.0
_TAB = 0.5  # of the size: a wider gap after a list mark is more than a space
_RAISED = 4  # letters of a raised or lowered sign, at most
_REFERENCE = re.compile(r"\s*[\d*†‡,]{1,6}\s*")  # to a footnote
_REFERENCED = 0.6  # of the size: how far such a number is raised, at most
_DRAWN = re.compile(r"_{3,}|[-–—]{6,}")  # lines drawn with letters
_LARGE = 1.5  # times the size of the words beside it
_INITIALS = 2  # letters
_INITIAL = 2.2  # times the size of the figures beside it, which else are the number of a footnote
_OVER = 2.0  # points by which words may stand over a line drawn down
_SAME_LINE = 0.45  # of the size: base lines nearer than this are one line


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand side by side: their text, box, base line, commonest size, and whether all are bold.

    `inset` is how far the words after a list mark are set in, where they are set apart from it; else 0.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    inset: float = 0.0

    @property
    def top(self) -> float:
        """The upper edge of the line, near enough."""
        return self.y + 0.8 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of the line, near enough."""
        return self.y - 0.22 * self.size


def lines_of(words: Iterable[Word], uprights: Sequence[Box] = ()) -> list[Line]:
    """The lines of a page from top to bottom and left to right; a wide gap parts a line into two.

    So does a line drawn down between two words, one of `uprights`.
    """
    return [_line(piece) for row in with_figures(_rows(words)) for piece in _pieces(row, uprights)]


def cells_of(words: Iterable[Word]) -> list[Line]:
    """What stands together on the lines of a page: parted by narrower gaps than `lines_of` does, marks among them."""
    return [_line(piece) for row in _rows(words) for piece in _parted(row, _CELL)]


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words by the line that they stand on, each from left to right."""
    rows: list[list[Word]] = []
    largest: list[Word] = []  # of each row: a raised sign may come before the words that it stands at
    for word in sorted(words, key=lambda word: (-round(word.y, 1), word.x0)):
        if not word.text.strip():
            continue
        if rows and _beside(rows[-1], largest[-1], word):
            rows[-1].append(word)
            largest[-1] = max(largest[-1], word, key=lambda one: one.size)
        else:
            rows.append([word])
            largest.append(word)
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _parted(row: Sequence[Word], wide: float) -> list[list[Word]]:
    pieces: list[list[Word]] = [[row[0]]]
    for word in row[1:]:
        last = pieces[-1][-1]
        if word.x0 - last.x1 > wide * max(last.size, word.size):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def joined(words: Sequence[Word]) -> str:
    """Words in the order given as one text: spaces where they stand apart, words parted at a line's end mended."""
    text = ""
    before: Word | None = None
    for word in words:
        if before is not None and _raised_number(before, word):
            continue
        if before is None or _begins(before, word):
            text += word.text
        elif abs(word.y - before.y) > _SAME_LINE * max(word.size, before.size) or word.x1 < before.x0:
            text = glued(text.rstrip(), word.text.lstrip())
        elif word.x0 - before.x1 > _SPACE * min(word.size, before.size) and not _spaced(text, word.text):
            text += f" {word.text}"
        else:
            text += word.text
        before = word
    return " ".join(_DRAWN.sub(" ", text).split())


def glued(before: str, after: str) -> str:
    """Two lines as one text; of a hyphen at the end of the first `hyphens` tells whether it parts a word."""
    if re.search(r"[a-z][-\u2010]$", before) and re.match(r"[a-z]{2,}", after):
        return before[:-1] + UNDECIDED + after
    if before.endswith(("-", "\u2010", "/")) and not before.endswith((" -", " /")):
        return before + after
    return f"{before} {after}"


def _begins(before: Word, word: Word) -> bool:
    """Whether a large capital is the first letter of the word after it."""
    letter = before.text.strip()
    large = before.size >= _LARGE * word.size and len(letter) == 1 and letter.isupper()
    return large and word.text[:1].islower() and word.x0 - before.x1 < word.size


def _raised_number(before: Word, word: Word) -> bool:
    """Whether a word is the number of a footnote: small, raised, digits only, after a longer word."""
    return (
        bool(re.fullmatch(r"[\d*†‡,\s]{1,6}", word.text))
        and word.size <= 0.85 * before.size
        and 0.15 * before.size < word.y - before.y < before.size
        and bool(re.search(r"\w{3,}[.,;:)%’”]?\s*$|[.%)]\s*$", before.text))
    )


def _spaced(text: str, after: str) -> bool:
    return text.endswith(" ") or after.startswith(" ")


def _beside(row: Sequence[Word], largest: Word, word: Word) -> bool:
    """Whether a word stands on the line of a row: by its base line, or raised or lowered within its height.

    Beside a large first letter a row has one line of small words, and no second one. `largest` is the row's largest
    word so far.
    """
    last = row[-1]
    if not _alike(largest, word):
        initial = max(largest, word, key=lambda one: one.size)
        short = len(initial.text.strip()) <= _INITIALS
        own = next((other for other in reversed(row) if _alike(other, word)), None) if short else None
        if own is not None or not _near(largest, word):
            other = own or last
            return abs(other.y - word.y) <= _SAME_LINE * min(other.size, word.size)
    small, large = sorted((last, word), key=lambda one: one.size)
    if small.size < 0.9 * large.size and _REFERENCE.fullmatch(small.text):
        limit = _REFERENCED * large.size
    elif small.size > 0.6 * large.size:
        limit = _SAME_LINE * small.size
    else:
        limit = (0.55 if len(small.text.strip()) <= _RAISED else 0.3) * large.size
    return abs(largest.y - word.y) <= limit


def _alike(one: Word, other: Word) -> bool:
    """Whether two words are of nearly one size, or the smaller can be the number of a footnote at the other."""
    small, large = sorted((one, other), key=lambda word: word.size)
    return large.size < (_INITIAL if _REFERENCE.fullmatch(small.text) else _LARGE) * small.size


def _near(largest: Word, word: Word) -> bool:
    """Whether a word stands so near the largest one of a row that it can be a sign raised or lowered beside it.

    A large first letter in one column says nothing of the lines of another.
    """
    return max(word.x0 - largest.x1, largest.x0 - word.x1) < max(largest.size, word.size)


def _pieces(row: Sequence[Word], uprights: Sequence[Box]) -> list[list[Word]]:
    pieces: list[list[Word]] = [[row[0]]]
    for word in row[1:]:
        last = pieces[-1][-1]
        gap = word.x0 - last.ink_end
        wide = gap > _PART * max(last.size, word.size)
        after_mark = wide and gap < _MARK_GAP * word.size and _is_mark(joined(pieces[-1]))
        if (wide and not after_mark) or _between(last, word, uprights):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _between(last: Word, word: Word, uprights: Sequence[Box]) -> bool:
    """Whether a line is drawn down between two words."""
    end = last.ink_end - _OVER
    return any(end <= x0 and x1 <= word.x0 + _OVER and bottom <= word.y <= top for x0, bottom, x1, top in uprights)


def _is_mark(text: str) -> bool:
    return len(text) <= 6 and marked(f"{text} x") is not None


def _small_capitals(words: Sequence[Word]) -> bool:
    """Whether capitals of two sizes stand for capitals and small letters: each smaller piece after a larger letter."""
    sizes = [round(word.size * 2) / 2 for word in words]
    large, small = max(sizes), min(sizes)
    begun = [word for word, size in zip(words, sizes, strict=True) if size == large]
    return len(set(sizes)) == 2 and small >= 0.6 * large and all(len(word.text.strip()) <= 2 for word in begun)


def _line(words: Sequence[Word]) -> Line:
    weight: dict[float, int] = {}
    for word in words:
        size = round(word.size * 2) / 2
        weight[size] = weight.get(size, 0) + len(word.text.strip())
    seen = [word for word in words if word.text.strip()]
    text = joined(words)
    return Line(
        text=text,
        x0=min(word.x0 for word in seen),
        x1=max(word.ink_end for word in seen),
        y=max(seen, key=lambda word: word.size).y,
        size=max(weight) if text.isupper() and _small_capitals(seen) else max(weight, key=lambda size: weight[size]),
        bold=all(word.bold for word in seen if re.search(r"\w", word.text)),
        inset=_inset(seen),
    )


def _inset(words: Sequence[Word]) -> float:
    """How far the words after a list mark are set in; 0 where only a space parts them from it."""
    if len(words) < 2 or words[1].x0 - words[0].x1 < _TAB * words[1].size or not _is_mark(words[0].text.strip()):
        return 0.0
    return words[1].x0 - words[0].x0
