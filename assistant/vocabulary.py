"""The words of the library in use: how rare each is, which acronyms stand for what, and what else people say."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from plans.lexicon import Lexicon
from plans.seams import Library
from plans.words import STOPWORDS, content_stems, stem, stems, tokens

__all__ = ["Vocabulary"]

_SAMPLE = 20_000


class Vocabulary:
    """The words of one generation of a library. Built once, then only read."""

    def __init__(self, library: Library, lexicon: Lexicon) -> None:
        # the sample is the same each time; beyond it, rarity no longer changes what is decided
        sample = library.sample(_SAMPLE)
        self._count = len(sample)
        self._passages_with: Counter[str] = Counter()
        placed = lru_cache(maxsize=64)(stems)  # neighbours mostly stand in one place
        for passage in sample:
            self._passages_with.update({*stems(passage.text), *placed(passage.context)})
        self._lexicon = lexicon
        self._acronyms = _acronyms(library)

    def weight(self, word: str) -> float:
        """A stem's inverse document frequency: ln((N + 1) / (n + 0.5)), for N passages of which n have it."""
        return math.log((self._count + 1) / (self._passages_with.get(word, 0) + 0.5))

    def known(self, word: str) -> bool:
        """Whether any passage, or the place of one, has the stem."""
        return word in self._passages_with

    def alternatives(self, text: str) -> dict[str, list[tuple[str, ...]]]:
        """For each stem of a text, the other ways to say it, each a tuple of stems that must stand together.

        Acronyms and expansions come from the plans' own glossaries, everyday words from the lexicon.
        """
        ways: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for key, way in (*self._acronym_ways(text), *self._lexicon_ways(text)):
            if way and way != (key,) and way not in ways[key]:
                ways[key].append(way)
        return dict(ways)

    def _acronym_ways(self, text: str) -> Sequence[tuple[str, tuple[str, ...]]]:
        present = stems(text)
        ways: list[tuple[str, tuple[str, ...]]] = []
        for acronym, expansion in self._acronyms:
            if acronym in present:
                ways.append((acronym, expansion))
            if _runs_through(present, expansion):
                ways += [(part, (acronym,)) for part in expansion]
        return ways

    def _lexicon_ways(self, text: str) -> Sequence[tuple[str, tuple[str, ...]]]:
        return [
            (stem(token.word), content_stems(term))
            for match in self._lexicon.find(text)
            for token in tokens(match.said)
            if token.word not in STOPWORDS
            for term in match.same
        ]


def _acronyms(library: Library) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = {
        (stem(entry.acronym.lower()), content_stems(entry.expansion))
        for plan in library.plans()
        for entry in library.glossary(plan.id)
    }
    return tuple(sorted(pair for pair in pairs if pair[1]))


def _runs_through(present: tuple[str, ...], expansion: tuple[str, ...]) -> bool:
    content = set(present)
    return len(expansion) > 1 and all(part in content for part in expansion)
