"""Puts a backup in the place of what a home holds: in steps that are written down first, so that none stays half done.

`restoring/new/` is filled first and `restoring/journal.json` written last: without the journal nothing has happened
yet, with it every step is done, by this process or by whoever starts next. What was there before is kept in
`replaced/`.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.backups.archive import Archive, opened
from app.backups.held import BACKUPS, REPLACED, RESTORING, SIGNED_IN, database_file, database_url, names_held
from app.backups.taking import CHECKS, Progress
from app.shelf import not_writable, write_whole
from plans.errors import HomeNotWritable, Refused, StoreUnavailable, WrongCall
from plans.settings import Settings

if TYPE_CHECKING:
    from app.build import Planwatch

__all__ = ["Restored", "finish_restore", "restore_backup"]

_JOURNAL, _NEW, _HOME = "journal.json", "new", "home/"
_SIGNED_IN = frozenset(SIGNED_IN + part for part in ("", "-wal", "-shm"))
_NOT_REPLACED = _SIGNED_IN | {RESTORING, REPLACED, BACKUPS, "cache", "log", "library.lock"}
_SPARE = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """The name of the folder for what is replaced, and the names that were in the home."""

    aside: str
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back: when and by which version the backup was made, and where what was there before is kept."""

    about: Mapping[str, str]
    files: int
    replaced: Path | None


def restore_backup(planwatch: "Planwatch", path: Path, *, replace: bool, progress: Progress) -> Restored:
    """Put a backup in the place of what the home and the database hold.

    Everything is checked before anything is touched. Raises Refused for an archive that is harmed, WrongCall where
    something is there and `replace` is not given, Busy, HomeNotWritable, StoreUnavailable.
    """
    settings = planwatch.settings
    with opened(path) as archive:
        archive.check()
        _check_names(archive)
        if not replace and _is_occupied(settings):
            raise WrongCall(
                f"{settings.home} holds plans or checks already; give --force to put the backup in their place. "
                f"What is there now will be kept in {settings.home / REPLACED}."
            )
        with planwatch.plans.writing(wait_s=0):
            aside = _prepared(archive, settings, progress)
            finish_restore(settings)
        return Restored(about=archive.about, files=len(archive.records), replaced=aside if aside.is_dir() else None)


def finish_restore(settings: Settings) -> bool:
    """Finish a restore that was interrupted, or clear away one that had not begun; whether there was one to finish.

    Raises HomeNotWritable, StoreUnavailable.
    """
    folder = settings.home / RESTORING
    if not folder.is_dir():
        return False
    try:
        journal = _journal(folder)
        if journal is not None:
            _carry_out(journal, folder, settings)
            (folder / _JOURNAL).unlink()  # first: what is left of the folder is then nothing to be carried out
        shutil.rmtree(folder)
    except OSError as error:
        raise HomeNotWritable(not_writable(settings.home, error)) from error
    return journal is not None


def _check_names(archive: Archive) -> None:
    for name in archive.records:
        if name != CHECKS and not (name.startswith(_HOME) and name.count("/") and _top(name) not in _NOT_REPLACED):
            raise Refused(f"The backup {archive.path} holds {name}, which no backup of Planwatch does; it is refused.")


def _top(name: str) -> str:
    return name.removeprefix(_HOME).split("/")[0]


def _is_occupied(settings: Settings) -> bool:
    from commitments.carrying import carried_out

    file = database_file(settings)
    if next(names_held(settings), None) is not None or (file is not None and file.is_file()):
        return True
    return file is None and len(list(carried_out(database_url(settings)))) > 1


def _prepared(archive: Archive, settings: Settings, progress: Progress) -> Path:
    """Lay everything out beside the home's own files, then write the journal; where the replaced files will go."""
    home, folder = settings.home, settings.home / RESTORING
    aside = home / REPLACED / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
        free = shutil.disk_usage(home).free
        if free < archive.size * _SPARE:
            raise HomeNotWritable(f"{archive.size:,} bytes are needed and {free:,} are free in {home}; make room.")
        for done, name in enumerate(archive.records):
            progress(f"unpacking {Path(name).name}", done, len(archive.records))
            _unpack(archive, name, folder / _NEW / name)
        (folder / _NEW).mkdir(parents=True, exist_ok=True)
        (folder / _NEW / CHECKS).touch()  # empty where the backup holds none; gone once they are in the database
        journal = _Journal(aside=aside.name, old=tuple(sorted(path.name for path in home.iterdir())))
        write_whole(folder / _JOURNAL, json.dumps(asdict(journal)).encode())
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise HomeNotWritable(not_writable(home, error)) from error
    return aside


def _unpack(archive: Archive, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        for chunk in archive.chunks(name):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _journal(folder: Path) -> _Journal | None:
    try:
        fields = json.loads((folder / _JOURNAL).read_bytes())
    except FileNotFoundError:
        return None
    return _Journal(aside=fields["aside"], old=tuple(fields["old"]))


def _carry_out(journal: _Journal, folder: Path, settings: Settings) -> None:
    """Every step, each of which does nothing where it was done already."""
    home, aside = settings.home, settings.home / REPLACED / journal.aside
    database = database_file(settings)
    for name in sorted(journal.old, key=lambda name: name != "index"):  # first of all nobody answers from the old plans
        if name not in _NOT_REPLACED and not _is_database(home / name, database) and not (aside / name).exists():
            _move(home / name, aside / name)
    for path in sorted((folder / _NEW / "home").glob("*")):
        _move(home / path.name, aside / f"{path.name}.meanwhile")
        path.rename(home / path.name)
    _restore_checks(folder / _NEW / CHECKS, aside / CHECKS, settings)


def _is_database(path: Path, database: Path | None) -> bool:
    """Whether a file is a part of the database of checks, whose rows are replaced and not its file."""
    return database is not None and path.parent == database.parent and path.name.startswith(database.name)


def _move(path: Path, to: Path) -> None:
    with suppress(FileNotFoundError):
        if path.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)


def _restore_checks(new: Path, aside: Path, settings: Settings) -> None:
    """Put the new checks into the database, once: their file goes when they are there."""
    from commitments.carrying import carried_in

    if not new.exists():
        return
    database = database_file(settings)
    if new.stat().st_size or database is None or database.exists():
        _keep_checks(aside, settings)
        with new.open("rb") as lines:
            carried_in(database_url(settings), lines)
    new.unlink()


def _keep_checks(aside: Path, settings: Settings) -> None:
    """Keep the rows that are about to be replaced; a database file that cannot be read is moved away as it is."""
    from commitments.carrying import carried_out

    database = database_file(settings)
    if aside.exists() or (database is not None and not database.exists()):
        return
    try:
        rows = b"".join(carried_out(database_url(settings)))
    except StoreUnavailable:
        if database is None:
            raise
        for path in sorted(database.parent.glob(f"{database.name}*")):
            _move(path, aside.parent / path.name)
        return
    if rows:
        aside.parent.mkdir(parents=True, exist_ok=True)
        write_whole(aside, rows)
