"""The same promise in two plans: linked, and said to be the same, stricter, weaker or in conflict."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commitments.strictness import Verdict, compare_dates, compare_measures
from plans.commitment import Commitment
from plans.words import content_stems

__all__ = ["Link", "links"]

_SAME_NUMBERS = 0.3
_SAME_WORDS = 0.55
_ALIKE = {
    r"\bA&E\b": "emergency department",
    r"\bUCR\b": "urgent community response",
    r"\bG&A\b": "general and acute",
    r"\bCYP\b": "children and young people",
    r"\bGPs?\b": "general practice",
    r"\bcategory 2\b": "category 2 ambulance",
}
_COMMON = frozenset(
    {"improv", "increas", "reduc", "continu", "develop", "deliv", "support", "servic", "care", "health", "plan"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two commitments of different plans that say the same thing.

    `verdict` is how the first stands to the second: same, stricter, weaker or conflict; 'unquantified' where only
    one of them says how much. `reasons` say why, `likeness` (0 to 1) how alike their words are.
    """

    first: Commitment
    second: Commitment
    verdict: str
    reasons: tuple[str, ...]
    likeness: float


def links(commitments: Sequence[Commitment]) -> tuple[Link, ...]:
    """Every pair of commitments of two plans that promise the same, surest first; a commitment has one pair a plan."""
    weights = _weights(commitments)
    bags = {one.id: _stems(one) for one in commitments}
    found = sorted(_candidates(commitments, bags, weights), key=lambda link: -link.likeness)
    taken: set[tuple[str, str]] = set()
    kept = []
    for link in found:
        ends = {(link.first.id, link.second.plan_id), (link.second.id, link.first.plan_id)}
        if not ends & taken:
            taken |= ends
            kept.append(link)
    return tuple(kept)


def _candidates(
    commitments: Sequence[Commitment], bags: Mapping[str, frozenset[str]], weights: Mapping[str, float]
) -> Iterator[Link]:
    held: dict[str, list[int]] = {}
    for position, one in enumerate(commitments):
        for stem in bags[one.id]:
            held.setdefault(stem, []).append(position)
    for position, first in enumerate(commitments):
        for other in sorted({at for stem in bags[first.id] for at in held[stem][bisect_right(held[stem], position) :]}):
            second = commitments[other]
            if first.plan_id == second.plan_id:
                continue
            likeness, shared = _likeness(bags[first.id], bags[second.id], weights)
            if likeness >= _SAME_WORDS or (shared >= _SAME_NUMBERS and _same_number(first, second)):
                yield _link(first, second, max(likeness, shared / 2))


def _link(first: Commitment, second: Commitment, likeness: float) -> Link:
    told = [compared for compared in (compare_measures(first, second), compare_dates(first, second)) if compared]
    one_sided = bool(first.measures) != bool(second.measures)
    reasons = tuple(reason for _, reason in told) + (("only one of them says how much",) if one_sided else ())
    return Link(
        first=first,
        second=second,
        verdict="unquantified" if one_sided else _overall([verdict for verdict, _ in told]),
        reasons=reasons,
        likeness=round(min(1.0, likeness + (0.3 if _same_number(first, second) else 0.0)), 3),
    )


def _overall(verdicts: Sequence[Verdict]) -> Verdict:
    """What the number says decides, then the day; stricter in one and weaker in the other is a conflict."""
    telling = {verdict for verdict in verdicts if verdict != "same"}
    if len(telling) > 1 or "conflict" in telling:
        return "conflict"
    return telling.pop() if telling else "same"


def _same_number(first: Commitment, second: Commitment) -> bool:
    ours = {(measure.value, measure.unit) for measure in first.measures}
    return any((measure.value, measure.unit) in ours for measure in second.measures)


def _stems(commitment: Commitment) -> frozenset[str]:
    text = commitment.text
    for written, meant in _ALIKE.items():
        text = re.sub(written, f"{meant} ", text)
    return frozenset(stem for stem in content_stems(text) if not stem[0].isdigit()) - _COMMON


def _weights(commitments: Sequence[Commitment]) -> dict[str, float]:
    counts = Counter(stem for one in commitments for stem in _stems(one))
    return {stem: math.log(1 + len(commitments) / count) for stem, count in counts.items()}


def _likeness(first: frozenset[str], second: frozenset[str], weights: Mapping[str, float]) -> tuple[float, float]:
    """The weight of the words in common over that of both commitments halved, and over that of the shorter one.

    Nothing where one has fewer than three words that tell.
    """
    if min(len(first), len(second)) < 3:
        return 0.0, 0.0
    shared = sum(weights[stem] for stem in first & second)
    one, other = sum(weights[stem] for stem in first), sum(weights[stem] for stem in second)
    return 2 * shared / (one + other), shared / min(one, other)
