"""The vectors of plans: taken over where the words are known, made where they are not.

Vectors that are made are kept in a file of their own until the generation is in use, so that a writing that is
interrupted repeats none of them. Nothing is held in memory but the keys of texts: eight bytes of a hash.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, tee
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.rows import PassageRows
from plans.document import Passage

__all__ = ["Held", "KeptVectors", "embedded_text", "keys_of"]

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Held = tuple[Floats, Keys]
"""Vectors, and the keys of the texts that they are of."""

_AT_ONCE = 256
_GATHERED_AT_ONCE = 4096
_NEAR_ONE = 0.01  # by which the length of a whole vector may miss 1


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: its words with their place before them."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def keys_of(passages: Sequence[Passage]) -> Keys:
    """The key of each passage's text."""
    keys = (_key(embedded_text(passage)) for passage in passages)
    return np.fromiter(keys, dtype=np.uint64, count=len(passages))


class KeptVectors:
    """The file of the vectors that were made and are in no generation yet."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """Keep the vectors of that model in that file."""
        self._path = path
        self._embedder = embedder
        self._source = _of_kept(path, embedder.dimensions)

    def make(self, rows: PassageRows, before: Mapping[str, Held], told: Callable[[int, int], None]) -> None:
        """Put the texts of those plans through the model, but the ones that are kept and those that their plan had
        before; `told` learns how many are done, and of how many."""
        fresh: set[int] = set()
        for plan_id, passages in zip(rows.ids, rows.plans(), strict=True):
            known = before[plan_id][1] if plan_id in before else np.zeros(0, dtype=np.uint64)
            keys = keys_of(passages)
            lacking = keys[(self._source.find(keys) < 0) & ~np.isin(keys, known)]
            fresh.update(lacking.tolist())
        _embed(rows, fresh, self._path, self._embedder, told)
        self._source = _of_kept(self._path, self._embedder.dimensions)

    def gathered(self, keys: Keys, before: Held | None) -> Floats:
        """The vectors of the texts of one plan, which are kept or were in it before."""
        vectors = np.zeros((len(keys), self._embedder.dimensions), dtype=np.float32)
        if before is not None and len(before[1]):
            order = np.argsort(before[1], kind="stable")
            at = order[np.minimum(np.searchsorted(before[1], keys, sorter=order), len(order) - 1)]
            held = np.flatnonzero(before[1][at] == keys)
            vectors[held] = before[0][at[held]]
        rows = self._source.find(keys)
        held = np.flatnonzero(rows >= 0)
        if len(held):
            vectors[held] = np.concatenate(list(self._source.read(rows[held].tolist())))
        return vectors


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Vectors in a file: records from byte `first` on, with the keys of their texts in rising order and their rows."""

    path: Path
    first: int
    record: np.dtype[np.void]
    keys: Keys
    rows: Numbers

    def find(self, wanted: Keys) -> Numbers:
        """The row of each key, -1 where there is none."""
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.rows[at], -1)

    def read(self, rows: Sequence[int]) -> Iterator[Floats]:
        """The vectors of rows, in their order; what lies together is read together."""
        with self.path.open("rb") as file:
            for _, numbered in groupby(enumerate(rows), key=lambda one: one[1] - one[0]):
                run = [row for _, row in numbered]
                file.seek(self.first + run[0] * self.record.itemsize)
                yield np.fromfile(file, dtype=self.record, count=len(run))["vector"]


def _source(path: Path, first: int, record: np.dtype[np.void], keys: Keys, rows: Numbers) -> _Source:
    order = np.argsort(keys, kind="stable")
    return _Source(path=path, first=first, record=record, keys=keys[order], rows=rows[order])


def _kept_record(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("key", "<u8"), ("vector", "<f4", (dimensions,))])


def _of_kept(path: Path, dimensions: int) -> _Source:
    """The vectors that were made and are in no generation yet."""
    record = _kept_record(dimensions)
    keys: list[Keys] = [np.zeros(0, dtype=np.uint64)]
    rows: list[Numbers] = [np.zeros(0, dtype=np.int64)]
    first = 0
    if path.exists():
        with path.open("rb") as file:
            while len(records := np.fromfile(file, dtype=record, count=_GATHERED_AT_ONCE)):
                # A machine that lost its power may have left what is no vector.
                whole = np.flatnonzero(abs(np.linalg.norm(records["vector"], axis=1) - 1) < _NEAR_ONE)
                keys.append(records["key"][whole])
                rows.append(whole + first)
                first += len(records)
    return _source(path, 0, record, np.concatenate(keys), np.concatenate(rows))


def _embed(
    rows: PassageRows, fresh: set[int], kept: Path, embedder: Embedder, told: Callable[[int, int], None]
) -> None:
    """Put the texts of those keys through the model, some at a time, and keep their vectors."""
    record = _kept_record(embedder.dimensions)
    total, done = len(fresh), 0
    kept.parent.mkdir(parents=True, exist_ok=True)
    told(0, total)
    with kept.open("ab") as file:
        file.truncate(file.tell() // record.itemsize * record.itemsize)
        parts, asked = tee(_parts(rows, fresh))
        made = embedder.encode_parts(([text for _, text in part] for part in asked), total=total)
        for part, vectors in zip(parts, made, strict=True):
            records = np.empty(len(part), dtype=record)
            records["key"] = [key for key, _ in part]
            records["vector"] = vectors
            file.write(records.tobytes())
            file.flush()
            done += len(part)
            told(done, total)


def _parts(rows: PassageRows, fresh: set[int]) -> Iterator[list[tuple[int, str]]]:
    """The texts of those keys in the parts that are put through the model: all of about one length."""
    for batch in _batches(rows, fresh):
        for first in range(0, len(batch), _AT_ONCE):
            yield batch[first : first + _AT_ONCE]


def _batches(rows: PassageRows, fresh: set[int]) -> Iterator[list[tuple[int, str]]]:
    """The texts of those keys, each once, in batches whose texts of one length stand together."""
    batch: dict[int, str] = {}
    left = set(fresh)
    for passage in rows if fresh else ():
        text = embedded_text(passage)
        key = _key(text)
        if key in left:
            left.discard(key)
            batch[key] = text
        if len(batch) == _GATHERED_AT_ONCE:
            yield sorted(batch.items(), key=lambda one: len(one[1]))
            batch = {}
    yield sorted(batch.items(), key=lambda one: len(one[1]))
