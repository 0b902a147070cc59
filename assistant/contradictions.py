"""Ways in which words on the same subject gainsay a statement: another number, date, direction, or thing it is said of.

Each check is a pure function over a statement's text and the evidence found for it; it gives the part of the
statement that the words gainsay, or nothing.
"""

import re
from collections.abc import Sequence
from datetime import date

from assistant.binding import mixed_up
from assistant.evidence import Evidence
from assistant.read import quantities, timespans
from plans.quantities import Quantity, TimeSpan, agree
from plans.sentences import sentence_spans
from plans.words import is_stopword, stem, tokens

__all__ = [
    "already_there",
    "another_date",
    "another_number",
    "holder_of",
    "is_dated",
    "national_figure",
    "said_of_another",
    "the_other_way",
    "turns",
]

_ON_IT = 0.6  # the share of a statement that words must meet to be on its subject
_ABOUT_AS_MUCH = 0.8  # of what the nearest words meet: what meets less of it speaks of something else


def another_number(stated: Quantity, evidence: Evidence, near: Sequence[Evidence]) -> bool:
    """Whether the words give another number of the same kind, and none that is as near gives this one."""
    given = [q for q in quantities(evidence.quote.text) if q.unit == stated.unit]
    least = _ABOUT_AS_MUCH * _met(evidence)
    as_near = [q for one in near if _met(one) >= least for q in quantities(one.quote.text)]
    return bool(given) and not any(agree(stated, q) or _within(q, stated) for q in as_near)


def _met(evidence: Evidence) -> float:
    return evidence.coverage.words


def _within(ours: Quantity, theirs: Quantity) -> bool:
    return ours.unit == theirs.unit and ours.value <= theirs.value <= (ours.high or ours.value)


def another_date(text: str, evidence: Evidence, near: Sequence[Evidence]) -> str:
    """A date of the statement, where the sentence on its subject gives another and nothing as near gives this one."""
    given = _dates(_sentence_on_it(evidence))
    least = max(_ON_IT, _ABOUT_AS_MUCH * _met(evidence))
    as_near = [span for one in near if _met(one) >= least for span in _dates(one.quote.text)]
    for stated in _dates(text):
        if given and not any(_overlap(stated, span) for span in (*given, *as_near)):
            return text[stated.start : stated.end]
    return ""


def is_dated(text: str) -> bool:
    """Whether a text names a day, a month or a year in figures."""
    return bool(_dates(text))


def _dates(text: str) -> list[TimeSpan]:
    """The dates that name a day, month or year in figures: "this year" and "within two years" tell none."""
    return [
        span
        for span in timespans(text)
        if not span.vague
        and span.kind != "duration"
        and re.search(r"\d", text[span.start : span.end])
        and (span.first or span.last)
    ]


def _overlap(one: TimeSpan, other: TimeSpan) -> bool:
    """Whether two dates share a day; a deadline or a beginning counts by the day it names."""
    first, last = _days(one)
    start, end = _days(other)
    return first <= end and start <= last


def _days(span: TimeSpan) -> tuple[date, date]:
    first, last = span.first or span.last or date.min, span.last or span.first or date.max
    return (last, last) if span.relation == "by" else (first, first) if span.relation == "from" else (first, last)


def _sentence_on_it(evidence: Evidence, *, with_next: bool = False) -> str:
    """The sentence of a quote that has most of what is met, `with_next` the one after it that goes on from it."""
    text = evidence.quote.text
    wanted = {part for concept in evidence.coverage.met for part in (concept.stem, *sum(concept.alternatives, ()))}
    spans = sentence_spans(text) or [(0, len(text))]
    shares = [len(wanted & {stem(token.word) for token in tokens(text[first:last])}) for first, last in spans]
    at = shares.index(max(shares))
    start, end = spans[at]
    if with_next and at + 1 < len(spans) and _GOES_ON.match(text[spans[at + 1][0] :]):
        end = spans[at + 1][1]
    return text[start:end]


_GOES_ON = re.compile(r"(?:this|these|that|it|they)\b", re.IGNORECASE)


def said_of_another(text: str, evidence: Evidence) -> str:
    """A figure of the statement that the words have, but tell of another thing than it does."""
    return next((found.removesuffix(" of another thing") for found in mixed_up(text, evidence.quote.text)), "")


def holder_of(stated: Quantity, near: Sequence[Evidence]) -> Evidence | None:
    """The first words that do have the number, whatever they say it of."""
    return next((one for one in near if any(agree(stated, q) for q in quantities(one.quote.text))), None)


_OF_THE_NATION = re.compile(
    r"\bnational(?:ly)?\b(?: [\w-]+){0,3}? "
    r"(?:ambition|target|average|goal|standard|total|aim|commitment)s?\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_NATION = re.compile(r"\b(?:nation\w*|england|english|country|countrywide|uk|britain)\b", re.IGNORECASE)


def national_figure(text: str, evidence: Evidence) -> str:
    """A number that the statement gives for the plan's own, where the words give it for the nation's."""
    if _NATION.search(text):
        return ""
    words = evidence.quote.text
    for stated in quantities(text):
        for given in quantities(words):
            if stated.value > _SMALL and agree(stated, given) and _OF_THE_NATION.search(words[: given.start]):
                return text[stated.start : stated.end]
    return ""


_SMALL = 12

_TO_BEGIN = re.compile(
    r"\b(?:when|how soon|(?:what|which) (?:date|month|year))\b.{0,30}\b(?:will|is|are|does|do)\b.*"
    r"\b(?:set up|establish\w*|introduc\w*|creat\w*|launch\w*|open\w*|start\w*|begin\w*|bring in|brought in"
    r"|put in place|be in place)\b",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"\b(?:now|already)\b(?: been)? (?:established|in place|open|running|up and running|live|operational|available"
    r"|set up|launched|introduced|created|started)\b",
    re.IGNORECASE,
)
_ALL_OF_IT = 0.9


def already_there(question: str, evidence: Evidence) -> bool:
    """Whether it is asked when something will begin, and the words say of just that thing that it is there by now."""
    if not _TO_BEGIN.search(question) or _met(evidence) < _ALL_OF_IT:
        return False
    return bool(_STANDS.search(_sentence_on_it(evidence)))


_UP = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|increas\w+|grow\w*|grew|higher|more|above|improv\w+|better|longer|"
    r"(?:go(?:ne|ing)?|went|bring\w*|brought) (?:[\w'-]+ ){0,3}?up)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|drop\w*|decreas\w+|declin\w+|reduc\w+|lower|fewer|less|below|wors\w+|shorter|"
    r"(?:go(?:ne|ing)?|went|come|came|bring\w*|brought) (?:[\w'-]+ ){0,3}?down)\b",
    re.IGNORECASE,
)


def turns(text: str) -> bool:
    """Whether a text speaks of something as more or less than it was, or than something else is."""
    return bool(_UP.search(text) or _DOWN.search(text))


def the_other_way(text: str, evidence: Evidence) -> bool:
    """Whether something is said to have gone one way, and the words say only that the same went the other."""
    words = _sentence_on_it(evidence, with_next=True)
    for one, other in ((_UP, _DOWN), (_DOWN, _UP)):
        if one.search(text) and not other.search(text) and other.search(words) and not one.search(words):
            return bool(_beside(one, text) & _beside(other, words))
    return False


_BESIDE = 5  # words on either side


def _beside(way: re.Pattern[str], text: str) -> frozenset[str]:
    """The stems of the words that stand by the words of a way, those without meaning left out."""
    ways = [found.span() for found in way.finditer(text)]

    def of_the_way(start: int) -> bool:
        return any(first <= start < last for first, last in ways)

    kept = [token for token in tokens(text) if of_the_way(token.start) or not is_stopword(token.word)]
    at = [i for i, token in enumerate(kept) if of_the_way(token.start)]
    return frozenset(stem(token.word) for i in at for token in kept[max(0, i - _BESIDE) : i + _BESIDE + 1])
