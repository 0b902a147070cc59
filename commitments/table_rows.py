"""A commitment as a row of the table of the register: what filters, orders and counts need of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.queries import facets, years_due
from commitments.strictness import STRENGTH
from commitments.unsaid import is_checkable
from plans.bodies import Bodies, Body
from plans.commitment import Commitment
from plans.words import content_stems, fold

__all__ = ["BETWEEN", "TABLES", "Row", "rows_of"]

BETWEEN = "\x1f"
"""What stands before, between and after several values in one column."""

TABLES = (
    "CREATE TABLE plans (key INTEGER PRIMARY KEY, plan TEXT, digest TEXT, UNIQUE (plan, digest))",
    """CREATE TABLE rows (
  number INTEGER PRIMARY KEY, plan_key INTEGER, plan TEXT, id TEXT, start INTEGER, type TEXT, modality TEXT,
  strength INTEGER, confidence REAL, deadline TEXT, timed INTEGER, national INTEGER, checkable INTEGER, theme TEXT,
  themes TEXT, service TEXT, owner TEXT, years TEXT, missing TEXT, stems TEXT)""",
    "CREATE INDEX rows_of_plan ON rows (plan, start)",
    "CREATE INDEX rows_by_key ON rows (plan_key)",
    "CREATE TABLE owners (row INTEGER, body TEXT, name TEXT, role TEXT, basis TEXT, said TEXT)",
    "CREATE INDEX owners_of_row ON owners (row)",
    "CREATE INDEX owners_of_body ON owners (body)",
    """CREATE TABLE facets (
  plan_key INTEGER, field TEXT, value TEXT, count INTEGER, PRIMARY KEY (plan_key, field, value)) WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The columns after the plan's key, the owners (the id of each body, its name folded, its role, how that is known,
    its name), and the values that are counted."""

    columns: tuple[object, ...]
    owners: tuple[tuple[str, str, str, str, str], ...]
    facets: tuple[tuple[str, str], ...]


def rows_of(commitments: Sequence[Commitment], bodies: Bodies) -> Iterator[Row]:
    """The rows of commitments."""
    named: dict[str, Body] = {}
    for one in commitments:
        for owner in one.owners:
            if owner.name not in named:
                named[owner.name] = bodies.named(owner.name)
        yield Row(
            columns=_columns(one),
            owners=tuple(
                (named[owner.name].id, fold(owner.name), owner.role, owner.basis, named[owner.name].name)
                for owner in one.owners
            ),
            facets=tuple((facet.field, facet.value) for facet in facets([one])),
        )


def _columns(one: Commitment) -> tuple[object, ...]:
    place = one.place
    said = " ".join([one.text, *place.section, place.row or "", place.lead_in or ""])
    return (
        one.plan_id,
        one.id,
        one.start,
        one.type,
        one.modality,
        STRENGTH[one.modality],
        one.confidence,
        one.deadline and one.deadline.isoformat(),
        one.timeframe is not None,
        any(measure.national for measure in one.measures),
        is_checkable(one),
        one.theme or "~",
        _several([fold(theme) for theme in (one.theme, *place.section) if theme]),
        fold(place.row or ""),
        one.owners[0].name if one.owners else "~",
        _several(years_due(one)),
        _several(one.missing),
        _several(sorted(content_stems(said))),
    )


def _several(values: Sequence[str]) -> str:
    return BETWEEN + "".join(value + BETWEEN for value in values)
