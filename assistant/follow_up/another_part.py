"""Follow-ups that ask the last question of another group, service or thing: "and for children?", "volunteers?"."""

import re
from collections.abc import Iterator

from assistant.follow_up.alike import alike, is_people
from assistant.follow_up.leaning import PREPOSITION, mark, pointers
from assistant.follow_up.naming import plan_name
from assistant.follow_up.pointing import put_for_pointer
from assistant.follow_up.readings import Before, Plain, Reading, Said, again
from assistant.follow_up.subject import Phrase, exchanged, is_verb, phrases, said_together, subject_of
from assistant.follow_up.tried import well_answered
from plans.catalogue import Plan
from plans.words import content_stems

__all__ = ["another_part", "completed"]


def completed(said: Said, before: Before) -> Reading | None:
    """What was asked back is told: it completes the question that was asked too shortly."""
    if not before.asked_back or not said.own:
        return None
    if not said.part and not said.points:
        return None
    told = re.sub(rf"^{PREPOSITION.pattern}", "", said.text.rstrip(" ?.!"), flags=re.IGNORECASE)
    plain = before.reading.plain
    topic = subject_of(told, said.parts.library.plans()) or (told,)
    filled = put_for_pointer(plain.question, told)
    how = PREPOSITION.match(said.text)
    added = f"{plain.question.rstrip(' ?.!')} {how['how'] if how else 'for'} {told}?"
    return again(Plain(question=filled or added, plan=plain.plan), topic)


def another_part(said: Said, before: Before) -> Reading | None:
    """ "And for children?", "volunteers?", "no, I meant dentists": the question with a part of it exchanged.

    Where several parts could be meant, the exchange is taken that the plans answer best.
    """
    if not said.part or not said.own or (before.plan is None and not before.reading.plain.question):
        return None
    told = _ITSELF.sub("", mark("what_about").sub("", said.text).strip(" ?.!,"))
    plain = before.reading.plain
    owned = _OWNED.match(told)
    if owned:
        told = f"the {owned['thing']} of {before.topic}" if before.topic else told
        return again(_owned(told, plain, before), before.reading.topic)
    if any(pointer.kind != "one" for pointer in pointers(told)) and not _HEADED.match(told):
        return None
    options = [option for option in _options(told, plain, before) if not (said.corrects and option.topic)]
    options = list(dict.fromkeys(options))
    if not options:
        return None
    best = _best(options[:_MOST_OPTIONS], told, before)
    return again(best, _topic_of(best, before))


_MOST_OPTIONS = 4  # each is looked up


def _best(options: list[Plain], told: str, before: Before) -> Plain:
    """The first option that the plans answer, else the one that comes nearest."""
    tried: list[tuple[float, Plain]] = []
    for option in options:
        answered = well_answered(option, [told, option.topic] if option.topic else [told], before.parts)
        if answered >= 1:
            return option
        tried.append((answered, option))
    return max(tried, key=lambda one: one[0])[1]


_ITSELF = re.compile(r"\s+(?:themselves|itself|himself|herself)$", re.IGNORECASE)
_OWNED = re.compile(r"(?:its|their|his|her)\s+(?P<thing>\S.*)", re.IGNORECASE)
_HEADED = re.compile(r"(?:(?:for|to|with|on|about|in)\s+)?(?:those|the ones|ones|them)\s+\w", re.IGNORECASE)


def _owned(told: str, plain: Plain, before: Before) -> Plain:
    """ "And their training?": the training of what was asked about, asked in the same way."""
    found = [phrase for phrase in phrases(plain.question, before.parts.library.plans()) if phrase.text in before.topic]
    if len(found) == 1:
        return Plain(question=exchanged(plain.question, found[0], told), plan=before.plan_for(plain))
    name = plan_name(before.plan.entry) if before.plan else "the plan"
    return Plain(question=f"what does {name} say about {told}?")


def _options(told: str, plain: Plain, before: Before) -> Iterator[Plain]:
    """The ways to exchange a part for what is told, likeliest first."""
    how = PREPOSITION.match(told)
    other = told[how.end() :] if how else told
    plan = before.plan_for(plain)
    same_kind = alike(plain.question, other)
    if same_kind is not None:
        yield Plain(question=same_kind, topic=plain.topic, plan=plan)
        return
    if how is not None and is_people(other) and not re.search(rf"\b{how['how']}\s", plain.question):
        yield Plain(question=f"{plain.question.rstrip(' ?.!')} {told}?", topic=plain.topic, plan=plan)
        return
    found = phrases(plain.question, before.parts.library.plans())
    yield from _after_the_same(how, other, plain, plan, found)
    for phrase in found:
        if is_verb(plain.question, phrase):
            continue
        yield Plain(question=_put(plain.question, phrase, how, other), topic=plain.topic, plan=plan)
    if plain.topic:
        yield Plain(question=plain.question, topic=other, plan=plain.plan)
    if before.plan is not None:
        yield Plain(question=f"what does {plan_name(before.plan.entry)} say about {other}?")
        if before.topic:
            yield Plain(question=f"what is said about {other}?", topic=before.topic, plan=before.plan)
    filled = "" if how else put_for_pointer(before.turns[-1].question, other)
    if filled:
        yield Plain(question=filled, plan=before.plan)


def _after_the_same(
    how: re.Match[str] | None, other: str, plain: Plain, plan: Plan | None, found: tuple[Phrase, ...]
) -> Iterator[Plain]:
    """What follows the same small word is exchanged whole: "the standard for hearing whether …", "for treatment".

    What is dropped may be the subject still: it is kept as one in the first option.
    """
    if how is None:
        return
    same = list(re.finditer(rf"\b{how['how']}\s+(?=\S)", plain.question, re.IGNORECASE))
    if not same:
        return
    tail = same[-1]
    rest = plain.question[tail.end() :]
    dropped = [phrase.text for phrase in found if phrase.start >= tail.end()]
    words = _with_head(other, dropped[0] if dropped else rest)
    question = f"{plain.question[: tail.end()]}{words}?"
    if dropped and not set(content_stems(other)) & set(content_stems(" ".join(dropped))):
        yield Plain(question=question, topic=said_together(dropped), plan=plan)
    yield Plain(question=question, topic=plain.topic, plan=plan)


def _put(question: str, phrase: Phrase, how: re.Match[str] | None, other: str) -> str:
    """A question with a phrase exchanged; "for X" is set at the end where the phrase only describes a noun."""
    before, after = question[: phrase.start], question[phrase.end :].rstrip(" ?.!")
    describes = re.search(r"\b(?:what|which|how many|how much)\s+$", before, re.IGNORECASE) and re.match(
        r"\s+\w", after
    )
    if how is not None and describes:
        return f"{before}{after.lstrip()} {how['how']} {other}?"
    return exchanged(question, phrase, _with_head(other, phrase.text))


def _with_head(other: str, phrase: str) -> str:
    """ "Those who work", said of young carers, are carers who work."""
    # What people wrote is no template: a backslash in it is a letter like any other.
    return re.sub(r"^(?:those|the ones|ones|them)\b(?=\s+\w)", lambda _: phrase.split()[-1], other, flags=re.IGNORECASE)


def _topic_of(plain: Plain, before: Before) -> tuple[str, ...]:
    plans = before.parts.library.plans()
    return tuple(dict.fromkeys((*subject_of(plain.question, plans), *subject_of(plain.topic, plans))))
