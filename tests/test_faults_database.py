"""PostgreSQL that is slow, silent, cut off, locked or gone: questions are answered, what does not work is told plainly,
no mark that was confirmed is lost, and it works again by itself when the database does."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from tcp_proxy import Proxy

pytest.importorskip("psycopg")
from app.build import Planwatch, untold
from app.doctor.stores import database_answers
from app.web.server import make_app
from commitments import postgres as connections
from commitments.database import engine_for
from commitments.digests import is_intact
from commitments.store import open_checks
from plans.settings import Settings

HOME = "http://127.0.0.1:7860"


@pytest.fixture
def proxy(postgres: str) -> Iterator[Proxy]:
    folder = parse_qs(urlsplit(postgres).query)["host"][0]

    def upstream() -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{folder}/.s.PGSQL.5432")
        return made

    made = Proxy(upstream)
    yield made
    made.gone()


@pytest.fixture
def client(planwatch: Any, proxy: Proxy, postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    open_checks(postgres).close()  # its tables are made with all patience
    for name, seconds in (("_CONNECT_S", 2), ("_STATEMENT_S", 1), ("_SILENCE_S", 0.6), ("_PING_S", 0.3)):
        monkeypatch.setattr(connections, name, seconds)
    monkeypatch.setattr(connections, "_LEFT_ALONE_S", 1.0)
    url = f"postgresql://planwatch@127.0.0.1:{proxy.port}/postgres"
    made = Planwatch(Settings(home=planwatch.settings.home, database_url=url), progress=untold)
    made.embedder = planwatch.embedder
    made.__dict__["plans"] = planwatch.plans
    with TestClient(make_app(made), base_url=HOME, raise_server_exceptions=False) as client:
        client.ids = [one.id for one in made.register.commitments()]  # type: ignore[attr-defined]
        yield client
    made.checks.close()


def _mark(client: TestClient, number: int) -> Any:
    chosen = client.ids[number]  # type: ignore[attr-defined]
    body = {"commitment_id": chosen, "kind": "note", "person": "Ann", "note": f"note {number}", "seen": 0}
    return client.post("/api/v1/checks", json=body)


def _locked(postgres: str) -> Callable[[], None]:
    """Hold the table as a migration or a person at a console would; the function given lets it go."""
    connection = engine_for(postgres).connect()
    connection.execute(text("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE"))
    return connection.close


@pytest.mark.parametrize("trouble", ["gone", "silent", "locked"])
def test_without_its_database_questions_are_answered_marks_are_refused_plainly_and_it_recovers_by_itself(
    client: TestClient, proxy: Proxy, postgres: str, trouble: str
) -> None:
    assert _mark(client, 0).status_code == 201
    release = proxy.back
    if trouble == "locked":
        release = _locked(postgres)
    else:
        {"gone": proxy.gone, "silent": proxy.fall_silent}[trouble]()

    told = _mark(client, 1)
    assert (told.status_code, int(told.headers["retry-after"]) > 0) == (503, True)
    assert "The database of checks does not answer" in told.json()["detail"]
    assert "planwatch@" not in told.text
    assert client.get("/api/v1/ask", params={"question": "What is planned for unpaid carers?"}).status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert "Checks cannot be read or entered just now" in ready.json()["notices"][0]
    page = client.get("/commitments", headers={"accept": "text/html"})
    assert page.status_code in {200, 503}
    assert "Traceback" not in page.text

    release()
    time.sleep(1.1)  # for so long it is left alone
    assert "notices" not in client.get("/readyz").json()
    assert _mark(client, 2).status_code == 201
    found = client.get("/api/v1/checks").json()
    assert {entry["note"] for one in found for entry in one["entries"]} >= {"note 0", "note 2"}


def test_connections_that_were_cut_are_made_anew_without_anybody_noticing(client: TestClient, proxy: Proxy) -> None:
    for number in range(4):
        assert _mark(client, number).status_code == 201
        proxy.cut()
    assert len(client.get("/api/v1/checks").json()) == 4


def test_a_slow_database_is_waited_for(client: TestClient, proxy: Proxy) -> None:
    proxy.delay_s = 0.02
    assert _mark(client, 0).status_code == 201
    assert "notices" not in client.get("/readyz").json()


def test_many_who_ask_while_it_is_silent_are_told_at_once_and_not_one_after_the_other(
    client: TestClient, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/api/v1/checks").status_code == 200
    monkeypatch.setattr(connections, "_LEFT_ALONE_S", 60.0)
    proxy.fall_silent()
    assert client.get("/api/v1/checks").status_code == 503
    told = [client.get("/api/v1/checks") for _ in range(20)]
    assert {one.status_code for one in told} == {503}
    assert all("left alone for some seconds" in one.json()["detail"] for one in told)


def test_marks_entered_while_the_database_comes_and_goes_are_all_there_that_were_confirmed(
    client: TestClient, proxy: Proxy, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_LEFT_ALONE_S", 0.0)
    confirmed = set()
    for number in range(24):
        {0: proxy.cut, 3: proxy.gone, 5: proxy.back}.get(number % 8, lambda: None)()
        if _mark(client, number).status_code == 201:
            confirmed.add(f"note {number}")
    assert 12 <= len(confirmed) < 24
    checks = open_checks(postgres)
    histories = checks.histories()
    checks.close()
    assert confirmed <= {entry.mark.note for history in histories.values() for entry in history.entries}
    assert all(is_intact(history) for history in histories.values())


def test_the_doctor_names_a_database_that_can_only_be_read(postgres: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=postgres)
    engine = engine_for(postgres)
    with engine.begin() as connection:
        connection.execute(text("ALTER DATABASE postgres SET default_transaction_read_only = on"))
    engine.dispose()
    try:
        (found,) = database_answers(settings)
        assert (found.state, "can only be read" in found.note) == ("fault", True)
    finally:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.execute(text("ALTER DATABASE postgres RESET default_transaction_read_only"))
        engine.dispose()
    assert [one.state for one in database_answers(settings)] == ["fine"]
