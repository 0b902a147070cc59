"""Checks by people as JSON: what is sent, and how entries and histories are written."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from commitments.checks import LONGEST_NOTE, Entry, EntryKind, Evidence, History, Mark, Status
from plans.commitment import Commitment

__all__ = ["CheckBody", "EntryShape", "HistoryShape", "entry_json", "history_json", "mark_of"]


class EvidenceBody(BaseModel):
    """What bears a status out or speaks against it; `where` is a link or a file's name."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["data", "minutes", "statement", "news", "experience", "other"] = "other"
    where: Annotated[str, Field(max_length=2_000)]
    quote: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    page: Annotated[str, Field(max_length=60)] = ""
    published: date | None = None
    retrieved: date | None = None
    stands: Literal["for", "against"] = "for"
    confidence: Literal["high", "medium", "low"] = "medium"
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class CheckBody(BaseModel):
    """What a person enters. `seen` is how many entries of the history he or she has seen; `undoes` takes one back.

    `person` is needed where nobody has signed in, and of no effect where somebody has.
    """

    model_config = ConfigDict(extra="forbid")

    commitment_id: Annotated[str, Field(max_length=300)]
    person: Annotated[str, Field(max_length=200)] = ""
    kind: EntryKind
    status: Status | None = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    evidence: Annotated[list[EvidenceBody], Field(max_length=20)] = []
    seen: Annotated[int, Field(ge=0, le=1_000_000)]
    undoes: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class EntryShape(BaseModel):
    """An entry of a history; never changed, never removed."""

    number: int
    commitment_id: str
    plan_id: str
    edition: str
    words: str
    kind: EntryKind
    person: str
    status: Status | None
    note: str
    evidence: list[dict[str, Any]]
    at: datetime
    undoes: int | None
    digest: str


class HistoryShape(BaseModel):
    """All that was entered about a commitment, the status that stands, and what is awaited next.

    `in_register` is false where the plan with the commitment was removed or no longer has it: the checks stay.
    """

    commitment_id: str
    in_register: bool
    standing: Status
    awaits: EntryKind | None
    entries: list[EntryShape]


def mark_of(body: CheckBody, commitment: Commitment, *, person: str) -> Mark:
    """The mark that a person means, with the plan's words as they stand now."""
    return Mark(
        commitment_id=commitment.id,
        plan_id=commitment.plan_id,
        edition=commitment.edition,
        words=commitment.text,
        kind=body.kind,
        person=person,
        status=body.status,
        note=body.note.strip(),
        evidence=tuple(Evidence(**one.model_dump()) for one in body.evidence),
    )


def entry_json(entry: Entry) -> dict[str, Any]:
    """Write an entry."""
    mark = entry.mark
    return {
        "number": entry.number,
        "commitment_id": mark.commitment_id,
        "plan_id": mark.plan_id,
        "edition": mark.edition,
        "words": mark.words,
        "kind": str(mark.kind),
        "person": mark.person,
        "status": None if mark.status is None else str(mark.status),
        "note": mark.note,
        "evidence": [_evidence_json(one) for one in mark.evidence],
        "at": entry.at.isoformat(),
        "undoes": entry.undoes,
        "digest": entry.digest,
    }


def history_json(history: History, *, in_register: bool) -> dict[str, Any]:
    """Write a history, and whether the register has its commitment now."""
    return {
        "commitment_id": history.commitment_id,
        "in_register": in_register,
        "standing": str(history.standing),
        "awaits": None if history.awaits is None else str(history.awaits),
        "entries": [entry_json(entry) for entry in history.entries],
    }


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(evidence).items()}
