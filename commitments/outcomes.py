"""The line of delivery: the outcomes that plans name, and which commitments serve which, proposed and then judged."""

import hashlib
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from plans.catalogue import PlanEntry
from plans.commitment import Commitment
from plans.document import Block, BlockKind, Document
from plans.words import content_stems, fold, stem

__all__ = ["Contribution", "Decision", "LineOfDelivery", "Outcome", "line_of_delivery", "outcomes_of", "proposals"]

_OUTCOMES = re.compile(r"\b(?:shared|key|strategic|population)?\s*outcomes\b", re.IGNORECASE)
_AMBITIONS = re.compile(r"\b(?:\d+|ten|big|bold|our)\s+(?:big\s+)?ambitions\b", re.IGNORECASE)
_PRIORITIES = re.compile(r"\bpriority\s+actions\b|\bstrategic\s+priorities\s*:", re.IGNORECASE)
_TARGETS = re.compile(r"\b(?:ambition|target|trajectory|metric)s?\s+(?:for|in|by)\b", re.IGNORECASE)
_SURE_ENOUGH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Something that a plan says all of it is for: `name == reading_text[start:end]`, with its indicators."""

    id: str
    plan_id: str
    kind: Literal["shared outcome", "ambition", "operational target", "priority action"]
    name: str
    indicators: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """That a commitment serves an outcome: proposed by the software with its confidence and the reason."""

    commitment_id: str
    outcome_id: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person made of a contribution, proposed or not: confirmed or struck."""

    commitment_id: str
    outcome_id: str
    verdict: Literal["confirmed", "struck"]
    person: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfDelivery:
    """Which commitments serve each outcome, which outcome none serves, and which commitment serves none.

    `proposed` is the software's, `confirmed` people's; what was struck is in neither.
    """

    confirmed: Mapping[str, tuple[str, ...]]
    proposed: Mapping[str, tuple[Contribution, ...]]
    unserved: tuple[Outcome, ...]
    serving_none: tuple[Commitment, ...]


def outcomes_of(document: Document, entry: PlanEntry) -> tuple[Outcome, ...]:
    """The outcomes that a plan names, in reading order.

    They are the row headings of a table of outcomes with the indicators beside them, the numbered ambitions, the
    targets of a table of ambitions or metrics, and the listed priority actions.
    """
    found = [*_rows(document, entry), *_listed(document, entry)]
    unique: dict[tuple[str, str], Outcome] = {}
    for outcome in sorted(found, key=lambda one: one.start):
        unique.setdefault((outcome.kind, fold(outcome.name)), outcome)
    return tuple(unique.values())


def proposals(commitments: Sequence[Commitment], outcomes: Sequence[Outcome]) -> tuple[Contribution, ...]:
    """Which commitments seem to serve which outcomes, each with the reason, the surest first.

    A commitment that stands under a priority action serves it; otherwise the two must speak of the same things.
    """
    bags = {one.id: _telling(_said(one)) for one in commitments}
    topics = {one.id: _topics(_said(one)) for one in commitments}
    weights = _weights(tuple(bags.values()))
    found = []
    for outcome in outcomes:
        aim = _aim(outcome, weights)
        for one in commitments:
            told = _stands_under(one, outcome) or _speaks_of(aim, topics[one.id], bags[one.id])
            if told is not None and told[0] >= _SURE_ENOUGH and one.text != outcome.name:
                found.append(
                    Contribution(commitment_id=one.id, outcome_id=outcome.id, confidence=told[0], reason=told[1])
                )
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.outcome_id, one.commitment_id)))


def line_of_delivery(
    commitments: Sequence[Commitment],
    outcomes: Sequence[Outcome],
    proposed: Sequence[Contribution],
    decisions: Sequence[Decision],
) -> LineOfDelivery:
    """The line of delivery with what people confirmed and struck; the last decision on a pair counts."""
    judged = {(one.commitment_id, one.outcome_id): one.verdict for one in sorted(decisions, key=lambda one: one.at)}
    confirmed = {
        outcome.id: tuple(
            pair[0] for pair, verdict in judged.items() if pair[1] == outcome.id and verdict == "confirmed"
        )
        for outcome in outcomes
    }
    open_ones = [one for one in proposed if (one.commitment_id, one.outcome_id) not in judged]
    waiting = {outcome.id: tuple(one for one in open_ones if one.outcome_id == outcome.id) for outcome in outcomes}
    serving = {one.commitment_id for one in open_ones} | {
        pair[0] for pair, verdict in judged.items() if verdict == "confirmed"
    }
    return LineOfDelivery(
        confirmed=confirmed,
        proposed=waiting,
        unserved=tuple(one for one in outcomes if not confirmed[one.id] and not waiting[one.id]),
        serving_none=tuple(one for one in commitments if one.id not in serving),
    )


def _rows(document: Document, entry: PlanEntry) -> Iterator[Outcome]:
    for position, block in enumerate(document.blocks):
        if block.kind is not BlockKind.CELL or not block.heads or block.place.column:
            continue
        if not any(_OUTCOMES.search(heading) for heading in block.place.section[-1:]):
            continue
        label = document.text[block.start : block.end]
        beside = [
            one for one in document.blocks[position + 1 : position + 40] if one.place.row == label and one.list_id
        ]
        indicators = tuple(document.text[one.start : one.end] for one in beside)
        if indicators:
            yield _outcome(document, entry, block, "shared outcome", indicators)


def _listed(document: Document, entry: PlanEntry) -> Iterator[Outcome]:
    for block in document.blocks:
        place, text = block.place, document.text[block.start : block.end]
        if block.kind is BlockKind.CELL and place.column and _TARGETS.search(place.column) and block.list_id:
            yield _outcome(document, entry, block, "operational target")
        elif block.kind is BlockKind.ITEM and _PRIORITIES.search(place.lead_in or "") and len(text.split()) <= 9:
            yield _outcome(document, entry, block, "priority action")
        elif block.kind is BlockKind.ITEM and block.ordinal and _AMBITIONS.search(" ".join(place.section[-1:])):
            yield _outcome(document, entry, block, "ambition")


def _outcome(
    document: Document,
    entry: PlanEntry,
    block: Block,
    kind: Literal["shared outcome", "ambition", "operational target", "priority action"],
    indicators: tuple[str, ...] = (),
) -> Outcome:
    name = document.text[block.start : block.end]
    digest = hashlib.sha256(f"{kind}\x1f{fold(name)}".encode()).hexdigest()[:12]
    return Outcome(
        id=f"{entry.id}-o-{digest}",
        plan_id=entry.id,
        kind=kind,
        name=name,
        indicators=indicators,
        start=block.start,
        end=block.end,
    )


def _stands_under(one: Commitment, outcome: Outcome) -> tuple[float, str] | None:
    if outcome.kind != "priority action" or one.plan_id != outcome.plan_id:
        return None
    wanted = fold(outcome.name)
    for heading in (*one.place.section, one.place.row or ""):
        if re.sub(r"^\W*\d+\W+", "", fold(heading)).startswith(wanted):
            return 0.95, f"it stands under '{heading}'"
    return None


@dataclass(frozen=True, slots=True)
class _Aim:
    """What an outcome speaks of: topics in its name, topics in its indicators, and its words with their weights."""

    kind: str
    main: frozenset[str]
    beside: frozenset[str]
    words: Mapping[str, float]


def _aim(outcome: Outcome, weights: Mapping[str, float]) -> _Aim:
    main = _topics(outcome.name)
    words = _telling(" ".join([outcome.name, *outcome.indicators]))
    return _Aim(
        kind=outcome.kind,
        main=main,
        beside=_topics(" ".join(outcome.indicators)) - main,
        words={word: weights.get(word, 1.0) for word in words},
    )


def _speaks_of(aim: _Aim, topics: frozenset[str], bag: frozenset[str]) -> tuple[float, str] | None:
    """How surely two speak of the same, and of what: a topic of the name, one of the indicators, the same words."""
    if aim.kind == "priority action":
        return None
    shared = {word: weight for word, weight in aim.words.items() if word in bag}
    alike = sum(shared.values()) / sum(aim.words.values()) if aim.words else 0.0
    main, beside = aim.main & topics, aim.beside & topics
    if (aim.kind == "operational target" and (alike < _ALIKE or len(shared) < _WORDS)) or not (
        main or beside or shared
    ):
        return None
    surely = 0.25 + (0.3 if main else 0.15 if beside else 0.0) + 0.6 * alike
    said = [*sorted(main | beside), *(f"“{word}”" for word in sorted(shared, key=lambda word: -shared[word])[:4])]
    return round(min(0.9, surely), 2), f"both speak of {', '.join(said)}"


def _said(one: Commitment) -> str:
    return f"{one.text} {one.population or ''}"


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, frozenset[str]]:
    listed = tomllib.loads((Path(__file__).parent / "outcome_words.toml").read_text(encoding="utf-8"))["groups"]
    return {name: frozenset(stem(word) for word in words.split()) for name, words in listed.items()}


def _topics(text: str) -> frozenset[str]:
    plain = re.sub(r"\blearning(?=\s+disab)|\bGood\b", "", text, flags=re.IGNORECASE)
    held = frozenset(content_stems(plain))
    return frozenset(name for name, words in _groups().items() if words & held)


def _weights(bags: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """How much a word tells, 0 to 1: the more, the fewer commitments have it."""
    counts = Counter(word for bag in bags for word in bag)
    most = math.log(2 + len(bags))
    return {word: math.log((2 + len(bags)) / (1 + count)) / most for word, count in counts.items()}


_PLAIN = frozenset(stem(word) for word in "improve increase reduce people will adults care service health make".split())
_ALIKE, _WORDS = 0.3, 3


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in content_stems(text) if len(word) > 3 and word.isalpha()) - _PLAIN
