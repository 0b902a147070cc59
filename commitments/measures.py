"""What a commitment is measured by: value, unit, bound, what it counts, where it stood; national figures marked."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from plans.commitment import Comparator, Measure
from plans.quantities import Quantity, quantities

__all__ = ["measures_of", "names_an_indicator"]

_TIME = ("minutes", "hours", "days", "weeks", "months", "years", "seconds")
_SHARE = ("percent", "ratio", "percentage_points")
_QUALIFIES = re.compile(
    r"\b(?:beyond\s+the|risk\s+scores?|scores?|most\s+deprived|poorest|top|bottom|bmi|older\s+than|those|(?:sites?|developments?|households|premises|employers|organisations|schools|groups)\s+(?:of|with)|who\s+are|patients\s+aged)\s+"
    r"(?:of\s+)?(?:greater\s+than|more\s+than|over|above|at\s+least)?\s*$",
    re.IGNORECASE,
)
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
_DELIVERS = re.compile(
    r"(?:\b(?:will|to)\s+|^\W*)(?!within|over|up|by|at|in|for|from|about|around|the|these|our|all|each|every|be|aged)[a-z]+\s+$"
    r"|\b(?:recruit|train|deliver|provid|open|appoint|creat|establish|achiev|complet|offer|build|support|reach|fund|launch"
    r"|increas|add|sign)\w*\s+(?:up\s+)?(?:an?\s+)?(?:(?:additional|further|extra|at\s+least|up\s+to|more\s+than|over)\s+){0,2}$",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"(?:\bfrom(?:\s+an?\s+baseline\s+of|\s+the\s+current)?|\b(?:has|have)\s+(?:risen|increased|grown|fallen|dropped|improved)\s+to|\bcurrently|\bbaseline(?:\s+of)?:?|\bagainst)\s*\(?$",
    re.IGNORECASE,
)
_BASELINE_OF = re.compile(
    r"\bbaseline\s*(?:of|figure\s+of|is|was|:)?\s*|\b(?:up|down)\s+from\s+|\bcurrently\s+|\bcurrent(?:\s+rate)?\s*:\s*",
    re.IGNORECASE,
)
_INDICATOR = re.compile(
    r"\b(?:number|percentage|proportion|rates?|waiting\s+times?|waits?|uptake|coverage|occupancy|prevalence|admissions"
    r"|attendances?|response\s+times?|retention|vacanc\w+|satisfaction|mortality|expectancy|appointments|referrals|backlog"
    r"|diagnosed|diagnosis\s+rate|standard|trajector\w+|kpis?|metrics?|measured\s+by)\b",
    re.IGNORECASE,
)
# '31 July', a '12-bed centre', '8 to 8': what kind of thing is meant, and no number to reach.
_ATTRIBUTE = re.compile(
    r"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|-\s?(?:bed|bedded|bedroom|seat|place|storey|point|person|page|step|stage|part|way|acre)(?:s|ed)?\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\s+(?:a|per|each|every)\s+(?:day|week|month|quarter|year)\b", re.IGNORECASE)
_SMALL = 10
_A_MILLION = 1_000_000  # what "within 400m" of a place is read as
_MOST = 60  # so many numbers are a table of figures and no promise
_CELL = 3  # so few words are a cell of a table of targets: '64 years'


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
    measures: list[Measure] = []
    if len(numbers) > _MOST:
        return measures
    for position, number in enumerate(numbers):
        if _counts(text, number) and not _is_baseline(text, number, numbers[:position], numbers[position + 1 :]):
            baseline = _baseline_of(text, number, numbers[:position])
            low = number.high is None or number.comparator in ("at_least", "more_than")
            measures.append(_measure(text, number, number.value if low else number.high or 0.0, baseline))
    return measures


def _counts(text: str, number: Quantity) -> bool:
    """Whether a number is something to be reached."""
    before, after = text[: number.start], text[number.end :]
    metres = number.unit == "count" and number.value >= _A_MILLION and re.search(r"\bwithin\s+$", before, re.IGNORECASE)
    if metres or _ATTRIBUTE.match(after) or (number.unit in ("days", "hours", "times") and _OFTEN.match(after)):
        return False
    scored = number.unit in _SHARE and re.search(r"(?<!risk )\bscores?\b[^.;]{0,20}$", before, re.IGNORECASE)
    if number.unit in ("age", "clock", "label") or (_QUALIFIES.search(before) and not scored):
        return False
    if number.unit in _TIME:
        return len(text.split()) <= _CELL or _is_limit(before, after, number)
    if number.unit == "count":
        told = number.comparator is not None or number.value >= _SMALL or number.high is not None
        return _is_share(text, number) or (
            _DELIVERS.search(before) is not None if not told else _is_counted(before, after)
        )
    return True


def _is_counted(before: str, after: str) -> bool:
    """'Over 65' of a person and '10 evidence-based interventions' of a list are told apart from things to reach."""
    return re.match(
        r"\s*(?:key\s+|evidence|point\s+plan|principles|steps|big\s+ambitions)", after, re.IGNORECASE
    ) is None and (re.search(r"\b(?:our|the|identified|these|all)\s+$", before, re.IGNORECASE) is None)


def _is_limit(before: str, after: str, number: Quantity) -> bool:
    """'within 4 hours', 'over 65 weeks', 'an average of 30 minutes', 'a 2-hour standard'; not a '3 year plan'."""
    if re.search(r"\b(?:last|past|next|first|previous|every|each|coming)\s+$", before, re.IGNORECASE):
        return False
    if number.comparator is not None and number.unit in ("years", "months"):
        return number.comparator != "at_most" and re.search(r"\bover\s+(?:the\s+)?$", before) is None
    if number.comparator is not None:
        return True
    if number.unit in ("years", "months"):
        return False
    if re.search(
        r"\b(?:average\s+of|to|target\s+of|standard\s+of|maximum\s+of|times?\s+of)\s+$", before, re.IGNORECASE
    ):
        return True
    return (
        re.match(r"[\s\w-]{0,40}\b(?:standard|target|response|waits?|turnaround|limit|average)\b", after, re.IGNORECASE)
        is not None
    )


def _is_share(text: str, number: Quantity) -> bool:
    """'Increase the percentage of ... to 60.' has lost its per cent sign."""
    before = text[: number.start]
    lost = re.search(r"\b(?:percentage|proportion|rate)\s+of\b.*\bto\s+$", before, re.IGNORECASE)
    return lost is not None and number.value <= 100 and re.match(r"\s*(?:[.;,)]|$)", text[number.end :]) is not None


def _is_baseline(text: str, number: Quantity, earlier: Sequence[Quantity], later: Sequence[Quantity]) -> bool:
    moved = re.search(r"\b(?:up|down)\s+from\s+$", text[: number.start], re.IGNORECASE)
    if moved and any(one.unit == number.unit for one in earlier):
        return True
    if _BASELINE.search(text[: number.start]) is None:
        return False
    return "baseline" in text[: number.start].lower()[-20:] or any(one.unit == number.unit for one in later)


def _baseline_of(text: str, number: Quantity, earlier: Sequence[Quantity]) -> float | None:
    stood = [one.value for one in earlier if one.unit == number.unit and _is_baseline(text, one, (), (number,))]
    if stood:
        return stood[-1]
    rest = text[number.end :]
    told = _BASELINE_OF.search(rest) or re.match(r"\s*\(?(?:from|currently|up\s+from|down\s+from)\s+", rest)
    after = [one for one in quantities(rest) if told and told.end() - 1 <= one.start <= told.end() + 1]
    return after[0].value if after else None


def _measure(text: str, number: Quantity, value: float, baseline: float | None) -> Measure:
    lost_sign = number.unit == "count" and _is_share(text, number)
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
    return None if number.unit in _TIME or number.of is None else re.sub(r"^(?:the|all|our)\s+", "", number.of)


def _bound(text: str, number: Quantity) -> Comparator:
    """The bound that is said, turned round where nobody is to be left beyond it, or the one that the verb implies."""
    before = re.split(r"[.;]\s", text[: number.start])[-1]
    if number.comparator is not None:
        turned = number.comparator == "more_than" and number.unit in _TIME and _NOBODY.search(before)
        return "at_most" if turned else number.comparator
    verbs = [
        *(("more", m.start()) for m in _MORE.finditer(before)),
        *(("less", m.start()) for m in _LESS.finditer(before)),
    ]
    last = max(verbs, key=lambda verb: verb[1], default=("", 0))[0]
    if number.unit in _TIME:
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
