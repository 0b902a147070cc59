"""Whether what was found answers what was asked. Similarity does not tell; each check looks for a thing asked for."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.concepts import Concept
from assistant.evidence import Evidence
from assistant.understanding import Understanding, Want

__all__ = ["Sufficiency", "judge", "signs", "why_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """The verdict on one piece of evidence: `confidence` from 0 to 1, against the threshold; `why_not` says, in
    plain words, which checks failed."""

    enough: bool
    confidence: float
    why_not: tuple[str, ...]


def judge(evidence: Evidence, asked: Understanding, concepts: Sequence[Concept]) -> Sufficiency:
    """Decide whether a piece of evidence answers the question.

    The signs are weighed by a logistic function whose weights are fitted on the development questions. A thing
    asked for that is not there (money, a body, a date) is decisive whatever else is met.
    """
    weights, threshold = _fitted()
    values = signs(evidence, concepts)
    confidence = 1 / (1 + math.exp(-sum(weights[name] * value for name, value in values.items())))
    enough = confidence >= threshold and not (asked.want in _DECISIVE and not evidence.named)
    return Sufficiency(enough=enough, confidence=confidence, why_not=() if enough else why_not(evidence, asked))


_DECISIVE = frozenset({Want.MONEY, Want.BODY, Want.DATE})


def signs(evidence: Evidence, concepts: Sequence[Concept]) -> Mapping[str, float]:
    """What is weighed, each from 0 to 1: how much of the subject is met, by the words and with their place; how
    heavy the heaviest thing missing is, and whether the library knows it at all; whether the wanted kind of thing
    and the year are there; how well the search liked it."""
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
        "found": evidence.score,
    }


def why_not(evidence: Evidence, asked: Understanding) -> tuple[str, ...]:
    """Why a passage that comes near does not answer, one plain clause for each check that failed."""
    reasons: list[str] = []
    if evidence.coverage.missing:
        words = ", ".join(f"“{concept.asked}”" for concept in evidence.coverage.missing[:3])
        reasons.append(f"it does not speak of {words}")
    if not evidence.wanted or (asked.want in _DECISIVE and not evidence.named):
        reasons.append(_ABSENT.get(asked.want, "it does not name what is asked for"))
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


@lru_cache(maxsize=1)
def _fitted() -> tuple[dict[str, float], float]:
    fitted = tomllib.loads((Path(__file__).parent / "sufficiency.toml").read_text(encoding="utf-8"))
    return fitted["weights"], fitted["threshold"]
