"""Which plans promise, mention or set a target for a thing, or do not: every plan, with how often and the words of one.

Promises and targets are those of the register, mentions those of the keyword index: both have all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.asking import Asking, Parts, plans_of
from assistant.compose_register import quote_of, subject_of
from assistant.concepts import Concept, cover
from assistant.evidence import Quote
from assistant.fitting_rows import fitting
from assistant.plans_asked import PlansAsked, plans_asked
from assistant.statements import Draft, Statement, quoted, said
from assistant.understanding import Want
from plans.answer import Status
from plans.commitment import Commitment
from plans.document import Passage
from plans.sentences import sentence_spans

__all__ = ["compose_plans"]

_FRAME = frozenset(
    """promis commit pledg undertak plan place area system partnership say aim intend set includ mention refer talk
    speak discuss silent noth anyth someth name omit leav lack fail touch never without offer give make""".split()
)
_OF_TARGETS = frozenset("target goal trajectori measur number figur".split())
_FEWEST = 3  # of two plans, each can be held against the other
_MET = 0.81  # as for lists of the register: nearly all of the subject, a little less where the place alone has it
_SURE = 0.6
_SUCH_AS = 3
_DOES = {"promise": "promise something on", "mention": "mention", "target": "set a target for"}
_DOES_NOT = {"promise": "promise nothing on", "mention": "do not mention", "target": "set no target for"}
_COUNTED = {"promise": "commitments of the register", "mention": "passages", "target": "targets of the register"}
_THE_REST = {
    "promise": "The register has none on it of the other {}.",
    "mention": "The other {} do not mention it.",
    "target": "The register has none on it of the other {}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A plan that does what is asked: how often, in its own words, and the ids of its commitments on it."""

    count: int
    quote: Quote | None
    ids: tuple[str, ...] = ()


def compose_plans(asking: Asking, parts: Parts) -> Draft | None:
    """Every plan that does what is asked, each with the words that fit best; or every plan that does not.

    None where the question does not ask which plans, names no subject, or no commitment is on it.
    """
    ids = plans_of(asking.asked, parts.library.plans())
    asked = plans_asked(asking.asked.text)
    if asked is None or len(ids) < _FEWEST or asking.asked.want is Want.DEFINITION:
        return None
    frame = _FRAME | _OF_TARGETS if asked.doing == "target" else _FRAME
    subject = [concept for concept in subject_of(asking) if concept.stem not in frame]
    if not subject:
        return None
    found = _mentioned(ids, subject, parts) if asked.doing == "mention" else _registered(ids, subject, asked, parts)
    if not found and asked.doing != "mention" and not asked.wanted_not:
        return None
    titles = {plan.id: plan.entry.title for plan in parts.library.plans()}
    about = ", ".join(concept.asked for concept in subject)
    tell = _those_that_do_not if asked.wanted_not else _those_that_do
    statements = tell(asked, about, [(one, titles[one]) for one in ids], found)
    record = {"commitments": [row for one in found.values() for row in one.ids], "plans": list(found)}
    status = Status.ANSWERED if found else Status.NOT_IN_PLANS
    return Draft(status=status, statements=tuple(statements), record=record)


def _those_that_do(
    asked: PlansAsked, about: str, plans: Sequence[tuple[str, str]], found: Mapping[str, _Found]
) -> list[Statement]:
    opening = f"**{len(found)}** of {len(plans)} plans {_DOES[asked.doing]} {about}"
    if not found:
        return [said(f"{opening}.")]
    count = sum(one.count for one in found.values())
    statements = [said(f"{opening}, in {count} {_COUNTED[asked.doing]}:")]
    for plan_id, title in plans:
        if plan_id in found:
            statements += _of_plan(title, found[plan_id], asked)
    if len(found) < len(plans):
        statements.append(said(_THE_REST[asked.doing].format(len(plans) - len(found))))
    return statements


def _those_that_do_not(
    asked: PlansAsked, about: str, plans: Sequence[tuple[str, str]], found: Mapping[str, _Found]
) -> list[Statement]:
    silent = [title for plan_id, title in plans if plan_id not in found]
    opening = f"**{len(silent)}** of {len(plans)} plans {_DOES_NOT[asked.doing]} {about}"
    if not found:
        return [said(f"{opening}: not one does otherwise.")]
    statements = [said(opening + (":" if silent else ".")), *(Statement(text=one, bullet=True) for one in silent)]
    others = [(plan_id, title) for plan_id, title in plans if plan_id in found]
    such = "" if len(others) <= _SUCH_AS else f", {_SUCH_AS} of them in these words"
    statements.append(said(f"The other {len(others)} do{such}:"))
    for plan_id, title in others[:_SUCH_AS]:
        statements += _of_plan(title, found[plan_id], asked)
    return statements


def _of_plan(title: str, found: _Found, asked: PlansAsked) -> list[Statement]:
    more = f" ({found.count} {_COUNTED[asked.doing].split()[0]})" if found.count > 1 else ""
    if found.quote is None:
        return [said(f"{title}{more}.")]
    return [said(f"{title}{more}:"), quoted(found.quote, bullet=True)]


def _registered(ids: tuple[str, ...], subject: Sequence[Concept], asked: PlansAsked, parts: Parts) -> dict[str, _Found]:
    """The plans whose commitments, or targets, are on the subject."""
    rows = [row for row in parts.register.commitments(ids) if row.confidence >= _SURE and _is(row, asked)]
    found = {}
    for plan_id, met in groupby(fitting(rows, subject, met=_MET), lambda pair: pair[0].plan_id):
        of_plan = list(met)
        best, _ = max(of_plan, key=lambda pair: pair[1].words)
        ids_met = tuple(row.id for row, _ in of_plan)
        found[plan_id] = _Found(count=len(of_plan), quote=quote_of(best, parts), ids=ids_met)
    return found


def _is(row: Commitment, asked: PlansAsked) -> bool:
    return asked.doing != "target" or row.type == "target" or bool(row.measures)


def _mentioned(ids: tuple[str, ...], subject: Sequence[Concept], parts: Parts) -> dict[str, _Found]:
    """The plans in which a passage has every word of the subject, or another way to say it."""
    things = [((concept.stem,), *concept.alternatives) for concept in subject]
    return {
        one.plan_id: _Found(count=one.count, quote=_words_of(one.passage, subject))
        for one in parts.library.mentions(things, plans=ids)
    }


def _words_of(passage: Passage, subject: Sequence[Concept]) -> Quote:
    """The sentence of a passage that has most of the subject."""
    spans = sentence_spans(passage.text) or [(0, len(passage.text))]
    start, end = max(spans, key=lambda span: cover(subject, passage.text[span[0] : span[1]], "").words)
    return Quote(passage=passage, start=passage.start + start, end=passage.start + end)
