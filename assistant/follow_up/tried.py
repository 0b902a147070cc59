"""A reading tried out: how well the plans answer a question that a follow-up may mean."""

from collections.abc import Sequence

from assistant.asking import Parts, look_up
from assistant.follow_up.readings import Plain
from assistant.understanding import understand
from plans.answer import Question
from plans.words import stems

__all__ = ["well_answered"]


def well_answered(option: Plain, told: Sequence[str], parts: Parts) -> float:
    """How well the plans answer a question: 1 and more where they do, 0 where nothing meets the words of each part
    that is `told`."""
    asked = understand(
        Question(text=option.asked, plans=(option.plan.id,) if option.plan else ()),
        plans=parts.library.plans(),
        bodies=parts.bodies,
    )
    asking = look_up(asked, parts)
    wanted = [{concept.stem for concept in asking.concepts} & set(stems(part)) for part in told]
    best = 0.0
    for evidence in asking.evidence[:6]:
        met = {concept.stem for concept in evidence.coverage.met}
        if any(part and not part & met for part in wanted):
            continue
        judged = asking.judged(evidence)
        best = max(best, judged.confidence + judged.enough)
    return round(best, 6)
