"""Whether words are about the same thing: exact stems, synonyms, acronyms, near spellings, or the place they stand."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from plans.words import is_stopword, stem, words_of

__all__ = ["Concept", "Coverage", "concepts_of", "cover"]

# How much of a concept is met by each way of meeting it: the word itself, its acronym or expansion, a synonym, a
# near spelling. The order is what matters; the decision that uses the sums is fitted on the development questions.
EXACT, ACRONYM, SYNONYM, SPELLING = 1.0, 1.0, 0.85, 0.8
_PLACE_DISCOUNT = 0.9
_NEAR = 82.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question is about: the word `asked`, its stem, other ways to say it, and its weight (its rarity).

    `alternatives` are tuples of stems that must stand together; `known` says that the library has the word or one
    of its alternatives at all, `native` that it has the word itself.
    """

    asked: str
    stem: str
    alternatives: tuple[tuple[str, ...], ...]
    weight: float
    known: bool
    native: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is asked stands in some words: 0 to 1 over all concepts, by weight.

    `words` counts the passage's own words alone, `everywhere` its place too. `missing` are the concepts not met,
    heaviest first.
    """

    words: float
    everywhere: float
    missing: tuple[Concept, ...]
    met: tuple[Concept, ...]

    def with_share(self, met: float) -> "Coverage":
        """The same with one thing more that was asked for, of middling weight, of which a share is met."""
        each = 1 / (1 + len(self.missing) + len(self.met))
        return replace(
            self,
            words=(1 - each) * self.words + each * met,
            everywhere=(1 - each) * self.everywhere + each * met,
        )


def concepts_of(
    subject: Sequence[tuple[str, str]],
    *,
    weight: Callable[[str], float],
    alternatives: Mapping[str, Sequence[tuple[str, ...]]],
    known: Callable[[str], bool],
) -> tuple[Concept, ...]:
    """The concepts of a question's subject, given as (word as asked, stem) pairs.

    `weight` gives a stem's inverse document frequency, `alternatives` the other ways to say it, `known` whether the
    library has a stem at all.
    """
    made: list[Concept] = []
    for asked, word in subject:
        ways = tuple(alternatives.get(word, ()))
        reachable = [way for way in ways if all(known(part) for part in way)]
        best = min([weight(word), *(max(map(weight, way)) for way in reachable)]) if known(word) else weight(word)
        made.append(
            Concept(
                asked=asked,
                stem=word,
                alternatives=ways,
                weight=best,
                known=known(word) or bool(reachable),
                native=known(word),
            )
        )
    return tuple(made)


def cover(concepts: Iterable[Concept], words: str, place: str) -> Coverage:
    """How much of the concepts stands in `words`, and in `words` with their `place`."""
    wanted = tuple(concepts)
    own, around = _words_of(words), _words_of(place)
    total = sum(concept.weight for concept in wanted) or 1.0
    in_words = [_met(concept, own) for concept in wanted]
    anywhere = [
        max(mine, _PLACE_DISCOUNT * _met(concept, around)) for mine, concept in zip(in_words, wanted, strict=True)
    ]
    missing = [concept for concept, share in zip(wanted, anywhere, strict=True) if share == 0]
    met = [concept for concept, share in zip(wanted, anywhere, strict=True) if share > 0]
    return Coverage(
        words=sum(c.weight * share for c, share in zip(wanted, in_words, strict=True)) / total,
        everywhere=sum(c.weight * share for c, share in zip(wanted, anywhere, strict=True)) / total,
        missing=tuple(sorted(missing, key=lambda concept: -concept.weight)),
        met=tuple(met),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The stems of some words: which there are, in which order they stand, and the first letters in that order, of
    those that mean something (annual health check: ahc) and of all (end of life: eol)."""

    present: frozenset[str]
    order: tuple[str, ...]
    initials: str
    all_initials: str

    def together(self, way: tuple[str, ...]) -> bool:
        """Whether the parts of an expression stand by each other: "caring role", not a role in health and care."""
        if len(way) == 1:
            return way[0] in self.present
        if not all(part in self.present for part in way):
            return False
        reach = len(way) + _BETWEEN
        starts = (i for i, one in enumerate(self.order) if one in way)
        return any(set(way) <= set(self.order[start : start + reach]) for start in starts)


def _stands_for(asked: str, words: _Words) -> bool:
    """Whether a short form's letters begin words in a row, small words counted or not: EoL, LTCs, C&K."""
    if not _SHORT_FORM.fullmatch(asked):
        return False
    letters = asked.removesuffix("s").replace("&", "").lower()
    return letters in words.initials or (len(letters) > 2 and letters in words.all_initials)


# Letters in capitals may be a short form that no plan spells out: met by words in a row that begin with them.
_SHORT_FORM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z&]{1,6}")
_BETWEEN = 2  # words that may stand between the parts of an expression


def _met(concept: Concept, words: _Words) -> float:
    if concept.stem in words.present:
        return EXACT
    if any(words.together(way) for way in concept.alternatives):
        return SYNONYM
    if _stands_for(concept.asked, words):
        return SYNONYM
    if not concept.known and len(concept.stem) >= 4 and _near(concept.stem, words.present):
        return SPELLING
    return 0.0


def _near(word: str, present: frozenset[str]) -> bool:
    """A misspelt word is met by a near spelling that begins alike; numbers are never near."""
    if not word.isalpha():
        return False
    alike = [other for other in present if other[:1] == word[:1] and abs(len(other) - len(word)) <= 2]
    return process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR) is not None


_JOINED = re.compile(r"\w+(?:-\w+)+")


@lru_cache(maxsize=16384)
def _words_of(text: str) -> _Words:
    said = words_of(text)
    plain = tuple(map(stem, said))
    # "out-of-hospital" and "follow-up" are also met by the joined word
    joined = {stem(part.replace("-", "").lower()) for part in _JOINED.findall(text)} if "-" in text else set()
    initials = "".join(one[0] for word, one in zip(said, plain, strict=True) if not is_stopword(word))
    spoken = "".join(word[0] for word in said)
    present = frozenset({*plain, *joined})
    return _Words(present=present, order=plain, initials=initials, all_initials=spoken)
