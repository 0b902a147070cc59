"""Rows of bytes in a large file, each held against a sum of its own when it is first read.

A question reads a few hundred rows of files that are gigabytes: to hold these whole against their hashes first would
take a minute of a new process. The sums are in a small file, which is held against its hash as any other is.
"""

import hashlib
import mmap
import os
from collections.abc import Iterable, Sequence
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
    """The rows of bytes of one file, which stays on the disk until they are read.

    What is asked for by row is read from the file, not out of its mapping: a page of a mapping that is not in memory
    is waited for alone, brings sixteen times as much with it, and stays in the memory of this process.
    """

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
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise BrokenIndex(missing(path)) from error
        except ValueError as error:
            raise BrokenIndex(changed(path)) from error

    def expect(self, rows: Iterable[int]) -> None:
        """Have the system fetch rows from the disk, all at once and meanwhile, which will be read."""
        if hasattr(os, "posix_fadvise"):
            for row in rows:
                begin, end = self._place(row)
                os.posix_fadvise(self._file.fileno(), HEAD + begin, end - begin, os.POSIX_FADV_WILLNEED)

    def hold(self, rows: Iterable[int]) -> None:
        """Hold rows against their sums, but those that were before.

        Raises BrokenIndex, naming the file.
        """
        for row in rows:
            if not self._held[row]:
                begin, end = self._place(row)
                self._hold(row, self.content[begin:end].tobytes())

    def rows(self, rows: Sequence[int]) -> list[bytes]:
        """The bytes of each of some rows.

        Raises BrokenIndex, naming the file.
        """
        return [self.row(row) for row in rows]

    def row(self, row: int) -> bytes:
        """The bytes of a row.

        Raises BrokenIndex, naming the file.
        """
        content = self._read(*self._place(row))
        self._hold(row, content)
        return content

    def _hold(self, row: int, content: bytes) -> None:
        if not self._held[row]:
            if _sum(content) != self._sums[row].tobytes():
                raise BrokenIndex(changed(self._path))
            self._held[row] = True

    def _place(self, row: int) -> tuple[int, int]:
        """Where a row begins and ends."""
        return int(self._ends[row - 1]) if row else 0, int(self._ends[row])

    def _read(self, begin: int, end: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), end - begin, HEAD + begin)
        return self.content[begin:end].tobytes()


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_LENGTH]
