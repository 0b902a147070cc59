"""What a term stands for: every expansion the plans give it, each with its place."""

from collections.abc import Mapping

from assistant.asking import Asking, Parts
from assistant.evidence import Quote
from assistant.statements import Draft, Statement, said, title_of
from plans.answer import Status
from plans.document import GlossaryEntry
from plans.words import content_stems, fold

__all__ = ["compose_definition"]


def compose_definition(asking: Asking, parts: Parts) -> Draft | None:
    """Give the expansions of an acronym, or None where no plan expands it."""
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
