"""Find a quote in a plan's text whatever tags, list marks, white space or kinds of dash lie between its words."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Span", "Squeezed", "squeeze", "without_tags"]

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_KEPT = frozenset("%£&+<>≥≤")
_BETWEEN_DIGITS = frozenset(".,/")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` of a text, the end not counted."""

    start: int
    end: int

    def overlap(self, other: "Span") -> int:
        """How many characters both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def __len__(self) -> int:
        """How many characters it holds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text with only the characters that carry its meaning, and where each of them stood."""

    text: str
    offsets: tuple[int, ...]
    starts: frozenset[int]

    def find(self, quote: str) -> tuple[Span, ...]:
        """Every place of the quote, in the offsets of the text that was squeezed.

        A place begins and ends where a word does: "cat" is not found in "education". A quote without a letter
        or a digit is found nowhere.
        """
        wanted = squeeze(quote).text
        if not wanted:
            return ()
        found: list[Span] = []
        at = self.text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if at in self.starts and (end == len(self.text) or end in self.starts):
                found.append(Span(self.offsets[at], self.offsets[end - 1] + 1))
            at = self.text.find(wanted, at + 1)
        return tuple(found)

    def count(self, span: Span) -> int:
        """How many characters that carry meaning lie in a span of the text that was squeezed."""
        return bisect_left(self.offsets, span.end) - bisect_left(self.offsets, span.start)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> Squeezed:
    """Keep letters, digits, signs that change a number's meaning, and points, commas and slashes inside numbers."""
    kept: list[str] = []
    offsets: list[int] = []
    starts: set[int] = set()
    fresh = True
    for at, character in enumerate(text):
        if not _carries_meaning(text, at):
            fresh = fresh or character != "\u00ad"
            continue
        for folded in unicodedata.normalize("NFKC", character).casefold():
            if fresh or not folded.isalnum():
                starts.add(len(kept))
            fresh = not folded.isalnum()
            kept.append(folded)
            offsets.append(at)
    return Squeezed("".join(kept), tuple(offsets), frozenset(starts))


def without_tags(text: str) -> str:
    """The text with every tag blanked out by as many spaces, so that offsets stay those of the text."""
    return _TAG.sub(lambda tag: " " * len(tag.group()), text)


def _carries_meaning(text: str, at: int) -> bool:
    character = text[at]
    if character in _BETWEEN_DIGITS:
        return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
    return character.isalnum() or character in _KEPT
