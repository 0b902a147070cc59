"""Hyphens at the ends of lines: whether one parts a word ('improve-ment') or belongs to it ('smoke-free')."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ingest.parts import Part, Run, Table, words

__all__ = ["UNDECIDED", "settled"]

UNDECIDED = "\u00ad"  # stands for the hyphen until the words of the whole file are known; `clean` leaves no other one
_TOKEN = re.compile(rf"((?:[^\W\d_]+[-'’{UNDECIDED}])*[^\W\d_]+){UNDECIDED}([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_HEADS = frozenset(
    "self long short well ex vice semi non co multi cross high low full part post pre re anti on off follow face"
    " day year evidence person community place system trauma end out in up step home two three four five ten hard"
    " early mid all real peer needs risk age drop walk data decision problem wide life digital cost lower higher"
    " better best ill six seven eight nine smoke pick family child user service patient client third second single"
    " dual joint".split()
)
_TAILS = frozenset(
    "free up off based led wide term making related specific centred focused level class scale fives friendly aware"
    " informed driven ready agency sector old week month hour owned funded quality income risk needs effective reported"
    " employed harm".split()
)
_LINKS = frozenset("of to the and in on by at for a".split())  # within 'out-of-hours', 'day-to-day'
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_UNITS = frozenset(
    "one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth ninth".split()
)
_ENDS_OF_WORDS = re.compile(
    r"(?:ment|tion|sion|ing|ed|er|ers|ly|ness|it(?:y|ies)|able|ible|al|ance|ence|ship|ful|less|ive|ous|ise|ised|ist|ism"
    r"|tive|tional|ment\w*|tion\w*|sion\w*)s?"
)
_FEWEST = 3  # letters of a word that can be the half of a compound, where nothing else tells


def settled(run: Run) -> Run:
    """The run with every such hyphen kept or taken out.

    The words of the file tell: whether it has the word elsewhere in one piece or with the hyphen, and whether it parts
    words at the ends of lines at all. Where they say nothing, the halves do.
    """
    told = [words(part) for part in run]
    if not any(UNDECIDED in text for text in told):
        return run
    known = Counter(word for text in told for word in _plain_words(text))
    files = _File(known, _parts_words(told, known))
    return [_of_part(part, files) if isinstance(part, Part) else _of_table(part, files) for part in run]


class _File:
    """The words of a file, and whether it parts words at the ends of lines."""

    def __init__(self, known: Counter[str], parts_words: bool) -> None:
        self.known = known
        self.parts_words = parts_words

    def mended(self, text: str) -> str:
        """A text with the hyphens that are undecided kept or taken out, from left to right."""
        while UNDECIDED in text:
            text, found = _TOKEN.subn(self._decided, text)
            if not found:
                return text.replace(UNDECIDED, "-")
        return text

    def _decided(self, token: re.Match[str]) -> str:
        left, right = token[1], token[2]
        pieces = re.split(rf"[-{UNDECIDED}]", left.lower())
        linked = len(pieces) > 1 and pieces[-1] in _LINKS
        return left + ("-" if linked or self._belongs(pieces[-1], right.lower()) else "") + right

    def _belongs(self, left: str, right: str) -> bool:
        if left in _TENS and right in _UNITS:
            return True
        whole = sum(self.known[left + form] for form in _forms(right))
        compound = sum(self.known[f"{left}-{form}"] for form in _forms(right))
        if whole or compound:
            return compound >= whole
        if left in _HEADS:
            return not self.parts_words or right in self.known
        if right in _TAILS:
            return True
        if _ENDS_OF_WORDS.fullmatch(right) or left not in self.known:
            return False
        return right in self.known if self.parts_words else min(len(left), len(right)) >= _FEWEST


def _forms(word: str) -> set[str]:
    """A word with and without the ending of many."""
    return {word, f"{word}s", word.removesuffix("s"), word.removesuffix("y") + "ies", word.removesuffix("ies") + "y"}


def _plain_words(text: str) -> Iterator[str]:
    """The words of a text but those that a hyphen is undecided in; the halves of a compound are words too."""
    for match in _WORD.finditer(_TOKEN.sub(" ", text)):
        word = match.group().lower()
        yield word
        if "-" in word:
            yield from word.split("-")


def _parts_words(told: list[str], known: Counter[str]) -> bool:
    """Whether some word of the file is parted at the end of a line that stands elsewhere in one piece only."""
    tokens = ((match[1].lower(), match[2].lower()) for text in told for match in _TOKEN.finditer(text))
    return any(known[left + right] and not known[f"{left}-{right}"] for left, right in tokens)


def _of_part(part: Part, files: _File) -> Part:
    return replace(part, text=files.mended(part.text)) if UNDECIDED in part.text else part


def _of_table(table: Table, files: _File) -> Table:
    if UNDECIDED not in words(table):
        return table
    rows = tuple(
        replace(row, cells=tuple(tuple(_of_part(part, files) for part in cell) for cell in row.cells))
        for row in table.rows
    )
    return replace(table, rows=rows)
