"""A question ready to be looked up: taken apart, with its concepts, and the evidence that the search gives for it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.concepts import Concept, concepts_of
from assistant.evidence import Evidence, weigh
from assistant.granted import granted
from assistant.likely_kinds import LikelyKinds
from assistant.reading import Reading
from assistant.sufficiency import Best, Sufficiency, is_another, judge
from assistant.understanding import Understanding, Want, frame_stems, light_stems
from assistant.vocabulary import Vocabulary
from assistant.weighing import signs_together, weighed
from plans.bodies import Bodies
from plans.catalogue import Plan
from plans.seams import Answerability, Hit, Library, Query, Register, Search, SearchResult
from plans.stance import Stance
from plans.words import content_stems, is_stopword, reworded, stem

__all__ = ["Asking", "Parts", "held_to", "look_up", "plans_of", "weighs_little", "worth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the assistant is given to answer with."""

    search: Search
    register: Register
    library: Library
    bodies: Bodies
    vocabulary: Vocabulary
    answerability: Answerability
    kinds: LikelyKinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question with everything found for it: evidence best first, and the search result it came from.

    `elsewhere` is the best that the plans it is not put to have on it, None where it is put to all of them.
    `refutable` says whether reading can tell that words are no answer.
    """

    asked: Understanding
    concepts: tuple[Concept, ...]
    result: SearchResult
    evidence: tuple[Evidence, ...]
    reading: Reading
    elsewhere: Evidence | None = None
    refutable: bool = True

    def met(self, evidence: Evidence) -> Sufficiency:
        """Whether a piece of this evidence has what the question asks for: by its words, not by what it says."""
        return judge(evidence, self.asked, self.concepts, self.best)

    def judged(self, evidence: Evidence) -> Sufficiency:
        """Whether a piece of this evidence answers the question: by its words, and as it reads."""
        verdict = self.met(evidence)
        if not verdict.enough and evidence not in self.evidence[:_FIRST]:
            return verdict
        read = self.reading.of(evidence.quote)
        if not self.refutable:
            return verdict.after_reading(read)
        return weighed(verdict, self.signs(evidence, verdict, read))

    def signs(self, evidence: Evidence, verdict: Sufficiency, read: float) -> Mapping[str, float]:
        """What is weighed of a piece of this evidence that was read."""
        best = max(worth(one, self.asked) for one in self.evidence)
        total = sum(concept.weight for concept in self.concepts) or 1.0
        return signs_together(
            evidence,
            verdict,
            read=read,
            behind=best - worth(evidence, self.asked),
            heaviest_missing=max((concept.weight for concept in evidence.coverage.missing), default=0.0) / total,
            figure=self.asked.figure,
        )

    @property
    def best(self) -> Best:
        """What every piece of this evidence is held against."""
        near = max((one.near for one in self.evidence), default=0.0)
        return Best(
            near=near,
            met=max((one.coverage.everywhere for one in self.evidence if one.near >= near), default=0.0),
            numbers=max((one.numbers for one in self.evidence), default=0.0),
            year=any(one.year and one.near >= _NEARBY * near for one in self.evidence),
            elsewhere=self.elsewhere.coverage.everywhere if self.elsewhere else 0.0,
        )

    @property
    def about_another(self) -> bool:
        """Whether the words that are on the subject are about another group or year than was asked for: then
        what is further from the subject is no answer either."""
        best = self.best
        nearest = next((one for one in self.evidence if one.near >= best.near), None)
        on_it = nearest is not None and nearest.coverage.everywhere >= _ON_IT
        return on_it and nearest is not None and is_another(nearest, self.asked, best)


_WHATEVER = re.compile(
    r"\b(?:what|anything|something)\b.{0,60}\b(?:says?|said|mention(?:s|ed)?|do(?:es|ing)?|done|plann?(?:s|ed)?)\b"
    r".{0,20}\b(?:about|on|for|to)\b",
    re.IGNORECASE,
)
_FIRST = 3  # so many of the best are read whatever their words meet
_ON_IT = 0.75  # the share of a question that the nearest words must meet to be on its subject
_NEARBY = 0.6  # of the nearness of the nearest: further off, a year tells nothing of the subject
_WEIGHED = 30  # hits further down the list never answered a development question


_TOLD = 0.5  # what was said before tells less of what is wanted now than the question's own words


def look_up(asked: Understanding, parts: Parts, *, plans: tuple[str, ...] | None = None, told: str = "") -> Asking:
    """Search for a question in the plans it is put to (or in `plans`), and judge what is found.

    The words of `told`, a subject that was spoken of before, and of what only leads up to the question, weigh half
    where the question has words of its own.
    Evidence is ordered by what it bears out: the search's score, the subject met, the wanted thing, year and stance.
    """
    scope = asked.plans if plans is None else plans
    result = parts.search.search(Query(text=asked.text, plans=scope, years=asked.years))
    asked = _respelt(asked, result.spelt)
    concepts = concepts_of(
        asked.subject,
        weight=_weighing(asked, told, parts.vocabulary),
        alternatives=parts.vocabulary.alternatives(reworded(asked.text, result.spelt.get)),
        known=parts.vocabulary.known,
    )
    periods = {plan.id: plan.entry.period for plan in parts.library.plans()}

    def weighed(found: SearchResult) -> tuple[Evidence, ...]:
        hits = found.hits[:_WEIGHED]
        owners = _owners(hits, parts) if asked.figure is Want.BODY else {}
        evidence = weigh(hits, asked, concepts, bodies=parts.bodies, periods=periods, owners=owners)
        return tuple(sorted(evidence, key=lambda one: (-worth(one, asked), one.rank)))

    others = tuple(plan_id for plan_id in periods if plan_id not in scope) if scope else ()
    beyond = weighed(parts.search.search(Query(text=asked.text, plans=others, years=asked.years))) if others else ()
    elsewhere = max(beyond, key=lambda one: one.coverage.everywhere, default=None)
    return Asking(
        asked=asked,
        concepts=concepts,
        result=result,
        evidence=weighed(result),
        reading=Reading(asked.text, parts.answerability),
        refutable=_refutable(asked, concepts, parts.vocabulary),
        elsewhere=elsewhere,
    )


def _refutable(asked: Understanding, concepts: Sequence[Concept], vocabulary: Vocabulary) -> bool:
    """Whether reading can tell that words are no answer.

    It cannot where a word means what the lexicon alone tells. It takes what a plan says of a subject for no answer to
    "what does it say of it?", one item for no list, and words that put right what a question takes for granted for
    words beside the point.
    """
    told = any(concept.known and not vocabulary.known(concept.stem) for concept in concepts)
    beside = _WHATEVER.search(asked.text) or asked.want is Want.LIST or granted(asked)
    return not told and not beside


def _owners(hits: Sequence[Hit], parts: Parts) -> dict[str, tuple[str, ...]]:
    """Who the register has in the words of each passage found, by the passage's id."""
    found = {hit.passage.id for hit in hits}
    rows = parts.register.commitments(tuple(dict.fromkeys(hit.passage.plan_id for hit in hits)))
    owners: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.passage_id in found:  # a passage may hold several commitments
            stated = tuple(owner.name for owner in row.owners if owner.basis == "stated")
            owners[row.passage_id] = (*owners.get(row.passage_id, ()), *stated)
    return owners


def _respelt(asked: Understanding, spelt: Mapping[str, str]) -> Understanding:
    """A question about what its misspelt words were meant to be; those meant to frame it say nothing of its subject."""
    if not spelt:
        return asked
    meant = [(word, spelt.get(word)) for word, _ in asked.subject]
    subject = tuple(
        (word, stem(right) if right else stemmed)
        for (word, right), (_, stemmed) in zip(meant, asked.subject, strict=True)
        if right is None or not (is_stopword(right) or stem(right) in frame_stems())
    )
    return replace(asked, subject=subject)


_LIGHT = 0.25  # of what a word weighs that no passage has


def _weighing(asked: Understanding, told: str, vocabulary: Vocabulary) -> Callable[[str], float]:
    """What each word of a question weighs: its rarity, at most a little for a word that names nothing, and half of it
    for what only leads up to the question."""
    before = set(content_stems(told)) | (set(content_stems(asked.text)) - set(content_stems(asked.asks)))
    if all(word in before for _, word in asked.subject):
        before = set()
    unheard = vocabulary.weight("")

    def weight(word: str) -> float:
        rarity = vocabulary.weight(word)
        capped = min(rarity, _LIGHT * unheard) if word in light_stems() else rarity
        return capped * (_TOLD if word in before else 1.0)

    return weight


def weighs_little(concept: Concept, vocabulary: Vocabulary) -> bool:
    """Whether a thing in a question hardly tells one passage from another: nearly all have it, or it names nothing."""
    return concept.weight <= _LIGHT * vocabulary.weight("")


def worth(evidence: Evidence, asked: Understanding) -> float:
    """How well a piece of evidence serves the question; the weights follow from the development questions."""
    stance = asked.stance is None or evidence.stance is asked.stance or evidence.stance is Stance.BACKGROUND
    return evidence.near + 0.25 * evidence.wanted + 0.25 * evidence.year + 0.1 * stance


def plans_of(asked: Understanding, plans: Sequence[Plan]) -> tuple[str, ...]:
    """The ids of the plans a question is put to: those it names, else all."""
    return asked.plans or tuple(plan.id for plan in plans)


def held_to(asked: Understanding, plan_id: str) -> Understanding:
    """The same question put to one plan."""
    return replace(asked, plans=(plan_id,))
