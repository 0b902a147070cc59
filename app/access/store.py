"""Where sessions, sign-ins under way and tokens are kept: one SQLite file in the home, every secret in it hashed."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from plans.errors import HomeNotWritable, StoreUnavailable

__all__ = ["AccessStore", "hashed"]

_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, identity TEXT NOT NULL, person TEXT NOT NULL, begun REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sign_ins (
  id TEXT PRIMARY KEY, nonce TEXT NOT NULL, verifier TEXT NOT NULL, next TEXT NOT NULL, begun REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
  id TEXT PRIMARY KEY, secret TEXT NOT NULL, person TEXT NOT NULL, scopes TEXT NOT NULL,
  made REAL NOT NULL, ends REAL, revoked REAL);
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class AccessStore:
    """The file `<home>/access.sqlite`, readable by its owner only. Safe to use from many threads and processes."""

    def __init__(self, home: Path) -> None:
        """Keep it in that home; it is made when it is first written to."""
        self.path = home / "access.sqlite"
        self._made = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with, over an empty store where there is no file yet.

        Raises StoreUnavailable.
        """
        try:
            with closing(self._connection() if self.path.is_file() else _empty()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The file of sessions and tokens cannot be read: {error}.") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together when the block ends well, and not at all when it does not.

        Raises HomeNotWritable, StoreUnavailable.
        """
        try:
            self._make()
            with closing(self._connection()) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
        except OSError as error:
            raise HomeNotWritable(f"{self.path} cannot be written: {error.strerror}.") from error
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The file of sessions and tokens cannot be written: {error}.") from error

    def forget_copies(self) -> None:
        """Leave no copy of what was deleted in what is kept beside the rows."""
        with closing(self._connection()) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _make(self) -> None:
        if self._made:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600, exist_ok=True)
        self.path.chmod(0o600)
        with closing(self._connection()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_TABLES)
        self._made = True

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        return connection


def hashed(secret: str) -> str:
    """What is stored of a secret that was drawn at random: SHA-256, which cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(_TABLES)
    return connection
