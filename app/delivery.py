"""The line of delivery over a library: outcomes, which commitments serve each, and what people decided of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.parts import Parts
from plans.commitment import Commitment

if TYPE_CHECKING:
    from commitments.outcomes import Contribution, LineOfDelivery, Outcome

__all__ = ["Delivery", "DeliveryLine", "delivery_json"]


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
    """Draws the line of delivery; what is proposed is worked out once for each state of the library."""

    def __init__(self, parts: Parts) -> None:
        """Draw it over these parts."""
        self._parts = parts
        self._proposed: tuple[str, tuple[Outcome, ...], tuple[Contribution, ...]] | None = None

    def line(self) -> DeliveryLine:
        """The line as it stands now."""
        from commitments.outcomes import line_of_delivery

        register = tuple(self._parts.register.commitments())
        outcomes, proposed = self._drawn(register)
        decisions = self._parts.checks.decisions()
        return DeliveryLine(
            outcomes=outcomes,
            line=line_of_delivery(register, outcomes, proposed, decisions),
            commitments={one.id: one for one in register},
            seen=Counter((one.commitment_id, one.outcome_id) for one in decisions),
        )

    def _drawn(self, register: tuple[Commitment, ...]) -> tuple[tuple["Outcome", ...], tuple["Contribution", ...]]:
        from commitments.outcomes import outcomes_of
        from commitments.serving import proposals

        library = self._parts.library
        if self._proposed is None or self._proposed[0] != library.generation:
            found = [one for plan in library.plans() for one in outcomes_of(library.document(plan.id), plan.entry)]
            self._proposed = (library.generation, tuple(found), proposals(register, found))
        return self._proposed[1:]


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
