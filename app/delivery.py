"""The line of delivery over a library: outcomes, which commitments serve each, and what people decided of it."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.parts import Parts
from plans.commitment import Commitment

if TYPE_CHECKING:
    from commitments.outcomes import Contribution, LineOfDelivery, Outcome

__all__ = ["Delivery", "DeliveryLine", "delivery_json"]

_KEPT = 8
_Key = tuple[str, tuple[str, ...]]
_Proposed = tuple[tuple["Outcome", ...], tuple["Contribution", ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """The outcomes in the order of their plans, the line, commitments by id, and how many decisions each pair has."""

    outcomes: tuple["Outcome", ...]
    line: "LineOfDelivery"
    commitments: Mapping[str, Commitment]
    seen: Mapping[tuple[str, str], int]

    def outcome(self, outcome_id: str) -> "Outcome | None":
        """The outcome of that id, if there is one."""
        return next((one for one in self.outcomes if one.id == outcome_id), None)

    def served_by(self, commitment_id: str) -> tuple[tuple["Outcome", bool], ...]:
        """The outcomes that a commitment serves, and whether people confirmed it; proposed ones come last."""
        told = []
        for one in self.outcomes:
            if commitment_id in self.line.confirmed[one.id]:
                told.append((one, True))
            elif any(each.commitment_id == commitment_id for each in self.line.proposed[one.id]):
                told.append((one, False))
        return tuple(sorted(told, key=lambda pair: not pair[1]))


class Delivery:
    """Draws the line of delivery; what is proposed is worked out once for the same plans in the same state."""

    def __init__(self, parts: Parts) -> None:
        """Draw it over these parts."""
        self._parts = parts
        self._drawn: OrderedDict[_Key, _Proposed] = OrderedDict()

    def line(self, plans: Sequence[str]) -> DeliveryLine:
        """The line of those plans as it stands now.

        Raises UnknownPlan.
        """
        from commitments.outcomes import line_of_delivery

        register = tuple(self._parts.register.commitments(tuple(plans))) if plans else ()
        outcomes, proposed = self._proposed(plans, register)
        held = {one.id: one for one in register}
        decisions = [one for one in self._parts.checks.decisions() if one.commitment_id in held]
        return DeliveryLine(
            outcomes=outcomes,
            line=line_of_delivery(register, outcomes, proposed, decisions),
            commitments=held,
            seen=Counter((one.commitment_id, one.outcome_id) for one in decisions),
        )

    def _proposed(self, plans: Sequence[str], register: tuple[Commitment, ...]) -> "_Proposed":
        """The outcomes of those plans, and what is proposed. Visitors see different plans of one generation, so the
        plans are part of what it is kept under."""
        from commitments.outcomes import outcomes_of
        from commitments.serving import proposals

        library = self._parts.library
        key = (library.generation, tuple(plans))
        found = self._drawn.get(key)
        if found is None:
            entries = {plan.id: plan.entry for plan in library.plans()}
            outcomes = tuple(one for plan in plans for one in outcomes_of(library.document(plan), entries[plan]))
            found = self._drawn[key] = (outcomes, proposals(register, outcomes))
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return found


def delivery_json(drawn: DeliveryLine) -> dict[str, Any]:
    """The line as JSON: the outcomes with what is confirmed and proposed, and the commitments that serve none."""
    outcomes = [
        {
            "id": one.id,
            "plan_id": one.plan_id,
            "kind": one.kind,
            "name": one.name,
            "indicators": list(one.indicators),
            "start": one.start,
            "end": one.end,
            "confirmed": list(drawn.line.confirmed[one.id]),
            "proposed": [
                {"commitment_id": each.commitment_id, "confidence": each.confidence, "reason": each.reason}
                for each in drawn.line.proposed[one.id]
            ],
        }
        for one in drawn.outcomes
    ]
    return {"outcomes": outcomes, "serving_none": [one.id for one in drawn.line.serving_none]}
