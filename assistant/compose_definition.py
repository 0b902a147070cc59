"""What a term stands for or is: every expansion the plans give it, or the sentence that says what it is."""

import re
from collections.abc import Mapping

from assistant.asking import Asking, Parts
from assistant.evidence import Quote
from assistant.lists import introduced_by
from assistant.statements import Draft, Statement, quoted, said, title_of, where
from plans.answer import Status
from plans.document import GlossaryEntry
from plans.sentences import sentence_spans
from plans.words import content_stems, fold

__all__ = ["compose_definition"]


def compose_definition(asking: Asking, parts: Parts) -> Draft | None:
    """Give the expansions of an acronym, else the sentence that says what a term is; None where no plan does."""
    return _expanded(asking, parts) or _said_to_be(asking, parts)


def _expanded(asking: Asking, parts: Parts) -> Draft | None:
    term = asking.asked.acronym
    if not term:
        return None
    found: dict[str, tuple[GlossaryEntry, Quote]] = {}
    for plan in parts.library.plans():
        if asking.asked.plans and plan.id not in asking.asked.plans:
            continue
        for entry in parts.library.glossary(plan.id):
            if fold(entry.acronym) in (fold(term), fold(term).removesuffix("s")):
                quote = _quote(plan.id, entry, parts)
                if quote is not None and not _said_already(entry, found):
                    found[fold(entry.expansion)] = (entry, quote)
    if not found:
        return None
    return Draft(status=Status.ANSWERED, statements=_statements(term, list(found.values()), parts), record={})


def _said_to_be(asking: Asking, parts: Parts) -> Draft | None:
    """The first sentence found that says what the term is, with the list that it introduces."""
    asked = _TERM.search(asking.asked.text)
    if asked is None:
        return None
    says = re.compile(_PREDICATE.replace("TERM", _alike(asked["term"])), re.IGNORECASE)
    for evidence in asking.evidence[:_LOOKED_AT]:
        passage = evidence.quote.passage
        for start, end in sentence_spans(passage.text):
            if says.search(passage.text[start:end]):
                quote = Quote(passage=passage, start=passage.start + start, end=passage.start + end)
                return Draft(status=Status.ANSWERED, statements=_defined(quote, parts), record={"term": asked["term"]})
    return None


def _alike(term: str) -> str:
    """A pattern for a term in the singular or the plural."""
    return r"\s+".join(re.escape(word) for word in term.removesuffix("s").split()) + "s?"


def _defined(quote: Quote, parts: Parts) -> tuple[Statement, ...]:
    ends_it = quote.end == quote.passage.end
    items = introduced_by(quote.passage, parts.library) if ends_it else ()
    bullets = (quoted(Quote(passage=one, start=one.start, end=one.end), bullet=True) for one in items)
    return (quoted(quote), *bullets, said(f"({where(quote, parts.library)})"))


_LOOKED_AT = 12
_TERM = re.compile(
    r"\b(?:what|who)(?:['’]s)?(?: (?:is|are|does|do|was|were))?(?: exactly| actually)? "
    r"(?:(?:this|these|that|the|an?) )?"
    r"['\"“‘]?(?P<term>(?!it\b|they\b|meant\b)(?:[\w&/'’-]+ ){0,4}?[\w&/-]+)['\"”’]?"
    r"(?= (?:thing|when|that|which|mean|means|stands?|all about|and|in|on|at|about|supposed|according)\b|"
    r"\s*[?,.;–]|\s*$)",
    re.IGNORECASE,
)
_PREDICATE = (
    r"\bTERM\b['\"”’]*\s*(?:\([^)]{2,30}\)\s*)?(?:(?:,? which )?(?:is|are)\b|means?\b|refers? to\b)"
    r"(?! (?:not|now|also|being|available|important|key|to)\b"
    r"| \w+(?:ed|ing|en) (?:in|by|across|to|as|for|with|at|on)\b)|"
    r"\bTERM \((?!\w+\))[^)]{8,}\)"
)


def _said_already(entry: GlossaryEntry, found: Mapping[str, object]) -> bool:
    """Whether an expansion says what another does: one has all the words of the other."""
    ours = set(content_stems(entry.expansion))
    return any(ours <= set(content_stems(other)) or set(content_stems(other)) <= ours for other in found)


def _statements(term: str, found: list[tuple[GlossaryEntry, Quote]], parts: Parts) -> tuple[Statement, ...]:
    if len(found) == 1:
        entry, quote = found[0]
        title = title_of(quote.passage.plan_id, parts.library)
        return (said(f"**{entry.acronym}** stands for **{entry.expansion}**, in the {title}.", quote),)
    opening = said(f"The plans use **{term}** in {len(found)} ways:")
    rows = (
        Statement(
            text=f"**{entry.expansion}** ({title_of(quote.passage.plan_id, parts.library)}): “{quote.text}”",
            quotes=(quote,),
            support="supported",
            bullet=True,
        )
        for entry, quote in found
    )
    return (opening, *rows)


def _quote(plan_id: str, entry: GlossaryEntry, parts: Parts) -> Quote | None:
    """The words in which the plan gives the expansion: within the passage that holds them, or in a heading above."""
    passages = parts.library.passages(plan_id)
    holder = next((p for p in passages if p.start <= entry.start < p.end), None)
    if holder is not None:
        return Quote(passage=holder, start=entry.start, end=min(entry.end, holder.end))
    below = next((p for p in passages if p.start >= entry.end), None)
    words = parts.library.document(plan_id).text[entry.start : entry.end]
    return None if below is None else Quote(passage=below, start=entry.start, end=entry.end, heading=words)
