"""Rows of the library in runs: what is searched, each row with a position among the rows that are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows", "Runs", "Table", "runs_of"]

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of rows, rising and apart: from `starts` to before `stops`; `firsts` is the position of each run's first
    row among all of them, and one entry more: how many rows there are."""

    starts: Rows
    stops: Rows
    firsts: Rows

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.firsts[-1])

    def __iter__(self) -> Iterator[tuple[slice, slice]]:
        """Each run's rows, and their positions."""
        for at in range(len(self.starts)):
            rows = slice(int(self.starts[at]), int(self.stops[at]))
            yield rows, slice(int(self.firsts[at]), int(self.firsts[at + 1]))

    def within(self, first: int, last: int) -> Iterator[tuple[slice, slice]]:
        """The rows from `first` to before `last` that are in runs, counted from `first`, and their positions."""
        begin, end = np.searchsorted(self.stops, first, "right"), np.searchsorted(self.starts, last, "left")
        for at in range(int(begin), int(end)):
            start, stop = max(first, int(self.starts[at])), min(last, int(self.stops[at]))
            position = int(self.firsts[at]) + start - int(self.starts[at])
            yield slice(start - first, stop - first), slice(position, position + stop - start)

    def touching(self, firsts: Rows) -> NDArray[np.bool_]:
        """Which groups of rows have any that is in a run; a group begins at each of `firsts` but the last, where the
        last one ends."""
        at = np.searchsorted(self.stops, firsts[:-1], "right")
        starts = np.append(self.starts, np.iinfo(np.intp).max)
        return np.asarray(starts[at] < firsts[1:], dtype=np.bool_)

    def positions(self, rows: Rows) -> Rows:
        """The position of each row; -1 where it is in no run."""
        if not len(self.starts):
            return np.full(len(rows), -1, dtype=np.intp)
        run = np.maximum(np.searchsorted(self.starts, rows, "right") - 1, 0)
        inside = (rows >= self.starts[run]) & (rows < self.stops[run])
        return np.asarray(np.where(inside, self.firsts[run] + rows - self.starts[run], -1), dtype=np.intp)

    @property
    def table(self) -> "Table":
        """The positions of all rows in a table: it is made once where many rows are to be looked up."""
        first, last = (int(self.starts[0]), int(self.stops[-1])) if len(self.starts) else (0, 0)
        found = np.full(last - first + 2, -1, dtype=np.int32)
        found[self.rows_at(np.arange(self.size)) - first + 1] = np.arange(self.size, dtype=np.int32)
        return Table(before=first - 1, found=found)

    def rows_at(self, positions: Rows) -> Rows:
        """The rows of positions."""
        run = np.searchsorted(self.firsts, positions, "right") - 1
        return np.asarray(self.starts[run] + positions - self.firsts[run], dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The position of each row from `before` on to the one behind the last run, -1 where it is in no run; at both ends
    stands a row that is in none."""

    before: int
    found: NDArray[np.int32]

    def positions(self, rows: Rows) -> NDArray[np.int32]:
        """The position of each row; -1 where it is in no run."""
        return np.asarray(np.take(self.found, rows - self.before, mode="clip"), dtype=np.int32)


def runs_of(slices: Sequence[slice]) -> Runs:
    """The rows of slices that do not overlap; those that touch become one run."""
    starts: list[int] = []
    stops: list[int] = []
    for one in sorted((one for one in slices if one.stop > one.start), key=lambda one: int(one.start)):
        if stops and stops[-1] == one.start:
            stops[-1] = one.stop
        else:
            starts.append(one.start)
            stops.append(one.stop)
    lengths = np.array(stops, dtype=np.intp) - np.array(starts, dtype=np.intp)
    firsts = np.concatenate([np.zeros(1, dtype=np.intp), np.cumsum(lengths)]).astype(np.intp)
    return Runs(np.array(starts, dtype=np.intp), np.array(stops, dtype=np.intp), firsts)
