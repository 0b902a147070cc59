"""What a question states beside what it asks, held against the words found for just that statement."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.asking import Asking, Parts, look_up
from assistant.contradictions import (
    already_there,
    another_date,
    another_number,
    holder_of,
    is_dated,
    said_of_another,
    the_other_way,
    turns,
)
from assistant.evidence import Evidence
from assistant.granted import granted
from assistant.read import quantities
from assistant.statements import Draft, Statement, quoted, said, title_of, where
from assistant.understanding import Understanding, understand
from plans.answer import Question, Status
from plans.quantities import Quantity
from plans.stance import Stance

__all__ = ["compose_contradicted", "is_claim"]

_ON_IT = 0.6  # the share of a statement that words must meet before they are held against it
_NEAR = 10
_SURELY = 0.9
_AS_NEAR = 0.95
_NO_CLAIM = frozenset({"label", "clock", "age"})
_SMALL = 12


def compose_contradicted(asking: Asking, parts: Parts) -> Draft | None:
    """An answer that opens with what the plan says instead of what the question states; None where it gainsays nothing.

    Each statement has a search of its own: what is asked beside it may be about something else.
    """
    for clause in granted(asking.asked):
        if _can_be_held(clause):
            of_it = asking if clause == asking.asked.text else look_up(_alone(clause, asking.asked, parts), parts)
            draft = _in_another_plan(clause, of_it, parts) or _gainsaid(clause, of_it, parts)
            if draft:
                return draft
    there = _there_already(asking)
    return _draft("That is reported as there already.", there, parts) if there else None


def _can_be_held(clause: str) -> bool:
    """Whether a statement has a number, a date or a direction that a plan could give otherwise."""
    return is_dated(clause) or turns(clause) or any(is_claim(one, clause) for one in quantities(clause))


def is_claim(stated: Quantity, text: str) -> bool:
    """Whether a number is told of something: a bare count ("two plans", "one of") often is not."""
    if stated.unit in _NO_CLAIM:
        return False
    return stated.unit != "count" or (stated.value > _SMALL and text[stated.start : stated.end].strip()[:1].isdigit())


def _alone(clause: str, asked: Understanding, parts: Parts) -> Understanding:
    """A statement taken apart by itself, about the plans and areas of the whole question where it names none."""
    own = understand(Question(text=clause, plans=asked.plans), plans=parts.library.plans(), bodies=parts.bodies)
    named = own.plans or own.leaning
    return own if named else replace(own, leaning=asked.leaning, areas=asked.areas)


def _gainsaid(clause: str, of_it: Asking, parts: Parts) -> Draft | None:
    near = of_it.evidence[:_NEAR]
    on_it = next((one for one in near[:5] if one.coverage.everywhere >= _ON_IT), None)
    if on_it is None:
        return None
    against = _against(clause, near)
    if against:
        return _draft("The plan says the opposite.", against, parts)
    another = said_of_another(clause, on_it)
    if another:
        return _draft(f"The plan does not say {another} of this.", on_it, parts)
    day = another_date(clause, on_it, near)
    if day:
        return _draft(f"The plan does not say {day}.", on_it, parts)
    for stated in quantities(clause):
        if is_claim(stated, clause) and another_number(stated, on_it, near):
            return _number_put_right(clause[stated.start : stated.end], stated, on_it, of_it.evidence, parts)
    return None


def _against(clause: str, near: Sequence[Evidence]) -> Evidence | None:
    """Words that tell the other way of what the clause says went one way: a promise that it shall go so says nothing
    of how it went, so what stands as near is looked at too."""
    on_it = [one for one in near[:5] if one.coverage.everywhere >= _ON_IT]
    for one in on_it:
        if _AS_NEAR * on_it[0].coverage.words > one.coverage.words:
            continue
        if the_other_way(clause, one):
            return one
        if one.stance is not Stance.PROMISED:
            return None
    return None


def _number_put_right(
    written: str, stated: Quantity, on_it: Evidence, near: tuple[Evidence, ...], parts: Parts
) -> Draft:
    """What the plan gives instead; where it has that number of something else, those words too."""
    draft = _draft(f"The plan does not say {written}.", on_it, parts)
    other = holder_of(stated, near)
    if other is None:
        return draft
    return replace(
        draft, statements=(*draft.statements, said(f"{written} is said of something else:"), *_told(other, parts))
    )


def _in_another_plan(clause: str, of_it: Asking, parts: Parts) -> Draft | None:
    """Where a number is said to be one plan's, whose words on the subject lack it, and it stands in another's."""
    scope = of_it.asked.plans or of_it.asked.leaning
    if len(scope) != 1:
        return None
    beyond = (of_it.elsewhere,) if of_it.elsewhere else ()
    own = [one for one in of_it.evidence if one.quote.passage.plan_id in scope]
    others = [one for one in (*of_it.evidence, *beyond) if one.quote.passage.plan_id not in scope]
    on_it = next((one for one in own if one.coverage.everywhere >= _ON_IT), None)
    for stated in (one for one in quantities(clause) if is_claim(one, clause)):
        if on_it is None or holder_of(stated, own):
            continue
        other = holder_of(stated, [one for one in others if _is_on_it(one, of_it.asked)])
        if other:
            return _of_the_other(clause[stated.start : stated.end], on_it, other, parts)
    return None


def _is_on_it(evidence: Evidence, asked: Understanding) -> bool:
    """Whether another plan's words are on the statement, and do not speak of the area that it names."""
    words = f"{evidence.quote.passage.text} {evidence.quote.passage.context}".lower()
    return evidence.coverage.everywhere >= _ON_IT and not any(area in words for area in asked.areas)


def _of_the_other(written: str, on_it: Evidence, other: Evidence, parts: Parts) -> Draft:
    plan, holder = (title_of(one.quote.passage.plan_id, parts.library) for one in (on_it, other))
    draft = _draft(f"The {plan} does not say {written} of this.", on_it, parts)
    return replace(
        draft, statements=(*draft.statements, said(f"{written} stands in the {holder}:"), *_told(other, parts))
    )


def _there_already(asking: Asking) -> Evidence | None:
    """Words that report as there what is asked for as yet to come, unless words as near give a date for it."""
    for one in asking.evidence:
        if already_there(asking.asked.text, one):
            return one
        if one.coverage.words >= _SURELY and is_dated(one.quote.text):
            return None
    return None


def _draft(opening: str, evidence: Evidence, parts: Parts) -> Draft:
    return Draft(
        status=Status.FALSE_PREMISE,
        statements=(said(f"{opening} It says:"), *_told(evidence, parts)),
        record={"premise": opening},
    )


def _told(evidence: Evidence, parts: Parts) -> tuple[Statement, ...]:
    return quoted(evidence.quote), said(f"({where(evidence.quote, parts.library)})")
