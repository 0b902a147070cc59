"""Time that is told against the plan: next year, over the next 12 months, year one, by the end of the plan."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from plans.catalogue import Period
from plans.dated import MONTH
from plans.numerals import numerals
from plans.years import Days, financial_year_days, month_days, month_number, months_later

__all__ = ["RELATIVE"]

_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty[- ]four)"
_WORK = r"(?:plan|strategy|programme|framework|document|project|action plan)"
_THE_PLAN = rf"(?:the|this|our)\s+(?:(?!of\b)[\w’'/-]+\s+){{0,5}}?{_WORK}(?:['’]s)?(?:\s+period)?\b"
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": 0, "last": 0}
_SPELT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def _next_units(match: re.Match[str], period: Period | None) -> Days | None:
    """Counted from the first day of the plan's period."""
    if period is None:
        return Days("duration", vague=True)
    return _counted(period.first, numerals(match["n"])[0].value, match["unit"].lower())


def _past_units(match: re.Match[str], period: Period | None) -> Days | None:
    if period is None:
        return Days("duration", vague=True)
    last = period.first - timedelta(days=1)
    months = int(numerals(match["n"])[0].value) * (12 if match["unit"].lower().startswith("y") else 1)
    return Days("duration", months_later(period.first, -months), last)


def _counted(start: date, count: float, unit: str) -> Days:
    if unit.startswith(("day", "week")):
        end = start + timedelta(days=int(count) * (7 if unit.startswith("week") else 1))
    else:
        end = months_later(start, int(count) * (12 if unit.startswith("year") else 1))
    return Days("duration", start, end - timedelta(days=1))


def _year_of_plan(match: re.Match[str], period: Period | None) -> Days | None:
    """Year one of the plan is the twelve months from its first day; years 1 and 2 are the first twenty-four."""
    if period is None:
        return Days("plan", vague=True)
    first, last = _year_numbers(match, period)
    start = months_later(period.first, 12 * (first - 1))
    return Days("plan", start, months_later(period.first, 12 * last) - timedelta(days=1))


def _year_numbers(match: re.Match[str], period: Period) -> tuple[int, int]:
    groups = match.groupdict()
    if word := groups.get("nth"):
        number = _ORDINAL[word.lower()] or round((period.last - period.first).days / 365.25)
        return number, number
    first = _year_number(groups["y1"])
    return first, _year_number(groups["y2"]) if groups.get("y2") else first


def _year_number(written: str) -> int:
    return _SPELT.get(written.lower()) or int(written)


def _first_years(match: re.Match[str], period: Period | None) -> Days | None:
    if period is None:
        return Days("plan", vague=True)
    months = 12 * int(numerals(match["n"])[0].value)
    if match["which"].lower() == "first":
        return Days("plan", period.first, months_later(period.first, months) - timedelta(days=1))
    return Days("plan", months_later(period.last + timedelta(days=1), -months), period.last)


def _whole_plan(match: re.Match[str], period: Period | None) -> Days | None:
    if period is None:
        return Days("plan", vague=True)
    at_its_end = (match.groupdict().get("what") or "").lower() == "end"
    return Days("plan", None if at_its_end else period.first, period.last)


def _this_year(_: re.Match[str], period: Period | None) -> Days | None:
    return Days("duration", vague=True) if period is None else _plan_year(period)


def _plan_year(period: Period) -> Days:
    """A plan speaks on the eve of its period: both 'this year' and 'next year' are the year that it opens with."""
    first = period.first
    return financial_year_days(first.year if first.month >= 4 else first.year - 1)


def _last_year(_: re.Match[str], period: Period | None) -> Days | None:
    if period is None:
        return Days("duration", vague=True)
    this = _plan_year(period).first
    return None if this is None else financial_year_days(this.year - 1)


def _bare_month(match: re.Match[str], period: Period | None) -> Days | None:
    """A month without a year is known only where the period holds it once."""
    if period is None:
        return Days("month", vague=True)
    if not match["m"][0].isupper():
        return None
    month = month_number(match["m"])
    held = [
        days
        for year in range(period.first.year, period.last.year + 1)
        if (days := month_days(year, month)).last is not None and days.last and period.first <= days.last <= period.last
    ]
    return held[0] if len(held) == 1 else Days("month", vague=True)


def _vague(_: re.Match[str], __: Period | None) -> Days | None:
    return Days("vague", vague=True)


def _recurring(_: re.Match[str], __: Period | None) -> Days | None:
    return Days("recurring", vague=True)


_UNIT = (
    r"(?P<unit>days?|weeks?|months?|years?)\b(?!['’]?\s+(?:of\s+(?!the\s+(?:plan|strategy|programme))|old|from\s+ref))"
)
_RULES: tuple[tuple[str, Callable[[re.Match[str], Period | None], Days | None]], ...] = (
    (
        rf"\b(?:over|within|in|during|for|across)?\s*the\s+(?:next|coming|following)\s+(?P<n>{_NUMBER})[\s-]+{_UNIT}",
        _next_units,
    ),
    (rf"\bin\s+(?P<n>{_NUMBER})\s+(?P<unit>weeks|months|years)['’]?\s+time\b", _next_units),
    (rf"\bnext\s+(?P<n>{_NUMBER})[\s-]+{_UNIT}", _next_units),
    (rf"\bwithin\s+(?P<n>{_NUMBER})\s+(?P<unit>months|years)\b(?!\s+(?:of|from|after|following)\b)", _next_units),
    (
        rf"\b(?:over|in|during|for|within)?\s*the\s+(?:last|past|previous)\s+(?P<n>{_NUMBER})\s+(?P<unit>months|years)\b",
        _past_units,
    ),
    (
        rf"\b(?:(?:in|during|for|over)\s+)?(?:the\s+)?(?P<which>first|last|final|remaining)\s+(?P<n>{_NUMBER})\s+years"
        rf"(?:\s+of\s+{_THE_PLAN})",
        _first_years,
    ),
    (
        rf"\b(?:by\s+)?(?:the\s+end\s+of\s+)?(?:the\s+|our\s+|its\s+)?(?P<nth>first|second|third|fourth|fifth|final)"
        rf"\s+year\s+of\s+{_THE_PLAN}",
        _year_of_plan,
    ),
    (
        r"\b(?:by\s+)?(?:the\s+end\s+of\s+)?years?\s+(?P<y1>one|two|three|four|five|[1-5])"
        r"(?:\s*(?:and|to|&|[-–])\s*(?P<y2>one|two|three|four|five|[1-5]))?\b"
        r"(?!\s+(?:pupils?|children|students?|groups?|olds?))"
        rf"(?=\s+of\s+{_THE_PLAN}|\s*(?:$|[:;,.)(–-]))",
        _year_of_plan,
    ),
    (
        rf"\b(?:(?:by|at|until|before|up\s+to|over|during|throughout|within|across|for|in)\s+)?(?:the\s+)?(?:whole\s+)?"
        rf"(?P<what>end|life|lifetime|lifespan|period|course|term|duration)\s+of\s+{_THE_PLAN}",
        _whole_plan,
    ),
    (
        rf"\b(?:over|during|throughout|within|across)\s+(?:the\s+|this\s+)(?:five[- ]year\s+|\d[- ]year\s+)?{_WORK}"
        r"\s+period\b",
        _whole_plan,
    ),
    (rf"\b(?:over|during|throughout|within|across|in)\s+the\s+{_NUMBER}\s+years\s+of\s+{_THE_PLAN}", _whole_plan),
    (rf"\b(?:during|throughout|over\s+the\s+course\s+of)\s+(?:the|this)\s+{_WORK}\b", _whole_plan),
    (
        r"\b(?:by\s+)?(?:the\s+)?(?:year[\s-]end|end\s+of\s+(?:the|this)\s+(?:financial\s+|current\s+)?year)\b",
        _this_year,
    ),
    (r"\b(?:this|the\s+current)\s+(?:financial\s+|coming\s+)?year\b|\bin[- ]year\b", _this_year),
    (
        r"\b(?:over\s+|during\s+)?(?:the\s+)?(?:next|coming|forthcoming)\s+(?:financial\s+)?year\b"
        r"|\b(?:over\s+|in\s+)?the\s+year\s+ahead\b",
        _this_year,
    ),
    (r"\b(?:last|the\s+previous|the\s+past)\s+(?:financial\s+)?year\b", _last_year),
    (
        rf"\b(?:by|before|until|from|since|in|during)\s+(?:the\s+)?(?:(?:end|start|beginning)\s+of\s+)?(?P<m>{MONTH})"
        r"(?!\w|\s+\d|['’])",
        _bare_month,
    ),
    (
        r"\b(?:by|this|next|in|during|over)\s+(?:the\s+)?(?:end\s+of\s+)?(?:spring|summer|autumn|winter)\b(?!\s+\d)",
        _vague,
    ),
    (
        r"\b(?:over|in|within|during)\s+the\s+(?:next\s+few|coming|next\s+couple\s+of|following)\s+"
        r"(?:weeks|months|years|year\s+or\s+two)\b",
        _vague,
    ),
    (
        r"\b(?:in\s+the\s+(?:near\s+|longer\s+|longer-term\s+)?future|in\s+future|future\s+years|shortly|soon"
        r"|in\s+due\s+course|(?:by\s+)?the\s+end\s+of\s+the\s+decade|going\s+forwards?|as\s+soon\s+as\s+(?:is\s+)?(?:possible|practicable|practical)|asap"
        r"|in\s+time|over\s+time|on-?\s?going|continuous(?:ly)?|continual(?:ly)?|immediate(?:ly)?|with\s+immediate\s+effect"
        r"|(?:in|over|for)\s+the\s+(?:short|medium|long)(?:er)?(?:[\s-]+(?:to|and|/)[\s-]+(?:medium|long)(?:er)?)?[\s-]term"
        r"|(?:short|medium|long)(?:er)?[\s-]+(?:to|/|and)[\s-]+(?:medium|long)(?:er)?[\s-]term"
        r"|tbc|tbd|when\s+(?:published|available))\b",
        _vague,
    ),
    (
        r"\b(?:quarterly|monthly|weekly|annually|bi-?annually|six[- ]monthly"
        r"|(?:each|every)\s+(?:year|quarter|month|week)|year[- ]on[- ]year)\b",
        _recurring,
    ),
    (
        r"^\s*(?:(?:short|medium|long)(?:er)?[\s-]term|(?:date\s+)?to\s+be\s+(?:confirmed|determined|agreed))\s*$",
        _vague,
    ),
)

RELATIVE = tuple((re.compile(pattern, re.IGNORECASE), days) for pattern, days in _RULES)
