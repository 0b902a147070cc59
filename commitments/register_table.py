"""The register of a large library as a table on the disk: filtered, sorted and counted there, a page of it at a time.

It finds what `commitments.queries.select` finds, and holds no words that could be shown: those come from the index.
The file can be deleted at any time. What it holds of a plan is found by a digest that changes when the plan does, so
processes over two generations can share it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from commitments.queries import FIELDS, Facet, Filter
from commitments.table_filters import ORDERS, conditions
from commitments.table_rows import TABLES, Row, rows_of
from commitments.table_totals import ROLES, counted
from commitments.totals import Totals
from plans.bodies import Bodies
from plans.errors import BrokenIndex, HomeNotWritable, StoreUnavailable
from plans.seams import Register

__all__ = ["Found", "RegisterTable"]

_FORM = 2
_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many commitments fit, and those of the page that was wanted: the plan and the id of each."""

    total: int
    page: tuple[tuple[str, str], ...]


class RegisterTable:
    """The table in one file. Safe to use from many threads and processes."""

    def __init__(self, path: Path, bodies: Bodies) -> None:
        """Keep it there; what is missing is put in when it is first asked."""
        self._path = path
        self._bodies = bodies

    def bring_up(self, register: Register, plans: Sequence[str]) -> None:
        """Put in what is missing of those plans, so that nobody who asks waits for it.

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        with self._asked(register, plans):
            pass

    def hold_only(self, register: Register, plans: Sequence[str]) -> None:
        """Put in what is missing of those plans, and overwrite all that is held of others, or of them as they were.

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        with self._asked(register, plans) as database:
            database.execute("BEGIN IMMEDIATE")
            gone = database.execute("SELECT key FROM plans WHERE key NOT IN (SELECT key FROM asked)").fetchall()
            for (key,) in gone:
                _take_out(database, key)
            database.execute("COMMIT")
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise StoreUnavailable(f"{self._path} is being read, and still holds what was removed; try again.")

    def find(
        self,
        wanted: Filter,
        register: Register,
        plans: Sequence[str],
        *,
        today: date,
        statuses: Mapping[str, str],
        sort: str = "place",
        first: int = 0,
        limit: int = -1,
    ) -> Found:
        """The commitments of those plans that are wanted: how many, and `limit` from the `first` on (all where -1).

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        with self._wanted(wanted, register, plans, today, statuses) as (database, rows, values):
            return _found(database, rows, values, page=(ORDERS[sort], limit, first))

    def totals(
        self,
        wanted: Filter,
        register: Register,
        plans: Sequence[str],
        *,
        today: date,
        statuses: Mapping[str, str],
    ) -> Totals:
        """The totals of the commitments of those plans that are wanted.

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        with self._wanted(wanted, register, plans, today, statuses) as (database, rows, values):
            return counted(database, rows, values, bodies=self._bodies, today=today)

    def of_body(self, body_id: str, register: Register, plans: Sequence[str], *, limit: int) -> Mapping[str, Found]:
        """What a body is on the hook for in those plans, by what it is to it (one of ROLES): the first so many.

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        named = "FROM rows AS r JOIN asked AS a ON a.key = r.plan_key WHERE r.number IN"
        with self._asked(register, plans) as database:
            return {
                role: _found(
                    database,
                    f"{named} (SELECT o.row FROM owners AS o WHERE o.body = ? AND {condition})",
                    [body_id],
                    page=(ORDERS["place"], limit, 0),
                )
                for role, condition in ROLES.items()
            }

    def facets(self, register: Register, plans: Sequence[str]) -> tuple[Facet, ...]:
        """The values that filters may take over all commitments of those plans, with how many have each."""
        counted = "SELECT value, sum(count) FROM facets JOIN asked ON asked.key = facets.plan_key WHERE field = ?"
        with self._asked(register, plans) as database:
            return tuple(
                Facet(field=field, value=value, count=count)
                for field in FIELDS
                for value, count in database.execute(f"{counted} GROUP BY value ORDER BY value", [field])
            )

    @contextmanager
    def _wanted(
        self, wanted: Filter, register: Register, plans: Sequence[str], today: date, statuses: Mapping[str, str]
    ) -> Iterator[tuple[sqlite3.Connection, str, list[object]]]:
        """The database, and the rows that are wanted: `FROM … WHERE …` with the values of its marks."""
        held = set(wanted.plans)
        with self._asked(register, [plan for plan in plans if not held or plan in held]) as database:
            database.execute("CREATE TEMP TABLE found_by_people (id TEXT PRIMARY KEY, status TEXT)")
            database.executemany("INSERT INTO found_by_people VALUES (?, ?)", statuses.items())
            where, values = conditions(wanted, bodies=self._bodies, today=today)
            yield database, f"FROM rows AS r JOIN asked AS a ON a.key = r.plan_key WHERE {where}", values

    @contextmanager
    def _asked(self, register: Register, plans: Sequence[str]) -> Iterator[sqlite3.Connection]:
        """The database with those plans in it, and their keys in the table `asked`."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as database:
                self._brought_up(database, register, plans)
                yield database
        except OSError as error:
            raise HomeNotWritable(f"{self._path} cannot be written: {error.strerror}.") from error
        except sqlite3.Error as error:
            raise StoreUnavailable(
                f"The table of the register cannot be used ({error}); delete {self._path}, and it is made anew."
            ) from error

    def _brought_up(self, database: sqlite3.Connection, register: Register, plans: Sequence[str]) -> None:
        _make(database)
        made = {plan: register.version_of(plan) for plan in plans}
        held = {(plan, digest): key for key, plan, digest in database.execute("SELECT key, plan, digest FROM plans")}
        lacking = [plan for plan, digest in made.items() if (plan, digest) not in held]
        for begin in range(0, len(lacking), _AT_ONCE):
            part = lacking[begin : begin + _AT_ONCE]
            rows = {plan: list(rows_of(register.commitments((plan,)), self._bodies)) for plan in part}
            database.execute("BEGIN IMMEDIATE")
            _refuse_where_cleared_away(register)
            held |= {(plan, made[plan]): _put_in(database, plan, made[plan], rows[plan]) for plan in part}
            database.execute("COMMIT")
        database.execute("CREATE TEMP TABLE asked (key INTEGER PRIMARY KEY)")
        database.executemany("INSERT INTO asked VALUES (?)", [(held[pair],) for pair in made.items()])


def _found(database: sqlite3.Connection, rows: str, values: Sequence[object], *, page: tuple[str, int, int]) -> Found:
    """How many rows there are, and the page of them in that order: so many, from that one on."""
    order, limit, first = page
    (total,) = database.execute(f"SELECT count(*) {rows}", values).fetchone()
    asked = f"SELECT r.plan, r.id {rows} ORDER BY {order} LIMIT ? OFFSET ?"
    return Found(total=total, page=tuple(database.execute(asked, [*values, limit, first])))


def _refuse_where_cleared_away(register: Register) -> None:
    """A library is cleared away before the table is freed of what was removed from it. So whoever holds the table for
    writing and finds his library there still is followed by who takes out what he puts in; another would bring back
    what was removed."""
    if not register.is_kept():
        raise BrokenIndex("The library was changed while its register was read: ask again.")


def _make(database: sqlite3.Connection) -> None:
    if database.execute("PRAGMA user_version").fetchone() != (_FORM,):
        database.execute("PRAGMA journal_mode = WAL")
        _make_anew(database)
    database.execute("PRAGMA synchronous = OFF")  # it is made again where it is harmed
    database.execute("PRAGMA temp_store = MEMORY")
    database.execute("PRAGMA secure_delete = ON")  # words of a plan that was removed are not left in the file


def _make_anew(database: sqlite3.Connection) -> None:
    """Make the tables in place of those of another form, unless another process did meanwhile."""
    database.execute("BEGIN IMMEDIATE")
    if database.execute("PRAGMA user_version").fetchone() != (_FORM,):
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            database.execute(f"DROP TABLE {table}")
        for statement in TABLES:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_FORM}")
    database.execute("COMMIT")


def _put_in(database: sqlite3.Connection, plan: str, digest: str, rows: Iterable[Row]) -> int:
    """Put in a plan, unless another process did meanwhile; of what it was before, the latest stays. Its key."""
    there = database.execute("SELECT key FROM plans WHERE plan = ? AND digest = ?", (plan, digest)).fetchone()
    if there:
        return int(there[0])
    old = database.execute("SELECT key FROM plans WHERE plan = ? ORDER BY key DESC LIMIT -1 OFFSET 1", (plan,))
    for (key,) in old.fetchall():
        _take_out(database, key)
    key = database.execute("INSERT INTO plans (plan, digest) VALUES (?, ?)", (plan, digest)).lastrowid
    assert key is not None
    for row in rows:
        columns = (key, *row.columns)
        number = database.execute(f"INSERT INTO rows VALUES (NULL{_marks(len(columns))})", columns).lastrowid
        database.executemany("INSERT INTO owners VALUES (?, ?, ?, ?, ?, ?)", [(number, *owner) for owner in row.owners])
        database.executemany(
            "INSERT INTO facets VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
            [(key, *facet) for facet in row.facets],
        )
    return key


def _take_out(database: sqlite3.Connection, key: int) -> None:
    database.execute("DELETE FROM owners WHERE row IN (SELECT number FROM rows WHERE plan_key = ?)", (key,))
    for table in ("rows", "facets"):
        database.execute(f"DELETE FROM {table} WHERE plan_key = ?", (key,))
    database.execute("DELETE FROM plans WHERE key = ?", (key,))


@cache
def _marks(count: int) -> str:
    return ", ?" * count
