"""A plan as the index stores it: what it is, in the list of plans; its words, passages and commitments in a file."""

import hashlib
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from plans.catalogue import Plan
from plans.commitment import Commitment
from plans.document import Document, Passage
from plans.errors import BrokenIndex

__all__ = [
    "IndexedPlan",
    "KeptPlan",
    "PlanSource",
    "document_from_json",
    "document_to_json",
    "passages_from_json",
    "plan_from_json",
    "plans_from_json",
    "plans_to_json",
]


class PlanSource(Protocol):
    """A plan that can be put into the index."""

    @property
    def plan(self) -> Plan:
        """What the plan is."""
        ...

    def write_body(self, path: Path) -> None:
        """Write the plan's reading text, passages and commitments into a file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    document: Document
    passages: tuple[Passage, ...]
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passages:
    """A body of which only the passages are wanted."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPlan:
    """Everything the index keeps of one plan: what it is, its reading text, its passages, its commitments."""

    plan: Plan
    document: Document
    passages: tuple[Passage, ...]
    commitments: tuple[Commitment, ...] = ()

    def write_body(self, path: Path) -> None:
        """Write the plan's reading text, passages and commitments into a file."""
        body = _Body(document=self.document, passages=self.passages, commitments=self.commitments)
        path.write_bytes(_body().dump_json(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan whose body lies in a file already; it need not be in memory to be put into the index."""

    plan: Plan
    body: Path
    sha256: str

    def write_body(self, path: Path) -> None:
        """Copy the plan's body.

        Raises BrokenIndex when it is missing or not what was kept.
        """
        try:
            shutil.copyfile(self.body, path)
            with path.open("rb") as stream:
                copied = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise BrokenIndex(_not_a_plan(str(self.body))) from error
        if copied != self.sha256:
            raise BrokenIndex(_not_a_plan(str(self.body)))


def plan_from_json(plan: Plan, text: bytes, *, where: str) -> IndexedPlan:
    """The stored plan whose body is that JSON text.

    Raises BrokenIndex, naming `where`, when the text is none.
    """
    try:
        body = _body().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error
    return IndexedPlan(plan=plan, document=body.document, passages=body.passages, commitments=body.commitments)


def document_to_json(document: Document) -> bytes:
    """The JSON form of a document that is in no index yet."""
    return _document().dump_json(document)


def document_from_json(text: bytes, *, where: str) -> Document:
    """The document of a JSON text.

    Raises BrokenIndex, naming `where`, when the text is not one.
    """
    try:
        return _document().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


def passages_from_json(text: bytes, *, where: str) -> tuple[Passage, ...]:
    """The passages of a plan whose body is that JSON text.

    Raises BrokenIndex, naming `where`, when the text is none.
    """
    try:
        return _passages().validate_json(text).passages
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


def plans_to_json(plans: tuple[Plan, ...]) -> bytes:
    """The JSON form of the list of plans."""
    return _list().dump_json(plans, indent=1)


def plans_from_json(text: bytes, *, where: str) -> tuple[Plan, ...]:
    """The list of plans of a JSON text.

    Raises BrokenIndex, naming `where`, when the text is not one.
    """
    try:
        return _list().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


@cache
def _body() -> TypeAdapter[_Body]:
    return TypeAdapter(_Body)


@cache
def _document() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


@cache
def _passages() -> TypeAdapter[_Passages]:
    return TypeAdapter(_Passages)


@cache
def _list() -> TypeAdapter[tuple[Plan, ...]]:
    return TypeAdapter(tuple[Plan, ...])


def _not_a_plan(where: str) -> str:
    return f"The file {where} does not hold what was written: run `planwatch rebuild` to make the index anew."
