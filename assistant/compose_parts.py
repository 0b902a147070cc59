"""Two questions in one: each part is answered by itself, and a part that the plans do not answer is named."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking import Asking, Parts, worth
from assistant.compose_fact import lead_words
from assistant.concepts import Concept
from assistant.evidence import Evidence, weigh
from assistant.reading import Reading
from assistant.statements import Draft, Statement, quoted, said, where
from assistant.understanding import Understanding, Want, understand
from plans.answer import Question, Status

__all__ = ["compose_parts", "parted"]

_PARTED = re.compile(
    r"\s*(?:,|;|:)?\s+(?:and|or|but)\s+(?:also )?(?=(?:(?:by|over|at|in|to|for|from|with|on|of) )?"
    r"(?:what|which|who|whom|whose|when|where|how|why)(?:'s)?\b)|[?;]\s+(?=\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|when|where|how|why)\b", re.IGNORECASE)
_TOLD_APART = frozenset({Want.NUMBER, Want.COUNT, Want.MONEY, Want.DATE, Want.BODY})
_NOT_FIRST = frozenset({Want.LIST, Want.COUNT, Want.DEFINITION, Want.COMPARISON})
_HALF = 0.5  # what the first part speaks of tells less of what the second wants than its own words


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the questions: its words, and the asking that holds the evidence judged against it alone."""

    words: str
    asking: Asking
    beside: Evidence | None = None

    @property
    def answer(self) -> Evidence | None:
        return next((one for one in self.asking.evidence[:8] if self.asking.judged(one).enough), self.beside)


def compose_parts(asking: Asking, parts: Parts) -> Draft | None:
    """Answer each part, or None where the question is one, or a part's answer cannot be told apart from another's.

    A part without an answer is said to be missing.
    """
    words = parted(asking.asked.text)
    if len(words) < 2:
        return None
    made = [_part(one, words[0], asking, parts) for one in words]
    kinds = [part.asking.asked.figure for part in made]
    if kinds[0] in _NOT_FIRST or any(kind not in _TOLD_APART for kind in kinds[1:]):
        return None
    made = [part if part.answer else _answered_beside(part, made) for part in made]
    answered = [part for part in made if part.answer]
    if not answered:
        return None
    statements = _told(answered, parts)
    missing = [part.words for part in made if part not in answered]
    statements += [said(f"The plans were not found to say this: {one.strip(' ?.,')}.") for one in missing]
    status = Status.PARTLY if missing else Status.ANSWERED
    return Draft(status=status, statements=tuple(statements), record={"parts": len(made), "missing": len(missing)})


def _answered_beside(part: _Part, others: Sequence[_Part]) -> _Part:
    """A part answered by the words that answer another, where they name what it wants: "start when, and how many?".

    How things stand is not told by words that only say what is aimed for.
    """
    if part.asking.asked.now:
        return part
    quotes = [other.answer.quote for other in others if other is not part and other.answer]
    beside = next((one for one in part.asking.evidence if one.quote in quotes and one.named), None)
    return replace(part, beside=beside)


def parted(text: str) -> tuple[str, ...]:
    """The questions that are asked in one, each in its own words."""
    return tuple(part for part in (one.strip() for one in _PARTED.split(text)) if part and _ASKS.search(part))


def _part(words: str, first: str, asking: Asking, parts: Parts) -> _Part:
    """A part as a question of its own about what the whole is about: evidence is judged anew against it."""
    whole = asking.asked
    own = _own(words, parts)
    if own.figure is Want.FACT and not own.subject and words != first:
        own = replace(own, figure=_own(first, parts).figure)  # "what is it now, and what is it to be?"
    asked = replace(
        whole,
        text=words,
        now=own.now,
        stance=own.stance,
        want=own.figure,
        figure=own.figure,
        polar=own.polar,
        noun=own.noun,
        deed=own.deed,
        several=False,
    )
    concepts = _concepts(own, asking.concepts, is_first=words == first)
    periods = {plan.id: plan.entry.period for plan in parts.library.plans()}
    weighed = weigh(asking.result.hits[:30], asked, concepts, bodies=parts.bodies, periods=periods)
    ordered = tuple(sorted(weighed, key=lambda one: (-worth(one, asked), one.rank)))
    held = replace(asking, asked=asked, concepts=concepts, evidence=ordered)
    if own.subject:
        return _Part(words, replace(held, reading=Reading(words, parts.answerability)))
    return _Part(words, replace(held, refutable=False))  # "and how much?" says too little to be read alone


def _own(words: str, parts: Parts) -> Understanding:
    return understand(Question(text=words), plans=parts.library.plans(), bodies=parts.bodies)


def _concepts(own: Understanding, all_of_them: Sequence[Concept], *, is_first: bool) -> tuple[Concept, ...]:
    stems = {stemmed for _, stemmed in own.subject}
    if is_first:
        return tuple(concept for concept in all_of_them if concept.stem in stems) or tuple(all_of_them)
    return tuple(
        concept if concept.stem in stems else replace(concept, weight=_HALF * concept.weight) for concept in all_of_them
    )


def _told(answered: Sequence[_Part], parts: Parts) -> list[Statement]:
    """What each part wants named, then the plan's words for it; words that answer two parts are given once."""
    by_quote: dict[tuple[str, int, int], list[tuple[Evidence, _Part]]] = defaultdict(list)
    for part in answered:
        if part.answer is not None:
            quote = part.answer.quote
            by_quote[quote.passage.plan_id, quote.start, quote.end].append((part.answer, part))
    told: list[Statement] = []
    for held in by_quote.values():
        quote = held[0][0].quote
        leads = dict.fromkeys(lead_words(evidence, part.asking.asked) for evidence, part in held)
        told += [said(lead, quote) for lead in _without_repeats([lead for lead in leads if lead])]
        told += [quoted(quote), said(f"({where(quote, parts.library)})")]
    return told


def _without_repeats(leads: Sequence[str]) -> list[str]:
    bare = [lead.strip("*").lower() for lead in leads]
    return [
        lead
        for i, lead in enumerate(leads)
        if not any(
            bare[i] in other and (i != k and (len(bare[i]) < len(other) or k < i)) for k, other in enumerate(bare)
        )
    ]
