"""Where checks are kept: SQLite in the home, or the PostgreSQL that a URL names; entries are only ever added."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select
from sqlalchemy.exc import IntegrityError

from commitments import tables
from commitments.checks import Entry, EntryKind, Evidence, History, Mark, Status, by_a_person, checked
from commitments.database import bring_up_to_date, engine_for, translated
from commitments.digests import digest_of
from commitments.erasure import Erased, forget_copies, rewrite
from commitments.outcomes import Decision
from plans.errors import ChangedMeanwhile, WrongCall

__all__ = ["Checks", "open_checks"]


def open_checks(url: str) -> "Checks":
    """Open the database that a URL names, and bring its tables up to date.

    Raises StoreUnavailable where it does not answer, and WrongCall for a URL that cannot be read.
    """
    engine = engine_for(url)
    with translated():
        bring_up_to_date(engine)
    return Checks(engine)


class Checks:
    """The checks of people. Safe to use from many threads and processes at once."""

    def __init__(self, engine: Engine) -> None:
        """Keep them in a database whose tables are there."""
        self._engine = engine
        # SQLite has one writer, and waits for it by polling: threads queue here instead.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @property
    def engine(self) -> Engine:
        """The database, whose tables are there: one pool of connections serves all that is kept in it."""
        return self._engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def history(self, commitment_id: str) -> History:
        """All that was entered about a commitment; empty where nobody has looked."""
        return self.histories([commitment_id])[commitment_id]

    def histories(self, commitment_ids: Sequence[str] | None = None) -> Mapping[str, History]:
        """The histories of some commitments, or of all that have one."""
        with translated(), self._engine.connect() as connection:
            found = _read(connection.execution_options(writes=False), commitment_ids)
        return (
            found
            if commitment_ids is None
            else {one: found.get(one, History(commitment_id=one)) for one in commitment_ids}
        )

    def statuses(self, *, person: str = "") -> Mapping[str, str]:
        """The status of every commitment that has one, as that person may see it."""
        told = {one: history.as_seen_by(person).standing for one, history in self.histories().items()}
        return {one: str(status) for one, status in told.items() if status is not Status.NOT_RATED}

    def enter(self, mark: Mark, *, seen: int, now: datetime | None = None) -> Entry:
        """Add an entry, for somebody who has seen the first `seen` entries of that commitment's history.

        Raises ChangedMeanwhile where there are more by now, with what they are; nothing is written then, and nothing
        is ever overwritten. Raises WrongCall for a mark that may not be entered.
        """
        return self._add(mark, seen=seen, now=now, undoes=None)

    def undo(
        self, commitment_id: str, number: int, *, person: str, note: str, seen: int, now: datetime | None = None
    ) -> Entry:
        """Take an entry back, by an entry of its own; an undo can itself be undone.

        Raises WrongCall where there is no such entry, where it was undone already, or where no reason is given.
        """
        history = self.history(commitment_id)
        undone = _to_be_undone(history, number, note)
        mark = replace(undone.mark, kind=EntryKind.UNDO, person=person, note=note, status=None, evidence=())
        return self._add(mark, seen=seen, now=now, undoes=number)

    def anonymise(self, names: Sequence[str]) -> Erased:
        """Take names off all entries and decisions, for good; what was entered stays, hashed anew.

        Raises StoreUnavailable where a history was tampered with; nothing is changed then.
        """
        with self._turn, translated(), self._engine.begin() as connection:
            erased = rewrite(connection, _read(connection, None), names)
        with self._turn, translated():
            forget_copies(self._engine)
        return erased

    def decisions(self) -> tuple[Decision, ...]:
        """What people decided about which commitment serves which outcome, oldest first."""
        with translated(), self._engine.connect() as connection:
            rows = connection.execution_options(writes=False).execute(
                select(tables.decisions).order_by(tables.decisions.c.id)
            )
            return tuple(_decision(row) for row in rows.mappings())

    def decide(
        self,
        commitment_id: str,
        outcome_id: str,
        verdict: Literal["confirmed", "struck"],
        *,
        person: str,
        note: str = "",
        seen: int,
        now: datetime | None = None,
    ) -> Decision:
        """Confirm or strike that a commitment serves an outcome, for somebody who has seen `seen` decisions on it.

        Raises ChangedMeanwhile where there are more by now, and WrongCall where nobody says who he is.
        """
        by_a_person(person, note)
        at = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        decided = {
            "commitment_id": commitment_id,
            "outcome_id": outcome_id,
            "number": seen + 1,
            "verdict": verdict,
            "person": person,
            "note": note,
            "at": at,
        }
        try:
            with self._turn, translated(), self._engine.begin() as connection:
                if _decided(connection, commitment_id, outcome_id) != seen:
                    raise ChangedMeanwhile("Somebody else decided on this meanwhile; nothing of yours was written.")
                connection.execute(insert(tables.decisions).values(decided))
        except IntegrityError as error:
            raise ChangedMeanwhile("Somebody else decided on this meanwhile; nothing of yours was written.") from error
        return Decision(
            commitment_id=commitment_id, outcome_id=outcome_id, verdict=verdict, person=person, note=note, at=at
        )

    def _add(self, mark: Mark, *, seen: int, now: datetime | None, undoes: int | None) -> Entry:
        at = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        try:
            with self._turn, translated(), self._engine.begin() as connection:
                history = _read(connection, [mark.commitment_id]).get(
                    mark.commitment_id, History(commitment_id=mark.commitment_id)
                )
                _unchanged(history, seen)
                entry = _entry(checked(mark, history), history, at, undoes)
                _write(connection, entry)
        except IntegrityError as error:
            raise _changed(self.history(mark.commitment_id), seen) from error
        return entry


def _decided(connection: Connection, commitment_id: str, outcome_id: str) -> int:
    columns = tables.decisions.c
    counted = select(func.count()).where(columns.commitment_id == commitment_id, columns.outcome_id == outcome_id)
    return int(connection.execute(counted).scalar_one())


def _decision(row: RowMapping) -> Decision:
    names = ("commitment_id", "outcome_id", "verdict", "person", "note")
    return Decision(**{name: row[name] for name in names}, at=_utc(row["at"]))


def _unchanged(history: History, seen: int) -> None:
    if history.seen != seen:
        raise _changed(history, seen)


def _changed(history: History, seen: int) -> ChangedMeanwhile:
    newer = [f"{entry.mark.kind} by {entry.mark.person}" for entry in history.entries[max(seen, 0) :]]
    told = f"Meanwhile there is a {'; a '.join(newer)}." if newer else "Its history is not the one that you saw."
    return ChangedMeanwhile(f"{told} Nothing of yours was written; read it again, and enter it if it still holds.")


def _to_be_undone(history: History, number: int, note: str) -> Entry:
    entry = next((one for one in history.entries if one.number == number), None)
    if entry is None:
        raise WrongCall(f"There is no entry {number} to undo.")
    if not note.strip():
        raise WrongCall("Say why the entry is undone.")
    if any(one.undoes == number for one in history.entries):
        raise WrongCall(f"Entry {number} was undone already.")
    return entry


def _entry(mark: Mark, history: History, at: datetime, undoes: int | None) -> Entry:
    before = history.entries[-1].digest if history.entries else ""
    number = history.seen + 1
    return Entry(number=number, mark=mark, at=at, undoes=undoes, digest=digest_of(mark, number, at, undoes, before))


def _write(connection: Connection, entry: Entry) -> None:
    mark = entry.mark
    values = {
        "commitment_id": mark.commitment_id,
        "number": entry.number,
        "plan_id": mark.plan_id,
        "edition": mark.edition,
        "words": mark.words,
        "kind": str(mark.kind),
        "status": None if mark.status is None else str(mark.status),
        "note": mark.note,
        "person": mark.person,
        "at": entry.at,
        "undoes": entry.undoes,
        "digest": entry.digest,
    }
    key = connection.execute(insert(tables.entries).values(values)).inserted_primary_key
    if mark.evidence and key is not None:
        rows = [{"entry_id": key[0], **asdict(one)} for one in mark.evidence]
        connection.execute(insert(tables.evidence), rows)


def _read(connection: Connection, commitment_ids: Sequence[str] | None) -> dict[str, History]:
    chosen = select(tables.entries).order_by(tables.entries.c.commitment_id, tables.entries.c.number)
    proofs = select(tables.evidence).order_by(tables.evidence.c.id)
    if commitment_ids is not None:
        chosen = chosen.where(tables.entries.c.commitment_id.in_(commitment_ids))
        proofs = proofs.join(tables.entries).where(tables.entries.c.commitment_id.in_(commitment_ids))
    held: dict[int, list[Evidence]] = {}
    for row in connection.execute(proofs).mappings():
        held.setdefault(row["entry_id"], []).append(_evidence(row))
    found: dict[str, list[Entry]] = {}
    for row in connection.execute(chosen).mappings():
        found.setdefault(row["commitment_id"], []).append(_entry_of(row, held.get(row["id"], ())))
    return {one: History(commitment_id=one, entries=tuple(entries)) for one, entries in found.items()}


def _entry_of(row: RowMapping, proofs: Iterable[Evidence]) -> Entry:
    mark = Mark(
        commitment_id=row["commitment_id"],
        plan_id=row["plan_id"],
        edition=row["edition"],
        words=row["words"],
        kind=EntryKind(row["kind"]),
        person=row["person"],
        status=None if row["status"] is None else Status(row["status"]),
        note=row["note"],
        evidence=tuple(proofs),
    )
    return Entry(number=row["number"], mark=mark, at=_utc(row["at"]), undoes=row["undoes"], digest=row["digest"])


def _evidence(row: RowMapping) -> Evidence:
    return Evidence(**{name: row[name] for name in row if name not in ("id", "entry_id")})


def _utc(at: datetime) -> datetime:
    """SQLite keeps no time zone: what it gives back is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
