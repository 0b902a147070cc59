"""Whether an answer states a fact: equal values in the same unit, dates at the gold's granularity, names, lists."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from rapidfuzz.fuzz import token_set_ratio

from eval.asserting import left_open, two_minds
from eval.claims import BodiesIn, no_bodies
from eval.gold import Fact, FactType, Forbidden
from eval.units import Unit
from plans.quantities import Quantity, TimeSpan
from plans.words import stems
from plans.years import Days, financial_year_days, month_days, year_days

__all__ = ["Stated", "days_of", "items_found", "says", "states", "verdict"]

Stated = Fact | Forbidden

_CLOSE = 90
_MOST_WORDS = 0.75
_BOUNDS = {
    "<=": "at_most",
    "<": "less_than",
    ">=": "at_least",
    ">": "more_than",
    "+": "increase_by",
    "-": "decrease_by",
}
_SIDES = {"at_most": -1, "less_than": -1, "at_least": 1, "more_than": 1, "increase_by": 2, "decrease_by": -2}
_SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0, "weeks": 604800.0}
_MONTHS = {"months": 1.0, "years": 12.0}
_NOT_COUNTS = frozenset({"percent", "percentage_points", "gbp", "eur", "usd", *_SECONDS, *_MONTHS})
_OPENING = 3
_CROWD = 4
_OR = re.compile(r"\b(?:or|perhaps|maybe|possibly)\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:not|no|never|rather|instead|unlike|other than)\b|n['’]t\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_YES = re.compile(r"^\W*(?:yes\b|both\b|correct\b|indeed\b)|\byes[,:;. ]", re.IGNORECASE)
_NO = re.compile(
    r"^\W*(?:no\b(?!\.\s*(?:of\b|\d))|neither\b|not\b|none\b)"
    r"|\b(?:(?:do|does|did|is|are|was|were|has|have|can|could|will)(?:\s+not|n't)|cannot|never)\b"
    r"|\b(?:not found|no mention|nothing about|nothing on)\b",
    re.IGNORECASE,
)


def states(fact: Stated, units: Sequence[Unit], *, bodies_in: BodiesIn = no_bodies) -> bool:
    """Whether any sentence or line states the fact, by its type or in one of its other wordings.

    An owner may go by any name that the alias register gives it. A list is stated where every item is. An answer
    without a verdict takes yes for granted, as long as it says anything: no must be said. What a sentence denies
    ("not 95%") or leaves open ("76% or 80%") it does not state.
    """
    if fact.type == "list":
        return isinstance(fact, Fact) and len(items_found(fact, units)) == len(fact.items)
    if fact.type == "bool":
        opening = [unit.text for unit in units[:_OPENING]]
        return bool(units) and not two_minds(opening) and (verdict(units) is not False) is fact.value
    said = units if _denies_itself(fact) else [unit.asserted for unit in units]
    if fact.type == "owner":
        said = [unit for unit in said if unit.quoted or not _a_crowd(unit, bodies_in(unit.text))]
        if _named(fact, said, bodies_in):
            return True
    return any(_RULES[fact.type](fact, unit) or _in_other_words(fact, unit) for unit in said)


def items_found(fact: Fact, units: Sequence[Unit]) -> tuple[str, ...]:
    """The items of a list fact that are stated, each in any of its wordings ("this | or this")."""
    return tuple(
        item for item in fact.items if any(says(words.strip(), unit) for words in item.split(" | ") for unit in units)
    )


def says(words: str, unit: Unit) -> bool:
    """Whether a sentence says some words: token-set ratio of their stems at least 90, most of them really there.

    The second condition keeps a sentence of one word from matching every text that holds it.
    """
    wanted = stems(words)
    if not wanted:
        return False
    said = stems(unit.text)
    held = sum(word in said for word in wanted) / len(wanted)
    figures = [word for word in wanted if word[:1].isdigit()]
    if held < _MOST_WORDS or any(word not in said for word in figures):
        return False
    return bool(token_set_ratio(" ".join(wanted), " ".join(said)) >= _CLOSE)


def verdict(units: Sequence[Unit]) -> bool | None:
    """Yes, no, or None for an answer that says neither: by the first verdict in its opening, outside quotes."""
    for unit in units[:_OPENING]:
        own = _QUOTED.sub(" ", unit.text)
        yes, no = _YES.search(own), _NO.search(own)
        if yes and (no is None or yes.start() <= no.start()):
            return True
        if no:
            return False
    return None


def days_of(value: str) -> Days:
    """The days of a gold date or year: YYYY, YYYY-MM, YYYY-MM-DD, or the financial year 2023/24."""
    if "/" in value:
        return financial_year_days(int(value[:4]))
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return year_days(parts[0])
    if len(parts) == 2:
        return month_days(parts[0], parts[1])
    only = date(parts[0], parts[1], parts[2])
    return Days("day", only, only)


def _denies_itself(fact: Stated) -> bool:
    """Whether the fact's own words deny something, so that denials are not to be passed over."""
    items = fact.items if isinstance(fact, Fact) else ()
    return any(_DENIAL.search(str(words)) for words in (fact.value, *fact.aliases, *items))


def _put_forward(fact: Stated, unit: Unit) -> list[Quantity]:
    """The numbers that a sentence states outright: not as one of several it might be, not with the bound turned."""
    return [
        one
        for one in unit.quantities
        if not _turned_round(fact, one) and (unit.quoted or not left_open(unit.text, one, unit.quantities))
    ]


def _percent(fact: Stated, unit: Unit) -> bool:
    units = ("percent", "percentage_points") if fact.op in ("+", "-") else ("percent",)
    return any(
        (one.unit in units and _equal(one.value, fact.value) and one.high is None)
        or (one.unit == "ratio" and _equal(one.value * 100, fact.value))
        for one in _put_forward(fact, unit)
    )


def _number(fact: Stated, unit: Unit) -> bool:
    return any(
        one.unit not in _NOT_COUNTS and one.high is None and _equal(one.value, fact.value)
        for one in _put_forward(fact, unit)
    )


def _money(fact: Stated, unit: Unit) -> bool:
    wanted = (fact.unit or "gbp").lower().replace("£", "gbp")
    return any(one.unit == wanted and _equal(one.value, fact.value) for one in _put_forward(fact, unit))


def _duration(fact: Stated, unit: Unit) -> bool:
    return any(_same_time(fact, one) for one in _put_forward(fact, unit))


def _same_time(fact: Stated, one: Quantity) -> bool:
    wanted = _unit_of_time(fact.unit)
    if wanted is None:
        return one.unit in (*_SECONDS, *_MONTHS) and _equal(one.value, fact.value)
    for family in (_SECONDS, _MONTHS):
        if wanted in family and one.unit in family and isinstance(fact.value, int | float):
            return _equal(one.value * family[one.unit], fact.value * family[wanted])
    return False


def _unit_of_time(unit: str | None) -> str | None:
    if unit is None:
        return None
    plural = unit.strip().lower().removesuffix("s") + "s"
    return {"hrs": "hours", "mins": "minutes", "yrs": "years", "wks": "weeks"}.get(plural, plural)


def _date(fact: Stated, unit: Unit) -> bool:
    wanted = days_of(str(fact.value))
    return any(
        _lies_in(span, wanted) for span in unit.times if unit.quoted or not left_open(unit.text, span, unit.times)
    )


def _lies_in(span: TimeSpan, wanted: Days) -> bool:
    """Whether a stated time is no wider than the gold's and within it; an open end ("by", "since") is no wider."""
    ends = [end for end in (span.first, span.last) if end is not None]
    if not ends or wanted.first is None or wanted.last is None:
        return False
    return all(wanted.first <= end <= wanted.last for end in ends)


def _text(fact: Stated, unit: Unit) -> bool:
    return fact.value not in (None, "") and says(str(fact.value), unit)


def _turned_round(fact: Stated, one: Quantity) -> bool:
    """Whether the stated bound is the opposite of the gold's: "at most" for "at least", a rise for a fall."""
    wanted = _SIDES.get(_BOUNDS.get(fact.op or "", ""), 0)
    return wanted * _SIDES.get(one.comparator or "", 0) < 0 and abs(wanted) == abs(_SIDES[one.comparator or ""])


def _equal(stated: float, gold: object) -> bool:
    return isinstance(gold, int | float) and abs(stated - gold) <= 1e-12 * max(1.0, abs(gold))


def _named(fact: Stated, units: Sequence[Unit], bodies_in: BodiesIn) -> bool:
    """Whether a sentence names the body of an owner fact, whose value is a name or an id of the register."""
    value = str(fact.value)
    wanted = frozenset([value]) if value.startswith("org:") else bodies_in(value)
    return len(wanted) == 1 and any(wanted & bodies_in(unit.text) for unit in units)


def _a_crowd(unit: Unit, named: frozenset[str]) -> bool:
    """Whether a sentence in the answer's own words names so many bodies, or leaves the choice, that it names none."""
    own = _QUOTED.sub(" ", unit.text)
    return own == unit.text and (len(named) > _CROWD or (len(named) > 1 and _OR.search(own) is not None))


def _in_other_words(fact: Stated, unit: Unit) -> bool:
    """Whether an alias is there: word for word for numbers and dates, as `says` has it for names and texts."""
    if fact.type in ("owner", "text"):
        return any(says(alias, unit) for alias in fact.aliases)
    return any(
        re.search(rf"(?<![\w.,]){re.escape(' '.join(Unit(alias).folded.split()))}(?![\w%]|[.,]\d)", unit.folded)
        for alias in fact.aliases
    )


_RULES: Mapping[FactType, Callable[[Stated, Unit], bool]] = {
    "percent": _percent,
    "number": _number,
    "money": _money,
    "duration": _duration,
    "date": _date,
    "year": _date,
    "owner": _text,
    "text": _text,
}
