"""With a database named, nothing that people enter is in the home: tokens, sessions, forms, reports and checks."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from starlette.testclient import TestClient
from web_browser import own_copy

from app.access.door import door_of
from app.access.people import Identity, Role
from app.access.tokens import tokens_of
from app.backups.restoring import restore_backup
from app.backups.taking import take_backup
from app.build import Planwatch, untold
from app.cli import main
from app.doctor.stores import nothing_is_left_in_the_home
from app.feedback import Feedback, keep_feedback
from app.privacy.person import erased, held_about
from app.web.server import make_app
from commitments.database import engine_for
from commitments.one_writer import one_writer
from plans.errors import Busy
from plans.settings import Settings

ANN = Identity(issuer="i", subject="ann", name="Ann Lee", email="ann@example.org")
WRONG = Feedback(question="q", wrong="the year", right="2026", receipt={"answer": "2025"}, earlier=("p",))


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def replicas(planwatch: Any, tmp_path: Path, url: str) -> Iterator[list[Planwatch]]:
    """Two machines: each has the home as a folder of its own, and both the same database."""
    made = []
    for name in ("one", "two"):
        home = own_copy(planwatch, tmp_path / name).settings.home
        made.append(Planwatch(Settings(home=home, database_url=url), progress=untold))
        made[-1].embedder = planwatch.embedder
    yield made
    for one in made:
        one.checks.close()


def test_what_one_replica_is_given_every_other_knows(replicas: list[Planwatch]) -> None:
    one, two = (door_of(replica.settings) for replica in replicas)
    name = one.sessions.begin(ANN, person="Ann Lee [1]")
    assert two.sessions.identity(name) == ANN
    token = tokens_of(replicas[0].settings).add("Bob", [Role.READER], days=1)
    holder = two.tokens.holder(token)
    assert holder is not None
    assert holder.roles == {Role.READER}
    assert two.forms.is_good(one.forms.token("ann"), "ann")
    kept = replicas[0].reports.keep(WRONG)
    assert replicas[1].reports.all() == (kept,)
    two.sessions.end(name)
    two.tokens.revoke(holder.id.partition("\x1f")[2])
    assert one.sessions.identity(name) is None
    assert one.tokens.holder(token) is None
    for replica in replicas:
        left = {path.name for path in replica.settings.home.iterdir()}
        assert not left & {"access.sqlite", "checks.sqlite", "feedback"}


def test_the_pages_and_the_commands_use_it(replicas: list[Planwatch], capsys: pytest.CaptureFixture[str]) -> None:
    report = {"question": "q", "wrong": "the year"}
    client = TestClient(make_app(replicas[0]), base_url="http://127.0.0.1:7860")
    assert client.post("/api/v1/feedback", json=report).status_code == 201
    named = ["--home", str(replicas[1].settings.home), "--database-url", str(replicas[1].settings.database_url)]

    def told(*arguments: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            main([*named, *arguments])
        return capsys.readouterr().out

    assert [report["wrong"] for report in json.loads(told("feedback", "list", "--json"))] == ["the year"]
    token = told("tokens", "add", "Ann", "--scope", "reader").strip()
    assert tokens_of(replicas[0].settings).holder(token) is not None


def test_reports_that_the_home_had_before_stay_among_them(replicas: list[Planwatch]) -> None:
    earlier = keep_feedback(replicas[0].settings.home, WRONG)
    later = replicas[0].reports.keep(WRONG)
    assert {report.id for report in replicas[0].reports.all()} == {earlier.id, later.id}


def test_a_person_is_given_out_and_erased_there_too(replicas: list[Planwatch], url: str) -> None:
    door = door_of(replicas[0].settings)
    door.sessions.begin(ANN, person="Ann Lee [1]")
    door.tokens.add("Ann Lee [0123456789]", [Role.READER], days=9)
    held = held_about(replicas[1], "Ann Lee [1]")
    assert [one["identity"]["email"] for one in held["sessions"]] == ["ann@example.org"]
    assert erased(replicas[1], "Ann Lee [1]").sessions == 1
    assert erased(replicas[1], "Ann Lee [0123456789]").tokens == 1
    with engine_for(url).connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM sessions UNION ALL SELECT count(*) FROM tokens")).scalars()
        assert list(rows) == [0, 0]


def test_a_backup_holds_reports_and_brings_no_token_back(replicas: list[Planwatch], tmp_path: Path) -> None:
    one = replicas[0]
    kept = one.reports.keep(WRONG)
    tokens = tokens_of(one.settings)
    token = tokens.add("Bob", [Role.READER], days=1)
    take_backup(one, tmp_path / "b.zip", with_index=False, replace=False, progress=untold)
    one.reports.keep(WRONG)
    tokens.revoke(tokens.listed()[0].id)
    restore_backup(one, tmp_path / "b.zip", replace=True, progress=untold)
    assert one.reports.all() == (kept,)
    assert tokens.holder(token) is None
    assert len(tokens.listed()) == 1


def test_replicas_that_start_together_make_all_tables_once(url: str, tmp_path: Path) -> None:
    together, failed = threading.Barrier(6), []

    def start(number: int) -> None:
        made = Planwatch(Settings(home=tmp_path / str(number), database_url=url), progress=untold)
        together.wait()
        try:
            door_of(made.settings).sessions.begin(ANN, person=str(number))
            made.reports.keep(WRONG)
            made.checks.close()
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with engine_for(url).connect() as connection:
        tables = set(inspect(connection).get_table_names())
        assert tables >= {"entries", "reports", "sessions", "tokens", "sign_ins", "keys", "access_version"}
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 6


def test_a_library_has_one_writer_whatever_machine_it_is_on(url: str) -> None:
    with one_writer(url, "the library in /srv/a", wait_s=0):
        with pytest.raises(Busy), one_writer(url, "the library in /srv/a", wait_s=0):
            raise AssertionError("two writers")
        with one_writer(url, "the library in /srv/b", wait_s=0):
            pass
    with one_writer(url, "the library in /srv/a", wait_s=0):
        pass


def test_an_ingest_waits_for_no_other_and_tells_it(replicas: list[Planwatch], url: str, tmp_path: Path) -> None:
    (tmp_path / "leeds.txt").write_text("Leeds Plan\n\nWe will open 3 clinics by March 2026.\n", encoding="utf-8")
    home = replicas[0].settings.home
    with one_writer(url, f"the library in {home}", wait_s=0), pytest.raises(Busy, match="another machine"):
        replicas[0].plans.ingest([tmp_path / "leeds.txt"], progress=untold)
    assert replicas[0].plans.ingest([tmp_path / "leeds.txt"], progress=untold)[0].outcome == "added"


def test_what_was_left_in_the_home_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "access.sqlite").touch()
    found = list(nothing_is_left_in_the_home(Settings(home=tmp_path, database_url="postgresql://db/planwatch")))
    assert [("tokens add" in one.note, one.state) for one in found] == [(True, "notice")]
    assert list(nothing_is_left_in_the_home(Settings(home=tmp_path))) == []
