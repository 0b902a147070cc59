"""What a cross-encoder makes of words beside one question; each is read once, and only when it is needed."""

from dataclasses import replace
from typing import Final

from assistant.evidence import Quote
from plans.document import Passage
from plans.seams import Answerability
from plans.sentences import sentence_spans

__all__ = ["READ_AT_ONCE", "Reading", "around"]

READ_AT_ONCE: Final = 500  # letters: with its place and a question, what the cross-encoder takes in at once


class Reading:
    """One question beside the words that are asked about, for as long as it is being answered."""

    def __init__(self, question: str, answerability: Answerability) -> None:
        self._question = question
        self._answerability = answerability
        self._read: dict[tuple[str, int, int], float] = {}

    def of(self, quote: Quote) -> float:
        """The log-odds that a quote, in its passage, answers the question."""
        passage = around(quote)
        words = (passage.id, passage.start, passage.end)
        if words not in self._read:
            (self._read[words],) = self._answerability.rate(self._question, [passage])
        return self._read[words]


def around(quote: Quote) -> Passage:
    """The passage of a quote, or, of a long one, as many whole sentences around the quote as are read at once."""
    passage = quote.passage
    if len(passage.text) <= READ_AT_ONCE:
        return passage
    spans = sentence_spans(passage.text)
    start, end = quote.start - passage.start, quote.end - passage.start
    held = [at for at, (first, last) in enumerate(spans) if first < end and last > start] or [0]
    first, last = held[0], held[-1]
    grown = True
    while grown:
        grown = False
        if first > 0 and spans[last][1] - spans[first - 1][0] <= READ_AT_ONCE:
            first, grown = first - 1, True
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= READ_AT_ONCE:
            last, grown = last + 1, True
    begins, ends = spans[first][0], spans[last][1]
    return replace(passage, text=passage.text[begins:ends], start=passage.start + begins, end=passage.start + ends)
