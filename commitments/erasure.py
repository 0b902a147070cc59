"""A person's name taken out of what was entered, the entries themselves left: who it was cannot be told any more.

The digests of a history hold the names, so the histories concerned are hashed anew from their first entry on, in one
step with the names. What was entered, when, and in which order stays as it was.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, MetaData, text, update

from commitments import tables
from commitments.checks import History
from commitments.digests import digest_of, is_intact
from plans.errors import StoreUnavailable

__all__ = ["Erased", "anonymised", "forget_copies", "rewrite"]

_ERASED = re.compile(r"person whose name was erased \(no\. (\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure did: how many entries and decisions lost the name, and the histories that were hashed anew.

    `digests` pairs, by commitment, the last digest before with that after, to explain older evidence packs.
    """

    entries: int
    decisions: int
    digests: dict[str, tuple[str, str]]


def stand_in(histories: Iterable[History]) -> str:
    """What stands in the place of the next erased name: one person stays one, and another is another."""
    people = {entry.mark.person for history in histories for entry in history.entries}
    used = [int(match[1]) for person in people if (match := _ERASED.fullmatch(person))]
    return f"person whose name was erased (no. {max(used, default=0) + 1})"


def anonymised(history: History, names: Sequence[str], instead: str) -> History:
    """A history in which none of those names marks any more, hashed anew.

    Raises StoreUnavailable for one that was tampered with before: hashing it anew would hide that.
    """
    if not is_intact(history):
        raise StoreUnavailable(
            f"The history of {history.commitment_id} was tampered with; mend that before names are erased."
        )
    entries, before = [], ""
    for entry in history.entries:
        mark = replace(entry.mark, person=instead) if entry.mark.person in names else entry.mark
        before = digest_of(mark, entry.number, entry.at, entry.undoes, before)
        entries.append(replace(entry, mark=mark, digest=before))
    return replace(history, entries=tuple(entries))


def rewrite(connection: Connection, histories: Mapping[str, History], names: Sequence[str]) -> Erased:
    """Write the histories and decisions without those names; what has the database refuse changes is back at the end.

    `histories` are all that there are, read in the same transaction. Raises StoreUnavailable.
    """
    instead = stand_in(histories.values())
    old = [one for one in histories.values() if any(entry.mark.person in names for entry in one.entries)]
    new = [anonymised(history, names, instead) for history in old]
    guards = _guards_off(connection)
    entries = sum(_write(connection, before, after) for before, after in zip(old, new, strict=True))
    named = update(tables.decisions).where(tables.decisions.c.person.in_(names)).values(person=instead)
    decisions = connection.execute(named).rowcount
    _guards_on(connection, guards)
    digests = {
        before.commitment_id: (before.entries[-1].digest, after.entries[-1].digest)
        for before, after in zip(old, new, strict=True)
    }
    return Erased(entries=entries, decisions=decisions, digests=digests)


def forget_copies(engine: Engine, held: MetaData = tables.metadata) -> None:
    """Leave no copy of what was taken out of those tables in what the database keeps beside its rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in held.sorted_tables:
                connection.execute(text(f"VACUUM FULL {table.name}"))


def _write(connection: Connection, before: History, after: History) -> int:
    columns = tables.entries.c
    changed = 0
    for old, new in zip(before.entries, after.entries, strict=True):
        values = {"person": new.mark.person, "digest": new.digest}
        chosen = (columns.commitment_id == before.commitment_id) & (columns.number == old.number)
        connection.execute(update(tables.entries).where(chosen).values(values))
        changed += old.mark.person != new.mark.person
    return changed


def _guards_off(connection: Connection) -> Sequence[str]:
    """Take off what has the database refuse every change; the statements that put it back."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in found:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        return [str(statement) for _, statement in found]
    for table in ("entries", "decisions"):
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in ("entries", "decisions")]


def _guards_on(connection: Connection, guards: Sequence[str]) -> None:
    for statement in guards:
        connection.execute(text(statement))
