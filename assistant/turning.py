"""Whether a sentence turns its source round: denial, direction, bound, strength, scope, promise and report."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plans.sentences import sentence_spans
from plans.stance import Stance
from plans.words import stem, stems

__all__ = ["nearest_sentence", "reporting_stems", "turns"]

_NEAR = 5  # words on either side that a turning word is taken to be about
_NO_DENIAL = re.compile(
    r"\bno(?:t)? (?:more|less|fewer|later|longer|higher|lower|greater) than\b|\bnot only\b|\bno wrong door\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"no|not|never|none|neither|nor|nobody|nothing|without|cannot|unabl|unlik|fail|refus|lack|instead|rather|\w+n't"
)
_BOUNDS = (
    re.compile(
        r"\b(?:at least|no (?:less|fewer) than|not (?:less|fewer) than|a minimum|or more|or above)\b", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:at most|no (?:more|longer|later) than|not (?:more|longer|later) than|a maximum|up to|or less"
        r"|or fewer)\b",
        re.IGNORECASE,
    ),
)
_STRENGTHS = (
    re.compile(
        r"\b(?:may|might|could|hop(?:e|es|ing)|explor\w+|consider(?:s|ed|ing)?|potential\w*|possib\w+|subject to"
        r"|aspir\w+)\b"
    ),
    re.compile(
        r"\b(?:aim\w*|plan(?:s|ned|ning)? to|intend\w*|intention|ambitions?|targets?|goals?|want(?:s|ed|ing)?|seek\w*"
        r"|should|would)\b"
    ),
    re.compile(
        r"\b(?:will|shall|must|guarantee\w*|ensur\w+|commit(?:s|ted|ment|ments)?|pledg\w+|promis\w+|ha(?:s|ve) to)\b"
    ),
)
_WIDER = re.compile(
    r"\b(?:national(?:ly)?|nationwide|regional(?:ly)?|(?:in|across) (?:england|the (?:country|region|uk)))\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:has|have|had|was|were|been|already|achieved|completed)\b", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|has|have)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|shall|must|should|would|aim\w*|plan(?:s|ned|ning)? (?:to|for)|(?:is|are) (?:to|planned)|to be|intend\w*"
    r"|intention|ambitions?|targets?|goals?|want(?:s|ed|ing)?|seek\w*|commit(?:s|ted|ment|ments)?|promis\w+|expect\w*"
    r"|future|priorit\w+)\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"\b(?:may|might|could|hop(?:e|es|ing)|explor\w+|consider(?:s|ed|ing)?)\b", re.IGNORECASE)
_DUE = re.compile(r"\bby (?:the )?(?:end of )?(?:\w+ )?20\d\d\b", re.IGNORECASE)
_PAST = re.compile(r"\b\w{2,}ed\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    reporting: frozenset[str]
    whole: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]


def reporting_stems() -> frozenset[str]:
    """The stems of words that say of a plan that it says something."""
    return _lexicon().reporting


def turns(sentence: str, source: str, stance: Stance) -> tuple[str, ...]:
    """How a sentence turns its source round, one short clause for each way; empty where it does not.

    `stance` is what the plan does with the source's words. "no more than" is a bound and no denial.
    """
    nearest = nearest_sentence(sentence, source)
    found = [
        *_denial(sentence, source, nearest),
        *_direction(stems(sentence), stems(source)),
        *_bound(sentence, source),
        *_overstated(stems(sentence), stems(source)),
        *_strengthened(sentence, nearest),
        *_reported(sentence, nearest, stance),
        *_narrowed(sentence, nearest),
    ]
    return tuple(found)


def nearest_sentence(ours: str, theirs: str) -> str:
    """The sentence of the source that shares most words with ours."""
    wanted = set(stems(ours))
    spans = sentence_spans(theirs)
    shared = [len(wanted & set(stems(theirs[start:end]))) for start, end in spans]
    return theirs[slice(*spans[shared.index(max(shared))])] if spans else theirs


def _denial(ours: str, theirs: str, nearest: str) -> Iterator[str]:
    said, given = _bare(ours), _bare(theirs)
    denials = [at for at, word in enumerate(given) if _DENIAL.fullmatch(word)]
    told = [at for at, word in enumerate(said) if _DENIAL.fullmatch(word)]
    if any(not any(_after(said, at) & _after(given, other) for other in denials) for at in told):
        yield "denies what the source does not deny"
    if not told and any(_DENIAL.fullmatch(word) for word in _bare(nearest)):
        yield "affirms what the source denies"


def _bare(text: str) -> tuple[str, ...]:
    """The stems of a text without its bounds; "don't" keeps its apostrophe."""
    words = re.findall(r"[a-z0-9&]+(?:['’][a-z]+)?", _NO_DENIAL.sub(" ", text.lower()))
    return tuple(word.replace("’", "'") if re.search(r"n['’]t$", word) else stem(word) for word in words)


def _after(words: Sequence[str], at: int) -> set[str]:
    return {word for word in words[at + 1 : at + 1 + _NEAR] if len(word) > 3}


def _around(words: Sequence[str], at: int) -> set[str]:
    return _after(words, at) | {word for word in words[max(0, at - _NEAR) : at] if len(word) > 3}


def _direction(said: Sequence[str], given: Sequence[str]) -> Iterator[str]:
    for one, other in _lexicon().opposites:
        for side, contrary in ((one, other), (other, one)):
            for at, word in enumerate(said):
                if word in side and not _same_way(said, at, given, side, contrary):
                    yield f"“{word}” is not so in the source"


def _same_way(
    said: Sequence[str], at: int, given: Sequence[str], side: frozenset[str], contrary: frozenset[str]
) -> bool:
    """Whether the source has a word of the same side, and about the same things where it has the contrary too."""
    places = [position for position, word in enumerate(given) if word in side]
    if not places or not contrary & set(given):
        return bool(places)
    return any(_around(said, at) & _around(given, place) for place in places)


def _bound(ours: str, theirs: str) -> Iterator[str]:
    for words in _BOUNDS:
        if words.search(ours) and not words.search(theirs):
            yield "sets a bound that the source does not set"


def _overstated(said: Sequence[str], given: Sequence[str]) -> Iterator[str]:
    whole = _lexicon().whole
    places = [at for at, word in enumerate(given) if word in whole]
    for at, word in enumerate(said):
        if word in whole and not any(_after(said, at) & _after(given, place) for place in places):
            yield "speaks of all where the source does not"


def _strengthened(ours: str, theirs: str) -> Iterator[str]:
    """More than the nearest sentence of the source says: will for aims to, or a plain fact for what only may be."""
    said, given = _strength(ours), _strength(theirs)
    if given is not None and (said > given if said is not None else given == 0):
        yield "is stronger than the source"


def _strength(text: str) -> int | None:
    """From 0 (may) over 1 (aims to) to 2 (will), the strongest of a text; None where no word tells."""
    return max((level for level, words in enumerate(_STRENGTHS) if words.search(text.lower())), default=None)


def _reported(ours: str, nearest: str, stance: Stance) -> Iterator[str]:
    """What is promised may not be told as done or as so already, nor what is done as promised."""
    ahead = bool(_AHEAD.search(ours))
    if (stance is Stance.PROMISED or _AHEAD.search(nearest)) and not _DONE.search(nearest):
        if _DONE.search(ours) or (not ahead and _past(ours) - _past(nearest)):
            yield "reports as done what the source promises"
        if not ahead and not _MAY.search(ours) and _is_so(ours, nearest):
            yield "states as so what the source promises"
    if stance is Stance.DONE and _strength(ours) is not None and not _DONE.search(ours) and _strength(nearest) is None:
        yield "promises what the source reports as done"


def _past(text: str) -> set[str]:
    return {word.lower() for word in _PAST.findall(text)}


def _is_so(ours: str, nearest: str) -> bool:
    """Whether a sentence without a word of promise tells something as it is, where the source has such a word."""
    if _strength(nearest) is not None:
        return not _DUE.search(ours)
    return bool(_IS.search(ours)) and not _IS.search(nearest) and not _DUE.search(ours)


def _narrowed(ours: str, nearest: str) -> Iterator[str]:
    """A national figure is not the plan's own."""
    if _WIDER.search(nearest) and not _WIDER.search(ours):
        yield "leaves out that it is national or regional"


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    words = tomllib.loads((Path(__file__).parent / "turning.toml").read_text(encoding="utf-8"))

    def stemmed(text: str) -> frozenset[str]:
        return frozenset(stem(word) for word in text.split())

    return _Lexicon(
        stemmed(words["reporting"]),
        stemmed(words["whole"]),
        tuple((stemmed(pair["one"]), stemmed(pair["other"])) for pair in words["opposites"]),
    )
