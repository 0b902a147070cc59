"""Checks of the home folder and of the plan files in it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.backups.held import REPLACED, RESTORING, SIGNED_IN
from app.doctor.finding import Finding, fault, fine, notice
from app.feedback import is_as_written
from app.shelf import Shelf, not_writable
from plans.errors import PlanwatchError
from plans.settings import Settings

__all__ = [
    "can_be_written",
    "has_room",
    "holds_what_it_should",
    "is_ones_own",
    "is_private",
    "nothing_is_left_over",
    "reports_can_be_read",
    "restores_are_finished",
    "shelf_is_whole",
]

_ROOM_BYTES, _ROOM_FILES = 500_000_000, 5_000
_FOLDERS = ("library", "index", "feedback", "log", "cache", "runs")
_FILES = ("checks.sqlite", "access.sqlite", "lexicon.toml")


def can_be_written(settings: Settings) -> Iterator[Finding]:
    """Whether the home can be written, or made."""
    folder = _nearest(settings.home)
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            yield fine("home", f"{settings.home} can be written.")
    except OSError as error:
        yield fault("home", not_writable(settings.home, error))


def has_room(settings: Settings) -> Iterator[Finding]:
    """Whether the disk has room for another generation of the index."""
    free = shutil.disk_usage(_nearest(settings.home)).free
    if free < _ROOM_BYTES:
        yield fault("disk", f"Only {free // 1_000_000:,} MB are free beside {settings.home}; make room for 500 MB.")
    else:
        yield fine("disk", f"{free // 1_000_000_000:,} GB are free.")
    files = os.statvfs(_nearest(settings.home))
    if files.f_files and files.f_favail < _ROOM_FILES:
        told = f"The disk beside {settings.home} takes only {files.f_favail:,} more files, however small"
        yield fault("disk", f"{told}; delete some, or move the home to another disk.")


def holds_what_it_should(settings: Settings) -> Iterator[Finding]:
    """Whether the folders of the home are folders and its files files, and no plan lies where none is looked for."""
    for name, right, kind in (*((one, Path.is_dir, "folder") for one in _FOLDERS),
                              *((one, Path.is_file, "file") for one in _FILES)):  # fmt: skip
        path = settings.home / name
        if (path.exists() or path.is_symlink()) and not right(path):
            yield fault("home", f"{path} is no {kind}; move it away, and put its {kind} back from a backup.")
    shelf = settings.home / "library"
    loose = sorted(path.name for path in shelf.iterdir() if not path.is_dir()) if shelf.is_dir() else []
    loose = [name for name in loose if not name.startswith(".")]
    if loose:
        told = f"Files that lie in {shelf} by themselves are not read ({', '.join(loose[:5])})"
        yield fault("plans", f"{told}; take each in with `planwatch ingest FILE`, and delete it there.")


def is_ones_own(settings: Settings) -> Iterator[Finding]:
    """Whether what is in the home belongs to who owns it, and may be written by him: not where root ran a command."""
    home = settings.home
    if not home.is_dir() or not hasattr(os, "geteuid"):
        return
    owner = home.stat().st_uid
    told = [path for path in _written(home) if path.stat().st_uid != owner]
    if told:
        shown = ", ".join(str(path) for path in told[:3])
        yield fault(
            "permissions",
            f"Not the owner of {home} but somebody else owns {shown}; run `chown -R --reference={home} {home}`.",
        )
    for path in _written(home):
        if not path.stat().st_mode & stat.S_IWUSR:
            yield fault("permissions", f"{path} may not be written; run `chmod u+w {path}`.")


def shelf_is_whole(settings: Settings) -> Iterator[Finding]:
    """Whether every plan on the shelf has a readable entry and its file, and nothing is without an entry."""
    shelf = Shelf(settings.home)
    if not shelf.folder.is_dir():
        yield notice("plans", "The library is empty; the sample plans are read in when they are first needed.")
        return
    faults = 0
    for folder in sorted(path for path in shelf.folder.iterdir() if path.is_dir()):
        told = _wrong(shelf, folder)
        if told is not None:
            faults += 1
            yield fault("plans", told)
    if not faults:
        yield fine("plans", f"{len(shelf.plans())} plans with their entries.")


def nothing_is_left_over(settings: Settings) -> Iterator[Finding]:
    """Whether an ingest or a removal was interrupted."""
    readings = list((settings.home / "cache" / "readings").glob("*.json"))
    if readings:
        yield notice(
            "interrupted work",
            f"An ingest was interrupted after reading {len(readings)} files; run the same `planwatch ingest` again "
            "and it goes on from there.",
        )
    removed = settings.home / "removed"
    if removed.is_dir() and any(removed.iterdir()):
        names = ", ".join(sorted(path.name for path in removed.iterdir()))
        yield fault(
            "interrupted work",
            f"A removal of {names} was interrupted; delete {removed} to finish it, or move its folders back into "
            f"{settings.home / 'library'} to undo it, and run `planwatch rebuild`.",
        )
    if not readings and not removed.is_dir():
        yield fine("interrupted work", "Nothing was left behind by interrupted work.")


def restores_are_finished(settings: Settings) -> Iterator[Finding]:
    """Whether a restore was interrupted, and whether what one replaced is still kept."""
    if (settings.home / RESTORING).is_dir():
        yield fault("restore", "A restore was interrupted; run `planwatch plans`, or any other command, to finish it.")
    replaced = settings.home / REPLACED
    if replaced.is_dir() and any(replaced.iterdir()):
        yield notice("restore", f"What was there before a restore is kept in {replaced}; delete it when you are sure.")


def reports_can_be_read(settings: Settings) -> Iterator[Finding]:
    """Whether every report of a wrong answer is whole."""
    for path in sorted((settings.home / "feedback").glob("*.json")):
        try:
            why = "" if is_as_written(path.read_bytes()) else "it is not as it was written"
        except (OSError, ValueError) as error:
            why = type(error).__name__
        if why:
            yield fault("reports", f"{path} cannot be read ({why}); take it from a backup, or move it away.")


def is_private(settings: Settings) -> Iterator[Finding]:
    """Whether only its owner can write what people entered."""
    for path in (settings.home, *settings.home.glob("*.sqlite")):
        if path.exists() and path.stat().st_mode & stat.S_IWOTH:
            yield fault("permissions", f"Everybody on this machine may write {path}; run `chmod o-w {path}`.")
    for path in (settings.home / SIGNED_IN, *settings.home.glob("log/questions/*.jsonl")):
        if path.is_file() and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            told = f"Others on this machine may read {path}, which tells of people"
            yield fault("permissions", f"{told}; run `chmod go= {path}`.")


def _written(home: Path) -> Iterator[Path]:
    """What of a home is written to in its ordinary use: its files, its folders and those right below them."""
    for path in sorted(home.iterdir()):
        if path.exists():
            yield path
            if path.is_dir():
                yield from (inner for inner in sorted(path.iterdir()) if inner.exists())


def _wrong(shelf: Shelf, folder: Path) -> str | None:
    try:
        plan = shelf.plan(folder.name)
    except PlanwatchError as error:
        return str(error)
    if plan.entry.id != folder.name:
        return f"The entry in {folder} has the id {plan.entry.id}; give the folder and the entry the same name."
    return None


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
