"""Files on their way into the library: each becomes a reading, is held already, or is refused with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.editions import superseding
from app.faultlog import write_down
from app.reading import PlanFile, Readings
from app.shelf import ShelvedPlan, hash_of, sample_entry
from plans.errors import PlanwatchError, Refused

if TYPE_CHECKING:
    from index.stored import IndexedPlan

__all__ = ["Intake", "Taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: the id of the plan that it is, or the reason why it was refused."""

    path: Path
    plan_id: str | None = None
    reason: str | None = None


class Intake:
    """Takes files in one by one, beside the plans that are on the shelf. `readings` are the new ones, by plan id."""

    def __init__(
        self, home: Path, *, shelf: Sequence[ShelvedPlan], readings: Readings, given: Mapping[str, str]
    ) -> None:
        """Take in beside those plans, with fields of the entry that a person gave."""
        self._home = home
        self._kept = readings
        self._given = given
        self._shelf = {plan.sha256: plan for plan in shelf}
        self.added: list[ShelvedPlan] = []
        self.readings: dict[str, IndexedPlan] = {}

    def take(self, path: Path) -> Taken:
        """Read a file unless it is held. A refusal or a fault costs only this file."""
        try:
            return Taken(path=path, plan_id=self._plan_id(path))
        except PlanwatchError as refusal:
            return Taken(path=path, reason=str(refusal))
        except OSError as error:
            return Taken(path=path, reason=f"{path} cannot be read: {(error.strerror or str(error)).lower()}.")
        except Exception:  # noqa: BLE001 - told in the report and written down; the other files go on
            log = write_down(self._home)
            return Taken(path=path, reason=f"A fault in Planwatch keeps it from reading {path}; it is told in {log}.")

    def _plan_id(self, path: Path) -> str:
        sha256 = hash_of(path)
        if sha256 not in self._shelf:
            self._read(path, sha256)
        return self._shelf[sha256].entry.id

    def _read(self, path: Path, sha256: str) -> None:
        held = [plan.entry for plan in self._shelf.values()]
        taken = {entry.id for entry in held}
        file = PlanFile(
            path=path, sha256=sha256, entry=None if self._given else sample_entry(sha256), given=self._given
        )
        read = self._kept.read(file, taken=taken)
        if read.plan.id in taken:
            raise Refused(
                f"The library holds another file as {read.plan.id}; give {path.name} an id of its own with --id, "
                f"or remove the other one first with `planwatch remove {read.plan.id}`."
            )
        listed = superseding(read.plan.entry, held)
        self.readings[listed.id] = replace(read, plan=replace(read.plan, entry=listed))
        self._shelf[sha256] = ShelvedPlan(entry=listed, path=path, sha256=sha256)
        self.added.append(self._shelf[sha256])
