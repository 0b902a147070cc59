"""Spelling, held against the words of the library: what a word that nobody knows was probably meant to be."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from plans.words import STOPWORDS, stem

__all__ = ["Speller", "sound"]

# A short word has too few letters to be told from its neighbours.
_SHORTEST = 4
_MOST = 3
_LEAST = 0.5
_BEHIND = 0.25

_SOUNDS = (
    ("ough", "o"), ("augh", "o"), ("tion", "shn"), ("sion", "shn"), ("cian", "shn"), ("ph", "f"), ("gh", "g"),
    ("wh", "w"), ("kn", "n"), ("wr", "r"), ("ck", "k"), ("sch", "sk"), ("tch", "ch"), ("dge", "j"), ("ce", "se"),
    ("ci", "si"), ("cy", "sy"), ("qu", "kw"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"),
)  # fmt: skip
_VOWELS = frozenset("aeiouyhw")


class Speller:
    """Corrects words that are in no list of known ones towards words of the library; rare words stay as they are."""

    def __init__(self, library: Mapping[str, int], *, known: Collection[str] = (), said: Collection[str] = ()) -> None:
        """`library` gives how often each of its words is written, `said` everyday words that lead to them: these
        are what a word is corrected to. `known` are more words that are right."""
        counted = {**dict.fromkeys(said, 1), **library}
        self._library = {word: count for word, count in counted.items() if len(word) >= _SHORTEST and word.isalpha()}
        self._known = frozenset(known) | frozenset(counted) | STOPWORDS
        self._known_stems = frozenset(stem(word) for word in counted)
        self._words = sorted(self._library)
        self._sounding: dict[str, list[str]] = {}
        for word in self._words:
            self._sounding.setdefault(sound(word), []).append(word)
        self._corrections = lru_cache(maxsize=4096)(self._looked_up)

    def knows(self, word: str) -> bool:
        """Whether a word, or one of its forms, is spelt as some list has it; one with a digit or a sign always is."""
        plain = word.removesuffix("'s")
        if not plain.replace("'", "").isalpha() or stem(word) in self._known_stems:
            return True
        return not self._known.isdisjoint((word, plain, plain.replace("'", "")))

    def corrections(self, word: str) -> tuple[tuple[str, float], ...]:
        """What an unknown word may have been meant to be, likeliest first, each with how likely that is (0 to 1).

        Empty for a word that is known, short, or near to nothing.
        """
        return self._corrections(word)

    def _looked_up(self, word: str) -> tuple[tuple[str, float], ...]:
        if len(word) < _SHORTEST or self.knows(word):
            return ()
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=_most_edits(word), limit=30)
        found = {candidate for candidate, _, _ in near} | set(self._sounding.get(sound(word), ())[:30])
        rated = sorted(((self._likelihood(word, candidate), candidate) for candidate in found), reverse=True)
        least = max(_LEAST, rated[0][0] - _BEHIND) if rated else _LEAST
        return tuple((candidate, rating) for rating, candidate in rated[:_MOST] if rating >= least)

    def _likelihood(self, word: str, candidate: str) -> float:
        """Few edits, the same first letter, the same sound, and a word that is written often."""
        likeness = 1.0 - OSA.distance(word, candidate) / max(len(word), len(candidate))
        alike = 0.12 * (sound(word) == sound(candidate)) + 0.05 * (word[0] == candidate[0])
        usual = 0.02 * min(log(1 + self._library[candidate]), 4.0)
        return min(1.0, likeness + alike + usual - 0.05)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A rough key of how a word sounds: consonants by their sound, vowels after the first letter left out."""
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    kept = [letter for at, letter in enumerate(word) if at == 0 or letter not in _VOWELS]
    return "".join(letter for at, letter in enumerate(kept) if at == 0 or letter != kept[at - 1])


def _most_edits(word: str) -> int:
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
