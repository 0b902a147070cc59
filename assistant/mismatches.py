"""Ways in which words near a subject speak of something else: another group, year, place or number than was asked for.

Each check is a pure function that gives the reason, in plain words, or nothing.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.evidence import Evidence
from assistant.understanding import Understanding, Want
from plans.words import stem, stems, tokens

__all__ = ["mismatches", "no_instances", "other_group"]


def mismatches(evidence: Evidence, asked: Understanding) -> tuple[str, ...]:
    """Why a piece of evidence is about something other than what was asked, one clause for each reason."""
    passage = evidence.quote.passage
    words, place = evidence.quote.text, f"{passage.context} {passage.text}"
    return tuple(
        reason
        for reason in (
            other_group(asked.text, words, place),
            _other_area(evidence, asked),
            no_instances(asked, words, passage.place.lead_in or ""),
            "it speaks of another one of the same kind" if evidence.numbers < 0 else "",
        )
        if reason
    )


def other_group(question: str, words: str, place: str) -> str:
    """Where the question is on one group (adults) and the words on another of its row (children) and not on it."""
    asked, given, around = (frozenset(stems(text)) for text in (question, words, f"{words} {place}"))
    for row in _rows():
        wanted = [group for group in row if group & asked]
        if len(wanted) != 1 or wanted[0] & around:
            continue
        if any(group & given for group in row if group is not wanted[0]):
            return "it speaks of another group of people"
    return ""


def _other_area(evidence: Evidence, asked: Understanding) -> str:
    """Where the question asks for a figure of one area, and the words are another area's plan and do not name it."""
    figure = asked.figure in (Want.NUMBER, Want.MONEY, Want.COUNT)
    passage = evidence.quote.passage
    words = f"{passage.text} {' '.join(passage.place.section)} {passage.place.lead_in or ''}".lower()
    named = any(area in words for area in asked.areas)
    return "it is about another area" if figure and not evidence.leaning and not named else ""


# What is asked for by name: "which schools", "the names of the two communities", "list the seven steps".
_INSTANCES = re.compile(
    r"\b(?:names? of|name|list|which|what are)\b (?:(?:all|each|every|any|both|the|of|these|those|its|their) )*"
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) )?(?P<kind>(?:[\w'’-]+ ){0,3}?[\w'’-]{3,}s)\b"
    r"(?! of the plan)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r":|;|\b(?:such as|including|includes?|namely|e\.?g|i\.?e|for example|like)\b|\(|,[^,]+(?:,| and | or )",
    re.IGNORECASE,
)


def no_instances(asked: Understanding, words: str, lead_in: str) -> str:
    """Where instances of a kind are asked for, and the words only speak of the kind: none is named or listed."""
    kind = _INSTANCES.search(asked.text)
    if kind is None or asked.polar or asked.want not in (Want.LIST, Want.FACT, Want.PLACE):
        return ""
    head = stem(kind["kind"].lower().split()[-1])
    if head not in stems(words) or head in stems(lead_in):
        return ""
    return "" if _LISTED.search(words) or _names_beyond(asked.text, words) else f"it lists no {kind['kind']}"


def _names_beyond(question: str, words: str) -> bool:
    """Whether the words hold a capitalised name within a sentence that the question does not have."""
    known = set(stems(question))
    spans = tokens(words)
    return any(
        words[token.start].isupper()
        and before
        and not re.search(r"[.?!:•]\s*$|^\W*$", before)
        and stem(token.word) not in known
        for token in spans
        for before in (words[: token.start],)
    )


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[frozenset[str], ...], ...]:
    read = tomllib.loads((Path(__file__).parent / "opposites.toml").read_text(encoding="utf-8"))
    return tuple(tuple(frozenset(map(stem, group)) for group in row["groups"]) for row in read["row"])
