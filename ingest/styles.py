"""Which paragraphs are headings by the size and weight of their letters, where the file does not call them so."""

import re
from collections import Counter
from dataclasses import replace

from ingest.depths import depths, style_of
from ingest.parts import Part, Run, Table
from ingest.title_words import is_address, is_quotation, title_like
from plans.document import BlockKind

__all__ = ["style_headings"]

_LARGER = 1.12
_COVER_WORDS = 80
_SENTENCE = 8  # words
_LABELS = 4
_MOST_WORDS = 18


def style_headings(run: Run) -> Run:
    """Turn short paragraphs in larger or bolder letters than the running text into headings.

    Their depth is what `depths` tells.
    """
    body = _body(run)
    if not body:
        return run
    cover = _cover(run)
    found = [at >= cover and _is_heading(run, at, body) for at in range(len(run))]
    found = _without_labels(run, _without_list_items(run, found))
    levels = depths(run, found)
    return [
        _as_heading(part, levels[at]) if at in levels and isinstance(part, Part) else part
        for at, part in enumerate(run)
    ]


def _body(run: Run) -> tuple[float, bool] | None:
    """The size and weight that most words of the running text have."""
    weight: Counter[tuple[float, bool]] = Counter()
    for part in run:
        if isinstance(part, Part) and part.size and part.kind is not BlockKind.HEADING and len(part.text) > 60:
            weight[(part.size, part.bold)] += len(part.text)
    return weight.most_common(1)[0][0] if weight else None


def _as_heading(part: Part, level: int) -> Part:
    text = f"{part.mark} {part.text}" if part.kind is BlockKind.ITEM and part.mark else part.text
    return replace(part, kind=BlockKind.HEADING, level=level, text=text, marked=True, mark=None, ordinal=None)


def _without_list_items(run: Run, found: list[bool]) -> list[bool]:
    """A numbered line is no heading where the number before its own is none, unless its letters are larger."""
    kept = list(found)
    body = _body(run)
    before: dict[str, bool] = {}
    for at, part in enumerate(run):
        if not isinstance(part, Part) or part.kind is not BlockKind.ITEM or not (part.ordinal or "").isdigit():
            continue
        number = int(part.ordinal or 0)
        larger = body is not None and part.size >= _LARGER * body[0]
        kept[at] = kept[at] and (number == 1 or larger or before.get(str(number - 1), False))
        before[str(number)] = kept[at]
    return kept


def _without_labels(run: Run, found: list[bool]) -> list[bool]:
    """Of four or more headings with nothing between them, only those before smaller ones are headings.

    The others are labels of a picture.
    """
    kept = list(found)
    at = 0
    while at < len(run):
        end = at
        while end < len(run) and found[end] and (end == at or style_of(run[end])[0] < 1.25 * style_of(run[end - 1])[0]):
            end += 1
        if end - at >= _LABELS:
            titles = at
            while titles + 1 < end and style_of(run[titles])[0] > style_of(run[titles + 1])[0]:
                titles += 1
            kept[titles:end] = [False] * (end - titles)
        at = max(end, at + 1)
    return kept


def _cover(run: Run) -> int:
    """How many parts stand on a first page that holds a title and little else."""
    if any(isinstance(part, Table) and part.rows and part.rows[0].pages.first == 1 for part in run):
        return 0
    first = [part for part in run if isinstance(part, Part) and part.pages.first == 1]
    told = sum(len(part.text.split()) for part in first)
    prose = sum(part.text.endswith(".") and len(part.text.split()) >= _SENTENCE for part in first)
    if not first or len(first) == len(run) or told > _COVER_WORDS or prose > 1:
        return 0
    at = 0
    while at < len(run) and run[at] in first:
        at += 1
    return at


def _is_heading(run: Run, at: int, body: tuple[float, bool]) -> bool:
    part = run[at]
    if not isinstance(part, Part) or part.kind is BlockKind.HEADING or not part.size:
        return False
    if part.kind is BlockKind.ITEM and not (part.ordinal and (_over_prose(run, at) or _chapter(run, at, body[0]))):
        return False
    if not _short(part.text) or is_address(part.text) or is_quotation(part.text):
        return False
    if part.size >= _LARGER * body[0]:
        return bool(re.search(r"[A-Za-z]{3}", part.text)) and _stands_over(run, at)
    bolder = part.bold and not body[1] and part.size >= 0.95 * body[0]
    return bolder and title_like(part.text) and _stands_over(run, at)


def _short(text: str) -> bool:
    words = text.split()
    ends = text.endswith((".", ",", ";")) and len(words) > 4
    figure = re.match(r"[£\d]", text) and not re.match(r"\d{1,2}(?:\.\d{1,2})*[.):]?\s+[A-Z]", text)
    return 0 < len(words) <= _MOST_WORDS and not ends and not figure


def _stands_over(run: Run, at: int) -> bool:
    """Whether something follows on the same page or the next that it can be the heading of."""
    after = run[at + 1] if at + 1 < len(run) else None
    if after is None:
        return False
    own, other = run[at], after
    if isinstance(own, Part) and isinstance(other, Part) and own.pages.first and other.pages.first:
        return other.pages.first - own.pages.first <= 1
    return True


def _chapter(run: Run, at: int, body: float) -> bool:
    """Whether a numbered line is set larger than running text and than what follows it, as chapters are."""
    part, after = run[at], run[at + 1] if at + 1 < len(run) else None
    return (
        isinstance(part, Part)
        and isinstance(after, Part)
        and part.size >= _LARGER * max(body, after.size)
        and after.kind is not BlockKind.ITEM
    )


def _over_prose(run: Run, at: int) -> bool:
    """Whether a numbered line stands over running text or a table and is not one of a list."""
    part, after = run[at], run[at + 1] if at + 1 < len(run) else None
    return (
        isinstance(part, Part)
        and part.bold
        and (isinstance(after, Table) or (isinstance(after, Part) and _is_prose(after)))
    )


def _is_prose(part: Part) -> bool:
    return part.kind is not BlockKind.ITEM and not part.bold
