"""List marks: what a line or a cell begins its items with, and the number it prints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Marked", "bulleted", "counts_on", "inline_items", "marked"]

BULLETS = "•‣⁃∙·●○◦▪▫■□◆◇►▶▸➢➤➔➜→✓✔☑✗✘❖❑❏*–—-"
_MOST_MARKS = 3
_LONGEST_NUMBER = 2  # digits
_FEWEST_COUNTED = 3
_SYMBOL = re.compile(rf"(?P<mark>[{re.escape(BULLETS)}]|o)\s+(?=\S)|(?P<tight>[•●▪■◆►▶➢➤✓✔❖])(?=\w)")
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<ordinal>\d{1,3}|[a-z]|[ivx]{1,5})[.)]|(?P<dotted>\d{1,2}(?:\.\d{1,2})+)[.)]?)\s+(?=\S)"
    r"|(?P<close>(?P<number>\d{1,2})[.)])(?-i:(?=[A-Z][a-z]))",
    re.IGNORECASE,
)
_TAGGED_LIST = re.compile(r"<\s*(?:ul|ol)\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"(?:(?<=\s)|^)(?P<mark>[•‣●○◦▪▫■□◆◇►▶▸➢➤✓✔❖])\s*(?=\S)|<li\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """A line without its list mark; `ordinal` is its printed number, None for a bullet."""

    text: str
    mark: str
    ordinal: str | None = None


def marked(line: str) -> Marked | None:
    """Take the list marks off the front of a line; None where it has none.

    Two marks ('- ✓ ', '- 1. ') are both taken off, and the inner one counts.
    """
    outer = None
    for _ in range(_MOST_MARKS):
        inner = bulleted(outer.text if outer else line)
        if inner is None:
            break
        outer = inner
    line = outer.text if outer else line
    match = _NUMBER.match(line)
    if match is None:
        return outer
    ordinal = match.group("ordinal") or match.group("dotted") or match.group("number")
    return Marked(line[match.end() :], match.group("mark") or match.group("close"), ordinal)


def bulleted(line: str) -> Marked | None:
    """Take a bullet off the front of a line; None where it has none."""
    match = _SYMBOL.match(line)
    if match is None:
        return None
    return Marked(line[match.end() :], match.group("mark") or match.group("tight"))


def counts_on(texts: Sequence[str]) -> bool:
    """Whether these are bare numbers that count on one by one, three of them or more."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER]
    return len(numbers) == len(texts) >= _FEWEST_COUNTED and all(b - a == 1 for a, b in pairwise(numbers))


def inline_items(text: str) -> tuple[str, tuple[Marked, ...]]:
    """Part a cell's one line of text into what stands before its list and the items of the list.

    Bullets part items wherever they stand; numbers only where a list is announced by a tag or by opening the
    text with 1, and only in rising order, so that a number in a sentence never does.
    """
    cuts = [(match.start(), match.end(), match.group("mark") or "<li>") for match in _INLINE.finditer(text)]
    if cuts:
        ends = [start for start, _, _ in cuts[1:]] + [len(text)]
        items = tuple(Marked(text[end:until], mark) for (_, end, mark), until in zip(cuts, ends, strict=True))
        return text[: cuts[0][0]], items
    tagged = _TAGGED_LIST.search(text)
    start = tagged.end() if tagged else 0
    numbered = _rising(text, start)
    if len(numbered) > 1 or (tagged and numbered):
        return text[:start], numbered
    return text, ()


def _rising(text: str, start: int) -> tuple[Marked, ...]:
    """The items numbered 1, 2, 3 … from `start`."""
    found: list[tuple[int, int, str]] = []
    at = start
    while True:
        number = len(found) + 1
        match = re.compile(rf"(?:(?<=\s)|(?<=>)|^)\(?{number}[.)]\s+(?=[A-Z‘“'\"(£\d])").search(text, at)
        if match is None or (not found and text[start : match.start()].strip()):
            break
        found.append((match.start(), match.end(), match.group().strip()))
        at = match.end()
    ends = [begin for begin, _, _ in found[1:]] + [len(text)]
    return tuple(
        Marked(text[end:until], mark, str(number))
        for number, ((_, end, mark), until) in enumerate(zip(found, ends, strict=False), start=1)
    )
