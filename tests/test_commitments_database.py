"""Databases of one process are brought up to date whichever threads come first."""

import threading
from pathlib import Path

from sqlalchemy import inspect

from commitments.database import bring_up_to_date, engine_for


def test_databases_are_brought_up_to_date_by_several_threads_at_once(tmp_path: Path) -> None:
    together, failed = threading.Barrier(6), []
    engines = [
        [engine_for(f"sqlite:///{tmp_path}/{thread}-{number}.sqlite") for number in range(3)] for thread in range(6)
    ]

    def start(thread: int) -> None:
        together.wait()
        try:
            for engine in engines[thread]:
                bring_up_to_date(engine)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=start, args=(thread,)) for thread in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert all("entries" in inspect(engine).get_table_names() for each in engines for engine in each)
