"""All that is held about a person, given out or erased."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, select

from app.access import tables
from app.access.store import AccessStore
from app.privacy.mentions import files_that_mention, mentions, taken_from_logs

if TYPE_CHECKING:
    from app.feedback import Feedback
    from app.parts import Parts
    from commitments.checks import Entry

__all__ = ["ErasedPerson", "erased", "held_about"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """What was erased, and where words that somebody wrote still hold the name: a person has to judge those."""

    entries: int
    decisions: int
    sessions: int
    tokens: int
    logged: int
    histories: Mapping[str, tuple[str, str]]
    mentioned_in: tuple[str, ...]


def held_about(parts: "Parts", person: str) -> dict[str, Any]:
    """What is held about a person who is named as beside his marks: marks, decisions, sessions, tokens, and whatever
    names him: entries (COMMITMENT#NUMBER), decisions (COMMITMENT/OUTCOME), reports, and files of the home.

    Questions and reports are kept without a person, so they can be found for one only by the name in their words.
    """
    histories, decisions = parts.checks.histories().values(), parts.checks.decisions()
    entries = [entry for history in histories for entry in history.entries]
    reports = [asdict(one) for one in parts.reports.all() if _names(_words_of(one), person)]
    return {
        "person": person,
        "entries": [_entry(entry) for entry in entries if entry.mark.person == person],
        "mentioned_in": [
            *(f"{one.mark.commitment_id}#{one.number}" for one in entries if _names(_noted(one), person)),
            *(f"{one.commitment_id}/{one.outcome_id}" for one in decisions if _names(one.note, person)),
            *(f"report {one['id']}" for one in reports),
            *_files(parts, person),
        ],
        "reports": reports,
        "decisions": [asdict(one) for one in decisions if one.person == person],
        "sessions": _rows(parts, tables.sessions, ("identity", "begun", "seen"), person),
        "tokens": _rows(parts, tables.tokens, ("id", "scopes", "made", "ends", "revoked"), person),
    }


def erased(parts: "Parts", person: str) -> ErasedPerson:
    """Erase a person: sessions, tokens and lines of logs go, and marks stay without the name, their histories hashed
    anew.

    Raises StoreUnavailable, HomeNotWritable.
    """
    logged = taken_from_logs(parts.settings.home, _bare(person)) if _bare(person) else 0
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
        logged=logged,
        histories=done.digests,
        mentioned_in=tuple(held["mentioned_in"]),
    )


def _entry(entry: "Entry") -> dict[str, Any]:
    from app.api.check_shapes import entry_json

    return entry_json(entry)


def _bare(person: str) -> str:
    """The name without the characters that tell people of one name apart."""
    return person.partition(" [")[0].strip()


def _names(words: str, person: str) -> bool:
    return mentions(words, _bare(person))


def _noted(entry: "Entry") -> str:
    return " ".join([entry.mark.note, *(f"{one.where} {one.quote}" for one in entry.mark.evidence)])


def _words_of(report: "Feedback") -> str:
    return json.dumps(asdict(report), ensure_ascii=False)


def _files(parts: "Parts", person: str) -> list[str]:
    """The files of the home that name the person, but for reports, which are told one by one."""
    found = files_that_mention(parts.settings.home, _bare(person)) if _bare(person) else ()
    return [name for name in found if not (name.startswith("feedback/") and name.endswith(".json"))]


def _rows(parts: "Parts", table: Table, columns: tuple[str, ...], person: str) -> list[dict[str, Any]]:
    store = AccessStore(parts.settings.home, parts.settings.database_url)
    with store.reading() as connection:
        found = connection.execute(select(*(table.c[name] for name in columns)).where(table.c.person == person))
        rows = [dict(row) for row in found.mappings()]
    return [{**row, "identity": json.loads(row["identity"])} if "identity" in row else row for row in rows]
