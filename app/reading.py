"""One plan file, read whole: its entry, reading text, passages and commitments; what was read is kept in files."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.shelf import hash_of, not_writable
from plans.catalogue import Plan, PlanEntry
from plans.document import BlindSpot, Document
from plans.errors import BrokenIndex, HomeNotWritable, PlanwatchError

if TYPE_CHECKING:
    from index.stored import IndexedPlan, KeptPlan

__all__ = ["PlanFile", "Readings", "indexed_plan", "reading_version", "timeless"]

_READERS = ("ingest", "commitments", "plans")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file to be read, the SHA-256 of its bytes, and whether the words of its pictures are to be recognised."""

    path: Path
    sha256: str
    ocr: bool = False


def indexed_plan(document: Document, *, entry: PlanEntry, sha256: str) -> "IndexedPlan":
    """A plan out of what was read of its file: its passages and its commitments."""
    from commitments.extract import extract
    from index.stored import IndexedPlan
    from ingest.passages import passages_of

    passages = passages_of(document, entry=entry)
    commitments = extract(document, entry=entry, passages=passages)
    plan = Plan(
        entry=entry,
        sha256=sha256,
        pages=document.pages,
        passages=len(passages),
        commitments=len(commitments),
        warnings=_warnings(document),
        read_with=reading_version(),
    )
    return IndexedPlan(plan=plan, document=document, passages=passages, commitments=commitments)


class Readings:
    """What was read and is not in the index yet, so that an interrupted ingest repeats no finished work.

    A reading text is kept by the hash of its file and the version of the readers, a plan by its entry as well.
    """

    def __init__(self, home: Path) -> None:
        """Keep them below that home."""
        self._folder = home / "cache" / "readings"

    def said(self, file: PlanFile) -> Mapping[str, str]:
        """What a plan says about itself; its reading text is kept.

        Raises Refused.
        """
        return self._document(file).said

    def plan(self, file: PlanFile, entry: PlanEntry) -> "KeptPlan":
        """A plan, read whole and kept.

        Raises Refused, HomeNotWritable.
        """
        body = self._folder / f"{_key(file, repr(timeless(entry)))}.json"
        found = _kept_plan(body, entry)
        if found is not None:
            return found
        read = indexed_plan(self._document(file), entry=entry, sha256=file.sha256)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half = body.with_suffix(".half")
            read.write_body(half)
            half.replace(body)
            return _noted(body, read.plan)
        except OSError as error:
            raise HomeNotWritable(not_writable(self._folder, error)) from error

    def clear(self) -> None:
        """Drop all: what they held is in the index now, or was given up."""
        for path in self._folder.glob("*"):
            path.unlink()

    def _document(self, file: PlanFile) -> Document:
        """The reading of a file: the one that is kept, or one made now and kept."""
        from index.stored import document_from_json, document_to_json
        from ingest.reading import read_document

        kept = self._folder / f"{_key(file, 'document')}.json"
        with suppress(OSError, BrokenIndex):  # one that is not there, or not whole, is made again
            return document_from_json(kept.read_bytes(), where=str(kept))
        document = read_document(file.path, ocr=file.ocr)
        with suppress(OSError):  # one that cannot be kept is made again, should it come to that
            self._folder.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(".half")
            half.write_bytes(document_to_json(document))
            half.replace(kept)
        return document


@cache
def reading_version() -> str:
    """A hash of the code and word lists that read plans: what another version read is read again."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for package in _READERS:
        for path in sorted((root / package).glob("*.*")):
            digest.update(f"{package}/{path.name}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def timeless(entry: PlanEntry) -> PlanEntry:
    """An entry without what a newer edition changes in it: passages do not repeat that."""
    return replace(entry, status=None, supersedes=None)


def _key(file: PlanFile, what: str) -> str:
    made_of = f"{file.sha256} {file.ocr} {reading_version()} {what}"
    return hashlib.sha256(made_of.encode()).hexdigest()


def _noted(body: Path, plan: Plan) -> "KeptPlan":
    """Note beside a body what the plan is and the hash of the body: only then does it count as kept."""
    from index.stored import KeptPlan, plans_to_json

    sha256 = hash_of(body)
    half = body.with_suffix(".half")
    half.write_bytes(sha256.encode() + b"\n" + plans_to_json((plan,)))
    half.replace(body.with_suffix(".plan"))
    return KeptPlan(plan=plan, body=body, sha256=sha256)


def _kept_plan(body: Path, entry: PlanEntry) -> "KeptPlan | None":
    """The plan that is kept with that body, or None where there is none or it is not whole."""
    from index.stored import KeptPlan, plans_from_json

    note = body.with_suffix(".plan")
    try:
        sha256, _, listed = note.read_bytes().partition(b"\n")
        (plan,) = plans_from_json(listed, where=str(note))
        if hash_of(body) != sha256.decode():
            return None
    except (OSError, ValueError, PlanwatchError):
        return None
    return KeptPlan(plan=replace(plan, entry=entry), body=body, sha256=sha256.decode())


def _warnings(document: Document) -> tuple[str, ...]:
    return tuple(_warning(spot) for spot in document.blind_spots)


def _warning(spot: BlindSpot) -> str:
    return f"page {spot.page}: {spot.note}" if spot.page else spot.note
