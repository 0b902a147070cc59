"""Which lines of a text without markup are headings."""

import re
from dataclasses import replace

from ingest.governing import bare_year
from ingest.parts import Part, Run, Table
from ingest.title_words import title_like
from plans.document import BlockKind

__all__ = ["find_headings"]

_TOLD = 2  # headings that the file marks itself: with so many it marks them all
_COVER = 12  # parts at the start of a file that can be its cover
_MOST_QUESTIONS = 200
_MOST_WORDS = 14
_STATUS = re.compile(
    r"\W*(?:(?:final|first|working|consultation|published)?\s*(?:draft|version|edition)\b.*|v\d.*|final)", re.I
)
_COVER_NAMES = re.compile(
    r"\b(?:plan|strategy|framework|partnership|board|council|trust|authority|alliance|NHS|ICB)\b", re.IGNORECASE
)
_DATED = re.compile(r"[\d\s/–.-]+|(?:[A-Z][a-z]+\s)?(?:19|20)\d\d(?:\s*[-–/to]+\s*\d{2,4})?")


def find_headings(run: Run) -> Run:
    """Turn the paragraphs that are headings into headings of depth 0 (not yet known).

    A heading is a short line without a full stop, like a title, that stands over prose, a list, a table or
    another heading. Four or more such lines in a row are labels of a picture or a cover, and no headings. Where the
    file marks its headings itself, only years and lines in bold join them.
    """
    run = _opened(run)
    told = sum(isinstance(part, Part) and part.kind is BlockKind.HEADING for part in run) >= _TOLD
    candidates = [
        _is_marked_by_weight(part) if told else _is_candidate(run, position) for position, part in enumerate(run)
    ]
    for start, end in _streaks(candidates):
        labels = end - start >= 4 and not all(_numbered(part) for part in run[start:end])
        cover = start == 0 and end - start >= 2 and any(_on_a_cover(part) for part in run[start:end])
        for position in range(start, end):
            if position == end - 1:
                candidates[position] = _heads(run, position) and (cover or not labels)
            else:
                candidates[position] = not (labels or cover)
    return [_as_heading(part) if found else part for part, found in zip(run, candidates, strict=True)]


def _is_candidate(run: Run, position: int) -> bool:
    part = run[position]
    if isinstance(part, Table) or part.marked:
        return False
    if part.kind is BlockKind.ITEM:
        return _numbered_heading(run, position)
    if bare_year(part.text) is not None or title_like(part.text):
        return True
    return (
        position < _COVER and all(isinstance(before, Part) for before in run[:position]) and _dated_or_state(part.text)
    )


def _on_a_cover(part: Part | Table) -> bool:
    """Whether a line names a plan or a body, or is a period or the state of a draft."""
    if not isinstance(part, Part) or bare_year(part.text) is not None:
        return False
    return _dated_or_state(part.text) or bool(_COVER_NAMES.search(part.text))


def _is_marked_by_weight(part: Part | Table) -> bool:
    """Whether a paragraph is a year, or a short line that is bold from end to end."""
    if isinstance(part, Table) or part.kind is not BlockKind.PARAGRAPH or part.marked:
        return False
    whole = part.emphasis == (part.text.rstrip(": "),) or part.emphasis == (part.text,)
    return bare_year(part.text) is not None or (whole and len(part.text.split()) <= _MOST_WORDS)


def _dated_or_state(text: str) -> bool:
    """Whether a line of a cover is a period or the state of a draft."""
    return bool(_DATED.fullmatch(text)) or (bool(_STATUS.match(text)) and len(text.split()) <= 4)


def _numbered_heading(run: Run, position: int) -> bool:
    """A numbered line like a title that is not one of a list of numbered lines."""
    part = run[position]
    if not isinstance(part, Part) or part.ordinal is None or not title_like(part.text) or part.text.endswith("?"):
        return False
    after = run[position + 1] if position + 1 < len(run) else None
    before = run[position - 1] if position else None
    if after is None or _counts_on(before, part) or _counts_on(part, after) or _goes_on_a_list(run, position):
        return False
    if isinstance(after, Part) and after.kind is BlockKind.ITEM:
        return after.ordinal is None or after.ordinal.startswith(f"{part.ordinal}.")
    return isinstance(after, Table) or part.text.isupper() or "." in part.ordinal or not title_like(after.text)


def _goes_on_a_list(run: Run, position: int) -> bool:
    """Whether a lettered line follows the letter before its own, with nothing but other items between them."""
    part = run[position]
    if not isinstance(part, Part) or part.ordinal is None or not re.fullmatch(r"[b-z]", part.ordinal):
        return False
    for before in reversed(run[:position]):
        if not isinstance(before, Part) or before.kind is not BlockKind.ITEM:
            return False
        if before.ordinal == chr(ord(part.ordinal) - 1) and _counts_on(before, part):
            return True
    return False


def _counts_on(one: Part | Table | None, other: Part | Table | None) -> bool:
    """Whether two numbered lines stand next to each other in one list."""
    if not isinstance(one, Part) or not isinstance(other, Part) or one.ordinal is None or other.ordinal is None:
        return False
    same_mark = (one.mark or "")[-1:] == (other.mark or "")[-1:]
    return same_mark and one.ordinal.count(".") == other.ordinal.count(".")


def _numbered(part: Part | Table) -> bool:
    return isinstance(part, Part) and bool(
        re.match(r"\d|(?:chapter|section|appendix|part)\s", part.text, re.IGNORECASE)
    )


def _streaks(candidates: list[bool]) -> list[tuple[int, int]]:
    """The start and end of every row of candidates without anything between them."""
    streaks: list[tuple[int, int]] = []
    start = None
    for position, candidate in enumerate([*candidates, False]):
        if candidate and start is None:
            start = position
        elif not candidate and start is not None:
            streaks.append((start, position))
            start = None
    return streaks


def _heads(run: Run, position: int) -> bool:
    """Whether something follows that a heading can stand over, and the words are no date or state of a draft."""
    part = run[position]
    if position + 1 == len(run) or not isinstance(part, Part):
        return False
    return bare_year(part.text) is not None or not _dated_or_state(part.text)


def _as_heading(part: Part | Table) -> Part | Table:
    if isinstance(part, Table):
        return part
    text = f"{part.mark} {part.text}" if part.kind is BlockKind.ITEM else part.text
    return replace(part, kind=BlockKind.HEADING, text=text, level=0, mark=None, ordinal=None)


def _question_before(part: Part | Table, asked: set[str]) -> str | None:
    """The question that a paragraph begins with and goes on after."""
    if not isinstance(part, Part) or "? " not in part.text:
        return None
    return next((question for question in asked if part.text.startswith(f"{question} ")), None)


def _opened(run: Run) -> Run:
    """Part a line that begins with a question printed elsewhere as a heading from what follows it there."""
    asked = {part.text for part in run if isinstance(part, Part) and part.text.endswith("?") and title_like(part.text)}
    out: Run = []
    for part in run:
        head = _question_before(part, asked) if len(asked) <= _MOST_QUESTIONS else None
        if isinstance(part, Part) and head and part.kind is BlockKind.PARAGRAPH and len(part.text.split()) <= 25:
            out.append(replace(part, text=head))
            out.append(replace(part, text=part.text[len(head) :].strip(), gap=0, emphasis=(), marked=True))
        else:
            out.append(part)
    return out
