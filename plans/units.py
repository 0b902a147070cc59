"""The unit that a number stands with: percent, money, time, age, a multiple, or only a name such as 'category 2'."""

import re
from dataclasses import dataclass, replace

from plans.numerals import Numeral

__all__ = ["Sized", "with_unit"]

_TIME = {"min": "minutes", "hour": "hours", "hr": "hours", "day": "days", "week": "weeks", "wk": "weeks"}
_TIME |= {"month": "months", "year": "years", "yr": "years", "minute": "minutes", "second": "seconds", "sec": "seconds"}
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|pc\b)(?P<points>\s?(?:age\s)?points?\b)?", re.IGNORECASE)
_POINTS = re.compile(r"\s?(?:percentage\s+points?|pp)\b", re.IGNORECASE)
_TIME_UNIT = re.compile(
    r"\+?[\s-]{0,2}(?:(?:working|calendar|consecutive|full|whole)[\s-])?"
    r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|seconds?|secs?)\b",
    re.IGNORECASE,
)
_OF_AGE = re.compile(r"(?:\s*[-–]?\s*(?:year|yr)s?[\s-]?olds?\b|\s*(?:years?|yrs?)\s+of\s+age\b|s\b)", re.IGNORECASE)
_AGE_WORDS = re.compile(
    r"\bage[ds]?\b(?:\s+(?:of|at|between|over|under|from|up\s+to))?\s+(?:\d{1,3}\s*(?:-|–|to|and)\s*)?$"
    r"|\b(?:people|adults|patients|those|residents|women|men|children|anyone|everyone)\s+(?:over|under)\s+$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:\s+times\b|-fold\b|x\b)", re.IGNORECASE)
_MONEY_WORD = re.compile(r"\s?(?:pounds?|GBP)\b", re.IGNORECASE)
_CURRENCY = re.compile(r"(?P<sign>£|€|\$|\bGBP\s?)\s?$")
_LABEL = re.compile(
    r"\b(?:categor(?:y|ies)|cat\.?|levels?|tiers?|stages?|bands?|grades?|phases?|steps?|appendi(?:x|ces)|annex(?:es)?"
    r"|figures?|tables?|chapters?|sections?|pages?|pp?\.|paragraphs?|priorit(?:y|ies)|objectives?|actions?"
    r"|outcomes?|goals?|recommendations?|strands?|themes?|version|volume|parts?|questions?|years?|key\s+stages?|types?"
    r"|nhs|call|dial|room|numbers?|no\.|items?|targets?|pathways?|options?|waves?|standards?|principles?|pillars?"
    r"|ambitions?|aims?|domains?|clusters?|schedule|clause|group|ward|unit|point|core|iso|class)"
    r"\s+(?:\d+(?:\s*(?:,|and|&|to|or|[-–])\s*))*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sized:
    """A value with a unit, before ranges are joined: its core is `text[start:end]`."""

    value: float
    unit: str | None
    start: int
    end: int
    high: float | None = None
    of: str | None = None
    in_words: bool = False


def with_unit(text: str, number: Numeral) -> Sized:
    """A number with its unit and where both end; the unit is None for a mere count."""
    sized = Sized(number.value, None, number.start, number.end, in_words=number.in_words)
    for reader in (_currency, _percentage, _label, _age, _time, _multiple):
        if (with_unit := reader(text, sized)) is not None:
            return with_unit
    return sized


def _currency(text: str, one: Sized) -> Sized | None:
    if sign := _CURRENCY.search(text, max(0, one.start - 5), one.start):
        unit = {"€": "eur", "$": "usd"}.get(sign["sign"].strip(), "gbp")
        return replace(one, unit=unit, start=sign.start("sign"))
    if word := _MONEY_WORD.match(text, one.end):
        return replace(one, unit="gbp", end=word.end())
    return None


def _percentage(text: str, one: Sized) -> Sized | None:
    if points := _POINTS.match(text, one.end):
        return replace(one, unit="percentage_points", end=points.end())
    if sign := _PERCENT.match(text, one.end):
        return replace(one, unit="percentage_points" if sign["points"] else "percent", end=sign.end())
    return None


def _label(text: str, one: Sized) -> Sized | None:
    if (one.in_words and one.value > 20) or _TIME_UNIT.match(text, one.end):
        return None
    if label := _LABEL.search(text, max(0, one.start - 40), one.start):
        return replace(one, unit="label", of=label.group().split()[0].lower())
    return None


def _age(text: str, one: Sized) -> Sized | None:
    if old := _OF_AGE.match(text, one.end):
        return replace(one, unit="age", end=old.end())
    if re.match(r"\s?(?:[-–]|to|and)\s?\d+[\s-]?(?:years?|yrs?)[\s-]?olds?\b", text[one.end :]):
        return replace(one, unit="age")
    if _AGE_WORDS.search(text, max(0, one.start - 40), one.start):
        years = re.compile(r"\s+years\b").match(text, one.end)
        return replace(one, unit="age", end=years.end() if years else one.end)
    return None


def _time(text: str, one: Sized) -> Sized | None:
    if (unit := _TIME_UNIT.match(text, one.end)) is None:
        return None
    name = unit["unit"].lower()
    return replace(one, unit=_TIME.get(name) or _TIME[name.removesuffix("s")], end=unit.end())


def _multiple(text: str, one: Sized) -> Sized | None:
    times = _TIMES.match(text, one.end)
    return None if times is None else replace(one, unit="times", end=times.end())
