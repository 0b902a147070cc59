"""What of a sentence must be borne out: its numbers, dates and organisations, and whether a text bears them out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eval.turning import turned
from eval.units import plain, read_quantities, read_times
from plans.bodies import Bodies
from plans.quantities import Quantity, TimeSpan, agree
from plans.words import content_stems, fold

__all__ = [
    "CONTAINMENT",
    "BodiesIn",
    "Claim",
    "Source",
    "claim_of",
    "containment",
    "no_bodies",
    "read_source",
    "registered_bodies",
    "supports",
    "unsupported",
]

CONTAINMENT = 0.6

BodiesIn = Callable[[str], frozenset[str]]
"""The ids of the organisations that a text names."""

_COMMITMENT = re.compile(
    r"\b(?:will|shall|aims? to|plans? to|intends? to|commits? to|committed to|pledges? to|is to|are to|has to be|"
    r"have to be|must|responsible for|leads? on|led by|oversees?|overseen by)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"^(?:I|we) (?:searched|looked|could not find|could find|found (?:no|nothing))\b"
    r"|\bwords? (?:looked for|tried)\b|\bpassages? examined\b|\bnearest passages?\b"
    r"|\bNHS 111\b|\b999\b|\b111\.nhs\.uk\b"
    r"|\?\s*$|^(?:in|from|under) [^.]*:$|^(?:yes|no)\.?$",
    re.IGNORECASE,
)

_BARE = frozenset({"count", "label", "clock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of an answer and what in it can be checked. `factual` says whether it has to be."""

    text: str
    quantities: tuple[Quantity, ...]
    times: tuple[TimeSpan, ...]
    bodies: frozenset[str]
    stems: tuple[str, ...]
    factual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Words that may bear a claim out, read once."""

    folded: str
    quantities: tuple[Quantity, ...]
    times: tuple[TimeSpan, ...]
    bodies: frozenset[str]
    stems: frozenset[str]


def no_bodies(_: str) -> frozenset[str]:
    """Knows no organisations: for texts in which none need be looked for."""
    return frozenset()


def registered_bodies() -> BodiesIn:
    """Knows the organisations of the alias register that the product uses too; each text is read once."""
    bodies = Bodies.load()

    @lru_cache(maxsize=20_000)
    def bodies_in(text: str) -> frozenset[str]:
        return frozenset(mention.body.id for mention in bodies.find(text))

    return bodies_in


def claim_of(sentence: str, *, bodies_in: BodiesIn, places: Sequence[str] = ()) -> Claim:
    """Take a sentence apart.

    It is factual where it has a number, a date, an organisation or a verb of commitment and is not boilerplate:
    what was searched, a signpost, a question back, a lead-in. Nor is it factual where it only names one of
    `places` (plan titles and heading paths).
    """
    text = plain(sentence)
    numbers, times, bodies = read_quantities(text), read_times(text), bodies_in(text)
    stems = content_stems(text)
    telling = bool(numbers or times or bodies or _COMMITMENT.search(text))
    only_place = any(set(stems) <= set(content_stems(place)) for place in places)
    return Claim(
        text=text,
        quantities=numbers,
        times=times,
        bodies=bodies,
        stems=stems,
        factual=telling and not only_place and not _boilerplate(text, numbers),
    )


def _boilerplate(text: str, numbers: Sequence[Quantity]) -> bool:
    """A sentence that measures something has to be borne out, whatever else it is made to look like."""
    return _BOILERPLATE.search(text) is not None and all(one.unit in _BARE for one in numbers)


def read_source(texts: Sequence[str], *, bodies_in: BodiesIn) -> Source:
    """Read the texts that a claim may rest on, each by itself, so that no number spans two of them."""
    return Source(
        folded=" \n ".join(" ".join(fold(text).split()) for text in texts),
        quantities=tuple(one for text in texts for one in read_quantities(text)),
        times=tuple(one for text in texts for one in read_times(text)),
        bodies=frozenset().union(*(bodies_in(text) for text in texts)),
        stems=frozenset(stem for text in texts for stem in content_stems(text)),
    )


def supports(claim: Claim, source: Source, *, containing: float = CONTAINMENT) -> bool:
    """Whether every number, date and organisation of a claim is in the source, with enough of its meaning words, and
    no word turns it round (`eval.turning`)."""
    if unsupported(claim, source) or turned(claim.text, source.folded):
        return False
    return containment(claim, source) >= containing


def containment(claim: Claim, source: Source) -> float:
    """The share of a claim's meaning words that the source has; 1 for a claim without any."""
    return sum(stem in source.stems for stem in claim.stems) / len(claim.stems) if claim.stems else 1.0


def unsupported(claim: Claim, source: Source) -> tuple[str, ...]:
    """The numbers, dates and organisations of a claim that the source does not have, as the claim writes them."""
    numbers = [one.written for one in claim.quantities if not _has_number(one, source)]
    dates = [one.written for one in claim.times if not one.vague and not _has_time(one, source)]
    return (*numbers, *dates, *sorted(claim.bodies - source.bodies))


def _has_number(one: Quantity, source: Source) -> bool:
    """Whether a number of the claim is one of the source's, or stands there as it is written and was read otherwise;
    the same value with the bound turned round is another number."""
    if any(agree(one, other) for other in source.quantities):
        return True
    if any((one.value, one.high, one.unit) == (other.value, other.high, other.unit) for other in source.quantities):
        return False
    return " ".join(fold(one.written).split()) in source.folded


def _has_time(one: TimeSpan, source: Source) -> bool:
    if any((one.first, one.last) == (other.first, other.last) for other in source.times):
        return True
    if any(one.last is not None and one.last == other.last and one.kind == other.kind for other in source.times):
        return True
    return bool(re.search(rf"(?<!\w){re.escape(' '.join(fold(one.written).split()))}(?!\w)", source.folded))
