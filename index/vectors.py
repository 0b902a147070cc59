"""The vectors of a generation: taken over where the words are known, made where they are not.

Vectors that are made are kept in a file of their own until the generation is in use, so that a writing that is
interrupted repeats none of them. Nothing is held in memory but the keys of texts: eight bytes of a hash.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, tee
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.generation import TEXTS, VECTORS, Generation, embedded_text
from index.rows import PassageRows

__all__ = ["write_vectors"]

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_AT_ONCE = 256
_GATHERED_AT_ONCE = 4096
_NEAR_ONE = 0.01  # by which the length of a whole vector may miss 1


def write_vectors(
    rows: PassageRows,
    folder: Path,
    *,
    embedder: Embedder,
    before: Generation | None,
    kept: Path,
    told: Callable[[int, int], None],
) -> None:
    """Write a vector for each passage to `vectors.npy` in a folder, and the keys of the texts to `texts.npy`.

    Texts that the generation before has, or the file `kept` of a writing that was interrupted, are not put through
    the model; the others are, and join that file. `told` learns how many of those are done, and of how many.
    """
    keys = np.fromiter((_key(embedded_text(passage)) for passage in rows), dtype=np.uint64, count=len(rows))
    np.save(folder / TEXTS, keys)
    known = [_of_kept(kept, embedder.dimensions), *_of_generation(before, embedder)]
    fresh = set(np.setdiff1d(keys, np.concatenate([source.keys for source in known])).tolist())
    _embed(rows, fresh, kept, embedder, told)
    _gather(keys, [_of_kept(kept, embedder.dimensions), *known[1:]], folder / VECTORS, embedder.dimensions)


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


def _of_generation(before: Generation | None, embedder: Embedder) -> list[_Source]:
    """The vectors of the generation before, where they are of the same model."""
    if before is None or before.model.digest != embedder.digest or not before.size:
        return []
    record = np.dtype([("vector", "<f4", (embedder.dimensions,))])
    path = before.checked(VECTORS)
    keys = np.load(before.checked(TEXTS))
    return [_source(path, path.stat().st_size - before.size * record.itemsize, record, keys, np.arange(len(keys)))]


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


def _gather(keys: Keys, sources: Sequence[_Source], path: Path, dimensions: int) -> None:
    """Write the vectors of keys as a NumPy file, some thousand at a time."""
    with path.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (len(keys), dimensions)}
        np.lib.format.write_array_header_1_0(file, header)
        for first in range(0, len(keys), _GATHERED_AT_ONCE):
            wanted = keys[first : first + _GATHERED_AT_ONCE]
            vectors = np.zeros((len(wanted), dimensions), dtype=np.float32)
            for source in sources:
                rows = source.find(wanted)
                held = np.flatnonzero(rows >= 0)
                if len(held):
                    vectors[held] = np.concatenate(list(source.read(rows[held].tolist())))
            file.write(vectors.tobytes())
