"""When a commitment falls due: told in its own words, or by the heading, lead-in or column that governs it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commitments.asides import standing_asides
from plans.catalogue import Period
from plans.document import Place
from plans.timespans import TimeSpan, timespans

__all__ = ["Due", "due_of"]

_PAST = re.compile(
    r"\b(?:launched|published|began|begun|established|formed|since|compared\s+(?:to|with)|as\s+at|as\s+of|took\s+on"
    r"|approved|started|completed|introduced|founded|dated|updated|agreed|version|accurate\s+at|baseline|in\s+line\s+with)"
    r"\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_CITED = re.compile(r"\([^()]*(?:[A-Z]\w+\W+){2,}[^()]*$")  # (West Sussex Joint Strategy 2019-24)
_TOLD = re.compile(r"\b(?:was|were|identified|published|set\s+out|launched|reported|sets?\s+out)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:Act|Strategy|Plan|Framework|Report|Review|Survey|Programme|Bill|Guidance|Census)\s*\(?$")
_QUARTER = re.compile(r"(?:by\s+)?(?:(?:the\s+)?end\s+of\s+)?(?:Q|quarter\s*)([1-4])", re.IGNORECASE)
_QUARTER_TOLD = re.compile(r"\b(?:by\s+)?(?:(?:the\s+)?end\s+of\s+)?(?:Q|quarter\s)[1-4]\b", re.IGNORECASE)
_A_YEAR = 366
_FIRST_TIME = re.compile(
    r"\b(?:every|each|annual(?:ly)?|monthly|quarterly|weekly|twice)\b[^.;]{0,50}"
    r"\b(?:starting|beginning|commencing|first)\b[^.;]{0,12}$",
    re.IGNORECASE,
)  # 'every six months, starting in November 2025' ends never


@dataclass(frozen=True, slots=True)
class Due:
    """A timeframe as the plan writes it, and its last day where one can be told."""

    timeframe: str | None = None
    deadline: date | None = None


def due_of(
    text: str, place: Place, *, period: Period | None, when: str | None = None, measure: str | None = None
) -> Due:
    """When words fall due.

    A 'When' cell decides, then a deadline in the words themselves, then the year heading, the lead-in and the
    headings from the nearest outwards; a vague time is kept where nothing better is said.
    """
    own = _own(text, period)
    governing = [when, place.year, place.lead_in, place.column, *reversed(place.section)]
    told = [_first(words, period) for words in governing if words]
    if when is not None:
        own, told = told[0] or _as_written(when), [*told[1:], own]
    elif own is None and (quarter := _QUARTER_TOLD.search(text)):
        own = _quarter(Due(quarter.group()), told, period)
    measured = _own(measure, period) if measure else None
    if own is not None and own.deadline is None and when is not None:
        return _quarter(own, told, period) or next((due for due in told[-1:] if due is not None and due.deadline), own)
    candidates = [due for due in (own, measured, *told) if due is not None]
    firm = [due for due in candidates if due.deadline is not None]
    return (firm or candidates or [Due()])[0]


def _quarter(when: Due, told: Sequence[Due | None], period: Period | None) -> Due | None:
    """A quarter without its year ('Q2') in the financial year that a heading names, or that the plan is for."""
    quarter = _QUARTER.fullmatch(when.timeframe or "")
    ends = [due.deadline for due in told if due and due.deadline]
    if period is not None and (period.last - period.first).days < _A_YEAR:
        ends.append(period.last)
    years = [end.year for end in ends if (end.month, end.day) == (3, 31)]
    if quarter is None or not years:
        return None
    month, day, before = ((6, 30, 1), (9, 30, 1), (12, 31, 1), (3, 31, 0))[int(quarter[1]) - 1]
    return Due(when.timeframe, date(years[0] - before, month, day))


def _own(text: str, period: Period | None) -> Due | None:
    """The time in the words themselves: a deadline ('by') first, then the first that lies ahead."""
    spans = [span for span in timespans(text, period=period) if _is_ahead(text, span)]
    spans.sort(key=lambda span: (span.vague, span.relation != "by", span.start))
    return _due(spans[0]) if spans else None


def _is_ahead(text: str, span: TimeSpan) -> bool:
    """Whether a time is one to come: not one that dates a document or something done."""
    if span.relation == "by":
        return True
    before = text[: span.start]
    if span.kind == "recurring" or _PAST.search(before) or _NAMED.search(before.rstrip("(").rstrip()):
        return False
    if _FIRST_TIME.search(before) or any(start < span.start < end for start, end in standing_asides(text)):
        return False
    if _CITED.search(before) or re.match(r"\s*prices\b", text[span.end :]):
        return False
    past_words = re.search(r"\b(?:last|past|previous)\b", span.written, re.IGNORECASE)
    return past_words is None and not (span.kind == "vague" and re.match(r"(?i)on-?going|continu", span.written))


def _first(words: str, period: Period | None) -> Due | None:
    """The time that a heading, a lead-in or a cell names."""
    spans = sorted(timespans(words, period=period), key=lambda span: (span.vague, span.relation != "by", span.start))
    spans = [span for span in spans if _is_ahead(words, span)]
    if words.rstrip().endswith(":") and _TOLD.search(words):
        spans = [span for span in spans if span.relation == "by"]
    return _due(spans[0]) if spans and (not spans[0].vague or len(words.split()) < 8) else None


def _due(span: TimeSpan) -> Due:
    return Due(span.written, None if span.vague or span.relation == "from" else span.last)


def _as_written(when: str) -> Due | None:
    words = " ".join(when.split())
    return Due(words) if words and not re.fullmatch(r"[-–—.\s]*|n/?a|tbc", words, re.IGNORECASE) else None
