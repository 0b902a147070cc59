"""Whether a number or date of a sentence is told of the same thing as in its source, which may tell several."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.quantities import agree, quantities, timespans
from plans.words import content_stems

__all__ = ["mixed_up"]

_CLAUSE = re.compile(
    r"[,;:()–—]\s|\b(?:and|but|while|whereas|with|then|compared|against|up from|down from|as well as)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number or date with the meaning words of its clause; `family` is its unit, or that it is a date."""

    written: str
    family: str
    about: frozenset[str]


def mixed_up(sentence: str, source: str) -> Iterator[str]:
    """The figures of a sentence that are told of what the source tells another figure of.

    "72% are face to face and 44% are on the same day" does not bear out "44% are face to face". Only words that one
    clause of the source has and the other has not tell the two apart.
    """
    given = _figures(source)
    for one in _figures(sentence):
        same = [other for other in given if _same(one, other)]
        beside = [other for other in given if other.family == one.family and not _same(one, other)]
        own = frozenset[str]().union(*(other.about for other in same))
        others = frozenset[str]().union(*(other.about for other in beside))
        strange = one.about & (others - own)
        if same and strange and len(strange) >= len(one.about & (own - others)):
            yield f"{one.written} of another thing"


def _same(one: _Figure, other: _Figure) -> bool:
    if one.family != other.family:
        return False
    if one.family == "date":
        return _days(one.written) == _days(other.written)
    return any(agree(left, right) for left in quantities(one.written) for right in quantities(other.written))


def _days(written: str) -> tuple[object, ...]:
    return tuple(span.last or span.first for span in timespans(written))


def _figures(text: str) -> list[_Figure]:
    bounds = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    numbers = [(one.start, one.end, one.unit) for one in quantities(text)]
    dates = [(span.start, span.end, "date") for span in timespans(text) if not span.vague and span.kind != "duration"]
    found = []
    for start, end, family in (*numbers, *dates):
        first = max(bound for bound in bounds if bound <= start)
        last = min(bound for bound in bounds if bound >= end)
        about = frozenset(content_stems(f"{text[first:start]} {text[end:last]}"))
        found.append(_Figure(text[start:end], family, about))
    return found
