"""The shelf: the folder of plan files and their catalogue entries, the only thing that cannot be made again."""

import hashlib
import os
import re
import shutil
import tempfile
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from plans.catalogue import PlanEntry, read_entry, sample_library
from plans.errors import HomeNotWritable, Refused, UnknownPlan, WrongCall

__all__ = ["Shelf", "ShelvedPlan", "hash_of", "not_writable", "sample_entry", "sample_plans", "write_whole"]

_ENTRY = "entry.toml"
_ASIDE = "removed"
_ODD = re.compile(r"[^A-Za-z0-9._ ()&+,-]+")

# Names that are devices on Windows, that a command takes for an option, or that are our own.
_NO_PLAN = re.compile(r"-|entry\.toml$|(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedPlan:
    """A plan file with its catalogue entry and the SHA-256 of its bytes."""

    entry: PlanEntry
    path: Path
    sha256: str


class Shelf:
    """Holds plan files under `<home>/library`, each in a folder named by the plan's id, with its entry as TOML."""

    def __init__(self, home: Path) -> None:
        """Look below that home."""
        self.folder = home / "library"

    def plans(self) -> tuple[ShelvedPlan, ...]:
        """Every plan on the shelf, in the order of their ids."""
        entries = sorted(self.folder.glob(f"*/{_ENTRY}"))
        return tuple(_shelved(path) for path in entries)

    def plan(self, plan_id: str) -> ShelvedPlan:
        """The plan of that id.

        Raises UnknownPlan, WrongCall where its entry cannot be read, Refused where its file is missing.
        """
        return _shelved(self._folder_of(plan_id) / _ENTRY)

    def add(self, plan: ShelvedPlan) -> ShelvedPlan:
        """Copy a plan's file onto the shelf and write its entry; the entry is written last and makes it count.

        Raises HomeNotWritable.
        """
        name = _safe_name(plan.path.name)
        entry = replace(plan.entry, file=name)
        folder = self.folder / entry.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, plan.path.read_bytes())
            write_whole(folder / _ENTRY, tomli_w.dumps(_toml(entry)).encode())
        except OSError as error:
            raise HomeNotWritable(not_writable(self.folder, error)) from error
        return ShelvedPlan(entry=entry, path=folder / name, sha256=plan.sha256)

    def remove(self, plan_id: str) -> None:
        """Take a plan's entry and file off the shelf, the entry first.

        Raises UnknownPlan, HomeNotWritable.
        """
        with self.without([plan_id]):
            pass

    @contextmanager
    def without(self, plan_ids: Sequence[str]) -> Iterator[None]:
        """Hold plans aside, and drop them at the end; put them back where what is done meanwhile fails.

        Raises UnknownPlan, HomeNotWritable.
        """
        aside = self.folder.parent / _ASIDE
        with ExitStack() as undo:
            try:
                aside.mkdir(parents=True, exist_ok=True)
                for plan_id in plan_ids:
                    folder = self._folder_of(plan_id)
                    shutil.rmtree(aside / plan_id, ignore_errors=True)
                    folder.rename(aside / plan_id)
                    undo.callback((aside / plan_id).rename, folder)
            except OSError as error:
                raise HomeNotWritable(not_writable(self.folder, error)) from error
            yield
            undo.pop_all()
        shutil.rmtree(aside, ignore_errors=True)

    def held_aside(self) -> tuple[str, ...]:
        """The plans that a removal which was interrupted holds aside."""
        aside = self.folder.parent / _ASIDE
        return tuple(sorted(path.name for path in aside.iterdir())) if aside.is_dir() else ()

    def put_back(self, plan_ids: Collection[str]) -> None:
        """End an interrupted removal: these plans go back on the shelf, all others that are held aside are dropped.

        Raises HomeNotWritable.
        """
        aside = self.folder.parent / _ASIDE
        try:
            for plan_id in self.held_aside():
                if plan_id in plan_ids and not (self.folder / plan_id).exists():
                    (aside / plan_id).rename(self.folder / plan_id)
            shutil.rmtree(aside)
        except OSError as error:
            raise HomeNotWritable(not_writable(self.folder, error)) from error

    def _folder_of(self, plan_id: str) -> Path:
        folder = self.folder / plan_id
        if not (folder / _ENTRY).is_file():
            raise UnknownPlan(f"There is no plan “{plan_id}” in the library.")
        return folder


def sample_plans() -> tuple[ShelvedPlan, ...]:
    """The plans that come with the package."""
    found = []
    for path in sorted(sample_library().glob("*.toml")):
        entry = read_entry(path)
        file = path.parent / entry.file
        found.append(ShelvedPlan(entry=entry, path=file, sha256=hash_of(file)))
    return tuple(found)


def sample_entry(sha256: str) -> PlanEntry | None:
    """The entry of the sample plan whose file has that hash, or None."""
    return next((plan.entry for plan in sample_plans() if plan.sha256 == sha256), None)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits.

    Raises Refused where it is missing, cannot be read, or is no plain file (a device could go on for ever).
    """
    if not path.exists():
        link = path.is_symlink()
        raise Refused(f"{path} is a link that leads nowhere." if link else f"There is no file {path}.")
    if not path.is_file():
        raise Refused(f"{path} is not a plain file.")
    if path.stat().st_size == 0:  # the system's own files say so and can go on for ever, or wait
        return hashlib.sha256().hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, finds the old one or the new one and nothing between."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def not_writable(folder: Path, error: OSError) -> str:
    """The sentence for a home folder that cannot be written, with the next step."""
    why = (error.strerror or str(error)).lower()
    return f"The folder {folder} cannot be written ({why}); set PLANWATCH_HOME to a folder of your own."


def _shelved(entry_path: Path) -> ShelvedPlan:
    try:
        entry = read_entry(entry_path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongCall(f"The catalogue entry {entry_path} cannot be read as TOML ({error}); mend it.") from error
    if Path(entry.file).name != entry.file or entry.file == _ENTRY:
        raise WrongCall(f"The catalogue entry {entry_path} names a file that is not beside it; put its name right.")
    path = entry_path.parent / entry.file
    if not path.is_file():
        raise Refused(f"The library's file {path} is missing; put it back, or run `planwatch remove {entry.id}`.")
    return ShelvedPlan(entry=entry, path=path, sha256=hash_of(path))


def _safe_name(name: str) -> str:
    """A file name without path tricks and odd characters, its ending kept, at most 120 characters."""
    plain = _ODD.sub("_", unicodedata.normalize("NFKC", name)).strip(" .") or "plan"
    plain = f"plan {plain}" if _NO_PLAN.match(plain) else plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:20]}" if dot else plain[:120]


def _toml(entry: PlanEntry) -> Mapping[str, Any]:
    """An entry's fields as TOML can hold them: what is None is left out."""
    fields = {key: value for key, value in asdict(entry).items() if value is not None and value is not False}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}
