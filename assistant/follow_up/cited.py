"""The words of plans that an earlier answer quoted, found again in the library."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from assistant.evidence import Quote
from plans.catalogue import Plan
from plans.document import Passage
from plans.seams import Library
from plans.sentences import sentence_spans

__all__ = ["cited_in", "find_again", "in_whole_sentences", "sentences_of"]

_MARKS = re.compile(r"(?:\s*\[\d+\])+")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_OUTER = re.compile(r"[“\"](.+)[”\"]", re.DOTALL)
_QUOTATION = re.compile(r"^“.+?”(?:\s*\[\d+\])+", re.DOTALL | re.MULTILINE)
_INNER = re.compile(r"“([^“”]+)”")
_MARK = re.compile("[“”‘’\"']")  # quotation marks are written as the sentence about them needs
_SHORTEST = 3  # words; fewer are a label, unless they are a list item with a marker
_MOST = 40


def cited_in(answer: str, library: Library) -> tuple[Quote, ...]:
    """The quotes of an answer, in its order, wherever their words still stand in a plan.

    Words that stand in several places are taken from the place that the answer names. An answer that asks back, or
    that quotes nothing, has none.
    """
    if "?" in answer and not _MARKS.search(answer):
        return ()
    plans = _named(answer, library.plans())
    found: list[Quote] = []
    for part in _parts(answer):
        for words in _candidates(part):
            quote = find_again(words, library, plans, beside=answer)
            if quote is not None:
                found.append(quote)
                break
    return tuple(dict.fromkeys(found))[:_MOST]


def find_again(words: str, library: Library, plans: Sequence[Plan], *, beside: str = "") -> Quote | None:
    """Words of a plan where they stand; of several places, the one whose headings are named most in `beside`."""
    pattern = re.compile(r"\s+".join(_MARK.sub("[“”‘’\"']", re.escape(word)) for word in words.split()))
    best: tuple[int, Quote] | None = None
    for plan in plans:
        for match in pattern.finditer(library.document(plan.id).text):
            passage = _holding(library.passages(plan.id), match.start())
            if passage is None:
                continue
            named = _named_headings(passage, beside)
            if best is None or named > best[0]:
                best = named, Quote(passage=passage, start=match.start(), end=min(match.end(), passage.end))
    return None if best is None else best[1]


def _holding(passages: Sequence[Passage], start: int) -> Passage | None:
    """The passage in which a span begins, or None where it is a heading or the like."""
    at = bisect_right(passages, start, key=lambda passage: passage.start) - 1
    if at < 0 or passages[at].end <= start:
        return None
    return passages[at]


def sentences_of(quote: Quote) -> tuple[Quote, ...]:
    """The sentences of a quote, each a quote of its own."""
    spans = sentence_spans(quote.text)
    return tuple(Quote(passage=quote.passage, start=quote.start + a, end=quote.start + b) for a, b in spans)


def in_whole_sentences(quote: Quote) -> Quote:
    """A quote widened to the sentences of its passage that it touches."""
    passage = quote.passage
    whole = Quote(passage=passage, start=passage.start, end=passage.end)
    touched = [one for one in sentences_of(whole) if one.start < quote.end and quote.start < one.end]
    return Quote(passage=passage, start=touched[0].start, end=touched[-1].end) if touched else whole


def _parts(answer: str) -> list[str]:
    """An answer in lines, but that a quotation with its marker is one part, over however many lines it runs."""
    parts: list[str] = []
    end = 0
    for quotation in _QUOTATION.finditer(answer):
        parts += [*answer[end : quotation.start()].splitlines(), quotation.group()]
        end = quotation.end()
    return [*parts, *answer[end:].splitlines()]


def _candidates(line: str) -> Iterator[str]:
    """What of a line may be a plan's words: a list item, the whole between quotation marks, or parts of it."""
    bullet = bool(_BULLET.match(line))
    plain = _MARKS.sub("", _BULLET.sub("", line)).strip()
    if bullet and (_MARKS.search(line) or len(plain.split()) >= _SHORTEST):
        yield plain
    outer = _OUTER.search(plain)
    pieces = ([outer[1]] if outer else []) + _INNER.findall(plain)
    yield from (piece.strip() for piece in pieces if len(piece.split()) >= _SHORTEST)


def _named(answer: str, plans: Sequence[Plan]) -> Sequence[Plan]:
    return [plan for plan in plans if plan.entry.title in answer] or plans


def _named_headings(passage: Passage, answer: str) -> int:
    place = passage.place
    return sum(part in answer for part in (*place.section, place.year or "") if part)
