"""Whether a sentence that a language model wrote is borne out by one quotation alone, and in what it is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.binding import mixed_up
from assistant.evidence import Quote
from assistant.turning import nearest_sentence, reporting_stems, turns
from plans.bodies import Bodies
from plans.commitment import Comparator
from plans.quantities import Quantity, TimeSpan, agree, quantities, timespans
from plans.stance import stance_of
from plans.words import content_stems, fold, is_stopword, stem, stems, tokens

__all__ = ["CONTAINED", "contained", "faults"]

CONTAINED = 0.9
_FEWEST = 3

_VOICE = re.compile(r"\b(?:i|me|my|mine|you|your|yours|we|us|our|ours|passages?|question)\b", re.IGNORECASE)
_WHOSE_PLAN = re.compile(r"(?:['’]s)?(?:\s+[\w&’']+){0,4}\s+plan\b", re.IGNORECASE)
_LATE = re.compile(r"\b(?:after|beyond|past|over|exceeding)\s+(?:the\s+first\s+)?$", re.IGNORECASE)
_FIGURES = re.compile(r"\d+(?:,\d{3})*")
_CHARGE = (
    r"(?:lead|leads|led|leading|run|runs|running|operat\w+|provid\w+|deliver\w*|overse\w+|manag\w+|host\w*|chair\w*"
    r"|commission\w*|fund\w*|own\w*|coordinat\w+|responsib\w+|accountab\w+|in charge)"
)
_CHARGED_BY = re.compile(rf"\b{_CHARGE}\s+(?:\w+\s+){{0,2}}by\s+(?:the\s+|our\s+)?$", re.IGNORECASE)
_IN_CHARGE = re.compile(rf"^['’]?s?\s+(?:\w+\s+){{0,4}}{_CHARGE}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Source:
    """One quotation: its words, the sentence of them that is nearest, and the headings and year it stands under."""

    words: str
    nearest: str
    place: str
    title: str

    @property
    def all(self) -> str:
        return f"{self.title} / {self.place} \n {self.words}"

    @property
    def told(self) -> str:
        """What numbers, dates and names may come from: one sentence and its place, since two can be mixed up."""
        return f"{self.place} \n {self.nearest}"


def faults(sentence: str, quote: Quote, *, title: str, bodies: Bodies) -> tuple[str, ...]:
    """What in a sentence one quotation does not bear out, each in a few words; empty where it bears all of it.

    A sentence is held against one quotation at a time, and its numbers, dates and names against one sentence of it:
    two that are true apart can be false together. `title` is the title of the quotation's plan.
    """
    place = quote.passage.place
    under = " / ".join([*place.section, place.year or ""])
    source = _Source(quote.text, nearest_sentence(sentence, quote.text), under, title)
    return tuple(
        dict.fromkeys(
            [
                *_words(sentence, source),
                *_figures(sentence, source),
                *_numbers(sentence, source),
                *mixed_up(sentence, source.nearest),
                *_dates(sentence, source),
                *_bodies(sentence, source, bodies),
                *_names(sentence, source),
                *turns(sentence, quote.text, stance_of(place.section, quote.text)),
            ]
        )
    )


def contained(sentence: str, source: str) -> float:
    """The share of a sentence's meaning words that stand in the source (0 to 1), 0 where it has none.

    Words that only say that a plan says something are not counted.
    """
    wanted = [word for word in content_stems(sentence) if word not in reporting_stems()]
    present = set(stems(source))
    return sum(word in present for word in wanted) / len(wanted) if wanted else 0.0


def _words(sentence: str, source: _Source) -> Iterator[str]:
    if contained(sentence, source.all) < CONTAINED:
        yield "too few of its words are the plan's"
    if len(_telling(sentence)) < _FEWEST:
        yield "says too little to stand alone"
    present = {token.word for token in tokens(source.words)}
    yield from (f"speaks as {who}" for who in _VOICE.findall(sentence) if who.lower() not in present)


def _telling(sentence: str) -> set[str]:
    """The stems that tell what a sentence is about: no figures, and nothing that only says that a plan says it."""
    return {word for word in content_stems(sentence) if not word[0].isdigit() and word not in reporting_stems()}


def _figures(sentence: str, source: _Source) -> Iterator[str]:
    """Figures that no reader of numbers and dates takes up (telephone numbers, 24/7) must stand in the source too."""
    present = {figure.replace(",", "") for figure in _FIGURES.findall(source.told)}
    numbers = [(one.start, one.end) for one in quantities(sentence)]
    read = [*numbers, *((span.start, span.end) for span in timespans(sentence))]
    for match in _FIGURES.finditer(sentence):
        taken_up = any(start <= match.start() < end for start, end in read)
        if not taken_up and match.group().replace(",", "") not in present:
            yield match.group()


def _numbers(sentence: str, source: _Source) -> Iterator[str]:
    given = [(other, text) for text in (source.nearest, source.place) for other in quantities(text)]
    for one in quantities(sentence):
        late = _is_late(sentence, one)
        if not any(_same_number(one, other) and late == _is_late(text, other) for other, text in given):
            yield one.written


def _is_late(text: str, one: Quantity) -> bool:
    """ "after 48 hours" is not "within 48 hours"."""
    return one.unit in _LIMITS and bool(_LATE.search(text, 0, one.start))


_BEARS: dict[Comparator | None, tuple[Comparator | None, ...]] = {
    None: (None, "at_least", "more_than"),
    "at_least": ("at_least", "more_than"),
    "more_than": ("more_than",),
    "at_most": ("at_most", "less_than"),
    "less_than": ("less_than",),
    "increase_by": ("increase_by",),
    "decrease_by": ("decrease_by",),
}
_LIMITS = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})


def _same_number(ours: Quantity, theirs: Quantity) -> bool:
    """The same value of the same unit, no bound added, dropped or turned, of the same things.

    A lower bound may be left out ("at least 76%" is a 76% target), and so may the bound on a time limit.
    """
    if not agree(ours, theirs) or (ours.unit == "label" and ours.of != theirs.of):
        return False
    limit = ours.comparator is None and ours.unit in _LIMITS and theirs.comparator == "at_most"
    if theirs.comparator not in _BEARS.get(ours.comparator, ()) and not limit:
        return False
    counted, given = content_stems(ours.of or ""), content_stems(theirs.of or "")
    return not counted or not given or bool(set(counted) & set(given))


def _dates(sentence: str, source: _Source) -> Iterator[str]:
    given = [*timespans(source.nearest), *timespans(source.place)]
    folded = " ".join(fold(source.told).split())
    for span in timespans(sentence):
        written = " ".join(fold(span.written).split())
        if span.vague or (span.first is None and span.last is None):
            if not re.search(rf"(?<!\w){re.escape(written)}(?!\w)", folded):
                yield span.written
        elif not any(_same_date(span, other) for other in given):
            yield span.written


def _same_date(ours: TimeSpan, theirs: TimeSpan) -> bool:
    """The same days; "in" a time and "by" its end are let stand for each other, "from" it is not."""
    if "from" in (ours.relation, theirs.relation):
        return ours.relation == theirs.relation and ours.first == theirs.first
    return ours.last is not None and ours.last == theirs.last and ours.kind == theirs.kind


def _bodies(sentence: str, source: _Source, bodies: Bodies) -> Iterator[str]:
    given = {mention.body.id for text in (source.nearest, source.place) for mention in bodies.find(text)}
    folded = " ".join(fold(source.told).split())
    for mention in bodies.find(sentence):
        written = " ".join(fold(mention.written).split())
        if mention.body.id not in given and not re.search(rf"(?<!\w){re.escape(written)}(?!\w)", folded):
            yield mention.written
    yield from _in_charge(sentence, source, bodies)


def _in_charge(sentence: str, source: _Source, bodies: Bodies) -> Iterator[str]:
    """A body that the sentence puts in charge must be in charge in the source's own words."""
    given = {
        mention.body.id
        for mention in bodies.find(source.nearest)
        if _charged(source.nearest, mention.start, mention.end)
    }
    for mention in bodies.find(sentence):
        if _charged(sentence, mention.start, mention.end) and mention.body.id not in given:
            yield f"{mention.written} in charge"


def _charged(text: str, start: int, end: int) -> bool:
    return bool(_CHARGED_BY.search(text[max(0, start - 60) : start]) or _IN_CHARGE.match(text[end : end + 60]))


def _names(sentence: str, source: _Source) -> Iterator[str]:
    """Capitalised words and acronyms are names: each must stand in the source. The first word may be a common one.

    A name that only the plan's title has may say whose plan it is, and not where something is so.
    """
    present = {token.word for token in tokens(source.told)}
    common = {stem(word) for word in present} | reporting_stems()
    title = {token.word for token in tokens(source.title)}
    for token in tokens(sentence):
        word = token.word.removesuffix("'s")
        if not sentence[token.start].isupper() or is_stopword(word) or word in present:
            continue
        first = not sentence[: token.start].strip(" \"'“‘(")
        of_the_plan = word in title and (first or _WHOSE_PLAN.match(sentence[token.end :]))
        if not of_the_plan and not (first and stem(word) in common):
            yield sentence[token.start : token.end]
