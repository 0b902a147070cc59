"""A receipt held against the plans that are held now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from assistant.receipts import Receipt, ReceiptQuote
from assistant.verifying import occurs
from plans.quantities import quantities, timespans
from plans.refound import Refound, found_again
from plans.seams import Library

__all__ = ["Fate", "Finding", "check_receipt"]

Fate = Literal["same", "moved", "reworded", "gone", "unsaid"]
_MARK = re.compile(r"\[(\d{1,6})\]")
_MARKS = re.compile(r"(?: \[\d+\])+$")
_LONGEST_TOLD = 300
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
    plans = {plan.id: plan for plan in library.plans()}
    newer = next((plan.id for plan in plans.values() if plan.entry.supersedes == quote.plan_id), None)
    if quote.plan_id in plans:
        found = found_again(quote.quote, quote.start, library.document(quote.plan_id))
        return Finding(n=quote.n, fate=found.fate, note=_note(found, library.document(quote.plan_id).text))
    if newer is None:
        return Finding(n=quote.n, fate="gone", note=f"The plan {quote.plan_id} is no longer in the library.")
    found = found_again(quote.quote, quote.start, library.document(newer))
    said = _note(found, library.document(newer).text)
    fate: Fate = "moved" if found.fate == "same" else found.fate
    return Finding(
        n=quote.n, fate=fate, note=f"The plan is no longer in the library; in its new edition {newer}: {said}"
    )


def _note(found: Refound, text: str) -> str:
    if found.start is None or found.end is None:
        return "These words are no longer in the plan."
    place = f"now at {found.start} to {found.end}"
    words = shorten(text[found.start : found.end], _LONGEST_TOLD, placeholder=" …")
    return {
        "same": "Word for word at the place cited.",
        "moved": f"Word for word, {place}.",
        "reworded": f"It now says, {place}: “{words}”",
    }[found.fate]
