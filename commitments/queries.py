"""Lists, counts and totals out of the register: filtered, sorted, and complete."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commitments.strictness import STRENGTH
from commitments.unsaid import is_checkable
from plans.bodies import Bodies
from plans.commitment import Commitment, CommitmentType, Modality
from plans.quantities import TimeSpan, timespans, years_of
from plans.words import content_stems, fold
from plans.years import financial_year

__all__ = [
    "FIELDS",
    "NOT_RATED",
    "SORTS",
    "Facet",
    "Filter",
    "Tally",
    "facets",
    "is_overdue",
    "select",
    "tallies",
    "years_due",
]

NOT_RATED = "not yet rated"
"""The status of a commitment that nobody has looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is wanted; an empty field asks nothing, two values in one field mean either, two fields mean both.

    `services` are row headings, `bodies` names or ids in the `roles` given, `years` financial years, `missing` what
    is left unsaid, `words` words that must all be there. `overdue` and `vague` ask for what is past its day, and for
    what names a time without one.
    """

    plans: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    types: tuple[CommitmentType, ...] = ()
    modalities: tuple[Modality, ...] = ()
    years: tuple[str, ...] = ()
    due_after: date | None = None
    due_before: date | None = None
    overdue: bool | None = None
    vague: bool | None = None
    checkable: bool | None = None
    national: bool | None = None
    missing: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    words: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many commitments of a plan, theme, type, year or body there are, and what they leave unsaid."""

    name: str
    total: int
    no_owner: int
    no_deadline: int
    no_measure: int
    checkable: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value that a filter may take, and how many of the commitments have it."""

    field: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class _Asking:
    """A filter with what its fields mean: the bodies resolved, the words cut to stems."""

    wanted: Filter
    today: date
    statuses: Mapping[str, str]
    bodies: Bodies
    ids: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()
    stems: frozenset[str] = field(default_factory=frozenset)
    known: dict[str, str] = field(default_factory=dict)


def select(
    commitments: Iterable[Commitment],
    wanted: Filter,
    *,
    bodies: Bodies,
    today: date,
    statuses: Mapping[str, str] | None = None,
    sort: str = "place",
) -> tuple[Commitment, ...]:
    """Every commitment that is wanted, in the order of `sort` (one of SORTS).

    `statuses` holds what people set, by commitment id; what is not in it is 'not yet rated'.
    """
    named = [bodies.get(name) or bodies.named(name) for name in wanted.bodies]
    asking = _Asking(
        wanted=wanted,
        today=today,
        statuses=statuses or {},
        bodies=bodies,
        ids=frozenset(body.id for body in named),
        names=tuple(fold(body.name) for body in named if not body.registered),
        stems=frozenset(content_stems(wanted.words)),
    )
    found = [one for one in commitments if all(holds(one, asking) for holds in _TESTS)]
    return tuple(sorted(found, key=SORTS[sort]))


def is_overdue(commitment: Commitment, today: date) -> bool:
    """Whether the last day of a commitment is past. What became of it is another matter."""
    return commitment.deadline is not None and commitment.deadline < today


def years_due(commitment: Commitment) -> tuple[str, ...]:
    """The financial year in which a commitment falls due: both that a calendar year touches, where it names one.

    Where no day is known, those that its timeframe names.
    """
    spans = timespans(commitment.timeframe or "")
    if commitment.deadline is not None and not any(span.kind == "year" for span in spans):
        return (financial_year(commitment.deadline),)
    return next((_touched(span) for span in spans if _touched(span)), ())


def _touched(span: TimeSpan) -> tuple[str, ...]:
    if span.kind != "year" or span.last is None:
        return years_of(span)
    return (financial_year(date(span.last.year, 1, 1)), financial_year(span.last))


def tallies(commitments: Sequence[Commitment], *, by: str, today: date) -> tuple[Tally, ...]:
    """Totals by plan, theme, service, type, modality, year or owner, the largest first.

    A commitment of two years or two owners counts under each. What has no value counts under 'not stated'.
    """
    groups: dict[str, list[Commitment]] = {}
    for one in commitments:
        for value in _VALUES[by](one) or ("not stated",):
            groups.setdefault(value, []).append(one)
    counted = [_tally(name, members, today) for name, members in groups.items()]
    return tuple(sorted(counted, key=lambda tally: (-tally.total, tally.name)))


def facets(commitments: Sequence[Commitment]) -> tuple[Facet, ...]:
    """The values that filters may take over some commitments, with how many have each."""
    found = []
    for name in _VALUES:
        counts: dict[str, int] = {}
        for one in commitments:
            for value in dict.fromkeys(_VALUES[name](one)):
                counts[value] = counts.get(value, 0) + 1
        found += [Facet(field=name, value=value, count=counts[value]) for value in sorted(counts)]
    return tuple(found)


def _tally(name: str, members: Sequence[Commitment], today: date) -> Tally:
    return Tally(
        name=name,
        total=len(members),
        no_owner=sum("owner" in one.missing for one in members),
        no_deadline=sum("deadline" in one.missing for one in members),
        no_measure=sum("measure" in one.missing for one in members),
        checkable=sum(is_checkable(one) for one in members),
        overdue=sum(is_overdue(one, today) for one in members),
    )


_VALUES: Mapping[str, Callable[[Commitment], tuple[str, ...]]] = {
    "plan": lambda one: (one.plan_id,),
    "theme": lambda one: (one.theme,) if one.theme else (),
    "service": lambda one: (one.place.row,) if one.place.row else (),
    "type": lambda one: (one.type,),
    "modality": lambda one: (one.modality,),
    "year": years_due,
    "owner": lambda one: tuple(dict.fromkeys(owner.name for owner in one.owners)),
    "missing": lambda one: one.missing,
}


def _either(asked: Sequence[str], held: Iterable[str | None]) -> bool:
    """Whether one of the values held is asked for, or begins with what is, whatever the case."""
    if not asked:
        return True
    folded = [fold(value) for value in held if value]
    return any(value == fold(one) or fold(one) in value for one in asked for value in folded)


def _is(asked: bool | None, held: bool) -> bool:
    return asked is None or asked == held


def _in_time(one: Commitment, asking: _Asking) -> bool:
    after, before = asking.wanted.due_after, asking.wanted.due_before
    if after is None and before is None:
        return True
    if one.deadline is None:
        return False
    return (after is None or one.deadline >= after) and (before is None or one.deadline < before)


def _by_body(one: Commitment, asking: _Asking) -> bool:
    if not asking.wanted.bodies:
        return True
    roles = asking.wanted.roles
    return any(_is_body(owner.name, asking) for owner in one.owners if not roles or owner.role in roles)


def _is_body(name: str, asking: _Asking) -> bool:
    if name not in asking.known:
        asking.known[name] = asking.bodies.named(name).id
    return asking.known[name] in asking.ids or any(asked in fold(name) for asked in asking.names)


def _has_words(one: Commitment, asking: _Asking) -> bool:
    if not asking.stems:
        return True
    place = one.place
    said = " ".join([one.text, *place.section, place.row or "", place.lead_in or ""])
    return asking.stems <= frozenset(content_stems(said))


_TESTS: tuple[Callable[[Commitment, _Asking], bool], ...] = (
    lambda one, asking: not asking.wanted.plans or one.plan_id in asking.wanted.plans,
    lambda one, asking: not asking.wanted.ids or one.id in asking.wanted.ids,
    lambda one, asking: not asking.wanted.types or one.type in asking.wanted.types,
    lambda one, asking: not asking.wanted.modalities or one.modality in asking.wanted.modalities,
    lambda one, asking: one.confidence >= asking.wanted.confidence,
    lambda one, asking: set(asking.wanted.missing) <= set(one.missing),
    lambda one, asking: _either(asking.wanted.themes, (one.theme, *one.place.section)),
    lambda one, asking: _either(asking.wanted.services, (one.place.row,)),
    lambda one, asking: not asking.wanted.years or bool(set(asking.wanted.years) & set(years_due(one))),
    lambda one, asking: _is(asking.wanted.overdue, is_overdue(one, asking.today)),
    lambda one, asking: _is(asking.wanted.vague, one.deadline is None and one.timeframe is not None),
    lambda one, asking: _is(asking.wanted.national, any(measure.national for measure in one.measures)),
    lambda one, asking: asking.wanted.checkable is None or is_checkable(one) == asking.wanted.checkable,
    lambda one, asking: not asking.wanted.statuses or asking.statuses.get(one.id, NOT_RATED) in asking.wanted.statuses,
    _in_time,
    _by_body,
    _has_words,
)

FIELDS = tuple(_VALUES)
"""What facets are counted of."""

SORTS: Mapping[str, Callable[[Commitment], tuple[object, ...]]] = {
    "place": lambda one: (one.plan_id, one.start),
    "due": lambda one: (one.deadline is None, one.deadline or date.max, one.plan_id, one.start),
    "theme": lambda one: (one.theme or "~", one.plan_id, one.start),
    "owner": lambda one: (one.owners[0].name if one.owners else "~", one.plan_id, one.start),
    "type": lambda one: (one.type, one.plan_id, one.start),
    "strength": lambda one: (-STRENGTH[one.modality], one.plan_id, one.start),
    "confidence": lambda one: (-one.confidence, one.plan_id, one.start),
}
