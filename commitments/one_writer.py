"""The one writer, held by a lock of PostgreSQL: locks of files are not kept by every folder that machines share."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from commitments.database import engine_for, translated
from plans.errors import Busy

__all__ = ["one_writer"]

_AGAIN_S = 0.5


@contextmanager
def one_writer(url: str, what: str, *, wait_s: float) -> Iterator[None]:
    """Be the only one who writes `what`, among all who use that database; a database of another kind holds nobody up.

    The lock ends with the connection, so that nobody who was killed holds it. Raises Busy where somebody else has it
    for longer than `wait_s` seconds, StoreUnavailable.
    """
    engine = engine_for(url)
    if engine.dialect.name != "postgresql":
        yield
        return
    try:
        with translated():
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            _wait_for(connection, what, until=time.monotonic() + wait_s)
            yield
    finally:
        engine.dispose()


def _wait_for(connection: Connection, what: str, *, until: float) -> None:
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
    while True:
        with translated():
            if connection.execute(select(func.pg_try_advisory_lock(number))).scalar_one():
                return
        if time.monotonic() >= until:
            raise Busy("A planwatch on another machine is writing this library; try again when it is done.")
        time.sleep(_AGAIN_S)
