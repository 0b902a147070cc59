"""Numbers with what they measure: percentages, money, counts, rates, times and ranges, with their offsets.

`timespans` and `years_of` live in `plans.timespans`, and are had from here too: numbers and dates are read together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plans.commitment import Comparator
from plans.comparators import comparator_of, counted_words
from plans.numerals import Numeral, numerals
from plans.timespans import TimeSpan, in_plan_years, spoken_period, timespans, years_of
from plans.units import Sized, with_unit

_WIDEST = 3  # a range whose upper end is more than so many times its lower one is none
__all__ = ["Quantity", "TimeSpan", "agree", "in_plan_years", "quantities", "spoken_period", "timespans", "years_of"]

_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}

_AGE_PAIR = re.compile(r"(?<![\w/])(\d{1,2})\s?[/&]\s?(\d{1,2})[\s-]?(?:years?|yrs?)[\s-]?olds?\b", re.IGNORECASE)
_RATE = re.compile(
    r"\s*(?:[\w’'/()-]+[,]?\s+){0,14}?(?:per|(?:for|in|out\s+of)\s+every)\s+"
    r"(?P<base>million|100,?\s?000|10,?000|1,?000|hundred\s+thousand|thousand)\b",
    re.IGNORECASE,
)
_BASES = {"hundredthousand": "100000", "thousand": "1000"}
_IN = re.compile(r"\s+(?:in|out\s+of)\s+(?:every\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\s?[-–—]\s?|\s+to\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)](?=\s)|\d{1,2}(?:\.\d{1,2})+(?=\s+[A-Z]))")
_FURNITURE = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,63}|\b24\s?/\s?7\b|\b1\s?[:-]\s?1\b|\b50/50\b|\bcore\s*20\s*(?:\+|plus)?\s*5\b|\b0\d{2,4}[\s-]?\d{3,}[\s-]?\d*\b"
    r"|\b(?:1800s|19\d0s|20\d0s)\b|\b(?:per|for every)\s+(?:100,?\s?000|10,?000|1,?000)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<![\w.])\d{1,3}(?:st|nd|rd|th)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w.:])(?P<h>[01]?\d|2[0-3])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>am|pm)\b|(?<![\w.:])(?P<h24>[01]\d|2[0-3]):(?P<m24>[0-5]\d)\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?P<count>an?|one|two|three|four|five|seven|nine)[\s-]+)?"
    r"(?P<part>half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b(?P<of>\s+of\b|\s+(?:the|all|our|an?)\b)?",
    re.IGNORECASE,
)
_FRACTION_LEAD = re.compile(
    r"\b(?:by|to|over|under|nearly|almost|about|around|least|most|(?:more|less|fewer)\s+than)\s+(?:an?\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number at `text[start:end]`, its unit, how it is bounded and what it counts.

    `unit` is percent, percentage_points, gbp (eur, usd), seconds to years, age, ratio (1 in 4 is 0.25), times,
    per_million, per_100000, per_10000, per_1000, clock (8.5 is half past eight), label (category 2, NHS 111) or
    count. `high` is a range's upper end. `comparator` is None where the words set no bound. `of` is the plan's words
    for what is counted, or for a label the word before it.
    """

    value: float
    high: float | None
    unit: str
    comparator: Comparator | None
    of: str | None
    start: int
    end: int
    written: str


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a text with what it measures, in order.

    Dates, years, 24/7, list numbers, ordinals, telephone numbers and addresses are left out.
    """
    spans = timespans(text)
    taken = bytearray(len(text))
    for start, end in _not_quantities(text, spans):
        taken[start:end] = b"\x01" * (end - start)
    sized = [*_clock_times(text, taken), *_fractions(text, taken), *_ages(text, taken)]
    for one in sized:
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    numbers = [number for number in numerals(text) if not any(taken[number.start : number.end])]
    sized.extend(_measured(text, numbers))
    sized.sort(key=lambda one: one.start)
    return tuple(_described(text, one) for one in _ranges(text, _one_in_four(text, sized)))


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities say the same: equal values in one unit (a quarter is 25%), no bound turned round."""
    if not _same_values(one, other):
        return False
    opposite = {("at_least", "at_most"), ("more_than", "less_than"), ("increase_by", "decrease_by")}
    opposite |= {("at_least", "less_than"), ("more_than", "at_most")}
    bounds = (one.comparator, other.comparator)
    return bounds not in opposite and bounds[::-1] not in opposite


def _same_values(one: Quantity, other: Quantity) -> bool:
    scale = {"ratio": 100.0}
    if {one.unit, other.unit} == {"ratio", "percent"}:
        pairs = [(one.value * scale.get(one.unit, 1), other.value * scale.get(other.unit, 1))]
    elif one.unit in _DAYS and other.unit in _DAYS and one.unit != other.unit:
        # two years, 24 months and 104 weeks are one wait, whichever way it is counted
        days, others = one.value * _DAYS[one.unit], other.value * _DAYS[other.unit]
        return abs(days - others) <= _OF_A_YEAR * days
    elif one.unit != other.unit:
        return False
    else:
        pairs = [(one.value, other.value), (one.high or one.value, other.high or other.value)]
    return all(abs(left - right) <= 1e-9 * max(1.0, abs(left)) for left, right in pairs)


_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
_OF_A_YEAR = 0.005  # 104 weeks fall a day and a half short of two years


def _not_quantities(text: str, spans: Sequence[TimeSpan]) -> list[tuple[int, int]]:
    """The parts of a text whose figures are no quantities. A duration ('the next 5 years') stays one."""
    parts = [(span.start, span.end) for span in spans if span.kind != "duration" and not _is_label(text, span)]
    for pattern in (_FURNITURE, _ORDINAL, _LIST_MARK):
        parts.extend(match.span() for match in pattern.finditer(text))
    return parts


def _is_label(text: str, span: TimeSpan) -> bool:
    return span.kind == "plan" and re.search(r"\d", text[span.start : span.end]) is not None


def _clock_times(text: str, taken: bytearray) -> list[Sized]:
    found = []
    for match in _CLOCK.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        hours = int(match["h"] or match["h24"]) + int(match["m"] or match["m24"] or 0) / 60
        if match["half"]:
            hours = hours % 12 + (12 if match["half"].lower() == "pm" else 0)
        found.append(Sized(round(hours, 4), "clock", *match.span()))
    return found


def _fractions(text: str, taken: bytearray) -> list[Sized]:
    found = []
    for match in _FRACTION.finditer(text):
        start, end = match.start(), match.end("part")
        if any(taken[start:end]) or not _is_fraction(text, match):
            continue
        count = numerals(match["count"] or "one")
        share = (count[0].value if count else 1.0) / _FRACTIONS[match["part"].lower().removesuffix("s")]
        found.append(Sized(round(share, 6), "ratio", start, end, in_words=True))
    return found


def _is_fraction(text: str, match: re.Match[str]) -> bool:
    """'half of', 'a third of', 'two thirds', 'by half' are fractions; 'half a day', 'the third priority' are not."""
    if re.match(
        r"\s+(?:an?\s+)?(?:hour|day|million|billion|dozen|year|term)", text[match.end("part") :], re.IGNORECASE
    ):
        return False
    spelt = (match["count"] or "").lower()
    if match["part"].lower() != "half":
        return (spelt not in ("", "a", "an", "one") and match["part"].lower().endswith("s")) or (
            bool(spelt) and (bool(match["of"]) or _FRACTION_LEAD.search(text, 0, match.start()) is not None)
        )
    return bool(match["of"]) or _FRACTION_LEAD.search(text, 0, match.start()) is not None


def _measured(text: str, numbers: Sequence[Numeral]) -> list[Sized]:
    measured = [with_unit(text, number) for number in numbers]
    return [one for one in measured if one.unit is not None or not _is_idle_word(text, one)]


def _is_idle_word(text: str, one: Sized) -> bool:
    """'one' counts only beside a unit or in 'one in four'; 'zero' not in 'net zero'."""
    if not one.in_words:
        return False
    if one.value == 1:
        return (
            re.match(r"\s+(?:in|out\s+of)\s+(?:every\s+)?(?:\d|two|three|four|five|six|eight|ten)", text[one.end :])
            is None
        )
    return one.value == 0 and re.search(r"\bnet[\s-]$", text[: one.start], re.IGNORECASE) is not None


def _ages(text: str, taken: bytearray) -> list[Sized]:
    """'13/14 year olds' are two ages, and no financial year."""
    found = []
    for match in _AGE_PAIR.finditer(text):
        if not any(taken[match.start() : match.end()]):
            found.append(Sized(float(match[1]), "age", *match.span(), high=float(match[2])))
    return found


def _one_in_four(text: str, sized: Sequence[Sized]) -> list[Sized]:
    """Join '1 in 4' and 'nine out of ten' into one ratio."""
    joined: list[Sized] = []
    for one in sized:
        left = joined[-1] if joined else None
        if left and _is_share(text, left, one):
            joined[-1] = Sized(round(left.value / one.value, 6), "ratio", left.start, one.end)
        else:
            joined.append(one)
    return [one for one in joined if one.unit is not None or not (one.in_words and one.value == 1)]


def _is_share(text: str, left: Sized, right: Sized) -> bool:
    plain = left.unit is None and right.unit is None and 0 < left.value < right.value
    return plain and _IN.fullmatch(text[left.end : right.start]) is not None


def _ranges(text: str, sized: Sequence[Sized]) -> list[Sized]:
    """Join the two ends of a range; 'from 60% to 77%' is a change, and stays two."""
    joined: list[Sized] = []
    for one in sized:
        left = joined[-1] if joined else None
        if left and _is_range(text, left, one):
            low = _low_end(text, left, one)
            joined[-1] = replace(one, value=low, high=one.value, start=left.start, unit=one.unit or left.unit)
        else:
            joined.append(one)
    return joined


def _is_range(text: str, left: Sized, right: Sized) -> bool:
    if left.high is not None or not _same_kind(left, right):
        return False
    between = text[left.end : right.start]
    before = text[max(0, left.start - 12) : left.start].lower()
    if _AND.fullmatch(between):
        return re.search(r"\bbetween\s+$", before) is not None
    if _TO.fullmatch(between) is None:
        return False
    return right.unit == "age" or not (re.search(r"\bfrom\s+$", before) or _by_and_to(before, left, right))


def _by_and_to(before: str, left: Sized, right: Sized) -> bool:
    """Whether it is a change and where it ended: "grew by 5.5% to 48.2%". The ends of a range lie closer together."""
    return re.search(r"\bby\s+$", before) is not None and right.value > _WIDEST * left.value


def _same_kind(left: Sized, right: Sized) -> bool:
    if right.unit == "clock" or left.unit == "clock":
        return left.unit == right.unit
    if right.unit == "label" or "label" in (left.unit, right.unit):
        return False
    carried = right.unit is None and left.unit in ("age", "gbp", "eur", "usd")
    return carried or left.unit in (None, right.unit)


def _low_end(text: str, left: Sized, right: Sized) -> float:
    """The lower end on the scale of the upper: 2 to 3 million is 2,000,000 to 3,000,000."""
    scale = re.search(r"(?i)(k|m|bn|thousand|million|billion)\b", text[right.start : right.end])
    if left.value >= 1000 or scale is None or right.unit in ("hours", "months", "minutes"):
        return left.value
    factor = {"k": 1e3, "thousand": 1e3, "bn": 1e9, "billion": 1e9}.get(scale[1].lower(), 1e6)
    own_scale = re.search(r"(?i)(?:k|m|bn|thousand|million|billion)\s*$", text[left.start : left.end])
    return left.value if own_scale else left.value * factor


def _described(text: str, one: Sized) -> Quantity:
    unit = _rate(text, one) or one.unit or "count"
    bound, end = comparator_of(text, one.start, one.end, unit=unit)
    return Quantity(
        value=one.value,
        high=one.high,
        unit=unit,
        comparator=bound,
        of=one.of if unit == "label" else counted_words(text, end, unit=unit),
        start=one.start,
        end=end,
        written=text[one.start : end],
    )


def _rate(text: str, one: Sized) -> str | None:
    """'30 adults with autism per million adults' is a rate, where no full stop stands between."""
    if one.unit not in (None, "ratio") or not (rate := _RATE.match(text, one.end)):
        return None
    base = re.sub(r"[\s,]", "", rate["base"].lower())
    return f"per_{_BASES.get(base, base)}" if not re.search(r"[.;:!?]\s", rate.group()) else None
