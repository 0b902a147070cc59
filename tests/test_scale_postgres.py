"""PostgreSQL under several processes: tables made once, and brought up to date while people write."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from test_commitments_checks import cluster, mark

from commitments.database import bring_up_to_date, engine_for, migrate
from commitments.store import Checks, open_checks


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        if url is None:
            pytest.skip("there is no PostgreSQL here that the tests could start")
        yield url


@pytest.fixture
def url(server: str) -> str:
    with engine_for(server).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    return server


def test_replicas_that_start_together_make_the_tables_once(url: str) -> None:
    failed: list[Exception] = []
    opened: list[Checks] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        try:
            opened.append(open_checks(url))
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    opened[0].enter(mark(commitment_id="first"), seen=0)
    assert all(one.history("first").seen == 1 for one in opened)
    for one in opened:
        one.close()


def test_tables_are_brought_up_to_date_while_people_write(url: str) -> None:
    engine = engine_for(url)
    with engine.begin() as connection:
        migrate(connection, "0001")
    checks, entered, failed = Checks(engine), [], []
    ended = threading.Event()

    def write(person: int) -> None:
        number = 0
        while not ended.is_set():
            try:
                checks.enter(mark(commitment_id=f"{person}-{number}"), seen=0)
            except Exception as error:  # noqa: BLE001 - told below
                failed.append(error)
            entered.append(f"{person}-{number}")
            number += 1

    people = [threading.Thread(target=write, args=(person,)) for person in range(3)]
    for person in people:
        person.start()
    other = engine_for(url)
    while len(entered) < 20:
        pass
    bring_up_to_date(other)
    before = len(entered)
    while len(entered) < before + 20:
        pass
    ended.set()
    for person in people:
        person.join()
    assert failed == []
    assert all(history.seen == 1 for history in checks.histories(entered).values())
    assert open_checks(url).decisions() == ()
    checks.close()
