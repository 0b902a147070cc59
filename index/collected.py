"""Chroma's collection beside a generation: several generations use one, and what it lacks is compared exactly."""

from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.chroma import is_whole, write_passages
from index.manifest import Collection
from index.runs import Rows, Runs, runs_of

if TYPE_CHECKING:
    from index.generation import Generation

__all__ = [
    "HOME_NUMBER",
    "Collected",
    "collect",
    "collection_folder",
    "collection_name",
    "collection_of",
    "is_collected",
]

HOME_NUMBER = "home-number"

# A collection is written anew when more of the library than this share is not in it as it is now.
_BEHIND = 1 / 8


def collection_name(index: Path, generation: str) -> str:
    """The name of the Chroma collection that a generation below that index folder wrote.

    The number that the home gave itself is part of it, since several homes may use one server.
    """
    return f"planwatch-{(index / HOME_NUMBER).read_text(encoding='ascii')}-{generation}"


def collection_folder(index: Path, generation: str) -> Path:
    """Where the embedded Chroma keeps the collection that a generation below that index folder wrote."""
    return index / "chroma" / generation


def collection_of(
    name: str, parts: Mapping[str, str], sizes: Mapping[str, int], *, before: Collection | None
) -> Collection:
    """The collection for plans of those parts and sizes: the one before, or a new one of that name.

    A plan that was removed is to be gone from it, so it is then written anew.
    """
    new = Collection(name=name, plans={plan: (part, sizes[plan]) for plan, part in parts.items()})
    if before is None or before.plans.keys() - parts.keys():
        return new
    lacking = sum(size for plan, (part, size) in new.plans.items() if before.plans.get(plan, ("", 0))[0] != part)
    stale = sum(size for plan, (part, size) in before.plans.items() if parts[plan] != part)
    return before if lacking + stale <= _BEHIND * sum(sizes.values()) else new


class Collected:
    """Which rows of a collection are which rows of a generation, and which rows of the generation it lacks."""

    def __init__(
        self, collection: Collection, *, parts: Mapping[str, str], rows: Mapping[str, tuple[int, int]]
    ) -> None:
        """Hold a collection against plans of those parts and rows."""
        sizes = [size for _, size in collection.plans.values()]
        self._rows = np.full(sum(sizes), -1, dtype=np.intp)
        self.plans: dict[str, int] = {}
        for first, (plan, (part, size)) in zip(accumulate([0, *sizes]), collection.plans.items(), strict=False):
            if parts.get(plan) == part:
                self._rows[first : first + size] = np.arange(*rows[plan])
                self.plans[plan] = first
        self.size = int(np.count_nonzero(self._rows >= 0))
        self.beside: Runs = runs_of([slice(*run) for plan, run in rows.items() if plan not in self.plans])

    def rows(self, found: Rows) -> Rows:
        """The rows here of rows there, in their order; those that are no longer held are left out."""
        here = self._rows[found]
        return np.asarray(here[here >= 0], dtype=np.intp)


def collect(generation: "Generation", *, url: str | None) -> None:
    """Write the collection of a generation, with what of it is held there, into the home or onto a server.

    Raises StoreUnavailable.
    """
    index, name = generation.folder.parent.parent, generation.collection.name
    write_passages(
        generation.collected_passages(),
        name=collection_name(index, name),
        folder=collection_folder(index, name),
        url=url,
    )


def is_collected(generation: "Generation", *, url: str | None) -> bool:
    """Whether the collection of a generation is in the home, or on the server of that URL.

    Raises StoreUnavailable.
    """
    index, name = generation.folder.parent.parent, generation.collection.name
    return is_whole(
        collection_name(index, name),
        folder=collection_folder(index, name),
        url=url,
        expected=generation.collected.size,
    )
