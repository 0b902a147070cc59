"""A "not found" that can be checked: what was searched, the words tried, and what came near and why it is not it."""

from assistant.asking import Asking, Parts, plans_of
from assistant.statements import Draft, Statement, said, title_of
from assistant.understanding import Want
from plans.answer import NearMiss, Searched, Status
from plans.words import stem

__all__ = ["compose_clarify", "compose_not_found", "is_vague", "searched"]

_NEAREST = 3


def compose_not_found(asking: Asking, parts: Parts) -> Draft:
    """Say that the plans do not say it, what was searched, and what came nearest."""
    ids = plans_of(asking.asked, parts.library.plans())
    titles = " and the ".join(title_of(plan_id, parts.library) for plan_id in ids[:4])
    others = f" and {len(ids) - 4} more plans" if len(ids) > 4 else ""
    opening = f"I could not find that in the {titles}{others} ({asking.result.examined} passages examined)."
    words = ", ".join(dict.fromkeys(concept.asked for concept in asking.concepts))
    tried = f"Words looked for, with their synonyms: {words}." if words else ""
    statements: list[Statement] = [said(opening), *([said(tried)] if tried else [])]
    near = searched(asking, parts).nearest
    if near:
        statements.append(said("The nearest passages do not answer it; they are listed with the reason for each."))
    return Draft(status=Status.NOT_IN_PLANS, statements=tuple(statements), record={"nearest": len(near)})


def compose_clarify(asking: Asking, parts: Parts) -> Draft:
    """Ask back, naming what the question could be about."""
    options = list(
        dict.fromkeys(
            place.row or (place.section[-1] if place.section else "")
            for place in (evidence.quote.passage.place for evidence in asking.evidence[:8])
        )
    )
    named = [option for option in options if option][:4]
    titles = [title_of(plan_id, parts.library) for plan_id in plans_of(asking.asked, parts.library.plans())[:4]]
    statements = [said("Which of these do you mean? Please say a little more about the subject, the plan or the year.")]
    statements += [Statement(text=option, bullet=True) for option in [*named, *titles]]
    return Draft(status=Status.CLARIFY, statements=tuple(statements), record={"options": [*named, *titles]})


def is_vague(asking: Asking) -> bool:
    """Whether a question has no subject of its own: none at all, or only a noun that stands for many things."""
    asked = asking.asked
    if asked.acronym or asked.quantities or asked.bodies:
        return False
    if asked.figure is Want.DATE and asked.concerns_a_plan:
        return False
    return all(concept.stem in _GENERIC for concept in asking.concepts)


_GENERIC = frozenset(
    map(
        stem,
        """review reviews board boards group groups committee team teams programme programmes scheme schemes project
        projects pilot pilots network networks hub hubs service services hospital hospitals trust partnership strategy
        framework model report centre centres centre meeting work working target targets wait waits waiting funding
        money staff leads lead helped help local national done do meet improve improvement improvements progress
        standard pathway pathways issue issues problem problems system partners place places area areas training
        """.split(),
    )
)


def searched(asking: Asking, parts: Parts) -> Searched:
    """What was searched for a question, for the record of any answer."""
    near = [
        NearMiss(
            plan_id=evidence.quote.passage.plan_id,
            section=evidence.quote.passage.place.section,
            text=evidence.quote.text,
            why="; ".join(verdict.why_not) if verdict.why_not else "it answers in part",
            url=f"/plans/{evidence.quote.passage.plan_id}?start={evidence.quote.start}&end={evidence.quote.end}#cited",
        )
        for evidence in asking.evidence[:_NEAREST]
        for verdict in (asking.judged(evidence),)
    ]
    return Searched(
        plans=plans_of(asking.asked, parts.library.plans()),
        terms=tuple(dict.fromkeys([*(concept.asked for concept in asking.concepts), *asking.result.terms])),
        passages_examined=asking.result.examined,
        nearest=tuple(near),
    )
