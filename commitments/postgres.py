"""Connections to PostgreSQL that are waited for only so long: a server that has fallen silent holds nobody up for ever.

PostgreSQL's own limits (`statement_timeout`) are of no use where its answers no longer arrive. So each wait for it
ends after a time without a sign of life, and the connection is given up; after one that could not be made, none is
tried for a moment, so that many who ask at once are told at once.
"""

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

__all__ = ["postgres_engine"]

R = TypeVar("R")

_CONNECT_S, _STATEMENT_S, _SILENCE_S = 5, 15, 20.0
_PING_S = 3.0
_LEFT_ALONE_S = 5.0


def postgres_engine(url: URL, *, now: Callable[[], float] = time.monotonic) -> Engine:
    """The engine of a PostgreSQL database. What the URL says of patience wins."""
    wanted = {"connect_timeout": _CONNECT_S, "options": f"-c statement_timeout={_STATEMENT_S * 1000}"}
    patience = {name: value for name, value in wanted.items() if name not in url.query}
    engine = create_engine(url, pool_size=10, pool_timeout=_STATEMENT_S, connect_args=patience)
    event.listen(engine, "do_connect", _Connecting(now))
    event.listen(engine, "checkout", _Trying(engine))
    return engine


class _Connecting:
    """Makes connections; after one that could not be made, none for a moment."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._again_at = -1.0

    def __call__(self, _dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]) -> "_Patient":
        if self._now() < self._again_at:
            raise psycopg.OperationalError("it did not answer a moment ago, and is left alone for some seconds")
        try:
            return _Patient.connect(*arguments, **named)
        except psycopg.OperationalError:
            self._again_at = self._now() + _LEFT_ALONE_S
            raise


class _Patient(psycopg.Connection[Any]):
    """A connection on which each wait ends after `silence_s` seconds without a sign of life."""

    silence_s = _SILENCE_S

    def wait(self, gen: Generator[Any, Any, R], *arguments: Any, **named: Any) -> R:
        """Wait for what is under way.

        Raises psycopg.OperationalError, and is closed then, where nothing comes.
        """
        return super().wait(self._while_it_answers(gen), *arguments, **named)

    def _while_it_answers(self, gen: Generator[Any, Any, R]) -> Generator[Any, Any, R]:
        ready: Any = None
        until = time.monotonic() + self.silence_s
        while True:
            try:
                wanted = gen.send(ready)
            except StopIteration as ended:
                value: R = ended.value
                return value
            ready = yield wanted
            if ready:
                until = time.monotonic() + self.silence_s
            elif time.monotonic() > until:
                gen.close()
                self.pgconn.finish()
                raise psycopg.OperationalError(f"no answer for {self.silence_s:g} seconds")


class _Trying:
    """Tries a connection before it is used, and has another made in its place where it is dead."""

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect

    def __call__(self, connection: Any, _record: object, _proxy: object) -> None:
        connection.silence_s = _PING_S
        try:
            self._dialect.do_ping(connection)
        except psycopg.OperationalError as error:
            raise DisconnectionError("the connection is dead") from error
        finally:
            connection.silence_s = _SILENCE_S
