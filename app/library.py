"""The library: plan files come in, are read, and become a new generation of the index; or they go."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from filelock import FileLock, Timeout

from app.apart import Doing, done_where_it_pays
from app.editions import as_listed
from app.files import files_in
from app.intake import Intake, Progress, Taken
from app.reading import PlanFile, Readings, reading_version, timeless
from app.register_upkeep import RegisterUpkeep
from app.shelf import Shelf, ShelvedPlan, not_writable, sample_plans
from plans.catalogue import Plan, PlanEntry
from plans.errors import BrokenIndex, Busy, HomeNotWritable

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generations import Generation, Generations
    from index.stored import KeptPlan

__all__ = ["Alone", "FileReport", "PlanLibrary", "Progress"]

Alone = Callable[[float], AbstractContextManager[None]]

_PATIENCE_S = 600


def _with_nobody(_wait_s: float) -> AbstractContextManager[None]:
    """No other machine uses the home."""
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file: the plan it is now or was already, or the reason why it was refused."""

    file: str
    outcome: Literal["added", "held", "refused"]
    plan: Plan | None = None
    reason: str | None = None


class PlanLibrary:
    """The plans of one home folder: their files on the shelf, and the generation of the index made from them."""

    def __init__(
        self,
        *,
        home: Path,
        generations: "Generations",
        embedder: Callable[[], "Embedder"],
        register: RegisterUpkeep,
        doing: Doing = done_where_it_pays,
        alone: Alone = _with_nobody,
    ) -> None:
        """Use the shelf and the generations of that home; the embedder is loaded when something is written.

        `doing` is how many files are read; `register` keeps the table of a large register; `alone` keeps writers
        on other machines out for so long as it is held, waiting for them for some seconds.
        """
        self.home = home
        self._doing = doing
        self._alone = alone
        self._register = register
        self.shelf = Shelf(home)
        self._generations = generations
        self._embedder = embedder
        self._readings = Readings(home)

    def current(self) -> "Generation | None":
        """The generation in use, or None where nothing was ingested yet.

        Raises BrokenIndex.
        """
        return self._generations.current()

    def opened(self, progress: Progress) -> "Generation":
        """The generation in use; where there is none it is made, of the sample plans if the shelf is empty.

        Raises HomeNotWritable, Busy, BrokenIndex, ModelUnavailable, StoreUnavailable.
        """
        found = self.current()
        if found is not None:
            return found
        with self.writing(wait_s=_PATIENCE_S):
            return self.current() or self._write(self._shelved_or_samples(), {}, progress)

    def brought_up_to_date(self, progress: Progress) -> "Generation":
        """The generation in use, made anew where it is behind the shelf or the readers.

        Raises HomeNotWritable, Busy, BrokenIndex, ModelUnavailable, StoreUnavailable.
        """
        found = self.opened(progress)
        if not self.behind() and not self.shelf.held_aside():
            return found
        with self.writing(wait_s=_PATIENCE_S):
            return self._write(self.shelf.plans(), {}, progress)

    def behind(self) -> bool:
        """Whether the index lacks something of the shelf, or was made by another version of the readers.

        Raises BrokenIndex.
        """
        current = self.current()
        shelf = _listed(self.shelf.plans())
        indexed = () if current is None else current.plans()
        return {_state(plan.entry, plan.sha256, reading_version()) for plan in shelf} != {
            _state(plan.entry, plan.sha256, plan.read_with) for plan in indexed
        }

    def ingest(
        self, paths: Sequence[Path], *, given: Mapping[str, str] | None = None, ocr: bool = False, progress: Progress
    ) -> tuple[FileReport, ...]:
        """Take files, and the files in folders, into the library; a report for each, in their order.

        A file that is held is left alone; one that is refused does not keep the others out. Either all that was read
        is in use at the end, or nothing has changed, and what was read is not read again the next time. `given` are
        fields of the entry for a single file; `ocr` has the words of scanned pages recognised.
        Raises HomeNotWritable, Busy, ModelUnavailable, StoreUnavailable.
        """
        with self.writing(wait_s=0):
            before = _plans(self._usable()).keys()
            shelf = self.shelf.plans()
            intake = Intake(
                self.home,
                shelf=shelf,
                readings=self._readings,
                given=given or {},
                ocr=ocr,
                doing=self._doing,
                progress=progress,
            )
            taken = intake.take(files_in(paths))
            if intake.added or (shelf and (self._usable() is None or self.behind())):
                self._keep(intake, shelf, progress)
            after = _plans(self.current())
            return tuple(_report(file, before - intake.kept.keys(), after) for file in taken)

    def remove(self, plan_ids: Sequence[str], *, progress: Progress) -> None:
        """Take plans out of the library, their files and every generation that holds their words with them.

        Raises UnknownPlan, HomeNotWritable, Busy, ModelUnavailable, StoreUnavailable.
        """
        with self.writing(wait_s=0), self.shelf.without(plan_ids):
            self._write(self.shelf.plans(), {}, progress)
            self._forget_older()

    def rebuild(self, progress: Progress) -> "Generation":
        """Read every plan again from its file (the sample plans where there are none) into a new generation.

        Raises Refused, HomeNotWritable, Busy, ModelUnavailable, StoreUnavailable.
        """
        with self.writing(wait_s=0):
            self._readings.clear()
            return self._write(self._shelved_or_samples(), {}, progress, anew=True)

    def _keep(self, intake: Intake, shelf: Sequence[ShelvedPlan], progress: Progress) -> None:
        """Put what was read on the shelf and into a new generation; leave the shelf as it was if that fails."""
        before = {plan.entry.id: plan for plan in shelf}
        with ExitStack() as undo:
            for plan in intake.added:
                self.shelf.add(plan)
                if plan.entry.id in before:
                    undo.callback(self.shelf.add, before[plan.entry.id])
                else:
                    undo.callback(self.shelf.remove, plan.entry.id)
            self._write(self.shelf.plans(), intake.kept, progress)
            undo.pop_all()

    def _write(
        self,
        shelf: Sequence[ShelvedPlan],
        fresh: Mapping[str, "KeptPlan"],
        progress: Progress,
        *,
        anew: bool = False,
    ) -> "Generation":
        """Write a generation of the shelf's plans: freshly read ones, those of the generation in use, or read now.

        `anew` has every plan read now and takes nothing over from the index.
        """
        listed = _listed(shelf)
        used = None if anew else self._usable()
        known = {plan.entry.id: fresh.get(plan.entry.id) or _unchanged(plan, used) for plan in listed}
        read = self._read([plan for plan in listed if known[plan.entry.id] is None], progress)
        plans = [
            replace(found, plan=replace(found.plan, entry=plan.entry))
            for plan in listed
            if (found := known[plan.entry.id] or read[plan.entry.id]) is not None
        ]
        written = self._generations.write(
            plans, embedder=self._embedder(), progress=progress, anew=anew, ready=self._register.made_for
        )
        self._readings.clear()
        return written

    def _read(self, plans: Sequence[ShelvedPlan], progress: Progress) -> dict[str, "KeptPlan"]:
        """Read plans from their files on the shelf."""
        work = [
            partial(
                self._readings.plan,
                PlanFile(path=plan.path, sha256=plan.sha256, ocr=plan.entry.ocr),
                plan.entry,
            )
            for plan in plans
        ]
        read = {}
        for done, (plan, future) in enumerate(zip(plans, self._doing(work), strict=True)):
            progress(f"reading {plan.path.name}", done, len(plans))
            read[plan.entry.id] = future.result()
        return read

    def _shelved_or_samples(self) -> tuple[ShelvedPlan, ...]:
        return self.shelf.plans() or tuple(self.shelf.add(plan) for plan in sample_plans())

    def _forget_older(self) -> None:
        """Let nothing that is made of plans hold the words of one that was removed."""
        self._generations.forget_older()
        self._register.left_with(self._usable())

    def _usable(self) -> "Generation | None":
        """The generation in use, or None where it is broken: it is then made again from the shelf."""
        try:
            return self.current()
        except BrokenIndex:
            return None

    @contextmanager
    def writing(self, *, wait_s: float) -> Iterator[None]:
        """Hold the library for writing: one process at a time.

        Raises HomeNotWritable, Busy, StoreUnavailable.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.home / "library.lock", timeout=wait_s)
            lock.acquire()
        except Timeout as error:
            raise Busy(
                f"Another planwatch is writing the library in {self.home}; try again when it is done."
            ) from error
        except OSError as error:
            raise HomeNotWritable(not_writable(self.home, error)) from error
        try:
            with self._alone(wait_s):
                self._end_removal()
                yield
        finally:
            lock.release()

    def _end_removal(self) -> None:
        """Undo a removal that was interrupted before the index was written without its plans, or else finish it."""
        aside = self.shelf.held_aside()
        if aside:
            used = self._usable()
            still = frozenset(aside) if used is None else frozenset(aside) & _plans(used).keys()
            if not still:
                self._forget_older()
            self.shelf.put_back(still)


def _listed(shelf: Sequence[ShelvedPlan]) -> tuple[ShelvedPlan, ...]:
    """The plans with their entries as they are listed beside one another."""
    entries = as_listed([plan.entry for plan in shelf])
    return tuple(replace(plan, entry=entry) for plan, entry in zip(shelf, entries, strict=True))


def _unchanged(plan: ShelvedPlan, used: "Generation | None") -> "KeptPlan | None":
    """The plan of the generation in use, where the same readers made it of the same file and entry."""
    if used is None or (held := _plans(used).get(plan.entry.id)) is None:
        return None
    known = _state(timeless(held.entry), held.sha256, held.read_with)
    return used.kept(held) if known == _state(timeless(plan.entry), plan.sha256, reading_version()) else None


def _state(entry: PlanEntry, sha256: str, read_with: str) -> tuple[PlanEntry, str, str]:
    return entry, sha256, read_with


def _plans(generation: "Generation | None") -> dict[str, Plan]:
    return {} if generation is None else {plan.id: plan for plan in generation.plans()}


def _report(file: Taken, before: Set[str], after: Mapping[str, Plan]) -> FileReport:
    if file.plan_id is None:
        return FileReport(file=str(file.path), outcome="refused", reason=file.reason)
    outcome: Literal["added", "held"] = "held" if file.plan_id in before else "added"
    return FileReport(file=str(file.path), outcome=outcome, plan=after[file.plan_id])
