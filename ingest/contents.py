"""Leaves contents lists out: their lines say again what the headings say."""

import re
from itertools import groupby, pairwise

from ingest.parts import Part, Run, Table

__all__ = ["without_contents"]

_LEADER = re.compile(r"\.{4,}|…{2,}|(?:\.\s){4,}|_{5,}")
_PAGE_AT_END = re.compile(r"\d{1,3}\s*$")
_CONTENTS_TITLE = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_NUMBERED_LINE = re.compile(r".{3,90}?\s(\d{1,3})")
_FEWEST_ENTRIES = 5
_LONGEST_LISTING = 2_000  # characters
_LEADERS = re.compile(r"(?:\.{6,}|…{3,}|(?:\. ){6,})")


def without_contents(run: Run) -> Run:
    """Leave out contents lists: lines with leaders and page numbers, and their title where such lines follow."""
    listed = [_is_contents(part) for part in run]
    kept = [
        part
        for at, part in enumerate(run)
        if not listed[at] and not (_is_contents_title(part) and (any(listed[at + 1 : at + 4]) or at + 1 == len(run)))
    ]
    return _without_listing(kept)


def _is_contents_title(part: Part | Table) -> bool:
    return isinstance(part, Part) and bool(_CONTENTS_TITLE.fullmatch(part.text))


def _is_contents(part: Part | Table) -> bool:
    """Whether a paragraph is a line of a contents list (words, leaders, a page number)."""
    if isinstance(part, Table):
        return False
    text = part.text[:_LONGEST_LISTING]
    listed = bool(_LEADER.search(text) and _PAGE_AT_END.search(text[-8:]))
    return listed or len(_LEADERS.findall(text)) >= 2


def _without_listing(run: Run) -> Run:
    """Leave out a contents list without leaders: five or more short lines in a row that end in rising page numbers."""
    out: Run = []
    for listed, group in groupby(run, key=_ends_in_number):
        parts = list(group)
        numbers = [_page_number(part) for part in parts] if listed else []
        rising = all(one <= other for one, other in pairwise(numbers))
        if not (listed and len(parts) >= _FEWEST_ENTRIES and rising):
            out.extend(parts)
    return out


def _ends_in_number(part: Part | Table) -> bool:
    return isinstance(part, Part) and len(part.text.split()) <= 14 and bool(_NUMBERED_LINE.fullmatch(part.text))


def _page_number(part: Part | Table) -> int:
    match = _NUMBERED_LINE.fullmatch(part.text) if isinstance(part, Part) else None
    return int(match[1]) if match else 0
