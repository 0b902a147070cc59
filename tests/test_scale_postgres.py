"""PostgreSQL under several processes: tables made once, and brought up to date while people write."""

import threading

from test_commitments_checks import mark

from commitments.database import bring_up_to_date, engine_for, migrate
from commitments.store import Checks, open_checks


def test_replicas_that_start_together_make_the_tables_once(postgres: str) -> None:
    failed: list[Exception] = []
    opened: list[Checks] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        try:
            opened.append(open_checks(postgres))
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


def test_tables_are_brought_up_to_date_while_people_write(postgres: str) -> None:
    engine = engine_for(postgres)
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
    other = engine_for(postgres)
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
    assert open_checks(postgres).decisions() == ()
    checks.close()
