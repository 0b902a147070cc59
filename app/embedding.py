"""Embeds a large library in a process of its own, renewed after so many texts: what torch holds does not add up.

Torch keeps memory for every shape of texts that it has met, some hundred megabytes more with every ten thousand texts,
and gives none of it back; the process that writes the index need not hold any of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.apart import Worker
from plans.errors import ModelUnavailable, Refused

if TYPE_CHECKING:
    from index.embed import Embedded, Embedder
    from index.words import Read

__all__ = ["EmbedderApart", "apart"]

Floats = NDArray[np.float32]

_TEXTS_A_PROCESS = 8192  # starting one takes as long as a few hundred texts


def apart(embedder: "Embedder") -> "Embedder":
    """The embedder with its bulk work done in another process, where it is the one that is installed with us."""
    from index.embed import WORTH_TORCH, PackagedEmbedder

    return EmbedderApart(embedder, many=WORTH_TORCH) if isinstance(embedder, PackagedEmbedder) else embedder


class EmbedderApart:
    """The packaged embedder; many texts go through it in a process of its own."""

    def __init__(self, own: "Embedder", *, many: int, texts_a_process: int = _TEXTS_A_PROCESS) -> None:
        """Embed fewer than `many` texts with `own` in this process, others in ones that are renewed after so many."""
        self._own = own
        self._many = many
        self._texts_a_process = texts_a_process
        self.name, self.digest, self.dimensions = own.name, own.digest, own.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts."""
        return self._own.encode(texts)

    def read(self, texts: Sequence[str]) -> "Sequence[Read]":
        """The vectors of texts and of the pieces of their words."""
        return self._own.read(texts)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> "Iterator[Embedded]":
        """Each part in turn, as it is stored.

        Raises ModelUnavailable where the processes that embed keep ending; what is done is kept.
        """
        return self._elsewhere(parts, total) if total >= self._many else self._own.encode_parts(parts, total=total)

    def _elsewhere(self, parts: Iterable[Sequence[str]], total: int) -> "Iterator[Embedded]":
        worker, done = Worker(), 0
        try:
            for part in parts:
                if done >= self._texts_a_process:
                    worker.end()
                    worker, done = Worker(), 0
                yield self._asked(worker, part, total)
                done += len(part)
        finally:
            worker.end()

    def _asked(self, worker: Worker, texts: Sequence[str], total: int) -> "Embedded":
        try:
            embedded: Embedded = worker.ask(partial(_embedded, list(texts), total))
        except Refused as died:
            raise ModelUnavailable(
                "The process that embeds passages ended before it was done, perhaps for want of memory; what is done "
                "is kept: run the same command again."
            ) from died
        return embedded


@cache
def _embedder() -> "Embedder":
    """The embedder of a process that embeds for another."""
    from index.embed import load_embedder

    return load_embedder()


def _embedded(texts: Sequence[str], total: int) -> "Embedded":
    return next(_embedder().encode_parts([texts], total=total))
