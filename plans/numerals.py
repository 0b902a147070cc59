"""Numbers as they are written, in figures and in words, with their offsets."""

import re
from dataclasses import dataclass

__all__ = ["Numeral", "in_words", "numerals"]

_ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_SUFFIXES = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}

_GLUED_BEFORE = r"(?<![A-Za-z0-9_.,/])(?:(?<![A-Za-z][-–])|(?<=over-)|(?<=under-))"  # Core20, COVID-19, 1.2.3, 24/7
_GROUPED = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f]\d{3}| 000)+(?!\d)"  # 1,200 and 50 000
_FIGURES = re.compile(
    rf"{_GLUED_BEFORE}(?P<figures>{_GROUPED}|\d+(?:\.\d+)?[½¼¾⅓⅔]?|[½¼¾])"
    r"(?:(?P<glued>k|m|mn|bn|b|tn)(?![A-Za-z])|\s?(?P<scale>thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)
_WORD = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_WORDS = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?:{_WORD})|an?(?=\s+(?:{_SCALE})\b)|half\s+an?(?=\s+(?:million|billion|dozen)\b))"
    rf"(?:(?:\s+and\s+|\s*-\s*|\s+)(?:{_WORD}|{_SCALE})\b)*(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def in_words(value: float) -> str:
    """A whole number in one word, as "three" or "twenty"; empty where it takes more than one."""
    return next((word for word, number in (_ONES | _TENS).items() if number == value), "")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at `text[start:end]`. `scaled` says that million, bn or the like is part of it."""

    value: float
    start: int
    end: int
    in_words: bool = False
    scaled: bool = False


def numerals(text: str) -> tuple[Numeral, ...]:
    """Every number of a text, in order: 1,200; 6.5m; 1.4 billion; five; twenty-four; two hundred and six.

    Nothing is said here of what a number counts. 'one' counts as a number; ordinals do not.
    """
    found = [*_in_figures(text), *_in_words(text)]
    return tuple(sorted(found, key=lambda numeral: numeral.start))


_LARGEST = 1e15  # a longer run of figures counts nothing: it is a code, or put there to be no number at all


def _in_figures(text: str) -> list[Numeral]:
    found = []
    for match in _FIGURES.finditer(text):
        suffix = (match["glued"] or match["scale"] or "").lower()
        value = _figures(match["figures"]) * _SUFFIXES.get(suffix, 1.0)
        if value < _LARGEST:
            found.append(Numeral(round(value, 9), match.start(), match.end(), scaled=bool(suffix)))
    return found


_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


def _figures(written: str) -> float:
    """The value of figures with commas or a written fraction: 1,200 or 2½."""
    plain = re.sub(r"[,\s½¼¾⅓⅔]", "", written)
    return float(plain or 0) + _PARTS.get(written[-1], 0.0)


def _in_words(text: str) -> list[Numeral]:
    found: list[Numeral] = []
    for match in _WORDS.finditer(text):
        found.extend(_numbers_of(match.group(), match.start()))
    return found


def _numbers_of(phrase: str, offset: int) -> list[Numeral]:
    """Split a run of number words into the numbers it holds: 'two hundred and six' is one, 'two three' are two."""
    found: list[Numeral] = []
    words = [
        (match.group().lower(), match.start() + offset, match.end() + offset)
        for match in re.finditer(r"[A-Za-z]+", phrase)
    ]
    while words:
        taken, value, scaled = _longest_number(words)
        if taken == 0:
            words = words[1:]
            continue
        found.append(Numeral(value, words[0][1], words[taken - 1][2], in_words=True, scaled=scaled))
        words = words[taken:]
        if words and words[0][0] == "and":
            words = words[1:]
    return found


def _longest_number(words: list[tuple[str, int, int]]) -> tuple[int, float, bool]:
    """How many of the leading words make one number, its value, and whether a scale word is in it.

    `room` is the size that a following word has to stay under: ten after 'twenty', a hundred after 'two hundred'.
    """
    total, group, taken, room, scaled = 0.0, 0.0, 0, 100, False
    for position, (word, _, _) in enumerate(words):
        size = float(_TENS.get(word, _ONES.get(word, -1)))
        if word in _SCALES and group:
            total, group = _scaled(total, group, _SCALES[word])
            room, scaled, taken = 100, True, position + 1
        elif 0 <= size < room and (group == 0 or size > 0):
            group += size
            room, taken = (10 if word in _TENS else 0), position + 1
        elif position == 0 and word in ("a", "an", "half"):
            group, room = (0.5 if word == "half" else 1.0), 0
        elif not (word in ("a", "an") and position == 1 and group == 0.5) and not (word == "and" and scaled and room):
            break
    return taken, total + group, scaled


def _scaled(total: float, group: float, scale: int) -> tuple[float, float]:
    """A hundred multiplies the group that is being built; a thousand and more close it."""
    return (total, group * scale) if scale == 100 else (total + group * scale, 0.0)
