"""What a passage bears out of a question: the sentence to quote, the thing wanted in it, the place it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.concepts import Concept, Coverage, cover
from assistant.read import quantities, timespans
from assistant.understanding import Understanding
from assistant.wanted import CHECKED, wanted_in
from plans.bodies import Bodies
from plans.catalogue import Period
from plans.document import Passage
from plans.quantities import Quantity, agree, years_of
from plans.seams import Hit
from plans.sentences import sentence_spans
from plans.stance import Stance, stance_of

__all__ = ["Evidence", "Quote", "weigh"]

_WHOLE_WORDS = 60  # a passage up to this long is quoted whole: one fact takes at most sixty words


_FOUND_FIRST, _FALLS = 0.5, 4  # the order of the search counts beside its score, half as much at the fifth hit
_NUMBERS = 0.3  # a question that names a number is about the words that have it
_ELSEWHERE = 0.3  # what is taken off for another area's plan: it may still speak of the area asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a plan to be shown, `reading_text[start:end]`, with the passage that gives them their place.

    They lie within the passage, or are `heading`, the words of a heading right above it.
    """

    passage: Passage
    start: int
    end: int
    heading: str | None = None

    @property
    def text(self) -> str:
        """The words, verbatim."""
        within = self.passage.text[self.start - self.passage.start : self.end - self.passage.start]
        return within if self.heading is None else self.heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A hit, judged against a question.

    `named` are the words in the quote (or in its place) that name the thing wanted: a number, a date, a body.
    `wanted` says whether the wanted kind of thing is there, `year` whether the passage stands in a year asked for
    (True where none was), `stance` what the plan does with the words. `numbers` and `bodies` are the shares of the
    question's own numbers and bodies that stand in the quote or its place (1 where it names none). `leaning` is
    False where the question names an area and the plan is another area's.
    """

    quote: Quote
    coverage: Coverage
    named: tuple[str, ...]
    wanted: bool
    year: bool
    stance: Stance
    numbers: float
    bodies: float
    leaning: bool
    score: float
    rank: int

    @property
    def near(self) -> float:
        """How near the subject it is, whatever is wanted of it: found by the search, met by the words."""
        elsewhere = 0.0 if self.leaning else _ELSEWHERE
        met = 0.5 * self.coverage.everywhere + 0.3 * self.coverage.words + _NUMBERS * self.numbers
        return self.score + met - elsewhere + _FOUND_FIRST / (1 + self.rank / _FALLS)


def weigh(
    hits: Sequence[Hit],
    asked: Understanding,
    concepts: Sequence[Concept],
    *,
    bodies: Bodies,
    periods: dict[str, Period | None],
    owners: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Evidence, ...]:
    """Judge every hit, in the order of the search.

    `owners` are those that the register has for a passage, by its id: they answer who, where the words name nobody.
    """
    return tuple(
        _weigh_one(
            hit,
            rank,
            asked,
            concepts,
            bodies=bodies,
            period=periods.get(hit.passage.plan_id),
            owners=(owners or {}).get(hit.passage.id, ()),
        )
        for rank, hit in enumerate(hits)
    )


def _weigh_one(
    hit: Hit,
    rank: int,
    asked: Understanding,
    concepts: Sequence[Concept],
    *,
    bodies: Bodies,
    period: Period | None,
    owners: tuple[str, ...] = (),
) -> Evidence:
    passage = hit.passage
    quote = _best_quote(passage, asked, concepts, bodies, period)
    numbers = _numbers_met(quote, asked)
    coverage = cover(concepts, quote.text, f"{passage.context} {passage.text}")
    if asked.states_a_figure:
        coverage = coverage.with_share(max(0.0, numbers))
    named = named_in(quote, asked, concepts, bodies, period) or _owned_by(quote, owners, asked)
    return Evidence(
        quote=quote,
        coverage=coverage,
        named=named,
        wanted=bool(named) or asked.figure not in CHECKED,
        year=_in_year(passage, quote.text, asked, period),
        stance=stance_of((*passage.place.section, passage.place.lead_in or ""), quote.text),
        numbers=numbers,
        bodies=_bodies_met(quote, asked, bodies),
        leaning=not asked.leaning or passage.plan_id in asked.leaning,
        score=hit.score,
        rank=rank,
    )


def named_in(
    quote: Quote, asked: Understanding, concepts: Sequence[Concept], bodies: Bodies, period: Period | None
) -> tuple[str, ...]:
    """The words of a quote, or of the heading that governs it, that name the kind of thing wanted."""
    return wanted_in(
        quote.text, asked=asked, concepts=concepts, heading=quote.passage.place.year, bodies=bodies, period=period
    )


def _owned_by(quote: Quote, owners: Sequence[str], asked: Understanding) -> tuple[str, ...]:
    """The owners whose names stand in the words, as they are written there; not those that the question is about."""
    told = asked.text.lower()
    at = [(quote.text.lower().find(name.lower()), name) for name in owners if name.lower() not in told]
    return tuple(quote.text[start : start + len(name)] for start, name in sorted(at) if start >= 0)


def _numbers_met(quote: Quote, asked: Understanding) -> float:
    """The share of the question's own numbers that stand in the words or their place; -1 where they speak of another
    one of the same kind (category 2 where category 1 is asked about)."""
    if not asked.quantities:
        return 1.0
    given = quantities(f"{quote.text}. {'. '.join(quote.passage.place.section)}")
    if any(_other_label(one, given) for one in asked.quantities):
        return -1.0
    met = [any(agree(one, other) for other in given) for one in asked.quantities]
    return sum(met) / len(met)


def _other_label(asked: Quantity, given: Sequence[Quantity]) -> bool:
    """Whether another label (category 2) or age (under 14) stands where one is asked about."""
    if asked.unit not in ("label", "age"):
        return False
    same_kind = [q for q in given if q.unit == asked.unit and (asked.unit == "age" or _of(q) == _of(asked))]
    return bool(same_kind) and not any(agree(asked, q) for q in same_kind)


def _of(quantity: Quantity) -> str:
    return (quantity.of or "").lower()


def _bodies_met(quote: Quote, asked: Understanding, bodies: Bodies) -> float:
    """The share of the bodies that the question names which the words, or their place, name too.

    A plan of a council calls it "we": one that goes by its kind alone need not be named.
    """
    wanted = {mention.body.id for mention in asked.bodies if mention.written.lower() not in _KINDS}
    if not wanted:
        return 1.0
    given = {mention.body.id for mention in bodies.find(f"{quote.text}. {quote.passage.context}")}
    return len(wanted & given) / len(wanted)


_KINDS = frozenset(f"{the}{kind}" for the in ("", "the ") for kind in ("council", "trust", "partnership", "board"))


def _in_year(passage: Passage, text: str, asked: Understanding, period: Period | None) -> bool:
    if not asked.years:
        return True
    heading = ". ".join(filter(None, [passage.place.year, passage.place.lead_in, *passage.place.section[-2:]]))
    years = {year for span in timespans(f"{heading}. {text}", period=period) for year in years_of(span)}
    return bool(years & set(asked.years))


def _best_quote(
    passage: Passage, asked: Understanding, concepts: Sequence[Concept], bodies: Bodies, period: Period | None
) -> Quote:
    """A short passage whole; of a long one the sentence that serves best, with its neighbours while they fit."""
    whole = Quote(passage=passage, start=passage.start, end=passage.end)
    spans = sentence_spans(passage.text)
    if len(passage.text.split()) <= _WHOLE_WORDS or len(spans) < 2:
        return whole
    sentences = [Quote(passage=passage, start=passage.start + a, end=passage.start + b) for a, b in spans]

    def worth(quote: Quote) -> float:
        met = cover(concepts, quote.text, "").words + _TIMELY * _speaks_of_the_time(quote.text, asked, period)
        return met + (0.5 if asked.figure in CHECKED and named_in(quote, asked, concepts, bodies, period) else 0.0)

    best = max(range(len(sentences)), key=lambda i: (worth(sentences[i]), -i))
    first, last = _widened(best, [len(sentence.text.split()) for sentence in sentences])
    return Quote(passage=passage, start=sentences[first].start, end=sentences[last].end)


_TIMELY = 0.3


def _speaks_of_the_time(text: str, asked: Understanding, period: Period | None) -> bool:
    """Whether words name a time that the question names."""
    said = {asked.text[span.start : span.end].lower() for span in asked.spans}
    years = {year for span in timespans(text, period=period) for year in years_of(span)} if asked.years else set()
    return any(one in text.lower() for one in said) or bool(years & set(asked.years))


def _widened(best: int, lengths: Sequence[int]) -> tuple[int, int]:
    """The run of sentences around the best one, the next before the one before, that stays within the limit."""
    first = last = best
    while True:
        total = sum(lengths[first : last + 1])
        if last + 1 < len(lengths) and total + lengths[last + 1] <= _WHOLE_WORDS:
            last += 1
        elif first > 0 and total + lengths[first - 1] <= _WHOLE_WORDS:
            first -= 1
        else:
            return first, last
