"""A receipt held against the plans that are held now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.receipts import Receipt, ReceiptQuote
from assistant.verifying import occurs
from plans.errors import UnknownPlan
from plans.quantities import quantities, timespans
from plans.seams import Library
from plans.words import fold

__all__ = ["Fate", "Finding", "check_receipt"]

Fate = Literal["same", "moved", "reworded", "gone", "unsaid"]
_MARK = re.compile(r"\[(\d+)\]")
_MARKS = re.compile(r"(?: \[\d+\])+$")
_QUOTED = re.compile(r"“([^”]+)”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one quotation: same place, moved, reworded, gone, or quoted for what it does not say.

    `note` says it in words.
    """

    n: int
    fate: Fate
    note: str


def check_receipt(receipt: Receipt, library: Library) -> tuple[Finding, ...]:
    """Look every quotation of a receipt up in the plans that are held now, and the answer's words in the quotations.

    A digest can be made anew by whoever changes a receipt: the plans cannot.
    """
    found = tuple(_find(quote, library) for quote in receipt.quotes)
    return (*found, *(_unsaid(receipt, [plan.entry.title for plan in library.plans()])))


def _unsaid(receipt: Receipt, titles: list[str]) -> Iterator[Finding]:
    """The quoted words, numbers and dates of a line of the answer that the quotations it cites do not have."""
    quotes = {quote.n: quote for quote in receipt.quotes}
    for line in receipt.answer.splitlines():
        marks = _MARKS.search(line)
        cited = [int(number) for number in _MARK.findall(marks.group())] if marks else []
        words = _MARKS.sub("", line)
        given = [quotes[n] for n in cited if n in quotes]
        source = " \n ".join([*titles, *(" / ".join((*quote.section, quote.quote)) for quote in given)])
        for n in cited:
            if n not in quotes and not any(f"[{n}]" in quote.quote for quote in given):  # a plan's own reference
                yield Finding(n=n, fate="unsaid", note="The answer cites it, and the receipt does not have it.")
        for part in _checkable(words) if cited else ():
            if not occurs(part, source):
                yield Finding(n=cited[0], fate="unsaid", note=f"It does not say “{part}”, for which it is cited.")


def _checkable(words: str) -> tuple[str, ...]:
    numbers = [words[number.start : number.end] for number in quantities(words)]
    dates = [words[span.start : span.end] for span in timespans(words) if not span.vague]
    return (*_QUOTED.findall(words), *numbers, *dates)


def _find(quote: ReceiptQuote, library: Library) -> Finding:
    try:
        text = library.document(quote.plan_id).text
    except UnknownPlan:
        return Finding(n=quote.n, fate="gone", note=f"The plan {quote.plan_id} is no longer in the library.")
    if text[quote.start : quote.end] == quote.quote:
        return Finding(n=quote.n, fate="same", note="Word for word at the place cited.")
    if (at := text.find(quote.quote)) >= 0:
        return Finding(n=quote.n, fate="moved", note=f"Word for word, now at {at} to {at + len(quote.quote)}.")
    if _plain(quote.quote) in _plain(text):
        return Finding(n=quote.n, fate="reworded", note="The same words, spaced or spelt differently.")
    return Finding(n=quote.n, fate="gone", note="These words are no longer in the plan.")


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
