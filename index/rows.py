"""Passages of many plans by row number, read from the plans' files as they are wanted."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import overload

from index.stored import Searched, searched_from_json
from plans.document import GlossaryEntry, Passage

__all__ = ["PassageRows"]

_HELD = 16  # plans at a time: Chroma is given some thousand passages a call, and goes over them twice


class PassageRows(Sequence[Passage]):
    """The passages of the plans in a folder, plan after plan; a few plans at a time are in memory.

    `ids` are the plans, `glossaries` the acronyms of each.
    """

    def __init__(self, folder: Path, plan_ids: Sequence[str]) -> None:
        """Count the passages of `<id>.json` for each of those plans, in that order.

        Raises BrokenIndex when one of them is no stored plan.
        """
        self._folder = folder
        self.ids = plan_ids
        self._read = lru_cache(maxsize=_HELD)(self._passages)
        self._firsts: list[int] = []
        self._size = 0
        self.glossaries: dict[str, tuple[GlossaryEntry, ...]] = {}
        for plan_id in plan_ids:
            found = self._searched(plan_id)
            self._firsts.append(self._size)
            self._size += len(found.passages)
            self.glossaries[plan_id] = found.document.glossary

    @property
    def rows(self) -> dict[str, tuple[int, int]]:
        """Each plan's first row and the row after its last one."""
        bounds = [*self._firsts, self._size]
        return dict(zip(self.ids, pairwise(bounds), strict=True))

    @property
    def sizes(self) -> dict[str, int]:
        """How many passages each plan has."""
        return {plan: last - first for plan, (first, last) in self.rows.items()}

    def of(self, plan_id: str) -> Sequence[Passage]:
        """The passages of a plan."""
        return self._read(plan_id)

    def plans(self) -> Iterator[Sequence[Passage]]:
        """The passages of one plan after the other."""
        return map(self._passages, self.ids)

    def __len__(self) -> int:
        """How many passages there are."""
        return self._size

    def __iter__(self) -> Iterator[Passage]:
        """Every passage, in the order of rows."""
        for passages in self.plans():
            yield from passages

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        """The passage of a row, or those of several."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(self._size))]
        plan = bisect_right(self._firsts, row) - 1
        return self._read(self.ids[plan])[row - self._firsts[plan]]

    def _passages(self, plan_id: str) -> Sequence[Passage]:
        return self._searched(plan_id).passages

    def _searched(self, plan_id: str) -> Searched:
        path = self._folder / f"{plan_id}.json"
        return searched_from_json(path.read_bytes(), where=str(path))
