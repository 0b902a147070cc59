"""An array in a file that is written a few rows at a time, so that no more than these are in memory."""

import io
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["HEAD", "ArrayFile"]

HEAD = 128  # bytes: NumPy leaves room for the number of rows to grow, so that heads of all such arrays are as long


class ArrayFile:
    """What `np.save` would write of rows one after the other; parts without rows may be of any width."""

    def __init__(self, path: Path) -> None:
        """Write it there."""
        self._file = path.open("wb")
        self._file.write(bytes(HEAD))
        self._like: NDArray[Any] | None = None
        self._count = 0

    def __len__(self) -> int:
        """How many rows there are so far."""
        return self._count

    def add(self, rows: NDArray[Any]) -> None:
        """Write rows after those that there are."""
        if self._like is None or not self._count:
            self._like = rows[:0]
        if len(rows):
            self._file.write(np.ascontiguousarray(rows, dtype=self._like.dtype).tobytes())
        self._count += len(rows)

    def __enter__(self) -> Self:
        """Write it in parts; its head is written at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Write the head, and close the file."""
        with self._file:
            if error is None and self._like is not None:
                self._file.seek(0)
                self._file.write(_head(self._like, self._count))


def _head(like: NDArray[Any], count: int) -> bytes:
    shape = (count, *like.shape[1:])
    told = {"descr": np.lib.format.dtype_to_descr(like.dtype), "fortran_order": False, "shape": shape}
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, told)
    written = head.getvalue()
    assert len(written) == HEAD
    return written
