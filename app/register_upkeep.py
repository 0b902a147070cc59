"""Keeps the table of the register in step with the library, so that nobody who asks for a page of it waits."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.listing import is_large
from plans.errors import StoreUnavailable

if TYPE_CHECKING:
    from commitments.register_table import RegisterTable
    from index.generations import Generation

__all__ = ["REGISTER_TABLE", "RegisterUpkeep"]

REGISTER_TABLE = "cache/register.sqlite"
"""Where below the home the register of many plans is kept as a table, which is made anew where it is not there."""

_AT_ONCE = 50  # plans whose commitments are in memory


class RegisterUpkeep:
    """What a writer of the library does about the table, which only a large library has."""

    def __init__(self, home: Path, table: "Callable[[], RegisterTable]") -> None:
        """Keep the table of that home; it is opened when it is first needed."""
        self._path = home / REGISTER_TABLE
        self._table = table

    def made_for(self, generation: "Generation") -> None:
        """Put in what a generation has and the table lacks; rows of the generation before stay beside it.

        Raises HomeNotWritable, StoreUnavailable, BrokenIndex.
        """
        plans = [plan.id for plan in generation.plans()]
        for begin in range(0, len(plans) if is_large(generation.plans()) else 0, _AT_ONCE):
            part = plans[begin : begin + _AT_ONCE]
            self._table().bring_up(generation.limited_to(part), part)  # remembers commitments of no more than these

    def left_with(self, generation: "Generation | None") -> None:
        """Let the table hold nothing but what is in a generation, or be gone.

        Raises HomeNotWritable, BrokenIndex.
        """
        if generation is not None and is_large(generation.plans()):
            try:
                self.made_for(generation)
                self._table().hold_only(generation, [plan.id for plan in generation.plans()])
            except StoreUnavailable:  # what cannot be used, or is in use, goes whole: whoever asks next makes it anew
                self._deleted()
        else:
            self._deleted()

    def _deleted(self) -> None:
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink(missing_ok=True)
