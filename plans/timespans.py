"""The times that a text names, with their offsets, as days: 'by the end of March 2024' ends on 31 March 2024."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from plans.catalogue import Period, PlanEntry
from plans.dated import DATED
from plans.relative import RELATIVE
from plans.years import Days, Kind, financial_year

__all__ = ["TimeSpan", "in_plan_years", "spoken_period", "timespans", "years_of"]

Relation = Literal["by", "in", "from"]

_BY = re.compile(
    r"(?:\b(?:by|until|till|(?:on\s+or\s+)?before|no\s+later\s+than|not\s+later\s+than|up\s+to|prior\s+to|ahead\s+of|ending)\s+"
    r"(?:and\s+including\s+)?(?:the\s+)?(?:year\s+)?(?:(?:end|close)\s+(?:of\s+)?(?:the\s+)?(?:financial\s+year\s+|year\s+)?)?"
    r"|\bend\s+(?:of\s+)?(?:the\s+)?(?:financial\s+year\s+)?)$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|since|after|beyond|starting|beginning|onwards\s+from|following|as\s+of)\s+(?:the\s+)?"
    r"(?:(?:start|beginning|end)\s+of\s+)?$",
    re.IGNORECASE,
)
_STRICT = re.compile(r"(?<!on or )\b(?:before|prior\s+to|ahead\s+of)\b(?!.*\bend\b)", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:[-–—]|to|until|up\s+to|through\s+to)\s*(?:the\s+end\s+of\s+)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ONWARDS = re.compile(r"\s*(?:onwards?|and\s+beyond)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A time that a text names at `text[start:end]`, with the words that bind it ('by the end of').

    `first` and `last` are its days, None where it is open or not known. `vague` says that no deadline can be read
    from it: 'shortly', 'ongoing', or words that need a plan's period where none was given. `relation` tells 'by'
    (a deadline), 'from' (a beginning) and 'in' apart.
    """

    first: date | None
    last: date | None
    vague: bool
    kind: Kind
    relation: Relation
    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class _Found:
    days: Days
    start: int
    end: int


@lru_cache(maxsize=8192)
def timespans(text: str, *, period: Period | None = None) -> tuple[TimeSpan, ...]:
    """Every time a text names, in order and without overlaps.

    `period` is the plan's: 'next year', 'over the next 12 months', 'year two' and 'by the end of the plan' are
    told against it. 'Up to 2028' ends with 2028.
    """
    named = _merged(text, _claims(text, _DATED, period, taken=())) if _DIGIT.search(text) else ()
    relative = _claims(text, RELATIVE, period, taken=named)
    found = sorted((*named, *relative), key=lambda span: span.start)
    return tuple(_bound(text, span) for span in found)


def years_of(span: TimeSpan) -> tuple[str, ...]:
    """The financial years that a span touches; for a span that is open at one end, the year of the other."""
    first, last = span.first or span.last, span.last or span.first
    if first is None or last is None:
        return ()
    years: dict[str, None] = {}
    day = first
    while day <= last and len(years) < 40:
        years[financial_year(day)] = None
        day = date(day.year + (day.month >= 4), 4, 1)
    return tuple(years)


_ORDINAL_YEAR = re.compile(
    r"\b(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|final)[ -]year\b"
    r"(?! (?:of (?:the )?plan|running|in a row|students?|medical|university)\b)",
    re.IGNORECASE,
)


def in_plan_years(question: str) -> str:
    """A question with "the second year" written as the second year of the plan, as people mean it who ask of plans."""
    return _ORDINAL_YEAR.sub(lambda match: f"{match['nth']} year of the plan", question)


def spoken_period(entry: PlanEntry) -> Period | None:
    """The period that a plan's words are spoken against: from the year its edition names to the plan's last day.

    A 2024/25 refresh of a plan for 2023 to 2028 means 2024/25 by 'next year'.
    """
    if entry.period is None:
        return None
    for span in timespans(f"{entry.edition} {entry.title}"):
        if span.kind == "financial_year" and span.first and entry.period.first <= span.first < entry.period.last:
            return Period(written=span.written, first=span.first, last=entry.period.last)
    return entry.period


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Period | None], Days | None]]


def _ignoring(days: Callable[[re.Match[str]], Days | None]) -> Callable[[re.Match[str], Period | None], Days | None]:
    return lambda match, _period: days(match)


_DATED: tuple[_Rule, ...] = tuple((rule, _ignoring(days)) for rule, days in DATED)  # every one of them holds a digit


def _claims(
    text: str, rules: tuple[_Rule, ...], period: Period | None, *, taken: tuple[_Found, ...]
) -> tuple[_Found, ...]:
    """What the rules find, an earlier rule's words being out of reach of the later ones."""
    free = bytearray(b"\x01" * len(text))
    for span in taken:
        free[span.start : span.end] = bytes(span.end - span.start)
    found: list[_Found] = []
    for pattern, days_of in rules:
        for match in pattern.finditer(text):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            if not all(free[start : match.end()]) or (days := days_of(match, period)) is None:
                continue
            free[start : match.end()] = bytes(match.end() - start)
            found.append(_Found(days, start, match.end()))
    return tuple(sorted(found, key=lambda span: span.start))


def _merged(text: str, found: tuple[_Found, ...]) -> tuple[_Found, ...]:
    """Join two neighbours that are written as a range: April 2023 to March 2024, between 2010 and 2020."""
    merged: list[_Found] = []
    for span in found:
        if merged and _is_range(text, merged[-1], span):
            before = merged.pop()
            span = _Found(Days("range", before.days.first, span.days.last), before.start, span.end)
        merged.append(span)
    return tuple(merged)


def _is_range(text: str, left: _Found, right: _Found) -> bool:
    if None in (left.days.first, right.days.last) or (left.days.last or date.max) > (right.days.last or date.min):
        return False
    between = text[left.end : right.start]
    if _JOINED.fullmatch(between):
        return True
    return between.strip().lower() == "and" and _BETWEEN.search(text, 0, left.start) is not None


def _bound(text: str, span: _Found) -> TimeSpan:
    """A span with the words before it that bind it."""
    relation: Relation = "in"
    first, last, start, end = span.days.first, span.days.last, span.start, span.end
    window = text[max(0, start - 60) : start]
    if by := _BY.search(window):
        relation, start = "by", start - len(window) + by.start()
        first, last = None, _deadline(by.group(), span.days)
    elif since := _FROM.search(window):
        relation, start = "from", start - len(window) + since.start()
        last = last if span.days.kind == "range" else None
    elif onwards := _ONWARDS.match(text, end):
        relation, last, end = "from", None, onwards.end()
    elif _opens_with_by(text[start:end]):
        relation = "by"
    return TimeSpan(
        first=first,
        last=last,
        vague=span.days.vague,
        kind=span.days.kind,
        relation=relation,
        start=start,
        end=end,
        written=text[start:end],
    )


def _opens_with_by(written: str) -> bool:
    return re.match(r"(?:by|at|until|before|up\s+to)\b", written, re.IGNORECASE) is not None


def _deadline(binding: str, days: Days) -> date | None:
    """The last day that 'by', 'up to' or 'before' leaves."""
    if _STRICT.search(binding) and days.first is not None:
        return days.first - timedelta(days=1)
    return days.last
