"""Where things stood, told in brackets behind a number to be reached: '75% by 2030 (52% in 2024)'."""

import re
from collections.abc import Iterator

from plans.quantities import quantities
from plans.timespans import timespans

__all__ = ["standing_asides"]

_BRACKETS = re.compile(r"\((?P<inner>[^()]{1,60})\)")
_TO_COME = re.compile(
    r"\b(?:by|to|target|aim|within|until|or|minimum|maximum|at\s+(?:least|most)|rising|falling|per|plus)\b",
    re.IGNORECASE,
)
_STOOD = re.compile(
    r"\b(?:currently|current|now|today|was|were|baseline|at\s+present|(?:up|down)?\s*from|last\s+year)\b", re.IGNORECASE
)
_CHANGES = re.compile(r"\b(?:halv|doubl|trebl|tripl|reduc|increas|rais|cut|lower|improv)\w*", re.IGNORECASE)


def standing_asides(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the brackets that hold one number and when it was so, behind a change or another number."""
    for match in _BRACKETS.finditer(text) if "(" in text else ():
        inner, before = match["inner"], text[: match.start()]
        dated = any(span.relation != "by" and not span.vague for span in timespans(inner))
        if _TO_COME.search(inner) or not (dated or _STOOD.search(inner)) or len(quantities(inner)) != 1:
            continue
        if _CHANGES.search(before) or quantities(before):
            yield match.span()
