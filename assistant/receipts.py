"""Receipts: an answer as a file that anyone can prove against the plans later, without the assistant or a network."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from plans.answer import Answer
from plans.errors import WrongCall
from plans.seams import Library

__all__ = ["Receipt", "ReceiptPlan", "ReceiptQuote", "make_receipt", "read_receipt"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReceiptQuote(_Strict):
    """One quotation of a receipt: `quote` was the plan's reading text from `start` to `end`."""

    n: int
    plan_id: str
    plan_title: str
    edition: str
    section: tuple[str, ...]
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    page: int | None
    page_label: str | None

    @model_validator(mode="after")
    def _is_as_long_as_its_place(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("the quotation is not as long as its place")
        return self


class ReceiptPlan(_Strict):
    """A plan that was read: the hash of its file and of its reading text, and the versions of what read it."""

    id: str
    edition: str
    sha256: str
    reading_text_sha256: str
    read_with: str = ""


class Receipt(_Strict):
    """An answer with all that is needed to prove it. `digest` is the hash of everything else in it.

    `prompt` is the name and hash of the prompt where a language model wrote some of it.
    """

    kind: Literal["planwatch-receipt"] = "planwatch-receipt"
    version: Literal[1] = 1
    question: str
    standalone_question: str
    status: str
    answer: str
    quotes: tuple[ReceiptQuote, ...]
    plans: tuple[ReceiptPlan, ...]
    searched: tuple[str, ...]
    engine: str
    prompt: str | None = None
    software: str = ""
    generation: str
    made: str
    digest: str = ""


def make_receipt(answer: Answer, library: Library, *, now: datetime | None = None) -> Receipt:
    """Make the receipt of an answer; `now` is the time written into it (default: the present, UTC)."""
    used = dict.fromkeys([*(citation.plan_id for citation in answer.citations), *answer.searched.plans])
    receipt = Receipt(
        question=answer.question,
        standalone_question=answer.standalone_question,
        status=answer.status.value,
        answer=answer.text,
        quotes=tuple(
            ReceiptQuote(**{name: getattr(citation, name) for name in ReceiptQuote.model_fields})
            for citation in answer.citations
        ),
        plans=tuple(
            ReceiptPlan(
                id=plan.id,
                edition=plan.entry.edition,
                sha256=plan.sha256,
                reading_text_sha256=_hash(library.document(plan.id).text),
                read_with=plan.read_with,
            )
            for plan in library.plans()
            if plan.id in used
        ),
        searched=answer.searched.plans,
        engine=answer.engine,
        prompt=_prompt(answer),
        software=f"planwatch {version('planwatch')}",
        generation=library.generation,
        made=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
    )
    return receipt.model_copy(update={"digest": _digest(receipt)})


def read_receipt(fields: Mapping[str, Any]) -> Receipt:
    """Read a receipt and check that nothing in it was changed since it was made.

    Raises WrongCall when it is no receipt, or when its digest does not match its words.
    """
    try:
        receipt = Receipt.model_validate_json(_json(fields))
    except (ValidationError, TypeError, UnicodeError) as error:
        raise WrongCall("This is not a Planwatch receipt, or a part of it is missing.") from error
    if receipt.digest != _digest(receipt):
        raise WrongCall("This receipt was changed after it was made: its digest does not match its words.")
    return receipt


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(receipt: Receipt) -> str:
    return _hash(receipt.model_copy(update={"digest": ""}).model_dump_json())


def _prompt(answer: Answer) -> str | None:
    record = answer.record
    return f"{record['prompt']} {record['prompt_sha256']}" if answer.engine != "quotes" and "prompt" in record else None


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(dict(fields))
