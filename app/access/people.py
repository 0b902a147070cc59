"""Who somebody is, and what he or she may do: roles, identities as a sign-in proves them, and people."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.access.sees import Sees, sees_of
from plans.unseen import without_unseen

__all__ = ["EVERYTHING", "Grants", "Identity", "Person", "Role", "local_visitor", "person_of", "roles_up_to"]

_LONGEST_NAME = 100
_BRACKETS = {"Ps": "(", "Pe": ")"}


class Role(StrEnum):
    """What a person may do. A reader, marker, editor or admin may do what the ones before may, too; a watcher may see
    the counts of the running server and nothing else, and an admin may do that as well."""

    READER = "reader"
    MARKER = "marker"
    EDITOR = "editor"
    WATCHER = "watcher"
    ADMIN = "admin"


EVERYTHING = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody as a sign-in proves him: who vouches for it, the name that never changes there, and what is told.

    `email` is None where it is unknown or not verified: an address that nobody verified proves nothing.
    """

    issuer: str
    subject: str
    name: str
    email: str | None = None
    groups: tuple[str, ...] = ()

    @property
    def handle(self) -> str:
        """Ten characters that stand for this identity and nobody else's, and tell nothing about it."""
        return hashlib.sha256(f"{self.issuer}\x1f{self.subject}".encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the door. `signature` stands beside what he enters; it is empty where nobody has signed in. `sees`
    are the plans and collections of plans that he sees, None for all."""

    id: str
    name: str
    signature: str
    roles: frozenset[Role]
    sees: Sees = None

    @property
    def signed_in(self) -> bool:
        """Whether it is known who this is."""
        return bool(self.signature)

    def may(self, role: Role) -> bool:
        """Whether what needs that role is allowed."""
        return role in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """Who has which role: names of people, verified e-mail addresses, `group:NAME`, or `*` for all who sign in."""

    named: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    seen: Mapping[str, Sees] | None = None

    def sees(self, identity: Identity) -> Sees:
        """What that person sees: what a rule gives to him, to one of his groups or roles, or to all."""
        return sees_of(self.seen, _known_as(identity) | {f"role:{role}" for role in self.roles_of(identity)})

    def roles_of(self, identity: Identity) -> frozenset[Role]:
        """Every role of that person: those that are granted, and those that each includes."""
        known = _known_as(identity)
        held = (role for role in Role if self.named.get(role, frozenset()) & known)
        return frozenset[Role]().union(*map(roles_up_to, held))


def roles_up_to(role: Role) -> frozenset[Role]:
    """That role and all that it includes."""
    if role in (Role.WATCHER, Role.ADMIN):
        return EVERYTHING if role is Role.ADMIN else frozenset({role})
    steps = (Role.READER, Role.MARKER, Role.EDITOR)
    return frozenset(steps[: steps.index(role) + 1])


def person_of(identity: Identity, grants: Grants) -> Person:
    """The person that an identity is, signed so that two people of one name stay two."""
    name = _tidy(identity.name) or _tidy(identity.subject.partition("@")[0]) or "somebody"
    return Person(
        id=f"{identity.issuer}\x1f{identity.subject}",
        name=name,
        signature=f"{name} [{identity.handle}]",
        roles=grants.roles_of(identity),
        sees=grants.sees(identity),
    )


def local_visitor(roles: frozenset[Role], sees: Sees) -> Person:
    """Somebody who has not signed in."""
    return Person(id="", name="", signature="", roles=roles, sees=sees)


def _known_as(identity: Identity) -> set[str]:
    """The names under which settings speak of that person."""
    known = {"*", identity.subject, *(f"group:{group}" for group in identity.groups)}
    return known | {identity.email.lower()} if identity.email else known


def _tidy(name: str) -> str:
    """A name on one line, its letters in their plain form, and without a bracket that could pass for ours."""
    plain = unicodedata.normalize("NFKC", without_unseen(name))
    plain = "".join(_BRACKETS.get(unicodedata.category(character), character) for character in plain)
    return " ".join(without_unseen(plain).split())[:_LONGEST_NAME].strip()
