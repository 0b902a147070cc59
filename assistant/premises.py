"""What a question takes for granted and the plan does not say: put right first, with the plan's words."""

from dataclasses import replace

from assistant.asking import Asking, Parts
from assistant.concepts import cover
from assistant.contradictions import national_figure
from assistant.evidence import Evidence
from assistant.statements import Draft, quoted, said, where
from assistant.understanding import Understanding, Want, opposes
from plans.answer import Status
from plans.bodies import Bodies
from plans.quantities import Quantity, quantities
from plans.stance import Stance

__all__ = ["put_right"]

_SUBJECT = 0.6  # the share of the question's subject that must be met before it is told that it is wrong


def put_right(asking: Asking, parts: Parts) -> Draft | None:
    """An answer that opens with what the plan says instead, or None where nothing in the question is contradicted.

    A number is contradicted where the words on the same subject give another of the same kind and not this one; a
    body where they name another in its stead; a number of the plan's own where it is the nation's; a promise where
    they report something done; that something is refused or shut where they say nothing of the kind.
    """
    asked = asking.asked
    against = _not_refused(asking)
    if against:
        return replace(_draft("The plan does not say that.", against, asked, parts), status=Status.FALSE_PREMISE)
    for evidence in asking.evidence[:5]:
        if evidence.coverage.everywhere < _SUBJECT:
            continue
        wrong = _wrong_number(evidence, asking) or _wrong_body(evidence, asked, parts.bodies)
        if wrong:
            return _draft(f"The plan does not say {wrong}.", evidence, asked, parts)
        nations = asked.polar and national_figure(asked.text, evidence)
        if nations:
            return _draft(f"{nations} is a national figure, not the plan's own.", evidence, asked, parts)
        if _not_promised(evidence, asking):
            return _draft("That is reported as already done; it is not a target.", evidence, asked, parts)
        return None
    return None


def _not_refused(asking: Asking) -> Evidence | None:
    """The nearest words on a subject that the question takes to be refused or shut, where none of those near do so."""
    near = asking.evidence[:3]
    if not near or not opposes(asking.asked.text) or any(opposes(evidence.quote.text) for evidence in near):
        return None
    kept = tuple(concept for concept in asking.concepts if not opposes(concept.asked))
    met = cover(kept, near[0].quote.text, f"{near[0].quote.passage.context} {near[0].quote.passage.text}")
    return near[0] if met.everywhere >= _SUBJECT else None


def _draft(opening: str, evidence: Evidence, asked: Understanding, parts: Parts) -> Draft:
    no = "No. " if asked.polar else ""
    status = Status.ANSWERED if asked.polar else Status.FALSE_PREMISE
    place = where(evidence.quote, parts.library)
    return Draft(
        status=status,
        statements=(said(f"{no}{opening} It says:"), quoted(evidence.quote), said(f"({place})")),
        record={"premise": opening},
    )


def _wrong_number(evidence: Evidence, asking: Asking) -> str:
    """A number of the question that the words gainsay, and that none of the other evidence on the subject bears out."""
    asked = asking.asked
    given = quantities(evidence.quote.text)
    elsewhere = [q for e in asking.evidence[:10] for q in quantities(e.quote.text)]
    for stated in asked.quantities:
        if stated.unit in _NO_CLAIM or (stated.unit in _COUNTED_WITH_CARE and not _same_noun(stated, asked.text)):
            continue
        same_kind = [q for q in given if q.unit == stated.unit]
        if same_kind and not any(_equal(q, stated) for q in elsewhere if q.unit == stated.unit):
            return asked.text[stated.start : stated.end]
    return ""


_COUNTED_WITH_CARE = frozenset({"count"})
_NO_CLAIM = frozenset({"label", "clock", "age"})


def _same_noun(stated: Quantity, text: str) -> bool:
    """A bare count in a question ("two plans", "one of") is often no claim: only large or written-out ones are."""
    return stated.value > 12 and text[stated.start : stated.end].strip()[:1].isdigit()


def _equal(ours: Quantity, theirs: Quantity) -> bool:
    high = ours.high if ours.high is not None else ours.value
    return ours.value <= theirs.value <= high


def _wrong_body(evidence: Evidence, asked: Understanding, bodies: Bodies) -> str:
    """A body that the question puts in charge, where the words put another in charge and never name this one."""
    if asked.want in (Want.BODY, Want.COMPARISON) or not asked.bodies:
        return ""
    text = f"{evidence.quote.passage.context} {evidence.quote.text}"
    named = {mention.body.id for mention in bodies.find(text)}
    in_charge = {
        mention.body.id for mention in bodies.find(evidence.quote.text) if _leads(evidence.quote.text, mention.start)
    }
    for mention in asked.bodies:
        if _does(asked.text, mention.end) and mention.body.id not in named and in_charge:
            return f"that of {asked.text[mention.start : mention.end]}"
    return ""


def _leads(text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start].lower()
    return any(
        phrase in before for phrase in ("led by", "operated by", "run by", "provided by", "delivered by", "overseen by")
    )


def _does(text: str, end: int) -> bool:
    after = text[end : end + 24].lower()
    return any(
        verb in after for verb in ("lead", "run", "operat", "provid", "deliver", "overs", "in charge", "respons")
    )


def _not_promised(evidence: Evidence, asking: Asking) -> bool:
    asked = asking.asked
    return (
        asked.stance is Stance.PROMISED
        and evidence.stance is Stance.DONE
        and asked.want in (Want.NUMBER, Want.MONEY, Want.DATE)
        and (asked.want is Want.DATE or asking.met(evidence).enough)
    )
