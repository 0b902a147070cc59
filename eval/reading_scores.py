"""How well a designed document is read, held against its plain-text twin: the same words, in the same order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from plans.words import tokens

__all__ = ["Reading", "reading_text", "score_reading"]

_GRAM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """F1, precision and recall of the bag of words, and the share of the twin's runs of five words that are found
    in their order."""

    words: int
    twin_words: int
    precision: float
    recall: float
    f1: float
    in_order: float


def score_reading(text: str, twin: str) -> Reading:
    """Hold a reading against the reading of its twin. Words are folded; marks and white space do not count."""
    given, wanted = _words(text), _words(twin)
    shared = sum((Counter(given) & Counter(wanted)).values())
    return Reading(
        words=len(given),
        twin_words=len(wanted),
        precision=shared / len(given) if given else 0.0,
        recall=shared / len(wanted) if wanted else 0.0,
        f1=2 * shared / (len(given) + len(wanted)) if given or wanted else 1.0,
        in_order=_in_order(given, wanted),
    )


def reading_text(one: Reading) -> str:
    """The scores as plain text."""
    return (
        f"{one.words} words against {one.twin_words}: precision {one.precision:.3f}, recall {one.recall:.3f}, "
        f"F1 {one.f1:.3f}; runs of five words in order {one.in_order:.3f}"
    )


def _in_order(given: Sequence[str], wanted: Sequence[str]) -> float:
    grams = _grams(wanted)
    if not grams:
        return 1.0
    there = Counter(_grams(given))
    return sum(min(count, there[gram]) for gram, count in Counter(grams).items()) / len(grams)


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)]


def _words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]
