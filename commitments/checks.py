"""What people find when they check a commitment: statuses, evidence, marks, and the history that they make."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from plans.errors import WrongCall
from plans.unseen import without_unseen

__all__ = [
    "Agreement",
    "Entry",
    "EntryKind",
    "Evidence",
    "History",
    "Mark",
    "Status",
    "agreement",
    "audit_sample",
    "by_a_person",
    "checked",
]


class Status(StrEnum):
    """How a promise stands. Only a person sets one; nobody having looked is no status but NOT_RATED."""

    NOT_RATED = "not yet rated"
    NO_EVIDENCE = "no evidence found"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    STALLED = "stalled"
    MET = "met"
    MET_LATE = "met late"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    KEPT_SO_FAR = "kept so far"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    CANNOT_BE_RATED = "cannot be rated"
    DISPUTED = "disputed"


class EntryKind(StrEnum):
    """What an entry of a history is."""

    FIRST_MARK = "first mark"
    SECOND_MARK = "second mark"
    RECONCILED = "reconciled"
    REPLY = "reply"
    AUDIT = "audit"
    NOTE = "note"
    UNDO = "undo"


_RATES = (EntryKind.FIRST_MARK, EntryKind.SECOND_MARK, EntryKind.RECONCILED, EntryKind.AUDIT)
_NEEDS_EVIDENCE = (Status.ON_TRACK, Status.MET, Status.MET_LATE, Status.PARTLY_MET, Status.KEPT_SO_FAR)
_NEEDS_NOTE = {
    Status.NO_EVIDENCE: "where was searched",
    Status.CANNOT_BE_RATED: "what the commitment leaves unsaid",
    Status.SUPERSEDED: "what superseded it",
    Status.WITHDRAWN: "where it was withdrawn",
    Status.DISPUTED: "both views",
}
LONGEST_NOTE = 8_000
_HANDLE = re.compile(r"\[[0-9a-f]{10}\]$")
_PROGRAMS = frozenset({"software", "planwatch", "system", "bot", "model", "assistant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What bears a status out or speaks against it.

    `kind` says what it is (published data, minutes, the body's own statement, news, a person's experience); `where` is
    a link or a file's name, `sha256` the hash of a file's bytes.
    """

    kind: Literal["data", "minutes", "statement", "news", "experience", "other"]
    where: str
    quote: str = ""
    page: str = ""
    published: date | None = None
    retrieved: date | None = None
    stands: Literal["for", "against"] = "for"
    confidence: Literal["high", "medium", "low"] = "medium"
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a person wants to enter about a commitment. `words` are the plan's, as the person saw them."""

    commitment_id: str
    plan_id: str
    edition: str
    words: str
    kind: EntryKind
    person: str
    status: Status | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a commitment's history; never changed, never removed.

    `number` counts from 1 within the commitment. `undoes` is the number that an undo takes back. `digest` is the hash
    of this entry with that of the one before it, so that a history that was tampered with shows.
    """

    number: int
    mark: Mark
    at: datetime
    undoes: int | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that was entered about a commitment, oldest first."""

    commitment_id: str
    entries: tuple[Entry, ...] = ()

    @property
    def seen(self) -> int:
        """How many entries there are: what a writer says he has seen."""
        return len(self.entries)

    @property
    def live(self) -> tuple[Entry, ...]:
        """The entries that count: no undo, and none that was undone."""
        undone = {entry.undoes for entry in self.entries if entry.undoes is not None}
        undone -= {entry.undoes for entry in self.entries if entry.number in undone and entry.undoes is not None}
        return tuple(one for one in self.entries if one.mark.kind is not EntryKind.UNDO and one.number not in undone)

    def latest(self, kind: EntryKind) -> Entry | None:
        """The last entry of a kind that counts in the round that is under way."""
        return next((entry for entry in reversed(self.round) if entry.mark.kind is kind), None)

    @property
    def round(self) -> tuple[Entry, ...]:
        """The entries since the last first mark, it included: a new first mark begins a new round."""
        live = self.live
        starts = [n for n, entry in enumerate(live) if entry.mark.kind is EntryKind.FIRST_MARK]
        return live[starts[-1] :] if starts else live

    @property
    def standing(self) -> Status:
        """The status that stands: as reconciled, as both marks have it, or as the only mark has it.

        While two marks differ it is that of the round before, and not yet rated in the first.
        """
        first, second = self.latest(EntryKind.FIRST_MARK), self.latest(EntryKind.SECOND_MARK)
        reconciled = self.latest(EntryKind.RECONCILED)
        if reconciled is not None:
            return reconciled.mark.status or Status.NOT_RATED
        if first is not None and (second is None or second.mark.status == first.mark.status):
            return first.mark.status or Status.NOT_RATED
        return self._before().standing if first is not None else Status.NOT_RATED

    @property
    def awaits(self) -> EntryKind | None:
        """What the round needs next: a first mark, a second one, or to be reconciled; None once it is settled."""
        first, second = self.latest(EntryKind.FIRST_MARK), self.latest(EntryKind.SECOND_MARK)
        if self.latest(EntryKind.RECONCILED) is not None:
            return None
        if first is None:
            return EntryKind.FIRST_MARK
        if second is None:
            return EntryKind.SECOND_MARK
        return None if first.mark.status == second.mark.status else EntryKind.RECONCILED

    def as_seen_by(self, person: str) -> "History":
        """The history for somebody who may still give the blind second mark: what the first one says is hidden.

        The first marker sees it, and everybody once the second mark is there.
        """
        if self.awaits is not EntryKind.SECOND_MARK:
            return self
        first = self.latest(EntryKind.FIRST_MARK)
        if first is None or _same_person(first.mark.person, person):
            return self
        hidden = replace(first, mark=replace(first.mark, status=None, note="", evidence=()))
        return replace(self, entries=tuple(hidden if entry.number == first.number else entry for entry in self.entries))

    def _before(self) -> "History":
        kept = {entry.number for entry in self.live} - {entry.number for entry in self.round}
        return replace(self, entries=tuple(entry for entry in self.entries if entry.number in kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far first and blind second marks agree, `kappa` being Cohen's: agreement beyond chance.

    `kappa` is None where nothing was marked twice, or where chance alone would agree every time.
    """

    pairs: int
    agreed: int
    share: float | None
    kappa: float | None
    table: Mapping[tuple[str, str], int]


def checked(mark: Mark, history: History) -> Mark:
    """A mark that may be entered into a history, without characters that nobody sees.

    Raises WrongCall, with the reason, for one that may not: no person, a status that nothing bears out, a second
    mark by the first marker, a mark out of turn.
    """
    plain = _plain(mark)
    by_a_person(plain.person, plain.note)
    _with_a_status(plain)
    _borne_out(plain)
    _in_turn(plain, history)
    return plain


def agreement(histories: Iterable[History]) -> Agreement:
    """The agreement between first and second marks of the rounds under way, as percentage and as Cohen's kappa.

    Cohen, J. (1960), A coefficient of agreement for nominal scales.
    """
    pairs = []
    for history in histories:
        first, second = history.latest(EntryKind.FIRST_MARK), history.latest(EntryKind.SECOND_MARK)
        if first is not None and second is not None:
            pairs.append((str(first.mark.status), str(second.mark.status)))
    if not pairs:
        return Agreement(pairs=0, agreed=0, share=None, kappa=None, table={})
    agreed = sum(one == other for one, other in pairs)
    observed, expected = agreed / len(pairs), _by_chance(pairs)
    return Agreement(
        pairs=len(pairs),
        agreed=agreed,
        share=observed,
        kappa=None if expected == 1 else (observed - expected) / (1 - expected),
        table=dict(Counter(pairs)),
    )


def audit_sample(commitment_ids: Iterable[str], *, share: float, seed: str) -> tuple[str, ...]:
    """A sample for the audit that anybody can draw again: at least one, the ids whose hash with the seed is least."""
    ranked = sorted(set(commitment_ids), key=lambda one: hashlib.sha256(f"{seed}\x1f{one}".encode()).digest())
    return tuple(sorted(ranked[: max(1, round(share * len(ranked)))])) if ranked else ()


def _by_chance(pairs: Sequence[tuple[str, str]]) -> float:
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return sum(firsts[status] * seconds[status] for status in firsts) / len(pairs) ** 2


def by_a_person(person: str, note: str) -> None:
    """Hold whoever enters something to having a name of his own, and a note to its length.

    Raises WrongCall.
    """
    if not person.strip():
        raise WrongCall("Say who you are: every entry has a person.")
    if person.strip().lower() in _PROGRAMS:
        raise WrongCall("Only a person may enter anything about a commitment; software never sets a status.")
    if len(note) > LONGEST_NOTE:
        raise WrongCall(f"The note has {len(note):,} characters; write at most {LONGEST_NOTE:,}.")


def _plain(mark: Mark) -> Mark:
    """A mark whose words steer no terminal and turn no text round."""
    evidence = tuple(
        replace(one, where=without_unseen(one.where), quote=without_unseen(one.quote), page=without_unseen(one.page))
        for one in mark.evidence
    )
    person = " ".join(without_unseen(mark.person).split())
    return replace(mark, person=person, note=without_unseen(mark.note), evidence=evidence)


def _with_a_status(mark: Mark) -> None:
    if mark.kind in _RATES and mark.status in (None, Status.NOT_RATED):
        raise WrongCall(f"A {mark.kind} needs a status.")
    if mark.kind not in _RATES and mark.status is not None:
        raise WrongCall(f"A {mark.kind} sets no status.")
    if mark.kind in (EntryKind.REPLY, EntryKind.NOTE) and not mark.note.strip():
        raise WrongCall(f"A {mark.kind} needs words.")


def _borne_out(mark: Mark) -> None:
    if mark.status in _NEEDS_EVIDENCE and not any(one.stands == "for" for one in mark.evidence):
        raise WrongCall(f"'{mark.status}' needs evidence for it: a link or a file, with a quote.")
    if mark.status in _NEEDS_NOTE and not mark.note.strip():
        raise WrongCall(f"'{mark.status}' needs a note that says {_NEEDS_NOTE[mark.status]}.")
    if any(not one.where.strip() for one in mark.evidence):
        raise WrongCall("Evidence needs a link or the name of a file.")


def _in_turn(mark: Mark, history: History) -> None:
    first = history.latest(EntryKind.FIRST_MARK)
    if mark.kind is EntryKind.SECOND_MARK:
        if history.awaits is not EntryKind.SECOND_MARK or first is None:
            raise WrongCall("There is no first mark that waits for a second.")
        if _same_person(first.mark.person, mark.person):
            raise WrongCall("The second mark has to be somebody else's.")
    if mark.kind is EntryKind.RECONCILED and history.latest(EntryKind.SECOND_MARK) is None:
        raise WrongCall("There are no two marks to reconcile.")
    if mark.kind is EntryKind.FIRST_MARK and history.awaits in (EntryKind.SECOND_MARK, EntryKind.RECONCILED):
        raise WrongCall(f"This round still waits to be {_WAITS[history.awaits]}; a new one begins after it.")
    if mark.kind is EntryKind.AUDIT and history.standing is Status.NOT_RATED:
        raise WrongCall("Nobody has rated this yet, so there is nothing to audit.")


_WAITS = {EntryKind.SECOND_MARK: "marked by a second person", EntryKind.RECONCILED: "reconciled"}


def _same_person(one: str, other: str) -> bool:
    """Whether two signatures are one person's: by the handle of the sign-in where both have one, else by name."""
    handles = _HANDLE.search(one), _HANDLE.search(other)
    if handles[0] and handles[1]:
        return handles[0][0] == handles[1][0]
    return " ".join(one.lower().split()) == " ".join(other.lower().split())
