"""What the pages show of commitments: rows of the list, the filters that are offered, the fields of one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.filters import Wanted
from app.web.words import long_date, number
from commitments.queries import Facet
from commitments.unsaid import quality_of
from plans.catalogue import Plan
from plans.commitment import Commitment, Measure, Owner
from plans.seams import Register

__all__ = ["LISTED", "Offer", "Row", "address", "fields_of", "offers", "quality_rows", "rows"]

LISTED = 50
_MOST_OFFERED = 200
_CAN_BE_TYPED = frozenset({"plan", "owner", "service", "theme"})
_BASIS = {
    "stated": "named in the words",
    "heading": "named in a heading above",
    "document": "only as the body whose plan it is",
}
_STRENGTHS = {"will": "will", "plan": "plan to", "aim": "aim to", "explore": "explore", "continue": "continue"}
_ROLE = {"lead": "Lead", "partner": "Partner", "overseer": "Overseer"}
_COMPARATOR = {
    "at_least": "at least ",
    "at_most": "at most ",
    "equal": "",
    "more_than": "more than ",
    "less_than": "less than ",
    "increase_by": "up by ",
    "decrease_by": "down by ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A commitment as a row of the list."""

    commitment: Commitment
    plan: str
    due: str
    owners: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A filter that is offered: its values with how many commitments each would leave, and which are chosen.

    Of more values than can be looked through there are none here: what is wanted is typed.
    """

    name: str
    label: str
    any: str
    values: tuple[tuple[str, str, int], ...]
    chosen: frozenset[str]
    typed: bool = False


def rows(commitments: Iterable[Commitment], plans: Sequence[Plan], statuses: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of a list."""
    titles = {plan.id: plan.entry.title for plan in plans}
    return tuple(
        Row(
            commitment=one,
            plan=titles.get(one.plan_id, one.plan_id),
            due=long_date(one.deadline) or one.timeframe or "no date given",
            owners=_named(one.owners),
            status=statuses.get(one.id, "not yet rated"),
        )
        for one in commitments
    )


def rated(register: Register, statuses: Mapping[str, str]) -> Counter[str]:
    """How many commitments of the register people gave each status."""
    return Counter(status for one, status in statuses.items() if register.commitment(one) is not None)


def offers(
    found: Sequence[Facet], plans: Sequence[Plan], wanted: Wanted, statuses: Mapping[str, int]
) -> tuple[Offer, ...]:
    """The filters that the register as a whole offers; `statuses` are how many have each."""
    titles = {plan.id: plan.entry.title for plan in plans}
    return (
        _offer("plan", "Plan", "All plans", found, wanted.plan, titles),
        _offer("type", "Kind", "Targets, actions and aspirations", found, wanted.type, {}),
        _offer("owner", "Body", "Any body", found, wanted.owner, {}),
        _offer("year", "Due in", "Any year", found, wanted.year, {}),
        _offer("service", "Service", "Any service", found, wanted.service, {}),
        _offer("theme", "Part of the plan", "Any part", found, wanted.theme, {}),
        _offer("modality", "How firmly", "Any strength", found, wanted.modality, _STRENGTHS),
        _offer("missing", "Leaves unsaid", "Anything", found, wanted.missing, {}),
        _statuses(sum(plan.commitments for plan in plans), statuses, wanted),
    )


def fields_of(commitment: Commitment) -> tuple[tuple[str, str], ...]:
    """The fields of a commitment, each with how it is known."""
    national = any(measure.national for measure in commitment.measures)
    fields = [
        ("Kind", f"{commitment.type}, “{commitment.modality}”"),
        ("When", commitment.timeframe or "not said"),
        ("Last day", long_date(commitment.deadline) or "none can be told from the words"),
        ("How much", "; ".join(_measure(one) for one in commitment.measures) or "no number"),
        ("Who", "; ".join(_owner(one) for one in commitment.owners) or "nobody is named"),
        ("For whom", commitment.population or "not said"),
        ("Left unsaid", ", ".join(commitment.missing) or "nothing"),
        ("Sureness of the reading", f"{commitment.confidence:.0%}"),
    ]
    return (*fields, ("Note", "The number is a national one")) if national else tuple(fields)


def quality_rows(commitment: Commitment) -> tuple[tuple[str, str, str], ...]:
    """How well a commitment is written: each part, how clear it is, and the words that say it."""
    quality = quality_of(commitment)
    return tuple((part, str(clarity), quality.words.get(part, "")) for part, clarity in quality.parts.items())


def address(path: str, wanted: Wanted, **more: object) -> str:
    """The address of a list with these filters."""
    values = wanted.model_dump(mode="json", exclude_defaults=True) | {key: str(value) for key, value in more.items()}
    pairs = [(name, one) for name, value in values.items() for one in (value if isinstance(value, list) else [value])]
    return path + ("?" + urlencode(pairs) if pairs else "")


def _statuses(whole: int, statuses: Mapping[str, int], wanted: Wanted) -> Offer:
    counts = Counter({"not yet rated": whole - sum(statuses.values()), **statuses})
    values = tuple((status, status, count) for status, count in counts.most_common())
    return Offer(name="status", label="Found by people", any="Anything", values=values, chosen=frozenset(wanted.status))


def _offer(
    name: str, label: str, anything: str, found: Iterable[Facet], chosen: Sequence[str], titles: Mapping[str, str]
) -> Offer:
    values = [(one.value, titles.get(one.value, one.value), one.count) for one in found if one.field == name]
    many = name in _CAN_BE_TYPED and len(values) > _MOST_OFFERED
    return Offer(
        name=name,
        label=label,
        any=anything,
        values=() if many else tuple(values),
        chosen=frozenset(chosen),
        typed=many,
    )


def _named(owners: Sequence[Owner]) -> str:
    known = [owner.name for owner in owners if owner.basis != "document"]
    return ", ".join(dict.fromkeys(known)) or "not named"


def _owner(owner: Owner) -> str:
    return f"{_ROLE[owner.role]}: {owner.name} ({_BASIS[owner.basis]})"


def _measure(measure: Measure) -> str:
    unit = "%" if measure.unit in {"%", "percent"} else f" {measure.unit}"
    said = f"{_COMPARATOR[measure.comparator]}{number(measure.value)}{unit}"
    baseline = f", from {number(measure.baseline)}" if measure.baseline is not None else ""
    return said + (f" of {measure.of}" if measure.of else "") + baseline
