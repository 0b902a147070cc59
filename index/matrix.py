"""The vectors of a library as one matrix, which lies in a file for each group of plans."""

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.runs import Rows, Runs

__all__ = ["Matrix"]

Floats = NDArray[np.float32]


class Matrix:
    """Rows of vectors, one group after the other; a group is opened when a row of it is first wanted."""

    def __init__(self, sizes: Sequence[int], opened: Callable[[int], Floats], *, dimensions: int) -> None:
        """Take how many rows each group has, and what gives the vectors of a group by its number."""
        self._firsts = [0, *accumulate(sizes)]
        self._opened = opened
        self.shape = (self._firsts[-1], dimensions)

    def __len__(self) -> int:
        """How many rows there are."""
        return self.shape[0]

    def __getitem__(self, row: int) -> Floats:
        """The vector of a row."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        vector: Floats = self.take(np.array([row]))[0]
        return vector

    def __array__(self, dtype: type | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        """All of it, in memory."""
        del copy
        return self.take(np.arange(len(self))).astype(dtype or np.float32)

    def take(self, rows: Rows) -> Floats:
        """The vectors of rows, in their order."""
        out = np.empty((len(rows), self.shape[1]), dtype=np.float32)
        group = np.searchsorted(self._firsts, rows, "right") - 1
        for number in np.unique(group).tolist():
            wanted = np.flatnonzero(group == number)
            out[wanted] = self._opened(number)[rows[wanted] - self._firsts[number]]
        return out

    def dots(self, questions: Floats, runs: Runs) -> Floats:
        """The product of each row of the runs, by position (a column), with the vector of each question (a row).

        Each run is read once for all of them: what takes time is to bring the rows from memory.
        """
        out = np.empty((len(questions), runs.size), dtype=np.float32)
        for number, first in enumerate(self._firsts[:-1]):
            for rows, positions in runs.within(first, self._firsts[number + 1]):
                block = self._opened(number)[rows]
                for question, products in zip(questions, out, strict=True):
                    np.dot(block, question, out=products[positions])
        return out
