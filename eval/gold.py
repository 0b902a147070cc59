"""The gold: cases written by hand, one JSON object a line, refused where they are not as the format has them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from eval.dialogues import Dialogue, is_dialogue
from eval.gold_parts import (
    Category,
    Evidence,
    Expect,
    Fact,
    FactType,
    Forbidden,
    GoldTurn,
    Line,
    Text,
    Variant,
)
from eval.signposts import Signpost
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
    "ids_in",
    "load_dev",
    "read_cases",
]

GOLD_FOLDER = Path(__file__).parent / "gold"


class GoldError(PlanwatchError):
    """The gold is not as its format has it; the message names the file, the line and the case."""


class Case(Line):
    """A question with what is right about its answer.

    `evidence` lists alternatives; all of one are needed. `signpost` says where somebody unwell is to be sent.
    """

    id: Text
    split: Literal["dev", "test"]
    category: Category
    hard: bool = False
    cluster: Text
    turns: tuple[GoldTurn, ...] = Field(min_length=1)
    plans: tuple[Text, ...] = ()
    expect: Expect
    signpost: tuple[Signpost, ...] = ()
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
        if self.signpost and self.expect != "redirect":
            raise ValueError("a signpost belongs to a question that is to be redirected")
        if any(not alternative for alternative in self.evidence):
            raise ValueError("evidence is a list of lists: an alternative is empty")
        ids = [fact.id for fact in self.facts]
        if len(ids) != len(set(ids)):
            raise ValueError("two facts have the same id")
        return self


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a JSONL file; blank lines are passed over, and a dialogue is a case for each turn.

    Raises GoldError for the first line that is not a case, and for an id used twice.
    """
    cases = tuple(case for number, line in _lines(path) for case in _cases(path, number, line))
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise GoldError(f"{path.name}: the id {case.id} is used twice; give one of the cases another.")
        seen.add(case.id)
    return cases


def ids_in(path: Path) -> frozenset[str]:
    """The ids that a file of cases holds, for those who add to it; none where there is no file yet.

    Raises GoldError.
    """
    return frozenset(case.id for case in read_cases(path)) if path.is_file() else frozenset()


def load_dev() -> tuple[Case, ...]:
    """The development cases: all that a script which tunes anything may read."""
    return tuple(case for case in read_cases(GOLD_FOLDER / "dev.jsonl") if case.split == "dev")


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _cases(path: Path, number: int, line: str) -> tuple[Case, ...]:
    where = f"{path.name}, line {number}"
    try:
        fields: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON ({error}).") from error
    name = fields.get("id", "without an id") if isinstance(fields, Mapping) else "not an object"
    try:
        if is_dialogue(fields):
            return tuple(Case.model_validate(one) for one in Dialogue.model_validate(fields).case_fields())
        return (Case.model_validate(fields),)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"{where}, case {name}: {place + ': ' if place else ''}{first['msg']}.") from error
