"""The gold: cases written by hand, one JSON object a line, refused where they are not as the format has them."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from plans.errors import PlanwatchError

__all__ = [
    "GOLD_FOLDER",
    "Case",
    "Category",
    "Evidence",
    "Expect",
    "Fact",
    "FactType",
    "Forbidden",
    "GoldError",
    "GoldTurn",
    "Variant",
    "load_dev",
    "read_cases",
]

GOLD_FOLDER = Path(__file__).parent / "gold"

FactType = Literal["percent", "number", "money", "date", "year", "owner", "text", "list", "bool", "duration"]
Category = Literal[
    "single_target",
    "owner",
    "date",
    "list",
    "comparison",
    "definition",
    "in_plan",
    "temporal",
    "false_premise",
    "near_miss",
    "out_of_scope",
    "ambiguous",
    "follow_up",
    "table",
]
Expect = Literal["answer", "partial", "abstain", "clarify", "correct_premise", "redirect"]
Comparator = Literal["<=", "<", ">=", ">", "=", "+", "-"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = bool | int | float | str | None

_NUMERIC = frozenset({"percent", "number", "money", "duration"})
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_YEAR = re.compile(r"\d{4}(/\d{2})?")


class GoldError(PlanwatchError):
    """The gold is not as its format has it; the message names the file, the line and the case."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldTurn(_Line):
    """One turn of a dialogue. The assistant's turns are asked afresh in a run; those written here are not used."""

    role: Literal["user", "assistant"] = "user"
    text: Text


class Forbidden(_Line):
    """What a right answer does not say, and why somebody might say it."""

    type: FactType
    value: Value = None
    why: str = ""
    unit: str | None = None
    op: Comparator | None = None
    aliases: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        _check_value(self.type, self.value, self.aliases)
        return self


class Fact(_Line):
    """What a right answer says.

    `op` is the comparator of a number ("+" and "-" for a rise and a fall by so much), `by` the date it hangs on,
    `aliases` other wordings that are as good, `items` the members of a list, each with its other wordings after
    " | ". A date is YYYY, YYYY-MM or YYYY-MM-DD; a year is 2028 or 2023/24; a duration's value counts `unit`.
    """

    id: Text
    type: FactType
    value: Value = None
    op: Comparator | None = None
    unit: str | None = None
    by: str | None = None
    aliases: tuple[Text, ...] = ()
    items: tuple[Text, ...] = ()
    required: bool = True

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        if self.type == "list":
            if not self.items:
                raise ValueError("a list needs its items")
            return self
        if self.items:
            raise ValueError(f"items belong to a list, not to a {self.type}")
        _check_value(self.type, self.value, self.aliases)
        return self


class Evidence(_Line):
    """Words of a plan, verbatim, that bear the answer. `section` picks one place where the words occur twice."""

    doc: Text
    quote: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]
    section: str | None = None
    sha256: str | None = None
    pdf_page: int | None = None
    page_label: str | None = None


class Variant(_Line):
    """The same question as others would put it; frozen text, never made at run time."""

    kind: Literal["typo", "lay", "acronym", "paraphrase"]
    text: Text


class Case(_Line):
    """A question with what is right about its answer. `evidence` lists alternatives; all of one are needed."""

    id: Text
    split: Literal["dev", "test"]
    category: Category
    hard: bool = False
    cluster: Text
    turns: tuple[GoldTurn, ...] = Field(min_length=1)
    plans: tuple[Text, ...] = ()
    expect: Expect
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    variants: tuple[Variant, ...] = ()
    reference: str = ""
    critical: bool = False
    author: str = ""
    reviewer: str = ""
    note: str = ""

    @property
    def question(self) -> str:
        """What is asked last."""
        return self.turns[-1].text

    @property
    def answerable(self) -> bool:
        """Whether the plans answer it, in whole or in part, if only by setting a premise right."""
        return self.expect in ("answer", "partial") or (self.expect == "correct_premise" and bool(self.evidence))

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.turns[-1].role != "user":
            raise ValueError("the last turn must be the user's")
        if self.expect in ("answer", "partial") and not self.evidence:
            raise ValueError(f"expects {self.expect!r} and gives no evidence")
        if self.expect in ("abstain", "redirect") and self.evidence:
            raise ValueError(f"expects {self.expect!r} and yet gives evidence; put near misses into note")
        if any(not alternative for alternative in self.evidence):
            raise ValueError("evidence is a list of lists: an alternative is empty")
        ids = [fact.id for fact in self.facts]
        if len(ids) != len(set(ids)):
            raise ValueError("two facts have the same id")
        return self


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a JSONL file; blank lines are passed over.

    Raises GoldError for the first line that is not a case, and for an id used twice.
    """
    cases = tuple(_case(path, number, line) for number, line in _lines(path))
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise GoldError(f"{path.name}: the id {case.id} is used twice; give one of the cases another.")
        seen.add(case.id)
    return cases


def load_dev() -> tuple[Case, ...]:
    """The development cases: all that a script which tunes anything may read."""
    return tuple(case for case in read_cases(GOLD_FOLDER / "dev.jsonl") if case.split == "dev")


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _case(path: Path, number: int, line: str) -> Case:
    where = f"{path.name}, line {number}"
    try:
        fields: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON ({error}).") from error
    name = fields.get("id", "without an id") if isinstance(fields, Mapping) else "not an object"
    try:
        return Case.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"{where}, case {name}: {place + ': ' if place else ''}{first['msg']}.") from error


def _check_value(kind: FactType, value: Value, aliases: tuple[str, ...]) -> None:
    """Raise ValueError where the value is not of the fact's type."""
    if kind in _NUMERIC and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(f"a {kind} needs a number as its value, without its unit, not {value!r}")
    if kind == "bool" and not isinstance(value, bool):
        raise ValueError(f"a bool needs true or false, not {value!r}")
    if kind in ("owner", "text") and value in (None, "") and not aliases:
        raise ValueError(f"a {kind} needs a value")
    if kind == "date" and not _DATE.fullmatch(str(value)):
        raise ValueError(f"a date is YYYY, YYYY-MM or YYYY-MM-DD, not {value!r} (wordings go into aliases)")
    if kind == "year" and not _YEAR.fullmatch(str(value)):
        raise ValueError(f"a year is 2028 or 2023/24, not {value!r} (wordings go into aliases)")
