"""What people enter about commitments: rules, rounds, blindness, history, undo, agreement; on both databases."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from commitments.checks import Entry, EntryKind, Evidence, History, Mark, Status, agreement, audit_sample, checked
from commitments.digests import is_intact
from commitments.store import Checks, open_checks
from plans.errors import ChangedMeanwhile, StoreUnavailable, WrongCall

PROOF = Evidence(kind="minutes", where="https://example.org/board", quote="The clinic opened in May.", page="4")
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'checks.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def checks(url: str) -> Iterator[Checks]:
    opened = open_checks(url)
    yield opened
    opened.close()


def mark(kind: EntryKind = EntryKind.FIRST_MARK, **fields: object) -> Mark:
    given: dict[str, object] = {
        "commitment_id": "c1",
        "plan_id": "falls",
        "edition": "1",
        "words": "Open a falls clinic",
        "kind": kind,
        "person": "Ann",
        "status": Status.MET,
        "evidence": (PROOF,),
    }
    return Mark(**(given | fields))  # type: ignore[arg-type]


def test_nobody_having_looked_is_not_yet_rated(checks: Checks) -> None:
    assert checks.history("c1") == History(commitment_id="c1")
    assert checks.history("c1").standing is Status.NOT_RATED
    assert checks.statuses() == {}


def test_what_is_entered_is_read_back_as_it_was(checks: Checks) -> None:
    proof = replace(PROOF, published=date(2024, 5, 3), retrieved=date(2024, 6, 1), stands="for", confidence="high")
    entered = checks.enter(mark(evidence=(proof,), note="Seen in the minutes."), seen=0, now=NOON)
    (read,) = checks.history("c1").entries
    assert read == entered
    assert read.at == NOON
    assert read.mark.evidence == (proof,)


def test_the_second_person_is_told_and_nothing_is_overwritten(checks: Checks) -> None:
    checks.enter(mark(), seen=0)
    with pytest.raises(ChangedMeanwhile, match="first mark by Ann"):
        checks.enter(mark(person="Bob", status=Status.NOT_MET, evidence=()), seen=0)
    assert [entry.mark.person for entry in checks.history("c1").entries] == ["Ann"]


def test_of_many_who_write_at_once_each_either_writes_or_is_told(checks: Checks) -> None:
    told: list[str] = []

    def write(person: str) -> None:
        note = mark(EntryKind.NOTE, person=person, status=None, evidence=(), note="I was there.")
        for _ in range(5):
            while True:
                try:
                    checks.enter(note, seen=checks.history("c1").seen)
                    break
                except ChangedMeanwhile:
                    told.append(person)

    people = [threading.Thread(target=write, args=(f"Person {n}",)) for n in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    entries = checks.history("c1").entries
    assert [entry.number for entry in entries] == list(range(1, 31))
    assert is_intact(checks.history("c1"))


def test_a_second_mark_is_blind_until_it_is_given(checks: Checks) -> None:
    checks.enter(mark(note="The minutes say so."), seen=0)
    for_bob = checks.history("c1").as_seen_by("Bob")
    assert (for_bob.entries[0].mark.status, for_bob.entries[0].mark.note, for_bob.standing) == (
        None,
        "",
        Status.NOT_RATED,
    )
    assert checks.history("c1").as_seen_by(" ann ").standing is Status.MET
    assert checks.statuses(person="Bob") == {}
    checks.enter(mark(EntryKind.SECOND_MARK, person="Bob"), seen=1)
    assert checks.statuses(person="Cleo") == {"c1": "met"}


def test_marks_that_differ_wait_to_be_reconciled(checks: Checks) -> None:
    checks.enter(mark(), seen=0)
    checks.enter(mark(EntryKind.SECOND_MARK, person="Bob", status=Status.NOT_MET, evidence=()), seen=1)
    history = checks.history("c1")
    assert (history.standing, history.awaits) == (Status.NOT_RATED, EntryKind.RECONCILED)
    checks.enter(mark(EntryKind.RECONCILED, person="Cleo", status=Status.PARTLY_MET), seen=2)
    assert (checks.history("c1").standing, checks.history("c1").awaits) == (Status.PARTLY_MET, None)


def test_a_reply_and_an_audit_change_no_status(checks: Checks) -> None:
    checks.enter(mark(), seen=0)
    checks.enter(mark(EntryKind.SECOND_MARK, person="Bob"), seen=1)
    checks.enter(mark(EntryKind.REPLY, person="The Council", status=None, note="It closed in June."), seen=2)
    checks.enter(mark(EntryKind.AUDIT, person="Dee", status=Status.NOT_MET, evidence=()), seen=3)
    assert checks.history("c1").standing is Status.MET


def test_an_undo_is_an_entry_and_can_itself_be_undone(checks: Checks) -> None:
    checks.enter(mark(), seen=0)
    checks.undo("c1", 1, person="Ann", note="The wrong clinic.", seen=1)
    assert checks.history("c1").standing is Status.NOT_RATED
    assert len(checks.history("c1").entries) == 2
    checks.undo("c1", 2, person="Ann", note="It was the right one.", seen=2)
    assert checks.history("c1").as_seen_by("Ann").standing is Status.MET
    with pytest.raises(WrongCall, match="undone already"):
        checks.undo("c1", 1, person="Bob", note="Again.", seen=3)
    with pytest.raises(WrongCall, match="no entry 9"):
        checks.undo("c1", 9, person="Bob", note="Why not.", seen=3)


def test_the_database_itself_refuses_to_change_or_remove_an_entry(checks: Checks, url: str) -> None:
    checks.enter(mark(), seen=0)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    for verb in ("UPDATE entries SET note = 'x'", "DELETE FROM entries", "DELETE FROM evidence"):
        with pytest.raises(Exception, match="only ever added"), engine.begin() as connection:
            connection.execute(text(verb))
    engine.dispose()


def test_opening_again_keeps_what_is_there(checks: Checks, url: str) -> None:
    checks.enter(mark(), seen=0)
    again = open_checks(url)
    assert again.history("c1").seen == 1
    again.close()


def test_a_history_that_was_tampered_with_shows() -> None:
    entry = Entry(number=1, mark=mark(), at=NOON, undoes=None, digest="0" * 64)
    assert not is_intact(History(commitment_id="c1", entries=(entry,)))
    assert is_intact(History(commitment_id="c1"))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (mark(person=" "), "who you are"),
        (mark(person="Planwatch"), "software never sets a status"),
        (mark(status=None), "needs a status"),
        (mark(status=Status.NOT_RATED), "needs a status"),
        (mark(evidence=()), "needs evidence"),
        (mark(evidence=(replace(PROOF, stands="against"),)), "needs evidence"),
        (mark(status=Status.NO_EVIDENCE, evidence=()), "where was searched"),
        (mark(status=Status.CANNOT_BE_RATED, evidence=()), "leaves unsaid"),
        (mark(EntryKind.REPLY, status=None), "needs words"),
        (mark(EntryKind.NOTE, note="x"), "sets no status"),
        (mark(EntryKind.SECOND_MARK), "no first mark"),
        (mark(EntryKind.RECONCILED), "no two marks"),
        (mark(EntryKind.AUDIT), "nothing to audit"),
        (mark(evidence=(replace(PROOF, where=" "),)), "link or the name of a file"),
        (mark(note="x" * 9_000), "at most 8,000"),
    ],
)
def test_a_mark_that_may_not_be_entered_is_refused_with_the_reason(wrong: Mark, reason: str) -> None:
    with pytest.raises(WrongCall, match=reason):
        checked(wrong, History(commitment_id="c1"))


def test_the_second_mark_is_somebody_else_s(checks: Checks) -> None:
    checks.enter(mark(), seen=0)
    with pytest.raises(WrongCall, match="somebody else"):
        checks.enter(mark(EntryKind.SECOND_MARK, person="ANN"), seen=1)
    with pytest.raises(WrongCall, match="still waits"):
        checks.enter(mark(person="Bob"), seen=1)


def histories(pairs: list[tuple[Status, Status]]) -> list[History]:
    made = []
    for number, (first, second) in enumerate(pairs):
        marks = (mark(status=first), mark(EntryKind.SECOND_MARK, person="Bob", status=second))
        entries = tuple(
            Entry(number=n, mark=one, at=NOON, undoes=None, digest="") for n, one in enumerate(marks, start=1)
        )
        made.append(History(commitment_id=str(number), entries=entries))
    return made


def test_cohen_s_kappa_is_that_of_the_textbook() -> None:
    met, not_met = Status.MET, Status.NOT_MET
    pairs = [(met, met)] * 20 + [(met, not_met)] * 5 + [(not_met, met)] * 10 + [(not_met, not_met)] * 15
    told = agreement(histories(pairs))
    assert (told.pairs, told.agreed, told.share) == (50, 35, 0.7)
    assert told.kappa == pytest.approx(0.4)  # (0.7 - 0.5) / (1 - 0.5)
    assert told.table[("met", "not met")] == 5


def test_kappa_is_unknown_where_nothing_or_only_one_status_was_marked() -> None:
    assert agreement([]).kappa is None
    assert agreement(histories([(Status.MET, Status.MET)] * 3)).kappa is None


@given(st.sets(st.text("abcdef0123456789", min_size=1, max_size=8), max_size=40), st.floats(0.05, 1))
def test_an_audit_sample_can_be_drawn_again_and_is_as_large_as_asked(ids: set[str], share: float) -> None:
    drawn = audit_sample(ids, share=share, seed="2024-Q1")
    assert drawn == audit_sample(sorted(ids), share=share, seed="2024-Q1")
    assert set(drawn) <= ids
    assert len(drawn) == (max(1, round(share * len(ids))) if ids else 0)


def test_a_database_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        open_checks(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(WrongCall):
        open_checks("not a url")
