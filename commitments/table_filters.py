"""A filter of the register as conditions of SQL over its table; each is a test of `commitments.queries`."""

from collections.abc import Mapping, Sequence
from datetime import date

from commitments.queries import Filter
from commitments.table_rows import BETWEEN
from plans.bodies import Bodies
from plans.words import content_stems, fold

__all__ = ["ORDERS", "conditions"]

ORDERS: Mapping[str, str] = {
    "place": "r.plan, r.start",
    "due": "r.deadline IS NULL, r.deadline, r.plan, r.start",
    "theme": "r.theme, r.plan, r.start",
    "owner": "r.owner, r.plan, r.start",
    "type": "r.type, r.plan, r.start",
    "strength": "-r.strength, r.plan, r.start",
    "confidence": "-r.confidence, r.plan, r.start",
}

_Condition = tuple[str, Sequence[object]]


def conditions(wanted: Filter, *, bodies: Bodies, today: date) -> tuple[str, list[object]]:
    """The conditions that rows `r` have to meet, and the values of their marks; the plans are chosen elsewhere."""
    met: list[_Condition] = [
        ("r.confidence >= ?", [wanted.confidence]),
        _one_of("r.id", wanted.ids),
        _one_of("r.type", wanted.types),
        _one_of("r.modality", wanted.modalities),
        *(_held("r.missing", BETWEEN + one + BETWEEN) for one in wanted.missing),
        _either("r.themes", [fold(one) for one in wanted.themes]),
        _either("r.service", [fold(one) for one in wanted.services]),
        _either("r.years", [BETWEEN + one + BETWEEN for one in wanted.years]),
        _is("r.deadline IS NOT NULL AND r.deadline < ?", [today.isoformat()], wanted.overdue),
        _is("r.deadline IS NULL AND r.timed", [], wanted.vague),
        _is("r.national", [], wanted.national),
        _is("r.checkable", [], wanted.checkable),
        _day("r.deadline >= ?", wanted.due_after),
        _day("r.deadline < ?", wanted.due_before),
        _one_of("coalesce((SELECT status FROM found_by_people AS f WHERE f.id = r.id), ?)", wanted.statuses, _UNRATED),
        _owned(wanted, bodies),
        *(_held("r.stems", BETWEEN + one + BETWEEN) for one in dict.fromkeys(content_stems(wanted.words))),
    ]
    used = [(condition, values) for condition, values in met if condition]
    return " AND ".join(f"({condition})" for condition, _ in used), [value for _, values in used for value in values]


_UNRATED = ("not yet rated",)
_NOTHING: _Condition = ("", ())


def _one_of(column: str, values: Sequence[str], before: Sequence[str] = ()) -> _Condition:
    return (f"{column} IN ({', '.join('?' * len(values))})", [*before, *values]) if values else _NOTHING


def _held(column: str, part: str) -> _Condition:
    return f"instr({column}, ?) > 0", [part]


def _either(column: str, parts: Sequence[str]) -> _Condition:
    return (" OR ".join([f"instr({column}, ?) > 0"] * len(parts)), parts) if parts else _NOTHING


def _is(condition: str, values: Sequence[object], asked: bool | None) -> _Condition:
    if asked is None:
        return _NOTHING
    return (condition if asked else f"NOT ({condition})"), values


def _day(condition: str, day: date | None) -> _Condition:
    return _NOTHING if day is None else (condition, [day.isoformat()])


def _owned(wanted: Filter, bodies: Bodies) -> _Condition:
    """Whether one of the bodies is among the owners, in one of the roles."""
    if not wanted.bodies:
        return _NOTHING
    named = [bodies.get(name) or bodies.named(name) for name in wanted.bodies]
    body, ids = _one_of("o.body", [one.id for one in named])
    name, parts = _either("o.name", [fold(one.name) for one in named if not one.registered])
    role, roles = _one_of("o.role", wanted.roles)
    who = f"({body} OR {name})" if name else body
    what = f" AND {role}" if role else ""
    return f"EXISTS (SELECT 1 FROM owners AS o WHERE o.row = r.number AND {who}{what})", [*ids, *parts, *roles]
