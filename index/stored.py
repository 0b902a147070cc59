"""A plan as the index stores it: what it is, in the list of plans; its words, passages and commitments in a file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from index.manifest import shared
from plans.catalogue import Plan
from plans.commitment import Commitment
from plans.document import Document, GlossaryEntry, Passage
from plans.errors import BrokenIndex

__all__ = [
    "IndexedPlan",
    "KeptPlan",
    "PlanSource",
    "Searched",
    "commitments_from_json",
    "document_from_json",
    "document_to_json",
    "glossaries_from_json",
    "glossaries_to_json",
    "passage_from_json",
    "passages_to_bytes",
    "plan_from_json",
    "plans_from_json",
    "plans_to_json",
    "searched_from_json",
]


class PlanSource(Protocol):
    """A plan that can be put into the index."""

    @property
    def plan(self) -> Plan:
        """What the plan is."""
        ...

    def write_body(self, path: Path) -> str:
        """Write the plan's reading text, passages and commitments into a file; the SHA-256 of what was written."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    document: Document
    passages: tuple[Passage, ...]
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A document of which only the acronyms are wanted."""

    glossary: tuple[GlossaryEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What search needs of a body: its passages, and its document's acronyms."""

    passages: tuple[Passage, ...]
    document: _Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promised:
    """A body of which only the commitments are wanted."""

    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPlan:
    """Everything the index keeps of one plan: what it is, its reading text, its passages, its commitments."""

    plan: Plan
    document: Document
    passages: tuple[Passage, ...]
    commitments: tuple[Commitment, ...] = ()

    def write_body(self, path: Path) -> str:
        """Write the plan's reading text, passages and commitments into a file; the SHA-256 of what was written."""
        body = _Body(document=self.document, passages=self.passages, commitments=self.commitments)
        content = _body().dump_json(body)
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan whose body lies in a file already; it need not be in memory to be put into the index.

    `size` is known of one that is in a generation: who reads it there holds it against its hash.
    """

    plan: Plan
    body: Path
    sha256: str
    size: int | None = None

    def write_body(self, path: Path) -> str:
        """Give the plan's body another name; the SHA-256 of what is in it.

        Raises BrokenIndex when it is missing or not what was kept.
        """
        try:
            shared(self.body, path)
        except FileNotFoundError as error:
            raise BrokenIndex(_not_a_plan(str(self.body))) from error
        if not (self._is_whole(path) if self.size is None else path.stat().st_size == self.size):
            raise BrokenIndex(_not_a_plan(str(self.body)))
        return self.sha256

    def _is_whole(self, path: Path) -> bool:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256


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


def commitments_from_json(text: bytes, *, where: str) -> tuple[Commitment, ...]:
    """The commitments of a plan whose body is that JSON text.

    Raises BrokenIndex, naming `where`, when the text is none.
    """
    try:
        return _promised().validate_json(text).commitments
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


def glossaries_to_json(glossaries: Mapping[str, tuple[GlossaryEntry, ...]]) -> bytes:
    """The JSON form of the acronyms of plans."""
    return _glossaries().dump_json(dict(glossaries))


def glossaries_from_json(text: bytes, *, where: str) -> Mapping[str, tuple[GlossaryEntry, ...]]:
    """The acronyms of plans, by the plans' ids, of a JSON text.

    Raises BrokenIndex, naming `where`, when the text is none.
    """
    try:
        return _glossaries().validate_json(text)
    except ValidationError as error:
        raise BrokenIndex(_not_a_plan(where)) from error


def passages_to_bytes(passages: Sequence[Passage]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The JSON forms of passages, one after the other, and where each ends."""
    written = [_passage().dump_json(passage) for passage in passages]
    ends = np.cumsum([len(one) for one in written], dtype=np.int64)
    return np.frombuffer(b"".join(written), dtype=np.uint8), ends


def passage_from_json(text: bytes) -> Passage:
    """The passage of a JSON text that was written."""
    return _passage().validate_json(text)


def searched_from_json(text: bytes, *, where: str) -> Searched:
    """What search needs of a plan whose body is that JSON text.

    Raises BrokenIndex, naming `where`, when the text is none.
    """
    try:
        return _searched().validate_json(text)
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
def _passage() -> TypeAdapter[Passage]:
    return TypeAdapter(Passage)


@cache
def _document() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


@cache
def _searched() -> TypeAdapter[Searched]:
    return TypeAdapter(Searched)


@cache
def _promised() -> TypeAdapter[_Promised]:
    return TypeAdapter(_Promised)


@cache
def _glossaries() -> TypeAdapter[dict[str, tuple[GlossaryEntry, ...]]]:
    return TypeAdapter(dict[str, tuple[GlossaryEntry, ...]])


@cache
def _list() -> TypeAdapter[tuple[Plan, ...]]:
    return TypeAdapter(tuple[Plan, ...])


def _not_a_plan(where: str) -> str:
    return f"The file {where} does not hold what was written: run `planwatch rebuild` to make the index anew."
