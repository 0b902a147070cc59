"""Sessions of people who signed in: a random name in a strict cookie, its hash and the identity on the server."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from app.access import tables
from app.access.people import Identity
from app.access.store import AccessStore, hashed

__all__ = ["Sessions"]

_TOUCHED_AFTER = 60
_COLUMNS = tables.sessions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Sessions that end after `most` seconds, and earlier when nothing is asked for `idle` seconds."""

    store: AccessStore
    most: int
    idle: int
    now: Callable[[], float] = time.time

    def begin(self, identity: Identity, *, person: str) -> str:
        """Begin a session under a new name, and give the name; old sessions are forgotten on the way."""
        name, now = secrets.token_urlsafe(32), self.now()
        begun = {"id": hashed(name), "identity": json.dumps(asdict(identity)), "person": person}
        with self.store.writing() as connection:
            gone = connection.execute(delete(tables.sessions).where(self._over())).rowcount
            connection.execute(insert(tables.sessions).values(**begun, begun=now, seen=now))
        if gone:
            self.store.put_away()
        return name

    def identity(self, name: str) -> Identity | None:
        """Who the session of that name belongs to; None where it is unknown or over."""
        key, now = hashed(name), self.now()
        with self.store.reading() as connection:
            chosen = select(_COLUMNS.identity, _COLUMNS.begun, _COLUMNS.seen).where(_COLUMNS.id == key)
            row = connection.execute(chosen).fetchone()
        if row is None or now - row[1] > self.most or now - row[2] > self.idle:
            return None
        if now - row[2] > _TOUCHED_AFTER:
            with self.store.writing() as connection:
                connection.execute(update(tables.sessions).where(_COLUMNS.id == key).values(seen=now))
        told = json.loads(row[0])
        return Identity(**{**told, "groups": tuple(told["groups"])})

    def forget_old(self) -> int:
        """Delete every session that is over; how many there were. Nothing is written where there is none.

        Raises HomeNotWritable, StoreUnavailable, Busy.
        """
        with self.store.reading() as connection:
            if connection.execute(select(_COLUMNS.id).where(self._over()).limit(1)).fetchone() is None:
                return 0
        with self.store.writing() as connection:
            gone = connection.execute(delete(tables.sessions).where(self._over())).rowcount
        self.store.forget_copies()
        return gone

    def end(self, name: str) -> None:
        """End a session for good."""
        with self.store.writing() as connection:
            connection.execute(delete(tables.sessions).where(_COLUMNS.id == hashed(name)))
        self.store.put_away()

    def _over(self) -> ColumnElement[bool]:
        now = self.now()
        return or_(_COLUMNS.begun < now - self.most, _COLUMNS.seen < now - self.idle)
