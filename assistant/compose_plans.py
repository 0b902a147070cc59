"""Which plans promise a thing: every plan that does, how many commitments it has on it, and the words of one."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.asking import Asking, Parts, plans_of
from assistant.compose_register import quote_of, subject_of
from assistant.concepts import Concept, cover
from assistant.statements import Draft, Statement, quoted, said
from assistant.understanding import Want
from plans.answer import Status
from plans.commitment import Commitment

__all__ = ["asks_which_plans", "compose_plans"]

_ASKS = re.compile(
    r"\b(?:which|what|how many|list|name|show)\b(?: me)?(?: all)?(?: of)?(?: the| these| those| our)?(?: [\w'-]+){0,3} "
    r"(?:plans|places|areas|systems|partnerships)\b.{0,40}?\b(?:promis\w+|commit\w*|pledg\w+|undertak\w+"
    r"|say (?:that )?they|plan to|aim to|intend|will|set|have|include|mention|offer|want to)\b",
    re.IGNORECASE,
)
_FRAME = frozenset(
    "promis commit pledg undertak plan place area system partnership say aim intend set includ mention".split()
)
_FEWEST = 3  # of two plans, each can be held against the other
_MET = 0.81  # as for lists of the register: nearly all of the subject, a little less where the place alone has it
_SURE = 0.6
_PREFIX = 4


def asks_which_plans(asking: Asking, plan_ids: Sequence[str]) -> bool:
    """Whether a question asks which of several plans promise a thing."""
    return (
        len(plan_ids) >= _FEWEST and asking.asked.want is not Want.DEFINITION and bool(_ASKS.search(asking.asked.text))
    )


def compose_plans(asking: Asking, parts: Parts) -> Draft | None:
    """Every plan with a commitment on the subject, each with the words that fit best.

    None where the question does not ask which plans, names no subject, or no plan has one.
    """
    ids = plans_of(asking.asked, parts.library.plans())
    subject = [concept for concept in subject_of(asking) if concept.stem not in _FRAME]
    if not subject or not asks_which_plans(asking, ids):
        return None
    rows = [row for row in parts.register.commitments(ids) if row.confidence >= _SURE]
    found = [
        (plan_id, [row for _, row in met])
        for plan_id, met in groupby(_fitting(rows, subject), lambda one: one[1].plan_id)
    ]
    if not found:
        return None
    best = {plan_id: max(of_plan, key=lambda row: cover(subject, row.text, "").words) for plan_id, of_plan in found}
    titles = {plan.id: plan.entry.title for plan in parts.library.plans()}
    count = sum(len(of_plan) for _, of_plan in found)
    about = ", ".join(concept.asked for concept in subject)
    opening = (
        f"**{len(found)}** of {len(ids)} plans promise something on {about}, in {count} commitments of the register:"
    )
    statements = [said(opening)]
    for plan_id, of_plan in found:
        statements += _of_plan(titles[plan_id], len(of_plan), best[plan_id], parts)
    silent = [plan_id for plan_id in ids if plan_id not in best]
    if silent:
        statements.append(said(f"The register has none on it of the other {len(silent)}."))
    record = {"commitments": [row.id for _, of_plan in found for row in of_plan], "plans": list(best)}
    return Draft(status=Status.ANSWERED, statements=tuple(statements), record=record)


def _of_plan(title: str, count: int, best: Commitment, parts: Parts) -> list[Statement]:
    quote = quote_of(best, parts)
    if quote is None:
        return []
    more = f" ({count} commitments)" if count > 1 else ""
    return [said(f"{title}{more}:"), quoted(quote, bullet=True)]


def _fitting(rows: Sequence[Commitment], subject: Sequence[Concept]) -> Iterator[tuple[float, Commitment]]:
    """The rows on the subject, with how much of it each meets. Most are left out by the letters that a word begins
    with, since taking a row apart takes a hundred times longer."""
    heaviest = max(subject, key=lambda concept: concept.weight)
    begins = {heaviest.stem[:_PREFIX], *(part[:_PREFIX] for way in heaviest.alternatives for part in way)}
    for row in rows:
        place = " ".join(row.place.section)
        told = f"{row.text} {place}".lower()
        if heaviest.known and not any(letters in told for letters in begins):
            continue
        met = cover(subject, row.text, place).everywhere
        if met >= _MET:
            yield met, row
