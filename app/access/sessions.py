"""Sessions of people who signed in: a random name in a strict cookie, its hash and the identity on the server."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from app.access.people import Identity
from app.access.store import AccessStore, hashed

__all__ = ["Sessions"]

_TOUCHED_AFTER = 60


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
        with self.store.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE begun < ? OR seen < ?", (now - self.most, now - self.idle))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (hashed(name), json.dumps(asdict(identity)), person, now, now),
            )
        return name

    def identity(self, name: str) -> Identity | None:
        """Who the session of that name belongs to; None where it is unknown or over."""
        key, now = hashed(name), self.now()
        with self.store.reading() as connection:
            row = connection.execute("SELECT identity, begun, seen FROM sessions WHERE id = ?", (key,)).fetchone()
        if row is None or now - row[1] > self.most or now - row[2] > self.idle:
            return None
        if now - row[2] > _TOUCHED_AFTER:
            with self.store.writing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE id = ?", (now, key))
        told = json.loads(row[0])
        return Identity(**{**told, "groups": tuple(told["groups"])})

    def end(self, name: str) -> None:
        """End a session for good."""
        with self.store.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE id = ?", (hashed(name),))
