"""Follow-ups that point back (that, they, it), say nothing of their subject (when? who?), or need the one before."""

import re

from assistant.follow_up.leaning import is_verbless, mark, pointers, says_little
from assistant.follow_up.meeting import meets
from assistant.follow_up.naming import plan_name
from assistant.follow_up.nearby import around
from assistant.follow_up.pointing import point_back
from assistant.follow_up.readings import Before, Plain, Reading, Said
from assistant.follow_up.subject import subject_of
from assistant.follow_up.tried import well_answered
from assistant.understanding import Want
from assistant.wanted import CHECKED
from plans.words import stem, tokens

__all__ = ["about_the_plan", "goes_on"]

_SMALL = 3  # words: a question with many more of its own has a subject of its own
_MET = 0.85


def about_the_plan(said: Said, before: Before) -> Reading | None:
    """ "Does it say how many …?": "it" is the plan, and the question has a subject of its own."""
    match = mark("says_plan").search(said.text)
    if match is None or before.plan is None or said.moved or said.names:
        return None
    names_it = re.match(r"\s*(?:anything |something |more )?(?:about|on|for|regarding)\b", said.text[match.end() :])
    if len(said.own) < (1 if names_it else 2):
        return None
    question = f"{said.text[: match.start('it')]}{plan_name(before.plan.entry)}{said.text[match.end('it') :]}"
    plain = Plain(question=re.sub(r"^(what) else\b", r"\1", question, flags=re.IGNORECASE))
    return Reading(text=plain.text, plain=plain, topic=subject_of(plain.question, said.parts.library.plans()))


def goes_on(said: Said, before: Before) -> Reading | None:
    """A question that points back or has no subject; or that only the subject before it makes answerable.

    A question with words of its own that the plans answer as it stands is left alone.
    """
    if not before.quotes and not before.reading.topic:
        return None
    if is_verbless(said.text) or _points_plainly(said) or (not said.own and says_little(said.text)):
        return point_back(said, before)
    if len(said.own) > 2 * _SMALL or any(before.plan is None or name.plan_id != before.plan.id for name in said.names):
        return None
    if said.own and before.quotes and _met_nearby(said, before):
        return point_back(said, before)
    if well_answered(Plain(question=said.text), [said.text], said.parts) >= 1:
        return None
    carried = point_back(said, before)
    helped = said.points or well_answered(carried.plain, [said.text], said.parts) >= 1
    return carried if helped else None


def _points_plainly(said: Said) -> bool:
    """A word that points back and cannot mean anything within the question: it stands before the question's own
    subject, right after "is" or "will", or at its end."""
    own = {stem for _, stem in said.asked.subject}
    first = min((t.start for t in tokens(said.text) if stem(t.word) in own), default=len(said.text))
    return any(
        pointer.start < first
        or _AFTER_VERB.search(said.text[: pointer.start])
        or not re.search(r"\w", said.text[pointer.end :])
        for pointer in pointers(said.text)
    )


_AFTER_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|will|would|can|could|has|have|had|should|of|about|for|with|behind)\s+$",
    re.IGNORECASE,
)


def _met_nearby(said: Said, before: Before) -> bool:
    """Whether all that a question asks stands about the words of the last answer."""
    near = around(before.quotes[:3], said.parts.library)
    found = meets(said.asked, near, said.parts, topic=before.topic)
    if said.asked.figure not in CHECKED and said.asked.want is not Want.REASON:
        return bool(found) and found[0].coverage.words >= _MET
    return bool(found) and found[0].coverage.everywhere >= _MET
