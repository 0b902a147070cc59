"""Where sessions, sign-ins under way and tokens are kept, every secret hashed: in the home, or in PostgreSQL."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.access import tables
from commitments.database import Steps, bring_up_to_date, engine_for, translated
from commitments.erasure import forget_copies
from plans.errors import HomeNotWritable

__all__ = ["AccessStore", "hashed"]

_OF_ACCESS = Steps(folder=Path(__file__).parent / "migrations", noted_in="access_version")
_WHAT = "database of sessions and tokens"


class AccessStore:
    """The file `<home>/access.sqlite`, readable by its owner only, or the database that a URL names.

    Safe to use from many threads and processes.
    """

    def __init__(self, home: Path, database_url: str | None = None) -> None:
        """Keep it there; it is made when it is first written to."""
        self.path = home / "access.sqlite"
        self._url = database_url
        self._made = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with, over an empty store where there is no file yet.

        Raises StoreUnavailable, Busy.
        """
        with translated(_WHAT):
            if self._url is None and not self.path.is_file():
                with engine_for("sqlite://").connect() as nothing:
                    tables.metadata.create_all(nothing)
                    yield nothing
                return
            self._make()
            with self._engine.connect() as connection:
                yield connection.execution_options(writes=False)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together when the block ends well, and not at all when it does not.

        Raises HomeNotWritable, StoreUnavailable, Busy.
        """
        with translated(_WHAT):
            self._make()
            with self._engine.begin() as connection:
                yield connection

    def forget_copies(self) -> None:
        """Leave no copy of what was deleted in what is kept beside the rows.

        Raises StoreUnavailable, Busy.
        """
        with translated(_WHAT):
            forget_copies(self._engine, tables.metadata)

    def put_away(self) -> None:
        """Take what was deleted out of the log beside the file too, where names would stay until it is begun anew.

        Of PostgreSQL's own copies `forget_copies` takes care. Raises StoreUnavailable, Busy.
        """
        if self._url is not None:
            return
        with translated(_WHAT), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @cached_property
    def _engine(self) -> Engine:
        engine = engine_for(self._url or f"sqlite:///{self.path}")
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _overwriting)
        return engine

    def _make(self) -> None:
        if self._made:
            return
        if self._url is None:
            _made_private(self.path)
        bring_up_to_date(self._engine, _OF_ACCESS)
        self._made = True


def hashed(secret: str) -> str:
    """What is stored of a secret that was drawn at random: SHA-256, which cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _made_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.chmod(0o600)
    except OSError as error:
        raise HomeNotWritable(f"{path} cannot be written: {error.strerror}.") from error


def _overwriting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
