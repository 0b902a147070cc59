"""What a home holds that cannot be made again: plan files and their entries, reports, and whatever else people gave."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from plans.settings import Settings

__all__ = [
    "BACKUPS",
    "REPLACED",
    "RESTORING",
    "SIGNED_IN",
    "database_file",
    "database_url",
    "is_sqlite",
    "names_held",
    "snapshot",
]

RESTORING, REPLACED, BACKUPS = "restoring", "replaced", "backups"
SIGNED_IN = "access.sqlite"
"""Who is signed in, and tokens: no backup holds them, so that none brings a token back that was taken away."""

_MADE_AGAIN = frozenset({"index", "cache", "log", "removed", SIGNED_IN, RESTORING, REPLACED, BACKUPS})
_PASSING = (".lock", ".half", ".part", "-wal", "-shm", "-journal")
_SQLITE = b"SQLite format 3\0"


def database_url(settings: Settings) -> str:
    """The URL of the database of checks."""
    return settings.database_url or f"sqlite:///{settings.home / 'checks.sqlite'}"


def database_file(settings: Settings) -> Path | None:
    """The file of the database of checks, where it is SQLite."""
    url = make_url(database_url(settings))
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def names_held(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Every file of the home that a backup takes, as its name below the home and its path; not the checks' own file,
    whose rows are carried out instead. Links to folders are followed."""
    home, checks = settings.home, database_file(settings)
    for top in sorted(home.iterdir()) if home.is_dir() else ():
        if top.name not in _MADE_AGAIN:
            for path in _files(top):
                if not _is_passing(path.name) and path != checks:
                    yield path.relative_to(home).as_posix(), path


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def snapshot(path: Path) -> bytes:
    """An SQLite database as it is at one moment, whoever writes to it meanwhile."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        source.backup(copy)
        return copy.serialize()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    seen: set[str] = set()
    for folder, folders, files in os.walk(path, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link that leads back would go on for ever
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        yield from (Path(folder, name) for name in sorted(files))


def _is_passing(name: str) -> bool:
    """Whether a file is half written, a lock, or a part of an SQLite database that its snapshot includes."""
    return name.startswith(".") or name.endswith(_PASSING)
