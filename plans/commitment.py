"""A row of the register: a promise in the plan's own words, with what it says and what it leaves unsaid."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plans.document import Place

__all__ = ["Commitment", "CommitmentType", "Comparator", "Measure", "Modality", "Owner"]

CommitmentType = Literal["target", "action", "aspiration"]
Modality = Literal["will", "plan", "aim", "explore", "continue"]
Comparator = Literal["at_least", "at_most", "equal", "more_than", "less_than", "increase_by", "decrease_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that a commitment is to be measured by. `of` names what is counted, `baseline` where it stood."""

    value: float
    unit: str
    comparator: Comparator
    of: str | None = None
    baseline: float | None = None
    national: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A body that is on the hook, and how that is known: named in the words, in a heading, or as the plan's own."""

    name: str
    role: Literal["lead", "partner", "overseer"]
    basis: Literal["stated", "heading", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One promise: `text == reading_text[start:end]` of its plan. The JSON form is the contract's."""

    id: str
    plan_id: str
    edition: str
    text: str
    type: CommitmentType
    modality: Modality
    place: Place
    theme: str | None
    timeframe: str | None
    deadline: date | None
    measures: tuple[Measure, ...]
    owners: tuple[Owner, ...]
    population: str | None
    missing: tuple[str, ...]
    start: int
    end: int
    confidence: float
    passage_id: str | None = None
