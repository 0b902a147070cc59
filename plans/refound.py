"""Words that were quoted from a plan, found again in it after it was read anew or came out in a new edition."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from plans.document import BlockKind, Document
from plans.words import Token, tokens

__all__ = ["Fate", "Refound", "found_again"]

Fate = Literal["same", "moved", "reworded", "gone"]

_ALIKE = 0.6  # of the words of both in one order: less, and it is something else
_SHARED = 0.5  # of the words of the quotation: a block with fewer is not looked at
_LOOKED_AT = 8
_FEWEST = 4  # words: fewer cannot be told reworded from something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Refound:
    """What became of a quotation: `document.text[start:end]` are its words now; both are None where it is gone."""

    fate: Fate
    start: int | None = None
    end: int | None = None


def found_again(quote: str, start: int, document: Document) -> Refound:
    """Find a quotation that stood at `start` of a reading text in the reading text of today.

    It is the same where it stands at its place; moved where it stands elsewhere, the nearest such place being told;
    reworded where its words are spaced or set otherwise, or a block has most of them in their order: that which the
    plan says today is told; else gone.
    """
    text = document.text
    if quote and text[start : start + len(quote)] == quote:
        return Refound(fate="same", start=start, end=start + len(quote))
    places = [found.start() for found in re.finditer(re.escape(quote), text)] if quote else []
    if places:
        nearest = min(places, key=lambda place: abs(place - start))
        return Refound(fate="moved", start=nearest, end=nearest + len(quote))
    wanted = tokens(quote)
    return _spaced_otherwise(wanted, start, text) or _reworded(wanted, start, document) or Refound(fate="gone")


def _spaced_otherwise(wanted: Sequence[Token], start: int, text: str) -> Refound | None:
    """The nearest place with the very words one after the other, whatever stands between them."""
    if not wanted:
        return None
    told = tokens(text)
    words, sought = [token.word for token in told], [token.word for token in wanted]
    places = [at for at, word in enumerate(words) if word == sought[0] and words[at : at + len(sought)] == sought]
    if not places:
        return None
    at = min(places, key=lambda place: abs(told[place].start - start))
    return Refound(fate="reworded", start=told[at].start, end=told[at + len(sought) - 1].end)


def _reworded(wanted: Sequence[Token], start: int, document: Document) -> Refound | None:
    """The words of the block that is most like the quotation, from the first shared word to the last."""
    if len(wanted) < _FEWEST:
        return None
    sought = Counter(token.word for token in wanted)
    near: list[tuple[int, int, int, Sequence[Token]]] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        told = tokens(document.text[block.start : block.end])
        shared = sum((sought & Counter(token.word for token in told)).values())
        if shared >= _SHARED * len(wanted):
            near.append((shared, -abs(block.start - start), block.start, told))
    likened = [_likeness(wanted, told, at) for _, _, at, told in sorted(near, key=lambda one: one[:2])[-_LOOKED_AT:]]
    best = max(likened, key=lambda one: one[0], default=None)
    if best is None or best[0] < _ALIKE:
        return None
    return Refound(fate="reworded", start=best[1], end=best[2])


def _likeness(wanted: Sequence[Token], told: Sequence[Token], at: int) -> tuple[float, int, int]:
    """How alike a quotation and the part of a block are that shares its words, and where that part stands."""
    ours, theirs = [token.word for token in wanted], [token.word for token in told]
    runs = [run for run in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks() if run.size]
    if not runs:
        return 0.0, 0, 0
    first = max(0, runs[0].b - runs[0].a)
    last = min(len(theirs), runs[-1].b + runs[-1].size + len(ours) - runs[-1].a - runs[-1].size)
    matched = sum(run.size for run in runs)
    return 2 * matched / (len(ours) + last - first), at + told[first].start, at + told[last - 1].end
