"""Receipts: an answer as a file that anyone can prove against the plans later, without the assistant or a network."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from plans.answer import Answer
from plans.errors import UnknownPlan, WrongCall
from plans.seams import Library
from plans.words import fold

__all__ = ["Finding", "Receipt", "check_receipt", "make_receipt", "read_receipt"]

_Fate = Literal["same", "moved", "reworded", "gone"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReceiptQuote(_Strict):
    """One quotation of a receipt: `quote` was the plan's reading text from `start` to `end`."""

    n: int
    plan_id: str
    plan_title: str
    edition: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None
    page_label: str | None


class ReceiptPlan(_Strict):
    """A plan that was read: the hash of its file and of its reading text."""

    id: str
    edition: str
    sha256: str
    reading_text_sha256: str


class Receipt(_Strict):
    """An answer with all that is needed to prove it. `digest` is the hash of everything else in it."""

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
    generation: str
    made: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one quotation: same place, moved, reworded, or gone; `note` says it in words."""

    n: int
    fate: _Fate
    note: str


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
            )
            for plan in library.plans()
            if plan.id in used
        ),
        searched=answer.searched.plans,
        engine=answer.engine,
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
    except ValidationError as error:
        raise WrongCall("This is not a Planwatch receipt, or a part of it is missing.") from error
    if receipt.digest != _digest(receipt):
        raise WrongCall("This receipt was changed after it was made: its digest does not match its words.")
    return receipt


def check_receipt(receipt: Receipt, library: Library) -> tuple[Finding, ...]:
    """Look every quotation of a receipt up in the plans that are held now."""
    return tuple(_find(quote, library) for quote in receipt.quotes)


def _find(quote: ReceiptQuote, library: Library) -> Finding:
    try:
        text = library.document(quote.plan_id).text
    except UnknownPlan:
        return Finding(n=quote.n, fate="gone", note=f"The plan {quote.plan_id} is no longer in the library.")
    if text[quote.start : quote.end] == quote.quote:
        return Finding(n=quote.n, fate="same", note="Word for word at the place cited.")
    if (at := text.find(quote.quote)) >= 0:
        return Finding(n=quote.n, fate="moved", note=f"Word for word, now at {at} to {at + len(quote.quote)}.")
    if _plain(quote.quote) in _plain(text):
        return Finding(n=quote.n, fate="reworded", note="The same words, spaced or spelt differently.")
    return Finding(n=quote.n, fate="gone", note="These words are no longer in the plan.")


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(receipt: Receipt) -> str:
    return _hash(receipt.model_copy(update={"digest": ""}).model_dump_json())


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(dict(fields))
