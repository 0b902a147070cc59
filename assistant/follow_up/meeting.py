"""Whether words near those that a question points to answer it: what is asked for is there, of the same subject."""

from collections.abc import Sequence

from assistant.asking import Parts
from assistant.concepts import Concept, concepts_of, cover
from assistant.evidence import Evidence, weigh
from assistant.follow_up.leaning import mark, role_asked, wanted_words
from assistant.follow_up.nearby import ELSEWHERE
from assistant.understanding import Understanding, Want
from assistant.wanted import CHECKED
from plans.catalogue import Period
from plans.document import Passage
from plans.seams import Hit
from plans.words import content_stems

__all__ = ["OWN", "concepts_in", "few", "meets", "on_topic", "own_concepts", "periods"]

OWN = 0.6  # the share of the question's own words that the words, with their place, must meet
_BUDGET = 70  # words of quotes
_IN_WORDS = (0.0, 0.5 * OWN, OWN)  # the share that must stand in the words themselves, by their distance


def meets(
    asked: Understanding, near: Sequence[tuple[int, Passage]], parts: Parts, *, topic: str = ""
) -> list[Evidence]:
    """The evidence that answers a question among passages with their distance; nearest first, few.

    Passages that are not what is pointed to must speak of the `topic`, or stand under a heading that does.
    """
    spoken_of = concepts_in(topic, parts)
    concepts = own_concepts(asked, parts)
    near = [(distance, passage) for distance, passage in near if distance < ELSEWHERE]
    hits = [Hit(passage=passage, score=1.0 - 0.2 * distance) for distance, passage in near]
    weighed = weigh(hits, asked, concepts, bodies=parts.bodies, periods=periods(parts))
    found = [
        (_reasons(evidence, asked), distance, -evidence.coverage.words, evidence)
        for (distance, _), evidence in zip(near, weighed, strict=True)
        if _says(evidence, asked) and _about(evidence, asked, concepts, distance)
        if distance == 0 or not spoken_of or on_topic(evidence.quote.passage, spoken_of)
    ]
    found.sort(key=lambda one: one[:3])
    return few([evidence for *_, evidence in found], asked, several=not concepts)


def _reasons(evidence: Evidence, asked: Understanding) -> bool:
    """Whether a reason is asked for and words only hint at one: a reason that is told goes before those."""
    return asked.want is Want.REASON and not mark("strong_reason").search(evidence.quote.text)


def own_concepts(asked: Understanding, parts: Parts) -> tuple[Concept, ...]:
    """The concepts of a question's own words, less those that only say what kind of thing is wanted."""
    only_wanted = wanted_words(asked.figure.value)
    return _made(tuple(pair for pair in asked.subject if pair[1] not in only_wanted), asked.text, parts)


def concepts_in(phrase: str, parts: Parts) -> tuple[Concept, ...]:
    """The concepts of a phrase: each of its words that carries meaning."""
    return _made(tuple((word, word) for word in dict.fromkeys(content_stems(phrase))), phrase, parts)


def _made(subject: tuple[tuple[str, str], ...], text: str, parts: Parts) -> tuple[Concept, ...]:
    return concepts_of(
        subject,
        weight=parts.vocabulary.weight,
        alternatives=parts.vocabulary.alternatives(text),
        known=parts.vocabulary.known,
    )


def on_topic(passage: Passage, topic: Sequence[Concept]) -> bool:
    """Whether a passage, or the heading, row or lead-in nearest to it, speaks of any of the concepts."""
    place = passage.place
    near = " ".join([place.row or "", *place.section[-1:], place.lead_in or ""])
    return cover(topic, passage.text, near).everywhere > 0


def _says(evidence: Evidence, asked: Understanding) -> bool:
    """Whether the kind of thing asked for is there, of this year, and no other is spoken of."""
    if evidence.numbers < 0 or evidence.bodies < 1 or not evidence.year:
        return False
    if asked.figure in CHECKED and not evidence.named:
        return False
    needed = {Want.REASON: "reason", Want.PLACE: "place"}.get(asked.want)
    if needed is not None and not mark(needed).search(evidence.quote.text):
        return False
    role = role_asked(asked.text) if asked.want is Want.BODY else None
    return role is None or bool(role.search(evidence.quote.text))


def _about(evidence: Evidence, asked: Understanding, concepts: Sequence[Concept], distance: int) -> bool:
    """A bare question is about the words themselves; one with words of its own must find them."""
    if distance == 2 and asked.polar:
        return False
    if concepts:
        return evidence.coverage.everywhere >= OWN and evidence.coverage.words >= _IN_WORDS[distance]
    if asked.want is Want.REASON and distance == 1:
        return bool(mark("strong_reason").search(evidence.quote.text))
    return distance == 0


def few(found: Sequence[Evidence], asked: Understanding, *, several: bool) -> list[Evidence]:
    """The first of the evidence; of `several`, as many as can be read at once."""
    kept: list[Evidence] = []
    words = 0
    several = several and (asked.figure not in CHECKED or asked.several)
    for evidence in found:
        length = len(evidence.quote.text.split())
        if kept and (words + length > _BUDGET or not several):
            break
        kept.append(evidence)
        words += length
    return kept


def periods(parts: Parts) -> dict[str, Period | None]:
    """The period of each plan, by its id."""
    return {plan.id: plan.entry.period for plan in parts.library.plans()}
