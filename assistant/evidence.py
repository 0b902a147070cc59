"""What a passage bears out of a question: the sentence to quote, the thing wanted in it, the place it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.bodies import Bodies

from assistant.concepts import Concept, Coverage, cover
from assistant.sentences import sentence_spans
from assistant.understanding import Understanding, Want
from plans.catalogue import Period
from plans.document import Passage
from plans.quantities import quantities, timespans, years_of
from plans.seams import Hit
from plans.stance import Stance, stance_of

__all__ = ["Evidence", "Quote", "weigh"]

_WHOLE_WORDS = 45  # a passage up to this long is quoted whole: it is one bullet, or one thought


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a passage to be shown: `passage.text[start - passage.start : end - passage.start]`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A hit, judged against a question.

    `named` are the words in the quote (or in its place) that name the thing wanted: a number, a date, a body.
    `wanted` says whether the wanted kind of thing is there, `year` whether the passage stands in a year asked for
    (True where none was), `stance` what the plan does with the words.
    """

    quote: Quote
    coverage: Coverage
    named: tuple[str, ...]
    wanted: bool
    year: bool
    stance: Stance
    score: float
    rank: int


def weigh(
    hits: Sequence[Hit],
    asked: Understanding,
    concepts: Sequence[Concept],
    *,
    bodies: Bodies,
    periods: dict[str, Period | None],
) -> tuple[Evidence, ...]:
    """Judge every hit, in the order of the search."""
    return tuple(
        _weigh_one(hit, rank, asked, concepts, bodies=bodies, period=periods.get(hit.passage.plan_id))
        for rank, hit in enumerate(hits)
    )


def _weigh_one(
    hit: Hit, rank: int, asked: Understanding, concepts: Sequence[Concept], *, bodies: Bodies, period: Period | None
) -> Evidence:
    passage = hit.passage
    quote = _best_quote(passage, asked, concepts, bodies, period)
    coverage = cover(concepts, quote.text, f"{passage.context} {passage.text}")
    named = named_in(quote, asked, bodies, period)
    return Evidence(
        quote=quote,
        coverage=coverage,
        named=named,
        wanted=bool(named) or asked.want not in _CHECKED,
        year=_in_year(passage, quote.text, asked, period),
        stance=stance_of(passage.place.section, quote.text),
        score=hit.score,
        rank=rank,
    )


_MONEY = frozenset({"gbp", "eur", "usd"})
_NO_NUMBER = frozenset({"label", "clock"})  # "category 2" and "8am" name something, they do not measure it
_CHECKED = frozenset({Want.NUMBER, Want.MONEY, Want.DATE, Want.BODY, Want.COUNT})


def named_in(quote: Quote, asked: Understanding, bodies: Bodies, period: Period | None) -> tuple[str, ...]:
    """The words of a quote, or of the heading that governs it, that name the kind of thing wanted."""
    text = quote.text
    if asked.want is Want.MONEY:
        return tuple(text[q.start : q.end] for q in quantities(text) if q.unit in _MONEY)
    if asked.want in (Want.NUMBER, Want.COUNT):
        return tuple(text[q.start : q.end] for q in quantities(text) if q.unit not in _NO_NUMBER)
    if asked.want is Want.DATE:
        stated = tuple(text[s.start : s.end] for s in timespans(text, period=period) if not s.vague)
        heading = quote.passage.place.year
        return stated or ((heading,) if heading else ())
    if asked.want is Want.BODY:
        asked_about = {mention.body.id for mention in asked.bodies}
        return tuple(dict.fromkeys(text[m.start : m.end] for m in bodies.find(text) if m.body.id not in asked_about))
    return ()


def _in_year(passage: Passage, text: str, asked: Understanding, period: Period | None) -> bool:
    if not asked.years:
        return True
    heading = passage.place.year or ""
    years = {year for span in timespans(f"{heading}. {text}", period=period) for year in years_of(span)}
    return bool(years & set(asked.years))


def _best_quote(
    passage: Passage, asked: Understanding, concepts: Sequence[Concept], bodies: Bodies, period: Period | None
) -> Quote:
    whole = Quote(passage=passage, start=passage.start, end=passage.end)
    spans = sentence_spans(passage.text)
    if len(passage.text.split()) <= _WHOLE_WORDS or len(spans) < 2:
        return whole
    sentences = [Quote(passage=passage, start=passage.start + a, end=passage.start + b) for a, b in spans]

    def worth(quote: Quote) -> float:
        met = cover(concepts, quote.text, "").words
        return met + (0.5 if named_in(quote, asked, bodies, period) and asked.want in _CHECKED else 0.0)

    best = max(range(len(sentences)), key=lambda i: (worth(sentences[i]), -i))
    return sentences[best]
