"""The rows of a long register that are on a subject, found without taking every row apart."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from assistant.concepts import Concept, Coverage, cover
from plans.commitment import Commitment
from plans.words import stem

__all__ = ["fitting"]

_PREFIX = 4
_CAPITALS = 2
_INITIALS = re.compile(r"(?<![a-z0-9])[a-z]")


def fitting(
    rows: Sequence[Commitment], subject: Sequence[Concept], *, met: float
) -> Iterator[tuple[Commitment, Coverage]]:
    """The rows whose words and place meet that share of a subject, by weight, each with how much it meets.

    Most are left out by the letters that words begin with, since taking a row apart takes a hundred times longer.
    """
    needed = [_told_of(concept) for concept in _decisive(subject, met)]

    @cache
    def lacking(section: tuple[str, ...]) -> tuple[Callable[[str], bool], ...]:
        """What the place does not tell of, and the words have to."""
        told = " ".join(section).lower()
        return tuple(tells for tells in needed if not tells(told))

    for row in rows:
        text = row.text.lower()
        for tells in lacking(row.place.section):
            if not tells(text):
                break
        else:
            coverage = cover(subject, row.text, " ".join(row.place.section))
            if coverage.everywhere >= met:
                yield row, coverage


def _decisive(subject: Sequence[Concept], met: float) -> list[Concept]:
    """The concepts without any one of which no row is on the subject, heaviest first: the heaviest, and those that
    weigh more than what may be wanting. One that the library does not know is met by what is spelt like it."""
    heaviest, *others = sorted(subject, key=lambda concept: -concept.weight)
    spare = (1 - met) * sum(concept.weight for concept in subject)
    return [concept for concept in (heaviest, *(one for one in others if one.weight > spare)) if concept.known]


def _told_of(concept: Concept) -> Callable[[str], bool]:
    """Tells whether a text in small letters has the concept or the words of another way to say it."""
    ways = ((concept.stem,), *concept.alternatives)
    letters = sorted({_beginning(part) for way in ways for part in way})
    begins = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, letters))})[a-z0-9'’&]*")
    short = _short_form(concept.asked)

    def told(text: str) -> bool:
        for one in letters:
            if one in text:
                said = {stem(word.replace("’", "'").rstrip("'")) for word in begins.findall(text)}
                if any(said.issuperset(way) for way in ways):
                    return True
                break
        return short is not None and short.search("".join(_INITIALS.findall(text))) is not None

    return told


def _beginning(stem: str) -> str:
    """How words of a stem begin, which may end otherwise: caring, studies, dying."""
    if len(stem) > _PREFIX or stem[-1] not in "eiy":
        return stem[:_PREFIX]
    return stem[0] if stem.endswith("ie") else stem[:-1]


def _short_form(asked: str) -> re.Pattern[str] | None:
    """What the first letters of words must have, for words in a row to stand for a short form: small words between
    them may not count."""
    if sum(letter.isupper() for letter in asked) < _CAPITALS:
        return None
    letters = re.findall(r"[a-z]", asked.removesuffix("s").lower())
    return re.compile(".*".join(letters))
