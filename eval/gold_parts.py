"""What a gold case is made of: turns, facts, what is forbidden, evidence, other wordings."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

__all__ = [
    "Category",
    "Evidence",
    "Expect",
    "Fact",
    "FactType",
    "Forbidden",
    "GoldTurn",
    "Line",
    "Text",
    "Variant",
]

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


class Line(BaseModel):
    """An object of the gold: no keys but those it has, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldTurn(Line):
    """One turn of a dialogue. The assistant's turns are asked afresh in a run; those written here are not used."""

    role: Literal["user", "assistant"] = "user"
    text: Text


class Forbidden(Line):
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


class Fact(Line):
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


class Evidence(Line):
    """Words of a plan, verbatim, that bear the answer. `section` picks one place where the words occur twice."""

    doc: Text
    quote: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]
    section: str | None = None
    sha256: str | None = None
    pdf_page: int | None = None
    page_label: str | None = None


class Variant(Line):
    """The same question as others would put it; frozen text, never made at run time."""

    kind: Literal["typo", "lay", "acronym", "paraphrase"]
    text: Text


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
