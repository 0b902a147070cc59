"""One fact, or what a plan says of one thing: the thing asked for first, then the plan's words, then their place."""

import re
from itertools import groupby

from assistant.asking import Asking, Parts, worth
from assistant.evidence import Evidence, Quote
from assistant.lists import headings_under, introduced_by
from assistant.statements import Draft, Statement, quoted, said, where
from assistant.understanding import Understanding, Want
from assistant.wanted import CHECKED
from plans.answer import Status
from plans.document import Passage
from plans.quantities import timespans

__all__ = ["compose_fact", "fact_statements", "lead_words"]

_DUE = re.compile(r"(?:by|until|up to|before|from|over|in) ", re.IGNORECASE)
_DEFINES = re.compile(
    r"\b(?:is|are) (?:an?|the|about|when|where|one of)\b|\bmeans?\b|\brefers? to\b|\b(?:described|defined|known) as\b|"
    r"\bwhich (?:is|are) an?\b",
    re.IGNORECASE,
)
# Words of quotes for one fact, and for a question that may be met by several: what a plan says on something.
_BUDGET, _SEVERAL = 60, 110
_MOST_QUOTES = 5
_LOOKED_AT = 12  # pieces of evidence, best first
_BORNE_OUT = 0.55  # the share of a question that must be met before it is answered with a yes
# The share of the first quote's worth that a further one must have, where one fact is asked for and otherwise.
_AS_GOOD, _NEAR = 0.9, 0.6


def compose_fact(asking: Asking, parts: Parts) -> Draft | None:
    """Say what the plans say of one thing, or None where nothing that was found answers it."""
    judged = [(evidence, asking.judged(evidence)) for evidence in asking.evidence[:_LOOKED_AT]]
    answers = [(evidence, verdict.confidence) for evidence, verdict in judged if verdict.enough]
    if not answers:
        return None
    if asking.refutable:
        answers.sort(key=lambda one: -one[1])
    if asking.asked.want is Want.DEFINITION:
        answers.sort(key=lambda one: not _DEFINES.search(one[0].quote.text))
    chosen = _chosen([evidence for evidence, _ in answers], asking.asked)
    record = {"confidence": round(answers[0][1], 3)}
    return Draft(status=Status.ANSWERED, statements=fact_statements(chosen, asking.asked, parts), record=record)


def fact_statements(chosen: tuple[Evidence, ...], asked: Understanding, parts: Parts) -> tuple[Statement, ...]:
    """The statements for the evidence chosen: lead, quotes, and the place once behind the quotes that stand there."""
    lead = lead_words(chosen[0], asked)
    statements = [said(lead, chosen[0].quote)] if lead else []
    for place, together in groupby(chosen, key=lambda evidence: where(evidence.quote, parts.library)):
        for evidence in together:
            statements.append(quoted(evidence.quote))
            statements += [quoted(item, bullet=True) for item in _introduced(evidence.quote, asked, parts)]
        statements.append(said(f"({place})"))
    return tuple(statements)


def _introduced(quote: Quote, asked: Understanding, parts: Parts) -> tuple[Quote, ...]:
    """The list that a quote introduces with a colon, where the quote by itself names nothing that was asked for."""
    if asked.figure in CHECKED or not quote.text.rstrip().endswith(":"):
        return ()
    items = introduced_by(quote.passage, parts.library)
    if not items:
        return _headed(quote.passage, parts)
    return tuple(Quote(passage=one, start=one.start, end=one.end) for one in items[:_MOST])


def _headed(passage: Passage, parts: Parts) -> tuple[Quote, ...]:
    """The headings that a passage introduces, as they are written right above what stands under each."""
    words = parts.library.document(passage.plan_id).text
    quotes: list[Quote] = []
    for first, heading in headings_under(passage, parts.library)[:_MOST]:
        start = words.rfind(heading, passage.end, first.start)
        if start >= 0:
            quotes.append(Quote(passage=first, start=start, end=start + len(heading), heading=heading))
    return tuple(quotes)


_MOST = 40


def _chosen(enough: list[Evidence], asked: Understanding) -> tuple[Evidence, ...]:
    """The first, and those nearly as good that add words of their own, within the budget."""
    first = enough[0]
    kept, words = [first], len(first.quote.text.split())
    seen = {_plain(first.quote)}
    single = asked.want in (Want.NUMBER, Want.MONEY, Want.DATE, Want.BODY) and not asked.several
    budget, share = (_BUDGET, _AS_GOOD) if single else (_SEVERAL, _NEAR)
    for evidence in enough[1:]:
        length = len(evidence.quote.text.split())
        near = worth(evidence, asked) >= share * worth(first, asked)
        if near and words + length <= budget and _plain(evidence.quote) not in seen:
            kept.append(evidence)
            seen.add(_plain(evidence.quote))
            words += length
    return tuple(kept[:_MOST_QUOTES])


def _plain(quote: Quote) -> str:
    return " ".join(quote.text.lower().split()).rstrip(".")


def lead_words(evidence: Evidence, asked: Understanding) -> str:
    """The fact asked for in the quote's own words, with a yes where yes or no was asked and the words bear it out."""
    yes = "Yes. " if asked.polar and evidence.coverage.everywhere >= _BORNE_OUT else ""
    if not evidence.named:
        return yes.strip()
    words = list(dict.fromkeys(evidence.named))[:3]
    if asked.want in (Want.NUMBER, Want.COUNT, Want.MONEY):
        words += [w for w in _dates(evidence) if not any(w in word or word in w for word in words)][:1]
    lead = "; ".join(words)
    return f"{yes}**{lead[:1].upper()}{lead[1:]}**"


def _dates(evidence: Evidence) -> list[str]:
    text = evidence.quote.text
    spans = [span for span in timespans(text) if not span.vague]
    return [text[span.start : span.end] for span in spans if _DUE.match(text[span.start : span.end])]
