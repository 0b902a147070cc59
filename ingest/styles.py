"""Which paragraphs are headings by the size and weight of their letters, where the file does not call them so."""

import re
from collections import Counter
from dataclasses import replace

from ingest.parts import Part, Run, Table
from ingest.titles import title_like
from plans.document import BlockKind

__all__ = ["style_headings"]

_LARGER = 1.12
_MOST_WORDS = 18
_MOST_LEVELS = 6


def style_headings(run: Run) -> Run:
    """Turn short paragraphs in larger or bolder letters than the running text into headings.

    Their depth follows from their style: below the headings that the file marks itself and that they stand under,
    else by size and weight among all styles of headings.
    """
    body = _body(run)
    if not body:
        return run
    found = [_is_heading(run, at, body) for at in range(len(run))]
    marked = [part for part in run if isinstance(part, Part) and part.kind is BlockKind.HEADING and part.marked]
    levels = _below_marked(run, found) if len(marked) >= 3 else _by_size(run, found)
    return [
        replace(part, kind=BlockKind.HEADING, level=levels[_style(part)], text=_numbered_text(part), marked=True)
        if heads and isinstance(part, Part)
        else part
        for part, heads in zip(run, found, strict=True)
    ]


def _body(run: Run) -> tuple[float, bool] | None:
    """The size and weight that most words of the running text have."""
    weight: Counter[tuple[float, bool]] = Counter()
    for part in run:
        if isinstance(part, Part) and part.size and part.kind is not BlockKind.HEADING and len(part.text) > 60:
            weight[(part.size, part.bold)] += len(part.text)
    return weight.most_common(1)[0][0] if weight else None


def _style(part: Part | Table) -> tuple[float, bool]:
    return (part.size, part.bold) if isinstance(part, Part) else (0.0, False)


def _is_heading(run: Run, at: int, body: tuple[float, bool]) -> bool:
    part = run[at]
    if not isinstance(part, Part) or part.kind is BlockKind.HEADING or not part.size:
        return False
    if part.kind is BlockKind.ITEM and (part.ordinal is None or not _over_prose(run, at)):
        return False
    if not _short(part.text):
        return False
    if part.size >= _LARGER * body[0]:
        return bool(re.search(r"[A-Za-z]{3}", part.text)) and _stands_over(run, at)
    bolder = part.bold and not body[1] and part.size >= 0.95 * body[0]
    return bolder and title_like(part.text) and _stands_over(run, at)


def _short(text: str) -> bool:
    words = text.split()
    ends = text.endswith((".", ",", ";")) and len(words) > 4
    return 0 < len(words) <= _MOST_WORDS and not ends and not re.fullmatch(r"[\d\s.,%£+–-]+[a-zA-Z]{0,2}\+?", text)


def _stands_over(run: Run, at: int) -> bool:
    """Whether something follows on the same page or the next that it can be the heading of."""
    after = run[at + 1] if at + 1 < len(run) else None
    if after is None:
        return False
    own, other = run[at], after
    if isinstance(own, Part) and isinstance(other, Part) and own.pages.first and other.pages.first:
        return other.pages.first - own.pages.first <= 1
    return True


def _over_prose(run: Run, at: int) -> bool:
    """Whether a numbered line stands over running text and is not one of a list."""
    part, after = run[at], run[at + 1] if at + 1 < len(run) else None
    return (
        isinstance(part, Part)
        and part.bold
        and isinstance(after, Part)
        and after.kind is not BlockKind.ITEM
        and not after.bold
    )


def _numbered_text(part: Part) -> str:
    return f"{part.mark} {part.text}" if part.kind is BlockKind.ITEM and part.mark else part.text


def _below_marked(run: Run, found: list[bool]) -> dict[tuple[float, bool], int]:
    """One depth for each style: one below the shallowest marked heading that stands last before any of its kind."""
    levels: dict[tuple[float, bool], int] = {}
    above = 0
    for part, heads in zip(run, found, strict=True):
        if isinstance(part, Part) and part.kind is BlockKind.HEADING:
            above = part.level
        elif heads:
            levels[_style(part)] = min(levels.get(_style(part), _MOST_LEVELS), above + 1)
    return levels


def _by_size(run: Run, found: list[bool]) -> dict[tuple[float, bool], int]:
    """One depth for each style, the largest first; sizes within half a point are one, bold goes before plain."""
    sizes = {_style(part) for part, heads in zip(run, found, strict=True) if heads}
    ranks = sorted({(round(size), bold) for size, bold in sizes}, reverse=True)
    return {style: min(_MOST_LEVELS, 1 + ranks.index((round(style[0]), style[1]))) for style in sizes}
