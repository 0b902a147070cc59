"""Days, months and financial years: a financial year runs from 1 April to 31 March."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

__all__ = [
    "Days",
    "Kind",
    "day",
    "feast_day",
    "financial_year",
    "financial_year_days",
    "full_year",
    "month_days",
    "month_number",
    "months_later",
    "quarter_days",
    "season_days",
    "year_days",
]

Kind = Literal[
    "day", "month", "quarter", "season", "year", "financial_year", "range", "duration", "plan", "recurring", "vague"
]
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, open where `first` or `last` is None. `vague` says that no deadline can be read from it."""

    kind: Kind
    first: date | None = None
    last: date | None = None
    vague: bool = False


def financial_year(of: date) -> str:
    """The financial year that a day is in, as plans write it: 2024-03-31 is in 2023/24."""
    start = of.year if of.month >= 4 else of.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def financial_year_days(start: int) -> Days:
    """The financial year that begins on 1 April of `start`."""
    return Days("financial_year", date(start, 4, 1), date(start + 1, 3, 31))


def year_days(year: int) -> Days:
    """A calendar year."""
    return Days("year", date(year, 1, 1), date(year, 12, 31))


def feast_day(year: int, name: str) -> Days | None:
    """Christmas Day, or Easter Sunday by the rule of the Gregorian calendar (Meeus, Astronomical Algorithms, 8)."""
    if name.lower() == "christmas":
        return day(year, 12, 25)
    golden, century, rest = year % 19, *divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, before = divmod(epact + weekday - 7 * late + 114, 31)
    return day(year, month, before + 1)


def month_days(year: int, month: int) -> Days:
    """A month, to its last day."""
    return Days("month", date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def quarter_days(start: int, quarter: int, *, financial: bool) -> Days:
    """A quarter of the financial year that begins in `start`, or of the calendar year `start`."""
    month = 3 * quarter - 2
    first = months_later(date(start, 4 if financial else 1, 1), month - 1)
    return Days("quarter", first, months_later(first, 3) - timedelta(days=1))


def season_days(year: int, season: str) -> Days:
    """Spring is March to May; winter begins in December of `year`."""
    first = date(year, _SEASONS[season.lower()], 1)
    return Days("season", first, months_later(first, 3) - timedelta(days=1))


def months_later(start: date, months: int) -> date:
    """The same day of a later (or, with a negative number, earlier) month, or that month's last day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def month_number(name: str) -> int:
    """The number of a month from its name or abbreviation."""
    return _MONTHS[name[:3].lower()]


def full_year(digits: str) -> int:
    """A year from two or four digits: '24' is 2024."""
    return int(digits) if len(digits) == 4 else 2000 + int(re.sub(r"\D", "", digits))


def day(year: int, month: int, number: int) -> Days | None:
    """One day, or None where the calendar has no such day."""
    try:
        only = date(year, month, number)
    except ValueError:
        return None
    return Days("day", only, only)
