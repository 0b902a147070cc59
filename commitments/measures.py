"""What a commitment is measured by: value, unit, bound, what it counts, where it stood; national figures marked."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from commitments.reached import TIME, baseline_of, is_baseline, is_to_be_reached, lost_its_sign
from plans.commitment import Comparator, Measure
from plans.quantities import Quantity, quantities

__all__ = ["measures_of", "names_an_indicator"]

_SHARE = ("percent", "ratio", "percentage_points")
_MORE = re.compile(
    r"\b(?:increas|improv|rais|recover|grow|expand|achiev|ensur|maintain|reach|exceed|meet|maximis|deliver|restor|aim)\w*",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:reduc|decreas|lower|cut|shorten|minimis|limit|bring\s+down|halv)\w*", re.IGNORECASE)
_SHORTER = re.compile(
    r"\b(?:response|waiting|wait|handover|turnaround|stay)\b.{0,20}\btimes?\b|\bwaits?\b", re.IGNORECASE
)
_NOBODY = re.compile(
    r"\b(?:eliminat\w*|no\s?(?:-|\s)?one|nobody|no\s+(?:patients?|people|child(?:ren)?|adults?)|zero|end(?:ing)?|avoid\w*"
    r"|reduc\w*\s+the\s+number|fewer)\b",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"\b(?:national(?:ly)?|across\s+england|in\s+england|nationwide|across\s+the\s+(?:country|nhs))\b", re.IGNORECASE
)
_INDICATOR = re.compile(
    r"\b(?:number|percentage|proportion|rates?|waiting\s+times?|waits?|uptake|coverage|occupancy|prevalence|admissions"
    r"|attendances?|response\s+times?|retention|vacanc\w+|satisfaction|mortality|expectancy|appointments|referrals|backlog"
    r"|diagnosed|diagnosis\s+rate|standard|trajector\w+|kpis?|metrics?|measured\s+by)\b",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    r"(?:^|\bto\s+|\bwill\s+|\band\s+)(?P<verb>halv(?:e|ing)|doubl(?:e|ing)|trebl(?:e|ing)|tripl(?:e|ing))\s+"
    r"(?:the|our)\s+(?P<of>(?:number|rate|proportion|percentage|share|value|amount|gap|prevalence|capacity)(?:\s+(?!by\b|in\b|from\b)[\w’'-]+){0,8})",
    re.IGNORECASE,
)
_MOST = 60  # so many numbers are a table of figures and no promise


@dataclass(frozen=True, slots=True)
class _National:
    """A figure that is the whole country's, with the words that go with it and where it was set."""

    value: float
    words: re.Pattern[str]
    source: str


def measures_of(text: str, *, more: str | None = None, baseline: str | None = None) -> tuple[Measure, ...]:
    """The measures that words name; `more` and `baseline` are what the row's columns say.

    A range gives the end that binds: the lower one of 'at least 12-15', else the upper. Ages, names ('category 2'),
    opening hours and the numbers that only tell which people are meant are no measures.
    """
    found: dict[tuple[float, str], Measure] = {}
    for measure in (*_in(text), *_in(more or "")):
        found.setdefault((measure.value, measure.unit), measure)
    return tuple(_from(measure, baseline) for measure in found.values())


def _from(measure: Measure, baseline: str | None) -> Measure:
    """A measure with the baseline of its row; where the words set no bound, the way from it to the value does."""
    stood = [one.value for one in quantities(baseline or "") if one.unit == measure.unit]
    if not stood or measure.baseline is not None:
        return measure
    bound: Comparator = "at_least" if measure.value > stood[0] else "at_most"
    return replace(
        measure, baseline=stood[0], comparator=bound if measure.comparator == "equal" else measure.comparator
    )


def names_an_indicator(text: str) -> bool:
    """Whether words name something that can be counted, with or without a number."""
    return _INDICATOR.search(text) is not None


def _in(text: str) -> list[Measure]:
    numbers = quantities(text)
    measures: list[Measure] = list(_multiples(text))
    if len(numbers) > _MOST:
        return measures
    for position, number in enumerate(numbers):
        if is_to_be_reached(text, number) and not is_baseline(
            text, number, numbers[:position], numbers[position + 1 :]
        ):
            baseline = baseline_of(text, number, numbers[:position])
            low = number.high is None or number.comparator in ("at_least", "more_than")
            measures.append(_measure(text, number, number.value if low else number.high or 0.0, baseline))
    return measures


def _multiples(text: str) -> Iterator[Measure]:
    """'Halve the number of falls' and 'double the share': a change by half, and one to twice as much."""
    for match in _MULTIPLE.finditer(text):
        less = match["verb"].lower().startswith("halv")
        yield Measure(
            value=0.5 if less else 2.0 if match["verb"].lower().startswith("doubl") else 3.0,
            unit="ratio" if less else "times",
            comparator="decrease_by" if less else "equal",
            of=" ".join(match["of"].split()),
        )


def _measure(text: str, number: Quantity, value: float, baseline: float | None) -> Measure:
    lost_sign = number.unit == "count" and lost_its_sign(text, number)
    return Measure(
        value=value,
        unit="percent" if lost_sign else number.unit,
        comparator=_bound(text, number),
        of=_counted(number) or _measured_thing(text[: number.start]),
        baseline=baseline,
        national=_is_national(text, number),
    )


def _counted(number: Quantity) -> str | None:
    """What a number counts, without its article; a time limit counts nothing."""
    return None if number.unit in TIME or number.of is None else re.sub(r"^(?:the|all|our)\s+", "", number.of)


def _bound(text: str, number: Quantity) -> Comparator:
    """The bound that is said, turned round where nobody is to be left beyond it, or the one that the verb implies."""
    before = re.split(r"[.;]\s", text[: number.start])[-1]
    if number.comparator is not None:
        turned = number.comparator == "more_than" and number.unit in TIME and _NOBODY.search(before)
        return "at_most" if turned else number.comparator
    verbs = [
        *(("more", m.start()) for m in _MORE.finditer(before)),
        *(("less", m.start()) for m in _LESS.finditer(before)),
    ]
    last = max(verbs, key=lambda verb: verb[1], default=("", 0))[0]
    if number.unit in TIME:
        return "at_most" if last or _SHORTER.search(before) else "equal"
    if number.unit in _SHARE:
        return "at_most" if last == "less" else "at_least" if last == "more" else "equal"
    return "at_most" if last == "less" and number.unit.startswith("per_") else "equal"


def _measured_thing(before: str) -> str | None:
    """What is to be raised or lowered to a number: 'Recover the dementia diagnosis rate to 66.7%'."""
    moved = re.search(
        r"\b(?:recover|increase|improve|raise|reduce|decrease|lower|cut|maintain|grow|achieve)\s+(?:the\s+)?"
        r"(?P<thing>(?:(?!\s(?:to|by)\s+\d)[^.;:]){3,90}?)\s+(?:to|by|from|of|at)\s+(?:an?\s+|the\s+)?(?:average\s+of\s+|least\s+|more\s+than\s+)?$",
        before,
        re.IGNORECASE,
    )
    return " ".join(moved["thing"].split()) if moved else None


def _is_national(text: str, number: Quantity) -> bool:
    clause = re.split(r"[.;]\s", text[: number.start])[-1][-60:] + text[number.start : number.end + 25]
    if _NATIONAL.search(clause):
        return True
    return any(known.value == number.value and known.words.search(text) for known in _national_figures())


@lru_cache(maxsize=1)
def _national_figures() -> tuple[_National, ...]:
    listed = tomllib.loads((Path(__file__).parent / "national.toml").read_text(encoding="utf-8"))["figure"]
    return tuple(
        _National(float(one["value"]), re.compile(one["words"], re.IGNORECASE), one["source"]) for one in listed
    )
