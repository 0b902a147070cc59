"""A question about what was just said: answered of those words and what stands about them, before any search."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asking import Asking, Parts
from assistant.compose_fact import fact_statements
from assistant.concepts import cover
from assistant.evidence import Evidence, Quote, weigh
from assistant.follow_up.lead import Lead
from assistant.follow_up.leaning import mark, says_little, thing_asked
from assistant.follow_up.meeting import OWN, concepts_in, few, meets, on_topic, own_concepts, periods
from assistant.follow_up.nearby import around
from assistant.not_found import compose_not_found
from assistant.statements import Draft, quoted, said, where
from assistant.understanding import Understanding, Want, understand
from plans.answer import Question, Status
from plans.document import Passage
from plans.seams import Hit
from plans.stance import Stance

__all__ = ["compose_focus", "focus_first", "off_the_question", "on_the_question"]

_LIST = (Want.LIST, Want.COUNT, Want.COMPARISON)


def compose_focus(asking: Asking, lead: Lead, parts: Parts) -> Draft | None:
    """Answer of the words that a question points to.

    None where the question has words of its own that they do not meet: it is looked up then. A bare question (when?
    who?) that they do not answer is not in the plans: an answer from elsewhere would be about something else.
    """
    asked = _kind_told(_own_question(lead, parts))
    near = around(lead.quotes, parts.library)
    if mark("is_it_a").search(lead.question):
        return _stance_told(near, asked, parts)
    items = _items(asked, lead, near, parts)
    if items:
        return _listed(items, len(items), parts)
    if mark("of_them").search(lead.question) and asked.subject and len(lead.quotes) > 1:
        return _those_of(lead, asked, parts)
    if mark("more").search(lead.question) and not asked.subject:
        return _more(near, asked, lead, parts)
    if asked.subject and asked.want in _LIST:
        return None
    unread = not asked.years and any(mark(way).search(lead.question) for way in ("year_after", "year_before"))
    chosen = [] if unread else meets(asked, near, parts, topic=lead.topic)
    if chosen:
        statements = fact_statements(tuple(chosen), _plainly(asked, chosen), parts)
        return Draft(status=Status.ANSWERED, statements=statements, record={"focus": len(chosen)})
    return compose_not_found(focus_first(asking, lead, parts), parts) if _is_bare(asked) else None


def _is_bare(asked: Understanding) -> bool:
    """Whether a question says nothing of a subject: when? who is it? what was it before?"""
    return not asked.subject and says_little(asked.text)


def _own_question(lead: Lead, parts: Parts) -> Understanding:
    return understand(Question(text=lead.own), plans=parts.library.plans(), bodies=parts.bodies)


def on_the_question(asking: Asking, lead: Lead, parts: Parts) -> Asking:
    """The same with only the evidence that meets the question's own words, where there is any."""
    own = own_concepts(_own_question(lead, parts), parts) if lead.topic or lead.quotes else ()
    kept = tuple(evidence for evidence in asking.evidence if on_topic(evidence.quote.passage, own))
    return replace(asking, evidence=kept) if own and kept else asking


def focus_first(asking: Asking, lead: Lead, parts: Parts) -> Asking:
    """The same with the words that the question points to before all other evidence, as the nearest misses."""
    if not lead.quotes:
        return asking
    hits = [Hit(passage=quote.passage, score=1.0) for quote in lead.quotes[:3]]
    weighed = weigh(hits, asking.asked, asking.concepts, bodies=parts.bodies, periods=periods(parts))
    first = {evidence.quote.passage.id for evidence in weighed}
    others = [evidence for evidence in asking.evidence if evidence.quote.passage.id not in first]
    return replace(asking, evidence=(*weighed, *others))


def off_the_question(draft: Draft, lead: Lead, parts: Parts) -> bool:
    """Whether an answer meets only what was said before the question and none of the question's own words."""
    if not (lead.topic or lead.quotes):
        return False
    asked = _own_question(lead, parts)
    own = own_concepts(asked, parts)
    quotes = [quote for statement in draft.statements for quote in statement.quotes]
    words = " ".join(f"{quote.passage.context} {quote.text}" for quote in quotes)
    no_reason = asked.want is Want.REASON and not any(mark("reason").search(quote.text) for quote in quotes)
    return bool(quotes) and (no_reason or (bool(own) and cover(own, words, "").words == 0))


def _items(asked: Understanding, lead: Lead, near: Sequence[tuple[int, Passage]], parts: Parts) -> tuple[Quote, ...]:
    """The items that a question asks to be listed or counted, where it points to a list or to what introduces one."""
    if mark("how_many_listed").search(lead.question) and len(lead.quotes) > 1:
        return lead.quotes if len({quote.passage.list_id for quote in lead.quotes} | {None}) == 2 else ()
    if asked.subject or not mark("which_ones").search(lead.question):
        return ()
    pointed = [passage for distance, passage in near if distance == 0]
    lead_ins = {p.place.lead_in for _, p in near if p.place.lead_in and any(p.place.lead_in in x.text for x in pointed)}
    plan_id = lead.quotes[0].passage.plan_id
    introduced = [passage for passage in parts.library.passages(plan_id) if passage.place.lead_in in lead_ins]
    return tuple(Quote(passage=passage, start=passage.start, end=passage.end) for passage in introduced)


def _those_of(lead: Lead, asked: Understanding, parts: Parts) -> Draft | None:
    """Those of the items pointed to that meet what is asked of them ("how many of them mention children?")."""
    own = own_concepts(asked, parts)
    meeting = tuple(quote for quote in lead.quotes if cover(own, quote.text, "").words >= OWN)
    return _listed(meeting, len(lead.quotes), parts) if meeting else None


def _listed(items: Sequence[Quote], total: int, parts: Parts) -> Draft:
    count = f"{len(items)} of {total}" if len(items) < total else f"{total}"
    head = said(f"**{count}** in {where(items[0], parts.library)}:")
    statements = (head, *(quoted(quote, bullet=True) for quote in items))
    return Draft(status=Status.ANSWERED, statements=statements, record={"focus": len(items)})


def _more(near: Sequence[tuple[int, Passage]], asked: Understanding, lead: Lead, parts: Parts) -> Draft | None:
    """What stands about the quotes on the same subject and was not said yet, in the plan's order."""
    topic = concepts_in(lead.topic, parts)
    hits = [
        Hit(passage=passage, score=1.0)
        for distance, passage in near
        if distance == 1 or (distance > 1 and topic and on_topic(passage, topic))
    ]
    weighed = weigh(hits, asked, (), bodies=parts.bodies, periods=periods(parts))
    chosen = few(weighed, replace(asked, several=True), several=True)
    if not chosen:
        return None
    ordered = tuple(sorted(chosen, key=lambda evidence: evidence.quote.start))
    statements = fact_statements(ordered, replace(asked, want=Want.FACT), parts)
    return Draft(status=Status.ANSWERED, statements=statements, record={"focus": len(chosen)})


def _stance_told(near: Sequence[tuple[int, Passage]], asked: Understanding, parts: Parts) -> Draft:
    """Whether what is pointed to is promised or reported as done, with the words that introduce it."""
    hits = [Hit(passage=passage, score=1.0) for distance, passage in near if distance == 0]
    weighed = weigh(hits, replace(asked, years=()), (), bodies=parts.bodies, periods=periods(parts))
    done = any(evidence.stance is Stance.DONE for evidence in weighed)
    promised = any(evidence.stance is Stance.PROMISED for evidence in weighed)
    opening = _STANCES[done, promised and not done]
    chosen = few(sorted(weighed, key=lambda evidence: evidence.quote.start), replace(asked, several=True), several=True)
    plainly = replace(asked, polar=False, want=Want.FACT, figure=Want.FACT)
    statements = fact_statements(tuple(chosen), plainly, parts)
    return Draft(status=Status.ANSWERED, statements=(said(opening), *statements), record={"focus": len(chosen)})


_STANCES = {
    (True, False): "That is reported as already done or under way; it is not a target. The plan says:",
    (False, True): "That is promised; it is not reported as done. The plan says:",
    (False, False): "The plan does not promise that; it only describes it. It says:",
}


def _kind_told(asked: Understanding) -> Understanding:
    """ "Is there a target?" and "the target?" ask for a number, "is there a date?" for a date."""
    named_only = bool(re.match(r"\W*what (?:is|are|about) (?:the|its|their)\b", asked.text, re.IGNORECASE))
    if not (asked.polar or named_only) or asked.subject or asked.want is not Want.FACT:
        return asked
    kind = thing_asked(asked.text)
    return replace(asked, want=Want(kind), figure=Want(kind)) if kind else asked


def _plainly(asked: Understanding, chosen: Sequence[Evidence]) -> Understanding:
    """No "yes" where nothing shows it: to a question between two things, to one without words of its own, to one
    whether something is done where it is promised."""
    promised = asked.stance is Stance.DONE and chosen[0].stance is Stance.PROMISED
    bare = asked.want is Want.FACT and not asked.subject
    return replace(asked, polar=False) if promised or bare or re.search(r"\bor\b", asked.text) else asked
