"""Time that names its own years: days, months, quarters, seasons, calendar and financial years."""

import re
from collections.abc import Callable

from plans.years import (
    Days,
    day,
    feast_day,
    financial_year_days,
    full_year,
    month_days,
    month_number,
    quarter_days,
    season_days,
    year_days,
)

__all__ = ["DATED", "MONTH"]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_FREE = r"(?<![\w/.£,])"  # nothing glued on before
_DONE = r"(?![\w/]|[.,]\d|%)"  # and nothing glued on after
_FY = rf"(?P<from>{_YEAR}|\d\d)\s?(?P<stroke>[/–-])\s?(?P<to>{_YEAR}|\d\d)"
_COUNTED = (
    r"(?!\s+(?:additional|extra|more|new|people|patients|residents|staff|children|adults|households|homes|beds|jobs"
    r"|places|roles|hours|days|appointments|carers|volunteers|families|members|calls|visits|referrals|checks|units"
    r"|individuals|businesses|organisations|employees|trees|tonnes)\b)"
)
_MORE_THAN = r"(?<!more than )(?<!fewer than )(?<!less than )(?<!at least )(?<!some )(?<!around )(?<!about )"


def _pair(match: re.Match[str]) -> Days | None:
    """2023/24, 23/24, 2023-24 are financial years; 2019/2024 and 2020-2023 are ranges of years."""
    first, last = full_year(match["from"]), full_year(match["to"])
    if len(match["from"]) == 2 and (match["stroke"] != "/" or not 15 <= int(match["from"]) <= 60):
        return None
    if len(match["to"]) == 2:
        last = first // 100 * 100 + int(match["to"])
    if last == first + 1:
        return financial_year_days(first)
    if len(match["from"]) == 2 or not first < last <= first + 60:
        return None
    return Days("range", year_days(first).first, year_days(last).last)


def _numeric(match: re.Match[str]) -> Days | None:
    return day(full_year(match["y"]), int(match["m"]), int(match["d"]))


def _named(match: re.Match[str]) -> Days | None:
    return day(full_year(match["y"]), month_number(match["m"]), int(match["d"]))


def _months(match: re.Match[str]) -> Days | None:
    last = month_days(full_year(match["y"]), month_number(match["m2"]))
    first_month = month_number(match["m1"])
    year = full_year(match["y"]) - (first_month > month_number(match["m2"]))
    return Days("range", month_days(year, first_month).first, last.last)


def _quarter(match: re.Match[str]) -> Days | None:
    number = {"one": 1, "two": 2, "three": 3, "four": 4}.get(match["q"].lower()) or int(match["q"])
    return quarter_days(full_year(match["y"]), number, financial=bool(match["fy"]))


def _season(match: re.Match[str]) -> Days | None:
    return season_days(full_year(match["y"]), match["s"])


def _days(match: re.Match[str]) -> Days | None:
    """1 April to 30 June 2025."""
    year = full_year(match["y"])
    first = day(year, month_number(match["m1"]), int(match["d1"]))
    last = day(year, month_number(match["m2"]), int(match["d2"]))
    if first is None or last is None or first.first is None or last.last is None or first.first > last.last:
        return None
    return Days("range", first.first, last.last)


def _half(match: re.Match[str]) -> Days | None:
    """The first half of 2025 is January to June."""
    year, first = int(match["y"]), match["half"].lower() == "first"
    months = month_days(year, 1 if first else 7), month_days(year, 6 if first else 12)
    return Days("range", months[0].first, months[1].last)


def _seasons(match: re.Match[str]) -> Days | None:
    """Spring/summer 2025 is from March to August."""
    year = full_year(match["y"])
    return Days("season", season_days(year, match["s1"]).first, season_days(year, match["s2"]).last)


def _part(match: re.Match[str]) -> Days | None:
    """Early and mid of a year are too loose for a deadline; late reaches to its end."""
    whole = year_days(int(match["y"]))
    return Days("year", whole.first, whole.last, vague=match["part"].lower() != "late")


_RULES: tuple[tuple[str, Callable[[re.Match[str]], Days | None]], ...] = (
    (
        rf"{_FREE}(?P<d1>{_DAY})(?:st|nd|rd|th)?\s+(?P<m1>{MONTH})\s*(?:to|and|until|[-–])\s*"
        rf"(?P<d2>{_DAY})(?:st|nd|rd|th)?\s+(?P<m2>{MONTH})\s+(?P<y>{_YEAR}){_DONE}",
        _days,
    ),
    (rf"{_FREE}(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>{_DAY}){_DONE}", _numeric),
    (rf"{_FREE}(?P<d>{_DAY})(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y>{_YEAR}|\d\d){_DONE}", _numeric),
    (
        rf"{_FREE}(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH}),?\s+(?P<y>{_YEAR}){_DONE}",
        _named,
    ),
    (rf"\b(?P<m>{MONTH})\s+(?P<d>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR}){_DONE}", _named),
    (rf"\b(?P<m1>{MONTH})\s*(?:to|and|until|[-–/&])\s*(?P<m2>{MONTH})\s+(?P<y>{_YEAR}){_DONE}", _months),
    (
        rf"\b(?:Q|quarter\s+)(?P<q>[1-4]|one|two|three|four)(?:\s+of)?,?\s+(?:FY\s?)?(?P<y>{_YEAR}|\d\d)"
        rf"(?P<fy>\s?[/–-]\s?(?:{_YEAR}|\d\d))?{_DONE}",
        _quarter,
    ),
    (rf"\b(?:the\s+)?(?P<half>first|second)\s+half\s+of\s+(?P<y>{_YEAR}){_DONE}", _half),
    (
        rf"\b(?P<s1>spring|summer|autumn)\s?(?:/|and|to|-|–)\s?(?P<s2>summer|autumn|winter)\s+(?P<y>{_YEAR}){_DONE}",
        _seasons,
    ),
    (
        rf"{_FREE}(?P<y>{_YEAR}|\d\d)(?P<fy>\s?[/–-]\s?(?:{_YEAR}|\d\d)),?\s+(?:Q|quarter\s+)(?P<q>[1-4])\b",
        _quarter,
    ),
    (
        rf"\b(?P<s>spring|summer|autumn|winter)(?:\s+term)?(?:\s+of)?\s+(?P<y>{_YEAR})(?:\s?[/–-]\s?(?:{_YEAR}|\d\d))?{_DONE}",
        _season,
    ),
    (rf"\b(?P<feast>Easter|Christmas)\s+(?P<y>{_YEAR}){_DONE}", lambda m: feast_day(int(m["y"]), m["feast"])),
    (rf"\b(?P<m>{MONTH})(?:\s+of)?,?\s+(?P<y>{_YEAR}){_DONE}", lambda m: month_days(int(m["y"]), month_number(m["m"]))),
    (
        rf"\b(?P<m>{MONTH})\s?[-–’'‘]\s?(?P<y>\d\d){_DONE}",
        lambda m: month_days(full_year(m["y"]), month_number(m["m"])),
    ),
    (
        rf"\b(?P<m>{MONTH})\s(?P<y>2\d){_DONE}",
        lambda m: month_days(full_year(m["y"]), month_number(m["m"])) if m["m"][0].isupper() else None,
    ),
    (rf"\b(?P<m>0[1-9]|1[0-2])/(?P<y>{_YEAR}){_DONE}", lambda m: month_days(int(m["y"]), int(m["m"]))),
    (rf"(?:{_FREE}|\bFY\s?){_FY}{_DONE}(?![-\s]year[-\s]olds?)(?!\s?(?:hours?|hrs?)\b)", _pair),
    (rf"\bFY\s?(?P<y>{_YEAR}|\d\d){_DONE}", lambda m: financial_year_days(full_year(m["y"]) - 1)),
    (rf"\b(?P<part>early|mid|late)[\s-](?P<y>{_YEAR}){_DONE}", _part),
    (rf"{_MORE_THAN}{_FREE}(?P<y>{_YEAR}){_DONE}(?!s\b){_COUNTED}", lambda m: year_days(int(m["y"]))),
)

DATED = tuple((re.compile(pattern, re.IGNORECASE), days) for pattern, days in _RULES)
