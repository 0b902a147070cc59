"""Rows of bytes in a large file, each held against a sum of its own when it is first read.

A question reads a few hundred rows of files that are gigabytes: to hold these whole against their hashes first would
take a minute of a new process. The sums are in a small file, which is held against its hash as any other is.
"""

import hashlib
import mmap
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.array_file import HEAD
from index.manifest import changed, missing
from plans.errors import BrokenIndex

__all__ = ["Summed", "sums_of"]

Bytes = NDArray[np.uint8]
Ends = NDArray[np.int64]

_LENGTH = 16  # bytes of SHA-256: that two rows have the same by chance, or harm goes unseen, will not happen


def sums_of(content: Bytes, ends: Ends) -> Bytes:
    """The sum of each row of bytes, as a row. They lie one after the other: `ends` has where each ends."""
    told = content.tobytes()
    begins = [0, *ends[:-1].tolist()]
    joined = b"".join(_sum(told[begin:end]) for begin, end in zip(begins, ends.tolist(), strict=True))
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, _LENGTH)


class Summed:
    """The rows of bytes of one file, which stays on the disk until they are read."""

    def __init__(self, path: Path, *, ends: Ends, sums: Bytes) -> None:
        """Take where each row ends and the sum of each, both as they were written.

        Raises BrokenIndex where the file is not there in that size.
        """
        self._path = path
        self._ends = ends
        self._sums = sums
        self._held = np.zeros(len(ends), dtype=np.bool_)
        size = int(ends[-1]) if len(ends) else 0
        try:
            with path.open("rb") as file:
                self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            # Its head is not read: no sum tells whether it is what was written.
            self.content: Bytes = np.frombuffer(self._mapped, np.uint8, count=size, offset=HEAD)
        except OSError as error:
            raise BrokenIndex(missing(path)) from error
        except ValueError as error:
            raise BrokenIndex(changed(path)) from error

    def let_go(self) -> None:
        """Give back the memory in which rows that were read lie: they would add up to all of the file, and it keeps
        them for no process in particular. They can be read again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def hold(self, rows: Iterable[int]) -> None:
        """Hold rows against their sums, but those that were before.

        Raises BrokenIndex, naming the file.
        """
        for row in rows:
            if not self._held[row]:
                if _sum(self._bytes(row)) != self._sums[row].tobytes():
                    raise BrokenIndex(changed(self._path))
                self._held[row] = True

    def row(self, row: int) -> bytes:
        """The bytes of a row.

        Raises BrokenIndex, naming the file.
        """
        self.hold((row,))
        content = self._bytes(row)
        self.let_go()
        return content

    def _bytes(self, row: int) -> bytes:
        return self.content[int(self._ends[row - 1]) if row else 0 : int(self._ends[row])].tobytes()


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_LENGTH]
