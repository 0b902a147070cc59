"""What is asked of the register in an address: plan, type, owner, year, due dates, words and more."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.questions import chosen_plans
from plans.catalogue import PlanEntry
from plans.commitment import CommitmentType, Modality
from plans.errors import WrongCall

if TYPE_CHECKING:
    from commitments.queries import Filter

__all__ = ["Wanted", "filter_of", "wanted_from"]

Missing = Literal["owner", "measure", "baseline", "target", "deadline", "population", "funding", "reporting"]
Sort = Literal["place", "due", "theme", "owner", "type", "strength", "confidence"]
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso(value: object) -> object:
    """Let a day pass as YYYY-MM-DD only: a bare number would be taken for seconds."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("write the day as year, month and day, such as 2025-03-31")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
_Names = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=50)]


class Wanted(BaseModel):
    """Which commitments are wanted. Two values of one kind mean either; two kinds mean both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan: _Names = Field([], description="A plan’s id or name")
    words: str = Field("", max_length=2_000, description="Words that must all be there")
    type: list[CommitmentType] = Field([], description="target, action or aspiration")
    modality: list[Modality] = Field([], description="How strongly it is promised")
    owner: _Names = Field([], description="A body, by any of its names")
    role: list[Literal["lead", "partner", "overseer"]] = Field([], description="The part that the body plays")
    theme: _Names = Field([], description="A heading of the plan")
    service: _Names = Field([], description="The heading of a table’s row")
    year: _Names = Field([], description="A financial year, such as 2024/25")
    due_before: Day | None = Field(None, description="Due before this day")
    due_after: Day | None = Field(None, description="Due on or after this day")
    overdue: bool | None = Field(None, description="Whether its day is past")
    vague: bool | None = Field(None, description="Whether it names a time without a day")
    checkable: bool | None = Field(None, description="Whether what, by when and by whom are all said")
    national: bool | None = Field(None, description="Whether its number is a national one")
    missing: list[Missing] = Field([], description="What it leaves unsaid")
    status: _Names = Field([], description="What people found: met, not met, not yet rated and so on")
    confidence: float = Field(0.0, ge=0, le=1, description="The least confidence of the reading")
    sort: Sort = Field("place", description="The order")


def wanted_from(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Read the fields of a form, empty ones left out.

    Raises WrongCall for a value that cannot be meant.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in Wanted.model_fields and value.strip():
            values.setdefault(name, []).append(value.strip())
    single = {name: found[-1] for name, found in values.items() if _is_single(name)}
    try:
        return Wanted.model_validate({**values, **single})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("_", " ")
        raise WrongCall(f"The filter “{name}” cannot be {first['input']!r}: {_reason(first['msg'])}.") from error


def filter_of(wanted: Wanted, entries: Iterable[PlanEntry]) -> "Filter":
    """The filter of the register that is meant.

    Raises UnknownPlan.
    """
    from commitments.queries import Filter

    return Filter(
        plans=chosen_plans(wanted.plan, list(entries)),
        words=wanted.words,
        types=tuple(wanted.type),
        modalities=tuple(wanted.modality),
        bodies=tuple(wanted.owner),
        roles=tuple(wanted.role),
        themes=tuple(wanted.theme),
        services=tuple(wanted.service),
        years=tuple(wanted.year),
        due_before=wanted.due_before,
        due_after=wanted.due_after,
        overdue=wanted.overdue,
        vague=wanted.vague,
        checkable=wanted.checkable,
        national=wanted.national,
        missing=tuple(wanted.missing),
        statuses=tuple(wanted.status),
        confidence=wanted.confidence,
    )


def _is_single(name: str) -> bool:
    annotations: Mapping[str, object] = {key: field.annotation for key, field in Wanted.model_fields.items()}
    return not str(annotations[name]).startswith("list[")


def _reason(message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return reason[:1].lower() + reason[1:]
