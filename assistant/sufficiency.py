"""Whether what was found answers what was asked. Similarity does not tell; each check looks for a thing asked for."""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.concepts import Concept
from assistant.evidence import Evidence
from assistant.mismatches import mismatches, other_group
from assistant.understanding import Understanding, Want, is_name
from plans.stance import Stance

__all__ = ["Best", "Sufficiency", "is_another", "judge", "signs", "why_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """The verdict on one piece of evidence: `confidence` from 0 to 1, against the threshold; `why_not` says, in
    plain words, which checks failed."""

    enough: bool
    confidence: float
    why_not: tuple[str, ...]
    barred: bool = False

    def after_reading(self, read: float) -> "Sufficiency":
        """The verdict where reading can tell only that words do answer (`read`, log-odds).

        Then they are an answer whatever words they lack, unless they are barred: they speak of another thing, group,
        year or plan than was asked for, or the kind of thing asked for is not in them.
        """
        if self.enough or self.barred or read < _sure():
            return self
        return replace(self, enough=True, confidence=_chance(read), why_not=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """What one piece of evidence is held against: how near the nearest is and how much of the question that one
    meets, what share of the question's own numbers any of it has, whether any that is near stands in a year asked for,
    and how much is met at best in the plans that the question is not put to."""

    near: float
    met: float
    numbers: float
    year: bool
    elsewhere: float


def judge(evidence: Evidence, asked: Understanding, concepts: Sequence[Concept], best: Best) -> Sufficiency:
    """Decide whether a piece of evidence answers the question.

    The signs are weighed by a logistic function (weights and threshold: sufficiency.toml). A thing
    asked for that is not there (money, a number, a body, a date) is decisive whatever else is met. What answers is
    among the passages nearest the subject, and meets about as much of it as any other plan does.
    """
    weights, threshold = _fitted()
    values = signs(evidence, asked, concepts, best.near)
    confidence = 1 / (1 + math.exp(-sum(weights[name] * value for name, value in values.items())))
    met = evidence.coverage.everywhere
    far = evidence.near < _NEAREST * best.near and met < best.met
    anothers = met < _ANOTHERS * best.elsewhere
    enough = confidence >= threshold and not far and not anothers and not _lacking(evidence, asked, best)
    without = asked.figure in _DECISIVE and not evidence.named
    barred = without or anothers or bool(mismatches(evidence, asked)) or _other_year(evidence, asked, best)
    return Sufficiency(
        enough=enough, confidence=confidence, why_not=() if enough else why_not(evidence, asked), barred=barred
    )


def _lacking(evidence: Evidence, asked: Understanding, best: Best) -> bool:
    """What is decisive: the wanted thing is not there, another of the same label is spoken of, a body that a yes or
    no is asked about is not named, too little of it or a name is missing, or a promise stands where the present
    state is asked for."""
    return (
        (asked.figure in _DECISIVE and not evidence.named)
        or bool(mismatches(evidence, asked))
        or (asked.states_a_figure and evidence.numbers < best.numbers)
        or _other_year(evidence, asked, best)
        or evidence.coverage.everywhere < _LEAST.get(asked.figure, 0.0)
        or (asked.polar and evidence.bodies < 1)
        or (asked.polar and evidence.coverage.everywhere < _FOR_YES)
        or (evidence.coverage.everywhere < _WITHOUT_NAME and _lacks_a_name(evidence))
        or (asked.now and asked.figure in _DECISIVE and evidence.stance is Stance.PROMISED)
    )


_YEAR = re.compile(
    r"\b(?:in|for|during|by) (?:the )?(?:(?:end|start) of )?(?:financial )?(?:year )?"
    r"(?:(?:jan|febr)uary |ma(?:rch|y) |april |ju(?:ne|ly) |august |(?:sept|nov|dec)ember |october )?"
    r"(?:spring |summer |autumn |winter )?"
    r"20\d\d\b|\b\d\d/\d\d\b",
    re.IGNORECASE,
)


def _other_year(evidence: Evidence, asked: Understanding, best: Best) -> bool:
    """Whether a year is asked for in figures, and neither this nor anything near the subject stands in it."""
    return not evidence.year and not best.year and bool(_YEAR.search(asked.text)) and asked.want is not Want.REASON


def is_another(evidence: Evidence, asked: Understanding, best: Best) -> bool:
    """Whether words are about another group or year than was asked for."""
    passage = evidence.quote.passage
    words, place = evidence.quote.text, f"{passage.context} {passage.text}"
    return bool(other_group(asked.text, words, place) or _other_year(evidence, asked, best))


# What answers is in words about as near the subject as the nearest are: elsewhere it is another's.
_NEAREST = 0.65
# What another plan meets this much better is that plan's, and not said in the one asked about.
_ANOTHERS = 0.6


# Sums and dates stand in many passages: the share of the question that the words with one must meet (read off the
# development questions: more of it refuses answers and stops no more false ones).
_LEAST = {Want.MONEY: 0.5, Want.DATE: 0.4}
_WITHOUT_NAME = 0.5  # words that meet so much of the question need not have each short form of it
_FOR_YES = 0.35  # the share of the question that must be met before a yes or no is looked for in the words


# Names that more of the passages have tell nothing apart in a health plan: NHS, GP, ICB.
_TELLING, _SHORT = 3.5, 4


def _lacks_a_name(evidence: Evidence) -> bool:
    return any(is_name(one.asked) and not _told_everywhere(one) for one in evidence.coverage.missing)


def _told_everywhere(concept: Concept) -> bool:
    return concept.weight < _TELLING and len(concept.asked) <= _SHORT


_DECISIVE = frozenset({Want.MONEY, Want.BODY, Want.DATE, Want.NUMBER, Want.COUNT})


def signs(evidence: Evidence, asked: Understanding, concepts: Sequence[Concept], best: float) -> Mapping[str, float]:
    """What is weighed, each from 0 to 1: how much of the subject is met, by the words and with their place; how
    heavy the heaviest thing missing is, and whether the library knows it at all; whether the wanted kind of thing,
    the year, the question's own numbers and bodies are there; whether a promise stands where things done are asked for;
    how far behind the nearest evidence (`best`) it is; how well the search liked it."""
    total = sum(concept.weight for concept in concepts) or 1.0
    missing = evidence.coverage.missing
    return {
        "bias": 1.0,
        "everywhere": evidence.coverage.everywhere,
        "words": evidence.coverage.words,
        "heaviest_missing": max((concept.weight for concept in missing), default=0.0) / total,
        "unknown": sum(concept.weight for concept in missing if not concept.known) / total,
        "wanted": float(evidence.wanted),
        "year": float(evidence.year),
        "numbers": max(0.0, evidence.numbers),
        "bodies": evidence.bodies,
        "stance": float(not (asked.stance is Stance.DONE and evidence.stance is Stance.PROMISED)),
        "behind": max(0.0, best - evidence.near),
        "found": evidence.score,
    }


def why_not(evidence: Evidence, asked: Understanding) -> tuple[str, ...]:
    """Why a passage that comes near does not answer, one plain clause for each check that failed."""
    reasons: list[str] = []
    if evidence.coverage.missing:
        words = ", ".join(f"“{concept.asked}”" for concept in evidence.coverage.missing[:3])
        reasons.append(f"it does not speak of {words}")
    if not evidence.wanted or (asked.figure in _DECISIVE and not evidence.named):
        reasons.append(_ABSENT.get(asked.figure, "it does not name what is asked for"))
    reasons += mismatches(evidence, asked)
    if evidence.bodies < 1:
        reasons.append("it does not name the body asked about")
    if asked.now and evidence.stance is Stance.PROMISED:
        reasons.append("it says what is aimed for, not how things stand")
    if not evidence.year:
        reasons.append("it stands in another year")
    return tuple(reasons) or ("it is about something else",)


_ABSENT = {
    Want.MONEY: "it gives no sum of money",
    Want.BODY: "it names nobody for it",
    Want.DATE: "it gives no date",
    Want.NUMBER: "it gives no number",
    Want.COUNT: "it gives no number",
}


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@lru_cache(maxsize=1)
def _sure() -> float:
    """The log-odds above which words read as an answer."""
    sure: float = tomllib.loads((Path(__file__).parent / "sufficiency.toml").read_text(encoding="utf-8"))["read"][
        "sure"
    ]
    return sure


@lru_cache(maxsize=1)
def _fitted() -> tuple[dict[str, float], float]:
    fitted = tomllib.loads((Path(__file__).parent / "sufficiency.toml").read_text(encoding="utf-8"))
    return fitted["weights"], fitted["threshold"]
