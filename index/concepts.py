"""What a question is about: each thing it names, with every way the plans may write it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.numbers import number_spans
from plans.document import GlossaryEntry
from plans.lexicon import Lexicon
from plans.words import content_stems, is_stopword, stem, tokens

__all__ = ["Concept", "Corrections", "Glossary", "Kind", "Way", "concepts_of"]

Kind = Literal["said", "spelt", "acronym", "lexicon"]
Corrections = Callable[[str], Sequence[tuple[str, float]]]
"""Gives the likely spellings of a word that nobody knows, likeliest first, each with how likely it is."""

_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write a thing: stems that stand together, how this way was come by, and how likely (0 to 1) it
    means what was said."""

    stems: tuple[str, ...]
    kind: Kind
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that a question names: the words that name it, and the ways to write it.

    `framing` says that the words only frame the question ("tell me", "is there anything"); `part` that they
    belong to an expression of several words, which is a concept of its own (`expression`).
    """

    said: str
    ways: tuple[Way, ...]
    framing: bool = False
    part: bool = False
    expression: bool = False


class Glossary:
    """The acronyms of the plans with all their expansions, in either direction."""

    def __init__(self, entries: Sequence[GlossaryEntry]) -> None:
        """Hold the entries of every plan."""
        self._expansions: dict[str, list[tuple[str, ...]]] = {}
        self._full: dict[str, list[str]] = {}
        for entry in entries:
            expansion = content_stems(entry.expansion)
            known = self._expansions.setdefault(stem(entry.acronym.lower()), [])
            if expansion and expansion not in known:
                known.append(expansion)
                self._full.setdefault(stem(entry.acronym.lower()), []).append(entry.expansion)

    def ways(self, written: str) -> list[Way]:
        """The expansions of a word that may be an acronym; a stopword is one only in capitals."""
        if is_stopword(written.lower()) and not written.isupper():
            return []
        return [Way(expansion, "acronym") for expansion in self._expansions.get(stem(written.lower()), ())]

    def written_out(self, text: str) -> list[str]:
        """The expansions, as plans write them, of the acronyms in a text."""
        present = {text[token.start : token.end] for token in tokens(text)}
        return [full for word in sorted(present) if self.ways(word) for full in self._full[stem(word.lower())]]

    def in_full(self, present: Sequence[str]) -> list[tuple[str, int, int]]:
        """The acronyms whose expansions stand in a sequence of stems, each with its first position and the one
        after its last."""
        return [
            (acronym, at, at + len(expansion))
            for acronym, expansions in self._expansions.items()
            for expansion in expansions
            if len(expansion) > 1
            for at in range(len(present) - len(expansion) + 1)
            if tuple(present[at : at + len(expansion)]) == expansion
        ]


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    written: str
    spelt: str
    corrections: tuple[tuple[str, float], ...]


def concepts_of(
    text: str, *, lexicon: Lexicon, glossary: Glossary, corrections: Corrections, framing: frozenset[str]
) -> tuple[tuple[Concept, ...], str]:
    """The things that a question names (its words, then its expressions of several words), and the question as it
    was probably meant to be spelt. `framing` are the stems of words that frame a question."""
    words = _words(text, corrections)
    numbers = _numbers(text, words)
    expressions = _expressions(words, lexicon, glossary)
    expressions += [(first, last, ways) for (first, last), ways in numbers.items() if last - first > 1]
    covered = {at for first, last, _ in expressions for at in range(first, last)}
    single = [
        _single(word, lexicon, glossary, framing, part=at in covered, number=numbers.get((at, at + 1), ()))
        for at, word in enumerate(words)
        if not is_stopword(word.spelt.lower()) or glossary.ways(word.written)
    ]
    several = [
        Concept(" ".join(word.written for word in words[first:last]), ways, expression=True)
        for first, last, ways in expressions
    ]
    return (*single, *several), _spelt(text, words)


def _words(text: str, corrections: Corrections) -> list[_Word]:
    words = []
    for token in tokens(text):
        written = text[token.start : token.end]
        found = tuple(corrections(token.word))
        sure = bool(found) and found[0][1] >= _SURE
        words.append(_Word(token.start, written, found[0][0] if sure else written, found))
    return words


def _spelt(text: str, words: Sequence[_Word]) -> str:
    """The question with its words in their right spelling and all else as it stands."""
    parts, end = [], 0
    for word in words:
        parts += [text[end : word.start], word.spelt]
        end = word.start + len(word.written)
    return "".join([*parts, text[end:]])


def _single(
    word: _Word, lexicon: Lexicon, glossary: Glossary, framing: frozenset[str], *, part: bool, number: Sequence[Way]
) -> Concept:
    root = stem(word.written.lower())
    ways = [Way((root,), "said"), *number, *glossary.ways(word.written)]
    ways += _lexicon_ways(word.written, lexicon) if not part else []
    for corrected, trust in word.corrections:
        ways.append(Way((stem(corrected),), "spelt", trust))
        ways += [Way(way.stems, way.kind, trust) for way in _lexicon_ways(corrected, lexicon) if not part]
    return Concept(word.written, _distinct(ways), framing=stem(word.spelt.lower()) in framing, part=part)


def _numbers(text: str, words: Sequence[_Word]) -> dict[tuple[int, int], tuple[Way, ...]]:
    """The other ways to write each number, by the positions of its words: sixty-five is two words, and 65 in plans."""
    found = {}
    for start, end, written in number_spans(text):
        inside = [at for at, word in enumerate(words) if start <= word.start + word.written.startswith("£") < end]
        said = "".join(words[at].written for at in inside).strip("£%")
        if inside and len(said) == len(re.sub(r"[\s-]", "", text[start:end])):
            found[inside[0], inside[-1] + 1] = tuple(Way((one,), "spelt") for one in written)
    return found


def _expressions(
    words: Sequence[_Word], lexicon: Lexicon, glossary: Glossary
) -> list[tuple[int, int, tuple[Way, ...]]]:
    """Expressions of several words, by the positions of their words: everyday ones, and acronyms in full."""
    starts = {start: at for at, start in enumerate(_starts(words))}
    found = []
    for match in lexicon.find(" ".join(word.spelt for word in words)):
        length = len(tokens(match.said))
        if length > 1 and match.start in starts:
            at = starts[match.start]
            found.append((at, at + length, _distinct([Way(content_stems(match.said), "said"), *_terms(match.terms)])))
    content = [(at, stem(word.spelt.lower())) for at, word in enumerate(words) if not is_stopword(word.spelt.lower())]
    for acronym, first, last in glossary.in_full([root for _, root in content]):
        said = Way(tuple(root for _, root in content[first:last]), "said")
        found.append((content[first][0], content[last - 1][0] + 1, (said, Way((acronym,), "acronym"))))
    return found


def _starts(words: Sequence[_Word]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.spelt) + 1
    return starts


def _lexicon_ways(word: str, lexicon: Lexicon) -> list[Way]:
    return [way for match in lexicon.find(word) for way in _terms(match.terms)]


def _terms(terms: Sequence[str]) -> list[Way]:
    return [Way(content_stems(term), "lexicon") for term in terms]


def _distinct(ways: Sequence[Way]) -> tuple[Way, ...]:
    """The ways without repetitions; the first of equal ones stays."""
    kept: dict[tuple[str, ...], Way] = {}
    for way in ways:
        if way.stems:
            kept.setdefault(way.stems, way)
    return tuple(kept.values())
