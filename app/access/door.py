"""The door: finds out who a visitor is, from a token, a session, or what the trusted proxy says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.requests import HTTPConnection

from app.access.errors import Spoofed
from app.access.forms import FormTokens
from app.access.limits import Limits
from app.access.oidc import Oidc
from app.access.people import Person, local_visitor, person_of
from app.access.policy import Policy, policy_of
from app.access.proxy import address_of, told_by_proxy
from app.access.sees import NOTHING, sees_of
from app.access.sessions import Sessions
from app.access.store import AccessStore
from app.access.tokens import Tokens
from plans.settings import Settings

__all__ = ["Door", "Visitor", "cookie_in", "door_of", "signature_of"]

_BEARER = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who asks: the person, where from, by which session, and what speaks against letting him in.

    `wait` is for how many seconds his address is shut; `no_good` says why what he showed proves nothing.
    """

    person: Person
    address: str
    session: str = ""
    by_token: bool = False
    wait: int = 0
    no_good: str = ""

    @property
    def holder(self) -> str:
        """Whom the forms on a page are for."""
        return f"{self.person.id}\x1f{self.session}"


class Door:
    """Everything that tells who somebody is, put together for one policy."""

    def __init__(self, policy: Policy, home: Path, database_url: str | None = None) -> None:
        """Keep sessions, tokens and the key of forms in that home, or in the database of that URL."""
        self.policy = policy
        self.store = AccessStore(home, database_url)
        self.sessions = Sessions(store=self.store, most=policy.session_seconds, idle=policy.idle_seconds)
        self.tokens = Tokens(store=self.store)
        self.forms = FormTokens(self.store)
        self.limits = Limits(policy)
        callback = f"{policy.public_origin}/sign-in/callback"
        self.oidc = None if policy.oidc is None else Oidc(policy.oidc, self.store, callback=callback)

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a way to sign in at all."""
        return self.policy.sign_in != "none"

    @property
    def signs_in_by_itself(self) -> bool:
        """Whether people are sent to sign in by us, and not by a proxy before us."""
        return self.oidc is not None

    @property
    def by_proxy(self) -> bool:
        """Whether a proxy before us signs people in, and out."""
        return self.policy.proxy is not None

    @property
    def cookie(self) -> str:
        """The name of the cookie of a session: one that only this host may set, where there is https."""
        return "__Host-planwatch-session" if self.policy.secure else "planwatch-session"

    @property
    def begun_cookie(self) -> str:
        """The name of the cookie of a sign-in under way: no site beside ours may plant one, where there is https."""
        return "__Host-planwatch-sign-in" if self.policy.secure else "planwatch-sign-in"

    def visitor(self, headers: Mapping[str, str], peer: str) -> Visitor:
        """Who sends a request with these headers from that address.

        Raises Spoofed, StoreUnavailable.
        """
        address = address_of(self.policy, headers, peer)
        nobody = local_visitor(self.policy.anonymous, sees_of(self.policy.grants.seen, {"anonymous"}))
        if headers.get("authorization", "").lower().startswith(_BEARER):
            return self._by_token(headers["authorization"][len(_BEARER) :].strip(), address)
        try:
            identity = told_by_proxy(self.policy, headers, peer)
        except Spoofed:
            wait = self.limits.shut(address)
            self.limits.failed(address)
            if wait:
                return Visitor(person=nobody, address=address, wait=wait)
            raise
        if identity is not None:
            return Visitor(person=person_of(identity, self.policy.grants), address=address)
        session = cookie_in(headers, self.cookie) if self.oidc is not None else ""
        held = self.sessions.identity(session) if session else None
        if held is None:
            return Visitor(person=nobody, address=address)
        return Visitor(person=person_of(held, self.policy.grants), address=address, session=session)

    def _by_token(self, written: str, address: str) -> Visitor:
        nobody = local_visitor(frozenset(), NOTHING)
        wait = self.limits.shut(address)
        if wait:
            return Visitor(person=nobody, address=address, wait=wait)
        holder = self.tokens.holder(written)
        if holder is None:
            self.limits.failed(address)
            return Visitor(person=nobody, address=address, no_good="The token is unknown, revoked or over.")
        names = {"*", f"token:{holder.name}", holder.signature, *(f"role:{role}" for role in holder.roles)}
        seen = replace(holder, sees=sees_of(self.policy.grants.seen, names))
        return Visitor(person=seen, address=address, by_token=True)


def door_of(settings: Settings) -> Door:
    """The door that the settings ask for.

    Raises WrongCall.
    """
    return Door(policy_of(settings), settings.home, settings.database_url)


def cookie_in(headers: Mapping[str, str], name: str) -> str:
    """The value of a cookie; empty where it is not sent."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def signature_of(request: HTTPConnection, typed: str) -> str:
    """Who stands beside what is entered: whoever has signed in, and only where nobody has, the name that was typed."""
    visitor = getattr(request.state, "visitor", None)
    signed: str = visitor.person.signature if visitor is not None else ""
    return signed or typed.strip()
