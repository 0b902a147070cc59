"""A database as an engine: opened, its tables brought up to date, its faults told in our own words."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from plans.errors import Busy, StoreUnavailable, WrongCall

__all__ = ["OF_CHECKS", "Steps", "bring_up_to_date", "engine_for", "migrate", "translated"]

_WAIT_MS = 10_000
_ONE_AT_A_TIME = 7_265_114
# Alembic keeps what it works on in names of its modules: of two databases that are brought up to date by two threads,
# which the first visitors of a server are, one would fail.
_ONE_THREAD = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps that lead to the newest form of some tables, and the table that says how far they were taken."""

    folder: Path
    noted_in: str


OF_CHECKS = Steps(folder=Path(__file__).parent / "migrations", noted_in="alembic_version")


def engine_for(url: str) -> Engine:
    """The engine of the database that a URL names.

    Raises WrongCall for a URL that cannot be read, StoreUnavailable where SQLite's folder cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WrongCall(
            "The database URL cannot be read; it looks like sqlite:///FILE or postgresql://HOST/NAME."
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "postgresql+psycopg":
        return _postgres(parsed)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _sqlite_as_we_want_it)
    event.listen(engine, "begin", _write_at_once)
    return engine


def _postgres(url: URL) -> Engine:
    try:
        from commitments.postgres import postgres_engine
    except ImportError as error:
        raise WrongCall("PostgreSQL needs the extra `postgres`: `.venv/bin/pip install psycopg`.") from error
    return postgres_engine(url)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StoreUnavailable(f"The folder {folder} of the database cannot be made: {why}.") from error


def _sqlite_as_we_want_it(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_WAIT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_at_once(connection: Connection) -> None:
    """Take the write lock at the beginning, so that what is read before a write still holds when it is written."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes", True) else "BEGIN")


def bring_up_to_date(engine: Engine, steps: Steps = OF_CHECKS) -> None:
    """Bring the tables of a database to the newest form, in one transaction.

    Raises WrongCall where a newer Planwatch made them.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))  # one process at a time
        migrate(connection, steps=steps)


def migrate(connection: Connection, revision: str = "head", *, steps: Steps = OF_CHECKS) -> None:
    """Bring the tables that a connection sees up to a revision, within its transaction.

    Raises WrongCall where they are of a revision that this Planwatch does not know.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    config.attributes.update(connection=connection, noted_in=steps.noted_in)
    try:
        with _ONE_THREAD:
            command.upgrade(config, revision)
    except CommandError as error:
        raise WrongCall(
            "The database was written by a newer Planwatch; install that version again, or restore an older backup."
        ) from error


@contextmanager
def translated(what: str = "database of checks") -> Iterator[None]:
    """Tell what the database says in our own words; an integrity error is left to the caller."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise Busy(f"The {what} is being written by somebody else; try again in a moment.") from error
        raise StoreUnavailable(f"The {what} does not answer: {_first_line(error)}.") from error
    except DBAPIError as error:
        raise StoreUnavailable(f"The {what} failed: {_first_line(error)}.") from error


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".") if str(error.orig).strip() else "it gave no reason"
