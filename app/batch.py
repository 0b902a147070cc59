"""Questions by the file: one JSON line each, or a whole dialogue a line, answered in order whatever one line does."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from app.faultlog import write_down
from app.questions import checked_question, chosen_plans
from plans.answer import Question, Turn
from plans.catalogue import PlanEntry
from plans.errors import PlanwatchError, WrongCall

__all__ = ["BatchLine", "Outcome", "Respond", "Response", "outcomes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came of a question: what is written, and the words that a follow-up goes back to."""

    written: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A line to be written, and whether it is a response rather than the reason why there is none."""

    written: Mapping[str, Any]
    went_well: bool


Respond = Callable[[Question], Response]


class _Past(BaseModel):
    model_config = ConfigDict(strict=True)

    question: str
    answer: str = ""


class _TurnLine(BaseModel):
    model_config = ConfigDict(strict=True)

    question: str


class BatchLine(BaseModel):
    """A line of a batch: a question with an id, or a dialogue of turns; other fields are left alone."""

    model_config = ConfigDict(strict=True)

    id: str = Field(min_length=1)
    question: str | None = None
    turns: list[_TurnLine] | None = None
    plans: list[str] = []
    years: list[str] = []
    history: list[_Past] = []

    @field_validator("plans", "years", "history", mode="before")
    @classmethod
    def _absent_is_empty(cls, value: object) -> object:
        return [] if value is None else value

    @field_validator("turns", mode="before")
    @classmethod
    def _plain_turns(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [{"question": turn} if isinstance(turn, str) else turn for turn in value]

    @model_validator(mode="after")
    def _one_or_the_other(self) -> "BatchLine":
        if (self.question is None) == (not self.turns):
            raise ValueError("a line has either a question or turns")
        return self


def outcomes(
    lines: Iterable[bytes], *, entries: Sequence[PlanEntry], respond: Respond, home: Path
) -> Iterator[Outcome]:
    """Respond to each line, in order; a line that is not valid, or fails, gets its id and the reason."""
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            line = _parsed(raw, number)
            plans = chosen_plans(line.plans, entries)
        except PlanwatchError as error:
            yield Outcome(written={"id": _id_of(raw), "line": number, "error": str(error)}, went_well=False)
            continue
        yield from _line_outcomes(line, plans, respond, home)


def _line_outcomes(line: BatchLine, plans: tuple[str, ...], respond: Respond, home: Path) -> Iterator[Outcome]:
    past = tuple(Turn(question=turn.question, answer=turn.answer) for turn in line.history)
    for line_id, text in _asked(line):
        try:
            question = checked_question(text)
            response = respond(Question(id=line_id, text=question, plans=plans, years=tuple(line.years), history=past))
        except PlanwatchError as error:
            yield Outcome(written={"id": line_id, "error": str(error)}, went_well=False)
        except Exception:  # noqa: BLE001 - told in the output and written down; the other lines go on
            reason = f"A fault in Planwatch kept it from answering; it is told in {write_down(home)}."
            yield Outcome(written={"id": line_id, "error": reason}, went_well=False)
        else:
            past = (*past, Turn(question=question, answer=response.text))
            yield Outcome(written=response.written, went_well=True)


def _asked(line: BatchLine) -> Iterator[tuple[str, str]]:
    """The ids and texts of a line's questions."""
    if line.question is not None:
        yield line.id, line.question
    for number, turn in enumerate(line.turns or (), start=1):
        yield f"{line.id}#{number}", turn.question


def _parsed(raw: bytes, number: int) -> BatchLine:
    try:
        return BatchLine.model_validate_json(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise WrongCall(f"Line {number} is not UTF-8 text.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongCall(f"Line {number} is not valid: {f'{where}: ' if where else ''}{first['msg']}.") from error


def _id_of(raw: bytes) -> str | None:
    """The id of a line that is not valid, where it has one that can be read."""
    try:
        fields = json.loads(raw)
    except ValueError:
        return None
    found = fields.get("id") if isinstance(fields, dict) else None
    return found if isinstance(found, str) else None
