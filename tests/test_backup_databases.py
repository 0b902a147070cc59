"""Checks are carried between databases of both kinds, and from earlier forms of their tables, without a change."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from test_commitments_checks import PROOF, mark

from commitments.carrying import carried_in, carried_out
from commitments.checks import EntryKind
from commitments.database import engine_for, migrate
from commitments.digests import is_intact
from commitments.store import open_checks
from plans.errors import Refused, WrongCall


@pytest.fixture(params=["sqlite to sqlite", "sqlite to postgresql", "postgresql to sqlite"])
def ways(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A database to carry out of and one to carry into."""
    urls = {"sqlite": f"sqlite:///{tmp_path / 'one.db'}", "other": f"sqlite:///{tmp_path / 'two.db'}"}
    one, two = str(request.param).split(" to ")
    if "postgresql" in (one, two):
        urls["postgresql"] = request.getfixturevalue("postgres")
    return urls[one], urls["other" if one == two else two]


def test_every_entry_decision_and_digest_arrives_and_more_can_be_entered(ways: tuple[str, str]) -> None:
    source = open_checks(ways[0])
    dated = PROOF.__class__(kind="minutes", where="w", quote="q — é", page="4", published=date(2024, 5, 3))
    source.enter(mark(evidence=(PROOF, dated)), seen=0)
    source.enter(mark(EntryKind.SECOND_MARK, person="Bob", note="a\nb"), seen=1)
    source.decide("c1", "outcome", "struck", person="Ann", seen=0)
    assert carried_in(ways[1], list(carried_out(ways[0]))) == 6
    target = open_checks(ways[1])
    assert target.histories() == source.histories()
    assert target.decisions() == source.decisions()
    assert is_intact(target.history("c1"))
    target.undo("c1", 2, person="Bob", note="by mistake", seen=2)
    target.decide("c1", "outcome", "confirmed", person="Bob", seen=1)
    assert is_intact(target.history("c1"))
    source.close()
    target.close()


def test_what_was_there_is_replaced_and_a_failure_replaces_nothing(ways: tuple[str, str]) -> None:
    target = open_checks(ways[1])
    target.enter(mark(commitment_id="old"), seen=0)
    source = open_checks(ways[0])
    source.enter(mark(), seen=0)
    lines = list(carried_out(ways[0]))
    with pytest.raises(Refused):
        carried_in(ways[1], [*lines, b'{"table": "entr'])
    assert set(target.histories()) == {"old"}
    carried_in(ways[1], lines)
    assert set(target.histories()) == {"c1"}
    source.close()
    target.close()


def test_checks_of_the_first_form_of_the_tables_are_carried_in_and_brought_up_to_date(tmp_path: Path) -> None:
    old, new = f"sqlite:///{tmp_path / 'old.db'}", f"sqlite:///{tmp_path / 'new.db'}"
    made = open_checks(new)
    made.enter(mark(), seen=0)
    with engine_for(old).begin() as connection:
        migrate(connection, "0001")
    rows = [line for line in carried_out(new) if b'"revision"' not in line]
    carried_in(old, [b'{"revision": "0001"}', *rows])
    assert open_checks(old).histories() == made.histories()
    assert open_checks(old).decisions() == ()


def test_a_database_without_checks_carries_nothing_out(tmp_path: Path) -> None:
    assert list(carried_out(f"sqlite:///{tmp_path / 'none.db'}")) == []


def test_checks_of_a_newer_planwatch_are_told_and_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    open_checks(url).close()
    with engine_for(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongCall, match="newer Planwatch"):
        open_checks(url)
    with pytest.raises(WrongCall, match="newer Planwatch"):
        carried_in(f"sqlite:///{tmp_path / 'other.db'}", [b'{"revision": "9999"}'])
