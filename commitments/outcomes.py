"""The line of delivery: the outcomes that plans name, and which commitments serve which, proposed and then judged."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plans.catalogue import PlanEntry
from plans.commitment import Commitment
from plans.document import Block, BlockKind, Document
from plans.words import fold

__all__ = ["Contribution", "Decision", "LineOfDelivery", "Outcome", "line_of_delivery", "outcomes_of"]

_OUTCOMES = re.compile(r"\b(?:shared|key|strategic|population)?\s*outcomes\b", re.IGNORECASE)
_AMBITIONS = re.compile(r"\b(?:\d+|ten|big|bold|our)\s+(?:big\s+)?ambitions\b", re.IGNORECASE)
_PRIORITIES = re.compile(r"\bpriority\s+actions\b|\bstrategic\s+priorities\s*:", re.IGNORECASE)
_TARGETS = re.compile(r"\b(?:ambition|target|trajectory|metric)s?\s+(?:for|in|by)\b", re.IGNORECASE)


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
