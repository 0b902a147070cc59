"""The same promise in two plans, worked out once for the same plans in the same state."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.parts import Parts

if TYPE_CHECKING:
    from commitments.links import Link

__all__ = ["SamePromises"]

_KEPT = 8


class SamePromises:
    """Finds pairs of commitments that say the same, of plans that are held beside each other."""

    def __init__(self, parts: Parts) -> None:
        """Find them in these parts."""
        self._parts = parts
        self._found: OrderedDict[tuple[str, tuple[str, ...]], tuple[Link, ...]] = OrderedDict()

    def of(self, plans: Sequence[str]) -> tuple["Link", ...]:
        """The pairs of those plans, surest first; none where no plan is named.

        Raises UnknownPlan.
        """
        from commitments.links import links

        key = (self._parts.library.generation, tuple(plans))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = links(self._parts.register.commitments(tuple(plans))) if plans else ()
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found
