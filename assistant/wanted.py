"""Whether words name the kind of thing a question wants: that sort of number, money, a date, a body in a role."""

import re
from collections.abc import Sequence

from assistant.concepts import Concept
from assistant.read import quantities, timespans
from assistant.understanding import Understanding, Want
from assistant.wanted_numbers import MONEY, as_written, numbers_wanted, without_a_number
from assistant.wanted_who import bodies_wanted, people_wanted
from plans.bodies import Bodies
from plans.catalogue import Period
from plans.quantities import TimeSpan
from plans.stance import Stance

__all__ = ["CHECKED", "wanted_in"]

CHECKED = frozenset({Want.NUMBER, Want.MONEY, Want.DATE, Want.BODY, Want.GROUP})

_EXACT_DATE = re.compile(r"\b(?:what|which|exact|precise|on what) (?:date|day|month)\b|\bby what date\b", re.IGNORECASE)
_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b|\bhow many times\b", re.IGNORECASE)
_RECURS = re.compile(
    r"\bwhen (?:do|does|is|are|did)\b.{0,60}\b(?:meet|meets|report|reports|held|open|run|runs)\b", re.IGNORECASE
)
_FREQUENCY = re.compile(
    r"\b(?:daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|termly|yearly|annual(?:ly)?|bi-?annual(?:ly)?|hourly|"
    r"regular(?:ly)?|once|twice|(?:\w+ )?times)(?: (?:a|an|per|each|every) \w+)?\b|\b(?:every|each|per) (?:\w+ )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)?day|week|fortnight|month|quarter|year|term|hour)s?\b",
    re.IGNORECASE,
)


def wanted_in(
    text: str,
    *,
    asked: Understanding,
    concepts: Sequence[Concept],
    heading: str | None,
    bodies: Bodies,
    period: Period | None,
) -> tuple[str, ...]:
    """The words of `text` that name what is wanted, in order; for a date also the year heading that governs them.

    Empty where nothing of the wanted kind is there, and for kinds that are not told by a look at the words.
    """
    named = _named(text, asked, concepts, heading, bodies, period)
    return named or (_left_open(text) if asked.figure in CHECKED else ())


def _left_open(text: str) -> tuple[str, ...]:
    """The words that leave open what is wanted: "to be agreed" is what a plan says of a date that it does not have."""
    return tuple(dict.fromkeys(found.group() for found in _OPEN.finditer(text)))


_OPEN = re.compile(
    r"\bto be (?:decided|agreed|confirmed|determined|set|announced|appointed)\b|\b(?-i:TB[CDA])\b|"
    r"\bnot (?:yet )?(?:been )?(?:set|settled|agreed|decided|confirmed|fixed|appointed)\b|"
    r"\bno (?:date|timescale|sum|figure|budget|lead) (?:has been |is |was )?(?:yet )?(?:set|agreed|given|fixed)\b",
    re.IGNORECASE,
)


def _named(
    text: str,
    asked: Understanding,
    concepts: Sequence[Concept],
    heading: str | None,
    bodies: Bodies,
    period: Period | None,
) -> tuple[str, ...]:
    want = asked.figure
    if want is Want.NUMBER and _OFTEN.search(asked.text):
        return _how_often(text)
    if want is Want.MONEY:
        return as_written(text, [q for q in quantities(text) if q.unit in MONEY])
    if want in (Want.NUMBER, Want.COUNT):
        return as_written(text, numbers_wanted(text, asked, concepts)) or without_a_number(text, asked)
    if want is Want.DATE:
        return _dates(text, asked, heading, period)
    if want is Want.BODY:
        return bodies_wanted(text, asked, bodies)
    if want is Want.GROUP:
        return people_wanted(text)
    return ()


def _how_often(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.group() for found in _FREQUENCY.finditer(text)))


def _dates(text: str, asked: Understanding, heading: str | None, period: Period | None) -> tuple[str, ...]:
    """The times stated, longest told first; where none is, the heading's year, unless a day or month, or
    something done, is asked for: a heading says when things are planned."""
    spans = [span for span in timespans(text, period=period) if not span.vague]
    if _EXACT_DATE.search(asked.text):
        spans = [span for span in spans if _is_a_day_or_month(span)]
        return tuple(text[span.start : span.end] for span in spans)
    stated = tuple(text[span.start : span.end] for span in spans)
    if not stated and _RECURS.search(asked.text):
        stated = _how_often(text)
    return stated or ((heading,) if heading and asked.stance is not Stance.DONE else ())


def _is_a_day_or_month(span: TimeSpan) -> bool:
    first, last = span.first or span.last, span.last or span.first
    return first is not None and last is not None and (last - first).days <= 31
