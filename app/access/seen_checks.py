"""Checks as somebody sees them who sees the commitments of some plans alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commitments.checks import Entry, History, Mark
from commitments.outcomes import Decision
from commitments.store import Checks
from plans.errors import WrongCall

__all__ = ["SeenChecks"]


class SeenChecks:
    """The checks of commitments that are `held`, by their ids; of others there are none, and none can be entered."""

    def __init__(self, checks: Checks, held: Callable[[str], bool]) -> None:
        """Stand before those checks."""
        self._checks = checks
        self._held = held

    def history(self, commitment_id: str) -> History:
        """All that was entered about a commitment; empty where nobody has looked, or it is not seen."""
        return self.histories([commitment_id])[commitment_id]

    def histories(self, commitment_ids: Sequence[str] | None = None) -> Mapping[str, History]:
        """The histories of some commitments, or of all that have one and are seen."""
        if commitment_ids is None:
            return {one: history for one, history in self._checks.histories().items() if self._held(one)}
        found = self._checks.histories([one for one in commitment_ids if self._held(one)])
        return {one: found.get(one, History(commitment_id=one)) for one in commitment_ids}

    def statuses(self, *, person: str = "") -> Mapping[str, str]:
        """The status of every commitment that has one and is seen, as that person may see it."""
        return {one: status for one, status in self._checks.statuses(person=person).items() if self._held(one)}

    def decisions(self) -> tuple[Decision, ...]:
        """What people decided about which commitment serves which outcome, where it is seen."""
        return tuple(decision for decision in self._checks.decisions() if self._held(decision.commitment_id))

    def enter(self, mark: Mark, **how: Any) -> Entry:
        """Add an entry to a commitment that is seen. Raises WrongCall for another, and as `Checks.enter` does."""
        return self._checks.enter(mark, **how) if self._held(mark.commitment_id) else self._refused()

    def undo(self, commitment_id: str, number: int, **how: Any) -> Entry:
        """Take an entry of a commitment that is seen back. Raises WrongCall for another."""
        return self._checks.undo(commitment_id, number, **how) if self._held(commitment_id) else self._refused()

    def decide(self, commitment_id: str, *given: Any, **how: Any) -> Decision:
        """Decide about a commitment that is seen. Raises WrongCall for another."""
        if not self._held(commitment_id):
            self._refused()
        return self._checks.decide(commitment_id, *given, **how)

    def _refused(self) -> Entry:
        raise WrongCall("There is no such commitment in the register.")
