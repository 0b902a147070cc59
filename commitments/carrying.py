"""Carries the checks out of a database as lines of JSON, and into another one, of the same kind or not.

The first line names the revision of the tables, and each line after it a table and one of its rows.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from commitments import tables
from commitments.database import engine_for, migrate, translated
from plans.errors import Refused

__all__ = ["carried_in", "carried_out"]

_AT_ONCE = 500
_VERSION = "alembic_version"


def carried_out(url: str) -> Iterator[bytes]:
    """The checks of a database as lines, all as they are at one moment; nothing where there are none yet.

    Raises StoreUnavailable, WrongCall.
    """
    engine = engine_for(url)
    try:
        with translated(), engine.connect() as opened:
            connection = _reading(opened)
            held = _held(connection)
            if _VERSION not in inspect(connection).get_table_names():
                return
            revision = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar_one()
            yield _line({"revision": revision})
            for table in held.sorted_tables:
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                    yield _line({"table": table.name, "row": {name: _plain(value) for name, value in row.items()}})
    finally:
        engine.dispose()


def carried_in(url: str, lines: Iterable[bytes]) -> int:
    """Put the checks of those lines in place of all that a database holds, in one transaction; how many rows.

    Raises StoreUnavailable, Refused for lines that cannot be read, WrongCall where a newer Planwatch wrote them.
    """
    engine = engine_for(url)
    try:
        with translated(), engine.begin() as connection:
            return _replaced(connection, iter(lines))
    finally:
        engine.dispose()


def _reading(opened: Connection) -> Connection:
    """The connection, at one moment of the database."""
    if opened.dialect.name == "postgresql":
        return opened.execution_options(isolation_level="REPEATABLE READ")
    return opened.execution_options(writes=False)


def _held(connection: Connection) -> MetaData:
    """Those of our tables that are there, as they are there: a database may be of an earlier revision."""
    found = MetaData()
    there = set(inspect(connection).get_table_names()) & set(tables.metadata.tables)
    found.reflect(connection, only=sorted(there))
    return found


def _replaced(connection: Connection, lines: Iterator[bytes]) -> int:
    _held(connection).drop_all(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {_VERSION}"))
    count = 0
    first = next(lines, None)
    if first is not None:
        migrate(connection, str(_read(first, "revision")))
        made = _held(connection).tables
        for name, rows in groupby(map(_row, lines), key=lambda pair: pair[0]):
            if name not in made:
                raise Refused(f"The backup names the table {name}, which its revision does not have.")
            count += _inserted(connection, made[name], (row for _, row in rows))
    migrate(connection)
    return count


def _inserted(connection: Connection, table: Table, rows: Iterator[Mapping[str, Any]]) -> int:
    kinds = {column.name: column.type.python_type for column in table.columns}
    batch: list[dict[str, Any]] = []
    count = 0
    for row in rows:
        batch.append({name: _typed(value, kinds[name]) for name, value in row.items()})
        count += 1
        if len(batch) == _AT_ONCE:
            connection.execute(insert(table), batch)
            batch.clear()
    if batch:
        connection.execute(insert(table), batch)
    if connection.dialect.name == "postgresql":
        _go_on_counting(connection, table)
    return count


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that brought their own numbers."""
    for column in table.primary_key:
        if column.type.python_type is int:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, func.coalesce(func.max(column), 0) + 1, False)))


def _row(line: bytes) -> tuple[str, Mapping[str, Any]]:
    return str(_read(line, "table")), _read(line, "row")


def _read(line: bytes, name: str) -> Any:
    try:
        return json.loads(line)[name]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"The checks in the backup cannot be read: a line has no {name}.") from error


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime or kind is date:
        return kind.fromisoformat(value)
    return base64.b64decode(value) if kind is bytes else value
