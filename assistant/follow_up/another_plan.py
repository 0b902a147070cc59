"""Follow-ups that put the last question to another plan: "what does the other plan say?", "and in Kirklees?"."""

import re

from assistant.follow_up.leaning import mark
from assistant.follow_up.naming import area_name, plan_name, plan_names
from assistant.follow_up.pointing import point_back
from assistant.follow_up.readings import Before, Plain, Reading, Said, again
from plans.catalogue import Plan

__all__ = ["another_plan"]


def another_plan(said: Said, before: Before) -> Reading | None:
    """ "What does the other plan say?", "and in Kirklees?": the question put to another plan."""
    target = _target(said, before)
    if target is None:
        return None
    said = said.put(mark("other_plan").sub(lambda _: plan_name(target.entry), said.text))
    if not (said.part or mark("same").search(said.text) or _ASKS_THE_SAME.search(said.text)):
        return point_back(said.put(said.text, moved=True), before) if said.points or not said.own else None
    if said.own:
        return None
    outright = any(name.outright for name in said.names)
    return again(_put_to(before.reading.plain, target, before, outright=outright), before.reading.topic)


_ASKS_THE_SAME = re.compile(
    r"^\W*what (?:is|are|was|were) (?:it|that|they|the (?:\w+ )?(?:target|figure|number|position|plan))\b.{0,30}$|"
    r"^\W*(?:what|how) (?:does|do|did|about|is|are|has|have|will|would)\b.{0,40}"
    r"\b(?:say|plan|promise|do|doing|put it|state|have|aim|want|offer|cover)\b"
    r"(?: (?:for|about|on) (?:it|that|this|them))?(?: then| instead| there)?\W*$",
    re.IGNORECASE,
)


def _target(said: Said, before: Before) -> Plan | None:
    plans = {plan.id: plan for plan in said.parts.library.plans()}
    named = list(dict.fromkeys(name.plan_id for name in said.names))
    if len(named) == 1:
        return plans[named[0]] if not said.own or said.points or said.part else None
    if named or not mark("other_plan").search(said.text) or before.plan is None:
        return None
    others = [plan for plan in plans.values() if plan.id != before.plan.id]
    spoken = {quote.passage.plan_id for quote in before.quotes}
    earlier = before.earlier
    while len(others) > 1 and earlier is not None:
        spoken |= {quote.passage.plan_id for quote in earlier.quotes}
        others = [plan for plan in others if plan.id in spoken] or others
        earlier = earlier.earlier
    return others[0] if len(others) == 1 else None


def _put_to(plain: Plain, target: Plan, before: Before, *, outright: bool) -> Plain:
    """A question put to another plan: the plan it names is exchanged; so is the area, unless a plan was asked for."""
    plans = before.parts.library.plans()
    names = [name for name in plan_names(plain.question, plans) if name.plan_id != target.id]
    question, topic = plain.question, plain.topic
    for name in reversed(names):
        if not name.outright and (outright or len(names) > 1):
            continue
        other = plan_name(target.entry) if name.outright else area_name(target.entry)
        owned = re.search(r"['’]s?$", question[name.start : name.end])
        question = f"{question[: name.start]}{other}{chr(39) + 's' if owned else ''}{question[name.end :]}"
    says_so = any(name.outright for name in names)
    return Plain(question=question, topic=topic, plan=None if says_so else target)
