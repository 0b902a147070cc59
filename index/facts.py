"""What the signals need to know of a passage, worked out once: stems, years, and what kinds of thing it states."""

import re
from dataclasses import dataclass
from functools import lru_cache

from plans.catalogue import Plan
from plans.document import Passage
from plans.quantities import spoken_period, timespans, years_of
from plans.stance import Stance, stance_of
from plans.words import content_stems, stems

__all__ = ["Facts", "facts_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A passage as the signals see it.

    `headings` are the content stems of its headings, outermost first, the last being its row, lead-in or nearest
    heading. `governed` are the financial years that its headings name, `stated` those that its own words name.
    """

    plan_id: str
    stems: tuple[str, ...]
    words: int
    headings: tuple[tuple[str, ...], ...]
    governed: frozenset[str]
    stated: frozenset[str]
    stance: Stance
    number: bool
    money: bool
    date: bool
    body: bool
    introduces: bool


def facts_of(passage: Passage, plan: Plan) -> Facts:
    """Work out the facts of a passage of a plan."""
    place, text = passage.place, passage.text
    governing = (*place.section, *((place.year,) if place.year else ()))
    headings = (*place.section, *((place.lead_in,) if place.lead_in else ()))
    return Facts(
        plan_id=passage.plan_id,
        stems=stems(text),
        words=len(text.split()),
        headings=tuple(_content(heading) for heading in headings),
        governed=frozenset().union(*(_years(heading, plan) for heading in governing)),
        stated=_years(text, plan) if _MAY_NAME_A_YEAR.search(text) else frozenset(),
        stance=stance_of(place.section, text),
        number=bool(_NUMBER.search(text)),
        money=bool(_MONEY.search(text)),
        date=bool(_DATE.search(text)),
        body=bool(_BODY.search(text)),
        introduces=text.rstrip().endswith(":"),
    )


_MAY_NAME_A_YEAR = re.compile(r"\b20\d\d\b|\b\d\d/\d\d\b|\byears?\b|\bmonths\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d(?:[\d,.]*)(?:\s?%|\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|half|quarter|double|third)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[£$€]\s?\d|\b\d[\d,.]*\s?(?:million|billion|m|bn|k)\b|\bfund|\bbudget|\bcost", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:20\d\d|\d\d/\d\d|january|february|march|april|june|july|august|september|october|november|december|"
    r"spring|summer|autumn|winter|hours?|days?|weeks?|months?|years?|daily|\d{1,2}(?:am|pm))\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:[A-Z]{3,}|[A-Z][a-z]+(?: [A-Z][a-z]+)* (?:Board|Trust|Council|Partnership|Group|Committee|Team|Alliance|"
    r"Collaborative|Network|Service|Programme|Forum|Association))\b"
)


@lru_cache(maxsize=16384)
def _content(heading: str) -> tuple[str, ...]:
    return content_stems(heading)


@lru_cache(maxsize=16384)
def _years(text: str, plan: Plan) -> frozenset[str]:
    """The financial years that a text names; a stretch of more than two names none in particular."""
    spans = timespans(text, period=spoken_period(plan.entry))
    named = [years_of(span) for span in spans if not span.vague]
    return frozenset(year for years in named if len(years) <= 2 for year in years)
