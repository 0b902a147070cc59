"""Tokens for programs: each is shown once, stored hashed, bound to a person and to scopes, and can be revoked."""

import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, func, insert, select, update

from app.access import tables
from app.access.people import Person, Role
from app.access.store import AccessStore, hashed
from plans.errors import WrongCall
from plans.settings import Settings
from plans.unseen import without_unseen

__all__ = ["Token", "Tokens", "tokens_of"]

_TOKEN = re.compile(r"planwatch_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_HANDLE = re.compile(r"\[[0-9a-f]{10}\]$")
_DAY = 86_400
_LONGEST_NAME = 120
_COLUMNS = tables.tokens.c


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
        token = {
            "id": number,
            "secret": hashed(secret),
            "person": signature,
            "scopes": " ".join(chosen),
            "made": made,
            "ends": None if days is None else made + days * _DAY,
            "revoked": None,
        }
        with self.store.writing() as connection:
            connection.execute(insert(tables.tokens).values(token))
        return f"planwatch_{number}_{secret}"

    def listed(self) -> tuple[Token, ...]:
        """Every token, oldest first, revoked ones with the time."""
        with self.store.reading() as connection:
            rows = connection.execute(select(tables.tokens).order_by(_COLUMNS.made))
            return tuple(_token(row) for row in rows.mappings())

    def revoke(self, token_id: str) -> None:
        """Let a token be of no use from now on.

        Raises WrongCall where there is none of that id.
        """
        with self.store.writing() as connection:
            revoked = func.coalesce(_COLUMNS.revoked, self.now())
            changed = connection.execute(update(tables.tokens).where(_COLUMNS.id == token_id).values(revoked=revoked))
            if changed.rowcount == 0:
                raise WrongCall(f"There is no token {token_id}; `planwatch tokens list` names them.")

    def holder(self, written: str) -> Person | None:
        """The person that a token speaks for, with its scopes and no more; None for one that is not good."""
        match = _TOKEN.fullmatch(written)
        if match is None:
            return None
        with self.store.reading() as connection:
            row = connection.execute(select(tables.tokens).where(_COLUMNS.id == match[1])).mappings().fetchone()
        if row is None or not hmac.compare_digest(row["secret"], hashed(match[2])):
            return None
        if row["revoked"] is not None or (row["ends"] is not None and row["ends"] < self.now()):
            return None
        signature = row["person"]
        roles = frozenset(Role(scope) for scope in row["scopes"].split())
        return Person(id=f"token\x1f{match[1]}", name=signature.partition(" [")[0], signature=signature, roles=roles)


def tokens_of(settings: Settings) -> Tokens:
    """The tokens that the settings speak of: those of the home, or of the database that is named."""
    return Tokens(store=AccessStore(settings.home, settings.database_url))


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"],
        person=row["person"],
        scopes=tuple(Role(scope) for scope in row["scopes"].split()),
        made=datetime.fromtimestamp(row["made"], UTC),
        ends=None if row["ends"] is None else datetime.fromtimestamp(row["ends"], UTC),
        revoked=None if row["revoked"] is None else datetime.fromtimestamp(row["revoked"], UTC),
    )
