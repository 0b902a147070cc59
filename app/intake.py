"""Files on their way into the library: each becomes a reading, is held already, or is refused with the reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.apart import Doing
from app.editions import superseding
from app.entries import entry_beside, entry_from_reading
from app.faultlog import write_down
from app.reading import PlanFile, Readings
from app.shelf import ShelvedPlan, hash_of, sample_entry
from ingest.ocr import may_be_scanned
from plans.catalogue import PlanEntry
from plans.errors import PlanwatchError, Refused

if TYPE_CHECKING:
    from index.stored import KeptPlan

__all__ = ["Intake", "Progress", "Taken"]

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of it are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: the id of the plan that it is, or the reason why it was refused."""

    path: Path
    plan_id: str | None = None
    reason: str | None = None


class Intake:
    """Takes files in beside the plans that are on the shelf. `kept` are the new ones as they were read, by plan id."""

    def __init__(
        self,
        home: Path,
        *,
        shelf: Sequence[ShelvedPlan],
        readings: Readings,
        given: Mapping[str, str],
        ocr: bool,
        doing: Doing,
        progress: Progress,
    ) -> None:
        """Take in beside those plans, with fields of the entry that a person gave."""
        self._home = home
        self._readings = readings
        self._given = given
        self._ocr = ocr
        self._doing = doing
        self._progress = progress
        self._shelf = {plan.sha256: plan for plan in shelf}
        self._reasons: dict[Path, str] = {}
        self.added: list[ShelvedPlan] = []
        self.kept: dict[str, KeptPlan] = {}

    def take(self, paths: Sequence[Path]) -> list[Taken]:
        """Read the files that are not held; what became of each. A refusal or a fault costs only its file."""
        hashes = {path: sha256 for path in paths if (sha256 := self._tried(path, partial(hash_of, path))) is not None}
        fresh = {sha256: path for path, sha256 in reversed(hashes.items()) if self._is_to_be_read(sha256, path)}
        files = [
            PlanFile(path=path, sha256=sha256, ocr=self._ocr)
            for path, sha256 in hashes.items()
            if fresh.get(sha256) == path
        ]
        entries = self._entries(files)
        self._read([(file, entries[file.path]) for file in files if file.path in entries])
        return [self._taken(path, hashes, fresh) for path in paths]

    def _taken(self, path: Path, hashes: Mapping[Path, str], fresh: Mapping[str, Path]) -> Taken:
        sha256 = hashes.get(path, "")
        reason = self._reasons.get(fresh.get(sha256, path))
        return Taken(path=path, reason=reason) if reason else Taken(path=path, plan_id=self._shelf[sha256].entry.id)

    def _is_to_be_read(self, sha256: str, path: Path) -> bool:
        """Whether a file is not held, or is a PDF that is held without its pictures of words."""
        held = self._shelf.get(sha256)
        return held is None or (self._ocr and not held.entry.ocr and may_be_scanned(path))

    def _entries(self, files: Sequence[PlanFile]) -> dict[Path, PlanEntry]:
        """The entry of each file that can be read: two files never get one id."""
        entries: dict[Path, PlanEntry] = {}
        said = self._each("reading", files, [partial(self._readings.said, file) for file in files])
        for file, heard in said:
            taken = {plan.entry.id for plan in self._shelf.values()} | {entry.id for entry in entries.values()}
            entry = self._tried(file.path, partial(self._entry, file, heard, taken))
            if entry is not None:
                entries[file.path] = entry
        return entries

    def _entry(self, file: PlanFile, said: Mapping[str, str], taken: set[str]) -> PlanEntry:
        if file.sha256 in self._shelf:
            return replace(self._shelf[file.sha256].entry, ocr=file.ocr)
        known = None if self._given else sample_entry(file.sha256) or entry_beside(file.path)
        if known is not None and known.id in taken:
            raise Refused(
                f"The library holds another file as {known.id}; give {file.path.name} an id of its own with --id, "
                f"or remove the other one first with `planwatch remove {known.id}`."
            )
        entry = known or entry_from_reading(said, file.path, self._given, taken)
        return replace(entry, ocr=file.ocr)

    def _read(self, files: Sequence[tuple[PlanFile, PlanEntry]]) -> None:
        work = [partial(self._readings.plan, file, entry) for file, entry in files]
        for file, read in self._each("finding commitments in", [file for file, _ in files], work):
            entry = superseding(read.plan.entry, [plan.entry for plan in self._shelf.values()])
            self.kept[entry.id] = read
            self._shelf[file.sha256] = ShelvedPlan(entry=entry, path=file.path, sha256=file.sha256)
            self.added.append(self._shelf[file.sha256])

    def _each(
        self, what: str, files: Sequence[PlanFile], work: Sequence[Callable[[], T]]
    ) -> Iterator[tuple[PlanFile, T]]:
        """The files with what the work on each gave; a file whose work failed has its reason noted."""
        done: Iterable[tuple[int, Future[T]]] = enumerate(self._doing(work))
        if files:
            self._progress(f"{what} {files[0].path.name}", 0, len(files))
        for number, future in done:
            file = files[number]
            found = self._tried(file.path, future.result)
            if found is not None:
                yield file, found
            following = files[min(number + 1, len(files) - 1)]
            self._progress(f"{what} {following.path.name}", number + 1, len(files))

    def _tried(self, path: Path, work: Callable[[], T]) -> T | None:
        """What the work gives, or None where it failed: the reason is noted with the file."""
        try:
            return work()
        except PlanwatchError as refusal:
            self._reasons[path] = str(refusal)
        except OSError as error:
            self._reasons[path] = f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
        except Exception:  # noqa: BLE001 - told in the report and written down; the other files go on
            log = write_down(self._home)
            self._reasons[path] = f"A fault in Planwatch keeps it from reading {path}; it is told in {log}."
        return None
