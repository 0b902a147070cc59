"""What stands about the words of a plan: their list, their section, the sentence that introduces them."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Quote
from plans.document import Passage
from plans.seams import Library

__all__ = ["ELSEWHERE", "around"]

ELSEWHERE = 3
_SAME_SECTION = 8  # passages before and after, in the same section
_SAME_PART = 12  # in a neighbouring section under the same heading


def around(quotes: Sequence[Quote], library: Library) -> tuple[tuple[int, Passage], ...]:
    """What stands about quotes, with its distance, nearest first.

    The very words, their passages and the sentences that introduce them are at distance 0, their sections at 1, the
    headings above and below at 2, and what else stands before and after at 3.
    """
    found: dict[str, tuple[int, int, Passage]] = {}
    for plan_id in dict.fromkeys(quote.passage.plan_id for quote in quotes):
        passages = library.passages(plan_id)
        at_of = {passage.id: at for at, passage in enumerate(passages)}
        for quote in quotes:
            at = at_of.get(quote.passage.id)
            if at is None:
                continue
            for other in range(max(0, at - _SAME_PART), min(len(passages), at + _SAME_PART + 1)):
                distance = _distance(passages[at], passages[other], abs(other - at))
                key = (distance, abs(other - at), passages[other])
                kept = found.get(passages[other].id)
                if kept is None or key[:2] < kept[:2]:
                    found[passages[other].id] = key
    ordered = sorted(found.values(), key=lambda one: (one[0], one[1], one[2].start))
    return (*_sentences(quotes), *((distance, passage) for distance, _, passage in ordered))


def _sentences(quotes: Sequence[Quote]) -> tuple[tuple[int, Passage], ...]:
    """The very words that are pointed to, where they are less than their passage, as passages of their own."""
    parts = [quote for quote in quotes if (quote.start, quote.end) != (quote.passage.start, quote.passage.end)]
    return tuple((0, replace(one.passage, start=one.start, end=one.end, text=one.text)) for one in parts)


def _distance(one: Passage, other: Passage, steps: int) -> int:
    if one.id == other.id:
        return 0
    if one.place.lead_in and one.place.lead_in in other.text and other.start < one.start:
        return 0
    if one.list_id is not None and one.list_id == other.list_id:
        return 1
    if one.place.section == other.place.section and steps <= _SAME_SECTION:
        return 1
    if one.place.section and other.place.section[: len(one.place.section)] == one.place.section:
        return 2
    above = one.place.section[:-1]
    return 2 if above and other.place.section[: len(above)] == above else ELSEWHERE
