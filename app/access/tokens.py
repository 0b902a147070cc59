"""Tokens for programs: each is shown once, stored hashed, bound to a person and to scopes, and can be revoked."""

import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.access.people import Person, Role
from app.access.store import AccessStore, hashed
from plans.errors import WrongCall
from plans.unseen import without_unseen

__all__ = ["Token", "Tokens"]

_TOKEN = re.compile(r"planwatch_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_HANDLE = re.compile(r"\[[0-9a-f]{10}\]$")
_DAY = 86_400
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it can be listed: everything but its secret."""

    id: str
    person: str
    scopes: tuple[Role, ...]
    made: datetime
    ends: datetime | None
    revoked: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a home."""

    store: AccessStore
    now: Callable[[], float] = time.time

    def add(self, person: str, scopes: Iterable[Role], *, days: int | None) -> str:
        """Make a token and give it, which nothing can do again. It has exactly those scopes.

        Raises WrongCall for no name or no scope.
        """
        name = " ".join(without_unseen(person).split())
        chosen = [role for role in Role if role in set(scopes)]
        if not name or len(name) > _LONGEST_NAME:
            raise WrongCall(f"Say whom the token is for, in at most {_LONGEST_NAME} characters.")
        if not chosen:
            raise WrongCall("Name at least one scope.")
        number, secret, made = secrets.token_hex(6), secrets.token_urlsafe(32), self.now()
        signature = name if _HANDLE.search(name) else f"{name} [{hashed(number)[:10]}]"
        with self.store.writing() as connection:
            connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (
                    number,
                    hashed(secret),
                    signature,
                    " ".join(chosen),
                    made,
                    None if days is None else made + days * _DAY,
                ),
            )
        return f"planwatch_{number}_{secret}"

    def listed(self) -> tuple[Token, ...]:
        """Every token, oldest first, revoked ones with the time."""
        with self.store.reading() as connection:
            rows = connection.execute("SELECT id, person, scopes, made, ends, revoked FROM tokens ORDER BY made")
            return tuple(_token(*row) for row in rows)

    def revoke(self, token_id: str) -> None:
        """Let a token be of no use from now on.

        Raises WrongCall where there is none of that id.
        """
        with self.store.writing() as connection:
            changed = connection.execute(
                "UPDATE tokens SET revoked = coalesce(revoked, ?) WHERE id = ?", (self.now(), token_id)
            )
            if changed.rowcount == 0:
                raise WrongCall(f"There is no token {token_id}; `planwatch tokens list` names them.")

    def holder(self, written: str) -> Person | None:
        """The person that a token speaks for, with its scopes and no more; None for one that is not good."""
        match = _TOKEN.fullmatch(written)
        if match is None:
            return None
        with self.store.reading() as connection:
            row = connection.execute(
                "SELECT secret, person, scopes, ends, revoked FROM tokens WHERE id = ?", (match[1],)
            ).fetchone()
        if row is None or not hmac.compare_digest(row[0], hashed(match[2])):
            return None
        if row[4] is not None or (row[3] is not None and row[3] < self.now()):
            return None
        roles = frozenset(Role(scope) for scope in row[2].split())
        return Person(id=f"token\x1f{match[1]}", name=row[1].partition(" [")[0], signature=row[1], roles=roles)


def _token(number: str, person: str, scopes: str, made: float, ends: float | None, revoked: float | None) -> Token:
    return Token(
        id=number,
        person=person,
        scopes=tuple(Role(scope) for scope in scopes.split()),
        made=datetime.fromtimestamp(made, UTC),
        ends=None if ends is None else datetime.fromtimestamp(ends, UTC),
        revoked=None if revoked is None else datetime.fromtimestamp(revoked, UTC),
    )
