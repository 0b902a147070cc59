"""One plan file, read whole: its entry, reading text, passages and commitments."""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.entries import entry_beside, entry_from_reading
from plans.catalogue import Plan, PlanEntry
from plans.document import BlindSpot, Document
from plans.errors import BrokenIndex

if TYPE_CHECKING:
    from index.stored import IndexedPlan

__all__ = ["PlanFile", "Readings", "read_plan", "reading_version"]

_READERS = ("ingest", "commitments", "plans")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file to be read: its hash, its entry where one is known, and fields of an entry that a person gave."""

    path: Path
    sha256: str
    entry: PlanEntry | None = None
    given: Mapping[str, str] = field(default_factory=dict)


def read_plan(file: PlanFile, *, taken: Collection[str] = ()) -> "IndexedPlan":
    """Read a plan. Its entry is the one known, or the one beside the file, or made from what the plan says.

    `taken` are ids in use. Raises Refused, WrongCall.
    """
    from commitments.extract import extract
    from index.stored import IndexedPlan
    from ingest.passages import passages_of
    from ingest.reading import read_document

    known = file.entry or (None if file.given else entry_beside(file.path))
    document = read_document(file.path, entry=known)
    entry = known or entry_from_reading(document.said, file.path, file.given, taken)
    passages = passages_of(document, entry=entry)
    commitments = extract(document, entry=entry, passages=passages)
    plan = Plan(
        entry=entry,
        sha256=file.sha256,
        pages=document.pages,
        passages=len(passages),
        commitments=len(commitments),
        warnings=_warnings(document),
        read_with=reading_version(),
    )
    return IndexedPlan(plan=plan, document=document, passages=passages, commitments=commitments)


class Readings:
    """Plans that were read and are not in the index yet, so that an interrupted ingest repeats no finished work."""

    def __init__(self, home: Path) -> None:
        """Keep them below that home."""
        self._folder = home / "cache" / "readings"

    def read(self, file: PlanFile, *, taken: Collection[str]) -> "IndexedPlan":
        """Read a plan, or take its reading from an ingest that was interrupted.

        Raises Refused, WrongCall.
        """
        from index.stored import plan_to_json

        kept = self._folder / f"{_key(file)}.json"
        found = self._kept(kept)
        if found is not None and found.plan.id not in taken:
            return found
        read = read_plan(file, taken=taken)
        with suppress(OSError):  # a reading that cannot be kept is made again, should it come to that
            self._folder.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(".half")
            half.write_bytes(plan_to_json(read))
            half.replace(kept)
        return read

    def clear(self) -> None:
        """Drop all: what they held is in the index now, or was given up."""
        for path in self._folder.glob("*"):
            path.unlink()

    def _kept(self, path: Path) -> "IndexedPlan | None":
        from index.stored import plan_from_json

        try:
            return plan_from_json(path.read_bytes(), where=str(path))
        except (FileNotFoundError, BrokenIndex):
            return None


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


def _key(file: PlanFile) -> str:
    made_of = f"{file.sha256} {reading_version()} {file.path.name} {file.entry} {sorted(file.given.items())}"
    return hashlib.sha256(made_of.encode()).hexdigest()


def _warnings(document: Document) -> tuple[str, ...]:
    return tuple(_warning(spot) for spot in document.blind_spots)


def _warning(spot: BlindSpot) -> str:
    return f"page {spot.page}: {spot.note}" if spot.page else spot.note
