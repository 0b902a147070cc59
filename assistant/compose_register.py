"""Lists and counts of commitments, whole: what a body is on the hook for, what is due by when, how many there are."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.asking import Asking, Parts, plans_of
from assistant.concepts import Concept, cover
from assistant.evidence import Quote
from assistant.statements import Draft, quoted, said, title_of
from assistant.understanding import Understanding, Want
from plans.answer import Status
from plans.commitment import Commitment
from plans.document import Passage
from plans.words import stems

__all__ = ["asks_the_register", "compose_register", "quote_of", "subject_of"]

_ASKS = re.compile(
    r"\b(?:commitments|promises|pledges)\b|\bon the hook\b|\b(?:which|how many|list|all|every)\b.{0,40}"
    r"\b(?:targets?|actions)\b|\b(?:is|are|what)\b.{0,30}\b(?:due|overdue)\b|"
    r"\bwhat\b.{0,40}\b(?:responsible|accountable) for\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:all|every|list|how many|which|what|number of|count)\b", re.IGNORECASE)
_DUE = re.compile(r"\b(?:due|by|before|until|overdue|deadlines?)\b", re.IGNORECASE)
_TYPES = {
    "target": re.compile(r"\btargets?\b", re.IGNORECASE),
    "aspiration": re.compile(r"\baspirations?\b", re.IGNORECASE),
}
_FRAME = frozenset(
    """commit promis pledg target action aspir due overdu hook respons account deadlin owner regist total kind work
    whole join health care""".split()
)
_SURE = 0.6  # below this confidence a row is left out and counted as such
_SHOWN = 25


def asks_the_register(asked: Understanding) -> bool:
    """Whether a question is about commitments as such: as many as fit, by body, time, kind or subject."""
    narrowed = bool(asked.bodies or asked.years or asked.spans or _types(asked.text)) or asked.want is Want.COUNT
    whole = bool(_WHOLE.search(asked.text)) and not asked.polar
    return bool(_ASKS.search(asked.text)) and whole and narrowed


def compose_register(asking: Asking, parts: Parts) -> Draft | None:
    """Every row of the register that fits, with how many of how many, and how many of low confidence are left out.

    None where the question does not ask for commitments as such, or no row fits.
    """
    asked = asking.asked
    if not asks_the_register(asked):
        return None
    ids = plans_of(asked, parts.library.plans())
    rows = parts.register.commitments(ids)
    fitting = [row for row in rows if _fits(row, asking, parts)]
    sure = [row for row in fitting if row.confidence >= _SURE]
    if not sure:
        return None
    quotes = [quote for quote in (quote_of(row, parts) for row in sure[:_SHOWN]) if quote is not None]
    statements = [said(_opening(sure, fitting, rows, ids, asking, parts))]
    statements += [quoted(quote, bullet=True) for quote in quotes]
    if len(sure) > _SHOWN:
        statements.append(said(f"The first {_SHOWN} are shown; the Commitments page lists all {len(sure)}."))
    record = {"commitments": [row.id for row in sure]}
    return Draft(status=Status.ANSWERED, statements=tuple(statements), record=record)


def _opening(
    sure: Sequence[Commitment],
    fitting: Sequence[Commitment],
    rows: Sequence[Commitment],
    ids: Sequence[str],
    asking: Asking,
    parts: Parts,
) -> str:
    left_out = len(fitting) - len(sure)
    titles = " and the ".join(title_of(plan_id, parts.library) for plan_id in ids[:3])
    narrowed = _narrowed(asking)
    note = f", {left_out} of low confidence left out" if left_out else ""
    return f"**{len(sure)}** of the {len(rows)} commitments in the {titles} are {narrowed}{note}:"


def _narrowed(asking: Asking) -> str:
    asked = asking.asked
    told = [f"for {mention.body.name}" for mention in asked.bodies[:2]]
    told += [f"of the kind “{kind}”" for kind in _types(asked.text)]
    if last := _due_by(asked):
        told.append(f"due by {last.day} {last:%B %Y}")
    elif asked.years:
        told.append(f"for {', '.join(asked.years)}")
    words = [concept.asked for concept in subject_of(asking)]
    if words:
        told.append("on " + ", ".join(words))
    return " and ".join(told) or "in the register"


def _fits(row: Commitment, asking: Asking, parts: Parts) -> bool:
    asked = asking.asked
    wanted = _types(asked.text)
    last = _due_by(asked)
    subject = subject_of(asking)
    return (
        (not wanted or row.type in wanted)
        and (not asked.bodies or _is_on_the_hook(row, asked, parts))
        and (last is None or (row.deadline is not None and row.deadline <= last))
        and (last is not None or not asked.years or _in_years(row, asked.years))
        and (not subject or cover(subject, row.text, " ".join(row.place.section)).everywhere >= 0.9 * _ALL)
    )


_ALL = 0.9  # a concept met by the place alone counts nine tenths


def subject_of(asking: Asking) -> list[Concept]:
    """What the commitments are to be about: not the words of the request, nor the names of the bodies."""
    named = {word for mention in asking.asked.bodies for word in stems(mention.written)}
    return [concept for concept in asking.concepts if concept.stem not in _FRAME | named]


def _is_on_the_hook(row: Commitment, asked: Understanding, parts: Parts) -> bool:
    """Whether a body asked about is among a row's owners, however that is known."""
    named = {mention.body.id for mention in asked.bodies}
    owners = " ; ".join(owner.name for owner in row.owners)
    return bool(named & {mention.body.id for mention in parts.bodies.find(owners)})


def _in_years(row: Commitment, years: Sequence[str]) -> bool:
    where = f"{row.timeframe or ''} {row.place.year or ''}"
    return any(year in where for year in years)


def _due_by(asked: Understanding) -> date | None:
    lasts = [span.last for span in asked.spans if span.last is not None and not span.vague]
    return max(lasts) if lasts and _DUE.search(asked.text) else None


def _types(text: str) -> tuple[str, ...]:
    return tuple(kind for kind, pattern in _TYPES.items() if pattern.search(text))


def quote_of(row: Commitment, parts: Parts) -> Quote | None:
    """The words of a row in the passage that holds them; None where none does."""
    passage = _holder(row, parts)
    return None if passage is None else Quote(passage=passage, start=row.start, end=row.end)


def _holder(row: Commitment, parts: Parts) -> Passage | None:
    by_id = parts.library.passage(row.passage_id) if row.passage_id else None
    if by_id is not None and by_id.start <= row.start and row.end <= by_id.end:
        return by_id
    passages = parts.library.passages(row.plan_id)
    return next((p for p in passages if p.start <= row.start and row.end <= p.end), None)
