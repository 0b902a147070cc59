"""Takes a backup of a home and its database into one archive, while others go on reading and marking."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from app.backups.archive import Writer, written
from app.backups.held import BACKUPS, database_url, is_sqlite, names_held, snapshot
from plans.errors import HomeNotWritable, NoIndex, WrongCall

if TYPE_CHECKING:
    from app.build import Planwatch

__all__ = ["CHECKS", "Progress", "take_backup"]

CHECKS = "checks.jsonl"
"""The name of the rows of the database within an archive; files of the home lie below `home/`."""

Progress = Callable[[str, int, int], None]

_PATIENCE_S = 600


def take_backup(
    planwatch: "Planwatch", path: Path, *, with_index: bool, replace: bool, progress: Progress
) -> tuple[int, int]:
    """Write a backup to a path; how many plans and how many files are in it.

    Waits for an ingest that is going on. Raises WrongCall for a path that cannot be used, NoIndex for an empty home,
    Busy, HomeNotWritable, StoreUnavailable.
    """
    from commitments.carrying import carried_out

    settings = planwatch.settings
    _fits(path, settings.home, replace=replace)
    with _still(planwatch):
        plans = len(planwatch.plans.shelf.plans())
        files = list(names_held(settings)) + (list(_index(settings.home)) if with_index else [])
        if not files and not _has_checks(planwatch):
            raise NoIndex(f"There is nothing to back up in {settings.home} yet.")
        about = {
            "planwatch": version("planwatch"),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "plans": str(plans),
        }
        with written(path, about) as archive:
            for done, (name, file) in enumerate(files):
                progress(f"backing up {file.name}", done, len(files))
                _add(archive, name, file)
            if _has_checks(planwatch):
                archive.add(CHECKS, carried_out(database_url(settings)))
    return plans, len(files)


def _fits(path: Path, home: Path, *, replace: bool) -> None:
    inside = path.absolute().is_relative_to(home)
    if inside and path.absolute().parent != home / BACKUPS:
        raise WrongCall(f"Keep backups outside the home, or in {home / BACKUPS}, which no backup includes.")
    if path.is_dir():
        raise WrongCall(f"{path} is a folder; name a file in it, such as {path / 'planwatch.zip'}.")
    if path.exists() and not replace:
        raise WrongCall(f"{path} is there already; name another file, or give --force to replace it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeNotWritable(f"The folder {path.parent} cannot be made: {(error.strerror or '').lower()}.") from error


@contextmanager
def _still(planwatch: "Planwatch") -> Iterator[None]:
    """Hold the library still; where its home cannot be written nobody changes it, and a backup is all the dearer."""
    with ExitStack() as held:
        with suppress(HomeNotWritable):
            held.enter_context(planwatch.plans.writing(wait_s=_PATIENCE_S))
        yield


def _add(archive: Writer, name: str, path: Path) -> None:
    try:
        if not name.startswith("index/") and is_sqlite(path):
            archive.add(f"home/{name}", [snapshot(path)])
        else:
            archive.add_file(f"home/{name}", path)
    except FileNotFoundError:  # taken away since it was listed, as a person may do with a report
        return


def _has_checks(planwatch: "Planwatch") -> bool:
    settings = planwatch.settings
    return settings.database_url is not None or (settings.home / "checks.sqlite").is_file()


def _index(home: Path) -> Iterator[tuple[str, Path]]:
    """The files of the generation in use, of its collection in Chroma where that is in the home, and the pointer."""
    from index.collected import HOME_NUMBER
    from index.manifest import collection_named

    index = home / "index"
    pointer = index / "current.json"
    if pointer.is_file():
        used = index / "generations" / str(json.loads(pointer.read_bytes())["generation"])
        folders = (used, index / "chroma" / (collection_named(used) or "none"))
        files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
        for path in (pointer, index / HOME_NUMBER, *files):
            yield path.relative_to(home).as_posix(), path
