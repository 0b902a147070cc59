"""All that is held about a person, given out or erased."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, select

from app.access import tables
from app.access.store import AccessStore

if TYPE_CHECKING:
    from app.parts import Parts
    from commitments.checks import Entry

__all__ = ["ErasedPerson", "erased", "held_about"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """What was erased, and the entries whose words still hold the name: a person has to judge those."""

    entries: int
    decisions: int
    sessions: int
    tokens: int
    histories: Mapping[str, tuple[str, str]]
    mentioned_in: tuple[str, ...]


def held_about(parts: "Parts", person: str) -> dict[str, Any]:
    """What is held about a person who is named as beside his marks: marks, decisions, sessions and tokens.

    Questions and reports are kept without a person, so none of them can be found for one.
    """
    histories = parts.checks.histories().values()
    entries = [entry for history in histories for entry in history.entries]
    return {
        "person": person,
        "entries": [_entry(entry) for entry in entries if entry.mark.person == person],
        "mentioned_in": list(_mentions(entries, person)),
        "decisions": [asdict(one) for one in parts.checks.decisions() if one.person == person],
        "sessions": _rows(parts, tables.sessions, ("identity", "begun", "seen"), person),
        "tokens": _rows(parts, tables.tokens, ("id", "scopes", "made", "ends", "revoked"), person),
    }


def erased(parts: "Parts", person: str) -> ErasedPerson:
    """Erase a person: sessions and tokens go, and marks stay without the name, their histories hashed anew.

    Raises StoreUnavailable, HomeNotWritable.
    """
    held = held_about(parts, person)
    done = parts.checks.anonymise([person])
    store = AccessStore(parts.settings.home, parts.settings.database_url)
    if held["sessions"] or held["tokens"]:
        with store.writing() as connection:
            for table in (tables.sessions, tables.tokens):
                connection.execute(delete(table).where(table.c.person == person))
        store.forget_copies()
    return ErasedPerson(
        entries=done.entries,
        decisions=done.decisions,
        sessions=len(held["sessions"]),
        tokens=len(held["tokens"]),
        histories=done.digests,
        mentioned_in=tuple(held["mentioned_in"]),
    )


def _entry(entry: "Entry") -> dict[str, Any]:
    from app.api.check_shapes import entry_json

    return entry_json(entry)


def _mentions(entries: "list[Entry]", person: str) -> "list[str]":
    """The entries in whose words the name occurs, as COMMITMENT#NUMBER."""
    name = person.partition(" [")[0].casefold()
    told = [
        (entry, [entry.mark.note, *(f"{one.where} {one.quote}" for one in entry.mark.evidence)]) for entry in entries
    ]
    found = [entry for entry, words in told if name and any(name in said.casefold() for said in words)]
    return [f"{entry.mark.commitment_id}#{entry.number}" for entry in found]


def _rows(parts: "Parts", table: Table, columns: tuple[str, ...], person: str) -> list[dict[str, Any]]:
    store = AccessStore(parts.settings.home, parts.settings.database_url)
    with store.reading() as connection:
        found = connection.execute(select(*(table.c[name] for name in columns)).where(table.c.person == person))
        rows = [dict(row) for row in found.mappings()]
    return [{**row, "identity": json.loads(row["identity"])} if "identity" in row else row for row in rows]
