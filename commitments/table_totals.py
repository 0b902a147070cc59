"""Totals of the register, counted in its table: the same as counting through the commitments gives."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from commitments.body_pages import OnTheHook
from commitments.queries import NOT_RATED, Tally
from commitments.table_rows import BETWEEN
from commitments.totals import Totals, in_year_order, largest_first, statuses_counted
from plans.bodies import Bodies, Body

__all__ = ["ROLES", "counted"]

ROLES: Mapping[str, str] = {
    "leads": "o.role = 'lead' AND o.basis <> 'document'",
    "by_document": "o.role = 'lead' AND o.basis = 'document'",
    "partners": "o.role = 'partner'",
    "oversees": "o.role = 'overseer'",
}
"""What an owner `o` is to a commitment, as conditions."""


def counted(
    database: sqlite3.Connection, rows: str, values: Sequence[object], *, bodies: Bodies, today: date
) -> Totals:
    """The totals of the rows `r` that `FROM … WHERE …` in `rows` chooses, with the values of its marks."""
    by_years = _tallies(database, "r.years", rows, values, today)
    by_plan = _tallies(database, "r.plan", rows, values, today)
    themes = _tallies(database, "r.theme", rows, values, today)
    status = f"coalesce((SELECT status FROM found_by_people AS f WHERE f.id = r.id), '{NOT_RATED}')"
    return Totals(
        total=sum(one.total for one in by_plan),
        by_year=in_year_order(_each_year(by_years)),
        by_theme=largest_first([replace(one, name="not stated") if one.name == "~" else one for one in themes]),
        by_plan=largest_first(by_plan),
        by_body=_on_the_hook(database, rows, values, bodies),
        by_status=statuses_counted(dict(database.execute(f"SELECT {status}, count(*) {rows} GROUP BY 1", values))),
    )


def _tallies(
    database: sqlite3.Connection, column: str, rows: str, values: Sequence[object], today: date
) -> list[Tally]:
    lacks = ", ".join(f"sum(instr(r.missing, '{BETWEEN}{one}{BETWEEN}') > 0)" for one in _LACKING)
    overdue = "sum(r.deadline IS NOT NULL AND r.deadline < ?)"
    asked = f"SELECT {column}, count(*), {lacks}, sum(r.checkable), {overdue} {rows} GROUP BY 1"
    return [_tally(row) for row in database.execute(asked, [today.isoformat(), *values])]


_LACKING = ("owner", "deadline", "measure")


def _tally(row: Sequence[object]) -> Tally:
    name, *counts = row
    total, no_owner, no_deadline, no_measure, checkable, overdue = (int(str(count)) for count in counts)
    return Tally(
        name=str(name),
        total=total,
        no_owner=no_owner,
        no_deadline=no_deadline,
        no_measure=no_measure,
        checkable=checkable,
        overdue=overdue,
    )


def _each_year(counted: Iterable[Tally]) -> list[Tally]:
    """Tallies of sets of years as tallies of years: what is due in two counts under each."""
    found: dict[str, Tally] = {}
    for several in counted:
        for year in list(filter(None, several.name.split(BETWEEN))) or ["not stated"]:
            found[year] = _sum(found[year], several) if year in found else replace(several, name=year)
    return list(found.values())


def _sum(first: Tally, second: Tally) -> Tally:
    return Tally(
        name=first.name,
        total=first.total + second.total,
        no_owner=first.no_owner + second.no_owner,
        no_deadline=first.no_deadline + second.no_deadline,
        no_measure=first.no_measure + second.no_measure,
        checkable=first.checkable + second.checkable,
        overdue=first.overdue + second.overdue,
    )


def _on_the_hook(
    database: sqlite3.Connection, rows: str, values: Sequence[object], bodies: Bodies
) -> tuple[OnTheHook, ...]:
    counts = ", ".join(f"count(DISTINCT CASE WHEN {one} THEN o.row END)" for one in ROLES.values())
    joined = rows.replace(" WHERE ", " JOIN owners AS o ON o.row = r.number WHERE ", 1)
    asked = f"SELECT o.body, o.said, min(o.rowid), {counts} {joined} GROUP BY o.body"
    held = [
        OnTheHook(body=_body(str(body), str(said), bodies), **dict(zip(ROLES, found, strict=True)))
        for body, said, _, *found in database.execute(asked, values)
    ]
    return tuple(
        sorted(held, key=lambda one: (-one.leads, -one.oversees, -one.partners, -one.by_document, one.body.id))
    )


def _body(body_id: str, name: str, bodies: Bodies) -> Body:
    """The body of that id; one that is in no list goes by the name that it was given first."""
    return bodies.get(body_id) or Body(id=body_id, name=name, kind="other", registered=False)
