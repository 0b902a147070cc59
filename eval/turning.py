"""Words that turn a sentence round: a claim may not deny, widen, narrow, reverse or finish what its source does not.

Shared words alone say little of that: "is not delivered" and "is delivered" share them all.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from plans.words import fold

__all__ = ["turned"]

_BOUNDS = re.compile(
    r"\bno (?:more|less|fewer|later|longer|earlier) than\b|\bat (?:least|most|all)\b|\b(?:above|after) all\b"
    r"|\bnot only\b"
    r"|\b(?:more|less|fewer|greater|over|under) (?:than )?(?=£?\d|an? (?:half|third|quarter|fifth|tenth)|half\b)",
    re.I,
)
_TURNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b|{tail}" if tail else rf"\b(?:{words})\b", re.I)
    for name, words, tail in (
        ("denies", "not|never|no|none|cannot|neither|nor|nobody|nothing|fail(?:s|ed|ing)?|without|lacks?", r"n['’]t\b"),
        ("narrows", "only|alone|merely|solely|exclusively|nothing but", ""),
        (
            "widens",
            "all|every|each|always|daily|whole|entire|everyone|everybody|throughout|universal(?:ly)?|full(?:y)?",
            "",
        ),
        (
            "raises",
            "more|over|above|greater|higher|exceed(?:s|ed|ing)?|ris(?:e|es|en|ing)|rose|increas\\w+|gr[eo]w\\w*|longer",
            "",
        ),
        (
            "lowers",
            "less|fewer|under|below|lower\\w*|f[ae]ll(?:s|en|ing)?|reduc\\w+|decreas\\w+|drop\\w*|down|declin\\w+|"
            "eliminat\\w+|cut(?:s|ting)?|shorter",
            "",
        ),
        ("betters", "better|best|improv\\w+", ""),
        ("worsens", "worse|worst|deteriorat\\w+", ""),
    )
}
_DONE = re.compile(
    r"\b(?:has|have|had)\s+(?:already\s+|now\s+)?(?:been\s+)?(?!been\b)\w+(?:ed|en|un|ne|ght|pt|ft|ld|aid)\b"
    r"|\b(?:was|were)\s+(?:\w+ly\s+)?\w+(?:ed|en|un|ne|ght)\b|\balready\b",
    re.I,
)
_PAST = re.compile(rf"{_DONE.pattern}|(?:^|\n)\W*\w+ed\b", re.I)


def turned(claim: str, source: str) -> tuple[str, ...]:
    """In which ways a claim says other than its source by a word that turns it: denies, narrows, widens, raises,
    lowers, betters, worsens, or finishes what is only promised there. Empty where in none, and for words of the source.

    Bounds of numbers ("no more than", "at least") are not looked at here: the numbers themselves carry them.
    """
    if " ".join(fold(claim).split()).strip(' .“”"') in " ".join(fold(source).split()):
        return ()
    said, told = _turns(claim), _turns(source)
    ways = tuple(name for name in _TURNS if name in said and name not in told)
    return (*ways, "finishes") if _DONE.search(claim) and not _PAST.search(source) else ways


@lru_cache(maxsize=20_000)
def _turns(text: str) -> frozenset[str]:
    plain = _BOUNDS.sub(" ", text)
    return frozenset(name for name, words in _TURNS.items() if words.search(plain))
