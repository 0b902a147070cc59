"""A generation's vectors in Chroma, held open; where Chroma cannot be asked, that is said and tried again."""

import threading
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chroma import ChromaPassages, open_passages
from plans.errors import BrokenIndex, StoreUnavailable

__all__ = ["ChromaRows"]

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

# So long a store that failed is left alone, and so long one that answered is taken to be there.
_SECONDS_BETWEEN_LOOKS = 5.0


class ChromaRows:
    """One collection. Safe to use from many threads: while one looks for it, the others are told that it is away."""

    def __init__(
        self,
        name: str,
        *,
        folder: Path,
        url: str | None,
        expected: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the collection of that name in the folder, or on the server of that URL; it is opened when asked."""
        self._name, self._folder, self._url, self._expected = name, folder, url, expected
        self._now = now
        self._turn = threading.Lock()
        self._passages: ChromaPassages | None = None
        self._open = ExitStack()
        self._looked_at = float("-inf")
        self._why: str | None = None
        weakref.finalize(self, self._open.close)

    def nearest(self, question: Floats, *, limit: int) -> Rows | None:
        """The rows nearest to a question's vector, best first; None where Chroma cannot be asked now."""
        passages = self._opened()
        if passages is None:
            return None
        try:
            found = passages.nearest(question, limit=limit)
        except StoreUnavailable as error:
            self._lose(error)
            return None
        return np.array([row for row, _ in found], dtype=np.intp)

    @property
    def notice(self) -> str | None:
        """Why the server cannot be asked now, in a sentence with the next step; None where it can, or there is none."""
        if self._url is None:
            return None
        passages = self._opened()
        if passages is not None and self._now() - self._looked_at >= _SECONDS_BETWEEN_LOOKS:
            self._looked_at = self._now()
            try:
                passages.count()
            except StoreUnavailable as error:
                self._lose(error)
        return self._why

    def _opened(self) -> ChromaPassages | None:
        if self._passages is None and self._turn.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._turn.release()
        return self._passages

    def _look(self) -> None:
        if self._passages is not None or self._now() - self._looked_at < _SECONDS_BETWEEN_LOOKS:
            return
        try:
            self._passages = self._open.enter_context(
                open_passages(self._name, folder=self._folder, url=self._url, expected=self._expected)
            )
            self._why = None
        except (StoreUnavailable, BrokenIndex) as error:
            self._why = _exact_meanwhile(error)
        self._looked_at = self._now()

    def _lose(self, error: StoreUnavailable) -> None:
        with self._turn:
            self._passages = None
            self._open.close()
            self._why = _exact_meanwhile(error)
            self._looked_at = self._now()


def _exact_meanwhile(error: Exception) -> str:
    return f"{error} Until then every vector of the index is compared, which finds as much and takes longer."
