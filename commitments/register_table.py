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
from plans.bodies import Bodies
from plans.errors import HomeNotWritable, StoreUnavailable
from plans.seams import Register

__all__ = ["Found", "RegisterTable"]

_FORM = 1
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

        Raises HomeNotWritable, StoreUnavailable.
        """
        chosen = [plan for plan in plans if not wanted.plans or plan in set(wanted.plans)]
        with self._asked(register, chosen) as database:
            database.execute("CREATE TEMP TABLE found_by_people (id TEXT PRIMARY KEY, status TEXT)")
            database.executemany("INSERT INTO found_by_people VALUES (?, ?)", statuses.items())
            where, values = conditions(wanted, bodies=self._bodies, today=today)
            chosen_rows = f"FROM rows AS r JOIN asked AS a ON a.key = r.plan_key WHERE {where}"
            (total,) = database.execute(f"SELECT count(*) {chosen_rows}", values).fetchone()
            page = database.execute(
                f"SELECT r.plan, r.id {chosen_rows} ORDER BY {ORDERS[sort]} LIMIT ? OFFSET ?", [*values, limit, first]
            ).fetchall()
        return Found(total=total, page=tuple(page))

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
        made = {plan: f"{register.version_of(plan)} {_FORM}" for plan in plans}
        held = {(plan, digest): key for key, plan, digest in database.execute("SELECT key, plan, digest FROM plans")}
        lacking = [plan for plan, digest in made.items() if (plan, digest) not in held]
        for begin in range(0, len(lacking), _AT_ONCE):
            part = lacking[begin : begin + _AT_ONCE]
            rows = {plan: rows_of(register.commitments((plan,)), self._bodies) for plan in part}
            database.execute("BEGIN IMMEDIATE")
            held |= {(plan, made[plan]): _put_in(database, plan, made[plan], rows[plan]) for plan in part}
            database.execute("COMMIT")
        database.execute("CREATE TEMP TABLE asked (key INTEGER PRIMARY KEY)")
        database.executemany("INSERT INTO asked VALUES (?)", [(held[pair],) for pair in made.items()])


def _make(database: sqlite3.Connection) -> None:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'plans'").fetchone():
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(TABLES)
    database.execute("PRAGMA synchronous = OFF")  # it is made again where it is harmed
    database.execute("PRAGMA temp_store = MEMORY")


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
        database.executemany("INSERT INTO owners VALUES (?, ?, ?, ?)", [(number, *owner) for owner in row.owners])
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
