"""A question put after what it points to: the words that the last answer quoted, or their subject."""

import re
from collections.abc import Sequence

from assistant.asking import Parts
from assistant.concepts import cover
from assistant.evidence import Quote
from assistant.follow_up.cited import sentences_of
from assistant.follow_up.lead import says
from assistant.follow_up.leaning import is_verbless, mark, pointers, thing_asked
from assistant.follow_up.meeting import concepts_in, own_concepts
from assistant.follow_up.readings import Before, Plain, Reading, Said
from assistant.follow_up.subject import named_in, said_together

__all__ = ["point_back", "put_for_pointer", "spoken_of"]


def put_for_pointer(question: str, words: str) -> str:
    """A question with the first word that points back exchanged for words, or "" where none can be."""
    for pointer in pointers(question):
        folded = pointer.text.lower()
        if folded in ("its", "their", "theirs", "his", "her", "hers"):
            owned = f"{words}'" if words.endswith("s") else f"{words}'s"
            return f"{question[: pointer.start]}{owned}{question[pointer.end :]}"
        if pointer.kind in ("it", "them", "that"):
            return f"{question[: pointer.start]}{words}{question[pointer.end :]}"
    return ""


def point_back(said: Said, before: Before) -> Reading:
    """A question about what was just said: put after the words it points to, or after their subject."""
    plans = said.parts.library.plans()
    own = named_in(said.text, plans)
    quotes = _pointed_to(said, before.quotes)
    if quotes and before.plan is not None:
        quotes = tuple(quote for quote in quotes if quote.passage.plan_id == before.plan.id)
    quotes = tuple(dict.fromkeys(_narrowed(quote, said, before) for quote in quotes))
    carried = spoken_of(before.reading.topic, quotes, before.parts) if quotes else before.reading.topic
    if said.moved or not set(said.asked.years) <= set(before.years):
        quotes, carried = (), carried or before.reading.topic
    topic = said_together(carried)
    asked = _plain(said, before, topic)
    text = says(_whole(said), quotes=quotes, topic=topic, library=said.parts.library) if quotes else asked.text
    return Reading(
        text=text,
        plain=asked if _can_be_asked_again(said) else before.reading.plain,
        earlier=None if said.own else before.reading.earlier or before.reading.plain,
        topic=tuple(dict.fromkeys((*own, *carried))),
    )


def _can_be_asked_again(said: Said) -> bool:
    """Not "why?" nor "which of them?": with a part exchanged, these would ask of nothing."""
    return any(pointer.kind in ("it", "them", "that") for pointer in pointers(said.text)) and not (
        mark("of_them").search(said.text) or mark("how_many_listed").search(said.text) or is_verbless(said.text)
    )


def _whole(said: Said) -> str:
    """A part of a question as a question: "the target" is "what is the target?"."""
    if not said.part or mark("what_about").search(said.text) or re.match(r"\W*(?:list|name|tell)\b", said.text, re.I):
        return said.text
    if re.match(r"(?:the|its|their)\s", said.text, re.IGNORECASE):
        return f"what {'is' if thing_asked(said.text) else 'about'} {said.text.rstrip(' ?.!')}?"
    return said.text


def _plain(said: Said, before: Before, topic: str) -> Plain:
    plan = None if said.names else before.plan
    filled = put_for_pointer(said.text, topic) if topic and " and " not in topic else ""
    return Plain(question=filled, plan=plan) if filled else Plain(question=said.text, topic=topic, plan=plan)


def _pointed_to(said: Said, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Of the words quoted before, those that meet the question's own words; all where none does."""
    concepts = own_concepts(said.asked, said.parts)
    if not concepts or mark("of_them").search(said.text):
        return tuple(quotes)
    met = [cover(concepts, quote.text, "").words for quote in quotes]
    return tuple(q for q, share in zip(quotes, met, strict=True) if share == max(met) and share > 0) or tuple(quotes)


def _narrowed(quote: Quote, said: Said, before: Before) -> Quote:
    """Of a quote of several sentences, the one that the last question and this one are about."""
    sentences = sentences_of(quote)
    if len(sentences) < 2:
        return quote
    asked_before = concepts_in(before.reading.plain.asked, said.parts)
    own = own_concepts(said.asked, said.parts)
    led = [part for words in _BOLD.findall(before.turns[-1].answer) for part in words.split("; ")]

    def worth(sentence: Quote) -> float:
        said_first = any(part in sentence.text for part in led)
        return cover(asked_before, sentence.text, "").words + cover(own, sentence.text, "").words + 0.5 * said_first

    return max(sentences, key=worth)


_BOLD = re.compile(r"\*\*(.+?)\*\*")


def spoken_of(topic: Sequence[str], quotes: Sequence[Quote], parts: Parts) -> tuple[str, ...]:
    """The phrases of a subject that the words pointed to, or their place, speak of."""
    words = " ".join(f"{quote.passage.context} {quote.text}" for quote in quotes[:3])
    return tuple(phrase for phrase in topic if cover(concepts_in(phrase, parts), words, "").words >= 0.5)
