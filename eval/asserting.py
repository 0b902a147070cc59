"""What a sentence puts forward as so: not what it denies, what it says the asker said, or what it leaves open."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

__all__ = ["asserted", "left_open", "two_minds"]

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_TO_ITS_END = r"[^,;:!?()“”\"]*?(?=[,;:!?()“”\"]|\.(?:\s|$)|\bbut\b|$)"
_DENIED = re.compile(
    r"(?:(?<=\bis)|(?<=\bare)|(?<=\bwas)|(?<=\bwere)|(?<=\bbe)|(?<=\bit['’]s)|(?<=[,;:–—(])|^|(?<=\band)|(?<=\bbut))"
    r"\s*\bnot\s+(?!(?:more|less|fewer|later|earlier|only|just|exceed\w*|necessarily|all|every|least)\b)"
    rf"(?:(?:the|an?|by|in|at|to|of|on|from|until|for|due|set|be|£)\s*)*(?=\S){_TO_ITS_END}"
    rf"|\b(?:is|are|was|were)n['’]t\s+(?!(?:more|less|fewer|only|just)\b){_TO_ITS_END}"
    rf"|\b(?:rather than|instead of|as opposed to|other than|unlike|no longer)\s{_TO_ITS_END}",
    re.I,
)
_ASKED = re.compile(rf"\byou (?:say|said|ask(?:ed)?|mention(?:ed)?|suppose[ds]?|assumed?)\b{_TO_ITS_END}", re.I)
_OPEN = re.compile(
    r"\s*,?\s*(?:(?:and/)?or|perhaps|maybe|possibly|/)\s+(?:(?:perhaps|maybe|possibly|even|by|in|at)\s+)*", re.I
)
_NEXT = re.compile(r"\s*,\s*")
_YES = re.compile(r"(?:^|[.!;]\s+)\W*yes\b", re.I)
_NO = re.compile(r"(?:^|[.!;]\s+)\W*no(?=[,.;:!]|\s*$)(?!\.\s*(?:of\b|\d))|\byes,? (?:and|or|but) no\b", re.I)


class Mention(Protocol):
    """Something read in a text, with its place there."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


_Mention = TypeVar("_Mention", bound=Mention)


@lru_cache(maxsize=20_000)
def asserted(text: str) -> str:
    """A sentence without what it denies ("not 95%", "rather than 95%") and what the asker said ("you say 95%").

    What stands in quotation marks stays, as do bounds ("not more than 5%").
    """
    kept = [match.span() for match in _QUOTED.finditer(text)]
    cut = text
    for pattern in (_DENIED, _ASKED):
        for match in reversed(list(pattern.finditer(cut))):
            if not any(start <= match.start() < end for start, end in kept):
                cut = cut[: match.start()] + " " * len(match.group()) + cut[match.end() :]
    return cut


def left_open(text: str, one: _Mention, others: Sequence[_Mention]) -> bool:
    """Whether something read is one of several that a sentence leaves the choice of: "76% or 80%", "70%, 76%, perhaps
    80%". In quotation marks the choice is the plan's own."""
    if any(match.start() <= one.start < match.end() for match in _QUOTED.finditer(text)):
        return False
    chain, open_choice = [one], False
    in_order = sorted(others, key=lambda other: other.start)
    for step in (1, -1):
        at = one
        for other in in_order if step == 1 else reversed(in_order):
            left, right = (at, other) if step == 1 else (other, at)
            if left.end > right.start or (step == 1 and other.start < at.start):
                continue
            between = text[left.end : right.start]
            if not (_OPEN.fullmatch(between) or _NEXT.fullmatch(between)):
                break
            open_choice = open_choice or _OPEN.fullmatch(between) is not None
            chain.append(other)
            at = other
    return open_choice and len(chain) > 1


def two_minds(opening: Sequence[str]) -> bool:
    """Whether the opening lines of an answer say both yes and no, outside quotation marks."""
    own = [_QUOTED.sub(" ", text) for text in opening]
    return any(_YES.search(text) for text in own) and any(_NO.search(text) for text in own)
