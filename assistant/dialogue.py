"""A follow-up made to stand alone: what it leaves unsaid is taken from the turns before it, by rule.

What comes out is a question in plain words that gives the same answer when it is asked alone: it names the plan and
the subject, exchanges what is changed (plan, year, group, service), or quotes what it points to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking import Parts
from assistant.follow_up.another_part import another_part, completed
from assistant.follow_up.another_plan import another_plan
from assistant.follow_up.another_year import another_year
from assistant.follow_up.going_on import about_the_plan, goes_on
from assistant.follow_up.leaning import mark, without_opener
from assistant.follow_up.named_item import named_item
from assistant.follow_up.readings import Before, Plain, Reading, Said
from assistant.follow_up.subject import subject_of
from assistant.scope import OutOfScope, out_of_scope
from plans.answer import Question, Turn
from plans.spoken import in_plain_words

__all__ = ["Standalone", "beyond_the_plans", "standalone"]

_LOOKS_BACK = 20  # turns, as many as a conversation on the page has
_RULES = (completed, another_plan, another_year, named_item, about_the_plan, another_part, goes_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standalone:
    """A question that can be read alone. `follows` says that something was taken from an earlier turn."""

    text: str
    follows: bool


def beyond_the_plans(written: str, parts: Parts, *, before: Sequence[Turn] = ()) -> OutOfScope | None:
    """The kind that a question belongs to when it is not one for the plans of this library, else None.

    After turns `before` it that were for the plans, it takes more to leave them.
    """
    text = in_plain_words(written)
    follows = any(beyond_the_plans(turn.question, parts) is None for turn in before)
    return out_of_scope(text, likely=parts.kinds.of(text), known=parts.vocabulary.known, follows=follows)


def standalone(question: Question, parts: Parts) -> Standalone:
    """Make a question stand alone. Earlier questions that were out of scope are passed over, and those long past."""
    history = question.history[-_LOOKS_BACK:]
    turns = tuple(
        turn for at, turn in enumerate(history) if not beyond_the_plans(turn.question, parts, before=history[:at])
    )
    before = Before(turns=turns, parts=parts, read=_read) if turns else None
    reading = _read(question.text, before, parts)
    return Standalone(text=reading.text[:1].upper() + reading.text[1:], follows=reading.follows)


def _read(written: str, before: Before | None, parts: Parts) -> Reading:
    text = in_plain_words(written)
    if before is None:
        return _alone(text, parts)
    changed = mark("new_subject").match(text)
    if changed and text[changed.end() :].strip(" ?.!"):
        return _alone(text[changed.end() :], parts)
    said = _said(text, parts)
    for rule in _RULES:
        reading = rule(said, before)
        if reading is not None:
            return reading
    return _alone(said.text, parts)


def _said(text: str, parts: Parts) -> Said:
    """A turn without the words that open it; one that puts the last right is known by them."""
    opened = without_opener(text)
    for name in ("not_this", "correction"):
        match = mark(name).match(opened)
        if match and opened[match.end() :].strip(" ?.!"):
            return Said(text=without_opener(opened[match.end() :]), parts=parts, corrects=True)
    return Said(text=opened, parts=parts)


def _alone(text: str, parts: Parts) -> Reading:
    return Reading(text=text, plain=Plain(question=text), topic=subject_of(text, parts.library.plans()), follows=False)
