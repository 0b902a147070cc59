"""Plain text that was laid out on pages once: form feeds part it, and pages print the same lines at their edges."""

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["without_page_edges"]

_PAGE = "\f"
_EDGE = 2  # lines at the top and at the bottom of a page that can be printed again
_AGAIN = 3
_MOST_PAGES = 5_000
_ENDS = (".", "!", "?", ":", ";")
_FULL = 0.8  # of the widest line of a page: a line so long goes on in the next


def without_page_edges(text: str) -> str:
    """A text without the lines that most of its pages begin or end with, but for their numbers.

    Such a line stands on three pages, or on both of two; what heads the first page and is told nowhere else is kept.
    A sentence that a page parted goes on in the next line.
    """
    pages = text.replace("\r\n", "\n").split(_PAGE)
    if not 1 < len(pages) <= _MOST_PAGES:
        return text
    split = [page.split("\n") for page in pages if page.strip()]
    seen = Counter(key for lines in split for key in {_key(lines[at]) for at in _edges(lines)})
    often = min(_AGAIN, len(split))
    again = {key for key, times in seen.items() if times >= often > 1}
    kept = [_without(lines, again) for lines in split]
    return _title(split[0], kept) + "".join(_joined(kept))


def _title(first: Sequence[str], kept: Sequence[Sequence[str]]) -> str:
    """The words that head the first page, where they are told nowhere but at the edges of pages; else nothing."""
    head = next(line for line in first if line.strip())
    told = {" ".join(line.split()).casefold() for lines in kept for line in lines}
    numbered = any(sign.isdigit() for sign in head) or not any(sign.isalpha() for sign in head)
    return "" if numbered or " ".join(head.split()).casefold() in told else f"{head}\n\n"


def _edges(lines: Sequence[str]) -> list[int]:
    """The places of the first and the last lines with words of a page."""
    told = [at for at, line in enumerate(lines) if line.strip()]
    return [*told[:_EDGE], *told[_EDGE:][-_EDGE:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _without(lines: Sequence[str], again: set[str]) -> list[str]:
    gone = {at for at in _edges(lines) if _key(lines[at]) in again}
    kept = [line for at, line in enumerate(lines) if at not in gone]
    told = [at for at, line in enumerate(kept) if line.strip()]
    return kept[told[0] : told[-1] + 1] if told else []


def _joined(pages: Sequence[Sequence[str]]) -> list[str]:
    """The pages one after the other; where a sentence goes on, without anything between them."""
    pieces: list[str] = []
    before: Sequence[str] = ()
    for lines in pages:
        if lines and before:
            pieces.append("\n" if _goes_on(before, lines[0]) else "\n\n\n")
        pieces.append("\n".join(lines))
        before = lines or before
    return pieces


def _goes_on(before: Sequence[str], first: str) -> bool:
    """Whether a page stops in the middle of a sentence: in a full line, or before a word in small letters."""
    last = before[-1].rstrip()
    if last.endswith(_ENDS) or not first[:1].strip():
        return False
    full = len(last) >= _FULL * max(map(len, before))
    return first[:1].islower() or (full and first[:1].isalnum())
