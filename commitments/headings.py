"""What a heading, a column heading or the sentence before a list makes of the words below it."""

import re
from enum import StrEnum
from functools import lru_cache

from commitments.rules import rules
from plans.document import Place

__all__ = ["Governing", "column_role", "governing_of", "is_of_the_past", "lead_in_role"]


class Governing(StrEnum):
    """What the nearest heading that tells something makes of words below it."""

    PROMISE = "promise"  # key changes, next steps, actions, 'we will:'
    AIM = "aim"  # ambitions, aspirations, aims, goals
    METRIC = "metric"  # 'the plan set the following metrics:'
    DONE = "done"  # achievements to date, 'in 23/24 we have:'
    BACKGROUND = "background"  # why this matters, current position, challenges
    DEFINITION = "definition"  # descriptors, glossaries, lists of outcomes or principles
    NONE = "none"  # no heading tells


def governing_of(place: Place) -> tuple[Governing, str | None]:
    """What governs words at a place, and the words that say so: the lead-in, else the nearest heading that tells."""
    headings = place.section[:-1] if place.row and place.section[-1:] == (place.row,) else place.section
    return _governing(place.lead_in, headings, place.column)


_PROMISING = (Governing.PROMISE, Governing.AIM, Governing.METRIC)
_CAPTION = re.compile(r"\s*(?:table|figure|box|chart)\s+\d+[\w.]*\s*[:.–-]?\s*", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:next|will|going\s+to|future|planned)\b|['’]ll\b", re.IGNORECASE)
_NATIONAL = re.compile(r"^(?:the\s+)?(?:NHS\s+England|national|government|department)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_OURS = re.compile(r"\b(?:we|our|us|will|partnership|board|council|trust)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _governing(lead_in: str | None, headings: tuple[str, ...], column: str | None) -> tuple[Governing, str | None]:
    """The lead-in decides, unless it tells of somebody else's promises under a heading of background.

    A table's column decides, unless the table as a whole stands under a heading of what was done.
    """
    told, heading = _headed(headings)
    lead = lead_in_role(lead_in)
    if lead_in is not None and (_CAPTION.match(lead_in) or (lead is Governing.NONE and _is_heading(lead_in))):
        lead = _headed((_CAPTION.sub("", lead_in),))[0]
    if lead in _PROMISING and told is Governing.BACKGROUND and not _OURS.search(lead_in or ""):
        return told, heading
    if lead in (Governing.PROMISE, Governing.AIM) and _NATIONAL.search(lead_in or "") and not _WE.search(lead_in or ""):
        return Governing.BACKGROUND, lead_in
    if lead is not Governing.NONE:
        return lead, lead_in
    if heading is not None and heading == column and told in _PROMISING and not _AHEAD.search(column):
        outer, over = _headed(tuple(one for one in headings if one != column))
        if outer in (Governing.DONE, Governing.BACKGROUND, Governing.DEFINITION):
            return outer, over
    return told, heading


def _is_heading(lead_in: str) -> bool:
    """'Where do we want to be?' is a heading that is set as text."""
    return not lead_in.rstrip().endswith((":", "."))


def _headed(headings: tuple[str, ...]) -> tuple[Governing, str | None]:
    """The nearest heading that tells; one of background only where it stands close above the words."""
    for distance, heading in enumerate(reversed(headings)):
        for name, pattern in rules()["headings"].items():
            if pattern.search(heading):
                if name == "background" and distance > 1:
                    break
                return Governing(name), heading
    return Governing.NONE, None


def is_of_the_past(place: Place) -> bool:
    """Whether a table stands under a heading of what was done, unless the column looks ahead ('What happens next')."""
    if _AHEAD.search(place.column or ""):
        return False
    outer = tuple(one for one in place.section if one not in (place.column, place.row))
    return _headed(outer)[0] is Governing.DONE


def lead_in_role(lead_in: str | None) -> Governing:
    """What the sentence that introduces a list makes of its items."""
    if not lead_in:
        return Governing.NONE
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", lead_in.strip())[-1]
    sentence = f"{sentence.rstrip('.:;-–— ')}:"
    for name, pattern in rules()["lead_ins"].items():
        if pattern.search(sentence):
            return Governing.PROMISE if name == "steps" else Governing(name)
    return Governing.NONE


def column_role(heading: str | None) -> str | None:
    """What a table's column holds: one of the names under [columns] in the rules, or None."""
    if not heading:
        return None
    matching = (name for name, pattern in rules()["columns"].items() if pattern.search(heading.strip()))
    return next(matching, None)
