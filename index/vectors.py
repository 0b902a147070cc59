"""The vectors of plans and of their words: taken over where a text is known, made where it is not.

Vectors that are made are kept in a file of their own until the generation is in use, so that a writing that is
interrupted repeats none of them. Nothing is held in memory but the keys of texts: eight bytes of a hash.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import tee
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedded, Embedder
from index.rows import PassageRows
from index.words import Words, joined_words
from plans.document import Passage

__all__ = ["Held", "KeptVectors", "embedded_text", "ids_of", "key_of", "keys_of"]

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """Vectors and words of texts, and the keys of these."""

    vectors: Floats
    words: Words
    keys: Keys


_AT_ONCE = 256
_GATHERED_AT_ONCE = 4096


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: its words with their place before them."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def keys_of(passages: Sequence[Passage]) -> Keys:
    """The key of each passage's text."""
    keys = (key_of(embedded_text(passage)) for passage in passages)
    return np.fromiter(keys, dtype=np.uint64, count=len(passages))


def ids_of(passages: Sequence[Passage]) -> Keys:
    """The key of each passage's id."""
    return np.fromiter((key_of(passage.id) for passage in passages), dtype=np.uint64, count=len(passages))


class KeptVectors:
    """The file of the vectors that were made and are in no generation yet."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """Keep the vectors of that model in that file."""
        self._path = path
        self._embedder = embedder
        self._kept = _of_kept(path)

    def make(self, rows: PassageRows, before: Mapping[str, Held], told: Callable[[int, int], None]) -> None:
        """Put the texts of those plans through the model, but the ones that are kept and those that their plan had
        before; `told` learns how many are done, and of how many."""
        lacking: list[Keys] = [np.zeros(0, dtype=np.uint64)]
        for plan_id, passages in zip(rows.ids, rows.plans(), strict=True):
            known = before[plan_id].keys if plan_id in before else np.zeros(0, dtype=np.uint64)
            keys = keys_of(passages)
            lacking.append(keys[(_found(self._kept.keys, keys) < 0) & ~np.isin(keys, known)])
        fresh = np.unique(np.concatenate(lacking))
        _embed(rows, fresh, self._path, self._kept.size, self._embedder, told)
        self._kept = _of_kept(self._path)

    def gathered(self, keys: Keys, before: Held | None) -> Embedded:
        """The vectors and words of the texts of one plan, which are kept or were in it before."""
        kept = _found(self._kept.keys, keys)
        own = np.flatnonzero(kept >= 0)
        parts = [(own, self._read(kept[own].tolist()))]
        if before is not None:
            order = np.argsort(before.keys, kind="stable")
            held = _found(before.keys[order], keys)
            old = np.flatnonzero((kept < 0) & (held >= 0))
            at = order[held[old]]
            parts.append((old, Embedded(vectors=before.vectors[at], words=before.words.take(at))))
        back = np.argsort(np.concatenate([at for at, _ in parts]), kind="stable")
        return Embedded(
            vectors=np.concatenate([part.vectors for _, part in parts])[back],
            words=joined_words([part.words for _, part in parts]).take(back),
        )

    def _read(self, rows: Sequence[int]) -> Embedded:
        vectors = np.zeros((len(rows), self._embedder.dimensions), dtype=np.float32)
        words = []
        with self._path.open("rb") as file:
            for number, row in enumerate(rows):
                file.seek(int(self._kept.begins[row]))
                head = np.fromfile(file, dtype=_HEAD, count=1)[0]
                vectors[number] = np.fromfile(file, dtype=np.float32, count=vectors.shape[1])
                words.append(_words(np.fromfile(file, dtype=np.uint8, count=head["codes"]), int(head["words"])))
        return Embedded(vectors=vectors, words=joined_words(words))


def key_of(text: str) -> int:
    """A number that stands for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _found(keys: Keys, wanted: Keys) -> Numbers:
    """Where each key stands among keys that rise, -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


# A record of the file: what is told here, then the vector, then the codes of the words. `size` is of these two in
# bytes, `check` a sum over them; a text has so many `words`, whose codes are so many bytes.
_HEAD = np.dtype([("key", "<u8"), ("size", "<u4"), ("check", "<u4"), ("words", "<u4"), ("codes", "<u4")])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The records of a file: the keys of their texts in rising order, where each begins, and where the last ends."""

    keys: Keys
    begins: Numbers
    size: int


def _of_kept(path: Path) -> _Kept:
    """What was made and is in no generation yet, up to what a machine that lost its power left torn."""
    keys, begins, at = [], [], 0
    if path.exists():
        with path.open("rb") as file:
            while len(head := np.fromfile(file, dtype=_HEAD, count=1)):
                body = file.read(int(head["size"][0]))
                if not body or len(body) != head["size"][0] or zlib.crc32(body) != head["check"][0]:
                    break
                keys.append(int(head["key"][0]))
                begins.append(at)
                at += _HEAD.itemsize + len(body)
    held = np.array(keys, dtype=np.uint64)
    order = np.argsort(held, kind="stable")
    return _Kept(keys=held[order], begins=np.array(begins, dtype=np.int64)[order], size=at)


def _embed(
    rows: PassageRows, fresh: Keys, kept: Path, size: int, embedder: Embedder, told: Callable[[int, int], None]
) -> None:
    """Put the texts of those keys through the model, some at a time, and keep what it gives after the first so many
    bytes of the file."""
    total, done = len(fresh), 0
    kept.parent.mkdir(parents=True, exist_ok=True)
    told(0, total)
    with kept.open("ab") as file:
        file.truncate(size)
        parts, asked = tee(_parts(rows, fresh))
        made = embedder.encode_parts(([text for _, text in part] for part in asked), total=total)
        for part, embedded in zip(parts, made, strict=True):
            file.write(b"".join(_records([key for key, _ in part], embedded)))
            file.flush()
            done += len(part)
            told(done, total)


def _records(keys: Sequence[int], embedded: Embedded) -> Iterator[bytes]:
    for number, key in enumerate(keys):
        codes = embedded.words.of(number, number + 1).codes
        body = embedded.vectors[number].astype("<f4").tobytes() + codes.tobytes()
        yield np.array([(key, len(body), zlib.crc32(body), len(codes), codes.size)], dtype=_HEAD).tobytes() + body


def _words(codes: Bytes, count: int) -> Words:
    """The words of one text, which are so many."""
    return Words(codes=codes.reshape(count, -1) if count else codes.reshape(0, 0), ends=np.array([count]))


def _parts(rows: PassageRows, fresh: Keys) -> Iterator[list[tuple[int, str]]]:
    """The texts of those keys in the parts that are put through the model: all of about one length."""
    for batch in _batches(rows, fresh):
        for first in range(0, len(batch), _AT_ONCE):
            yield batch[first : first + _AT_ONCE]


def _batches(rows: PassageRows, fresh: Keys) -> Iterator[list[tuple[int, str]]]:
    """The texts of those keys, each once, in batches whose texts of one length stand together."""
    batch: dict[int, str] = {}
    for key, text in _wanted(rows, fresh):
        batch[key] = text
        if len(batch) == _GATHERED_AT_ONCE:
            yield sorted(batch.items(), key=lambda one: len(one[1]))
            batch = {}
    yield sorted(batch.items(), key=lambda one: len(one[1]))


def _wanted(rows: PassageRows, fresh: Keys) -> Iterator[tuple[int, str]]:
    """The texts of those keys, which are in rising order, each once, in the order of the passages."""
    given = np.zeros(len(fresh), dtype=np.bool_)
    for passages in rows.plans() if len(fresh) else ():
        texts = [embedded_text(passage) for passage in passages]
        keys = np.fromiter(map(key_of, texts), dtype=np.uint64, count=len(texts))
        at = np.minimum(np.searchsorted(fresh, keys), len(fresh) - 1)
        for number in np.flatnonzero((fresh[at] == keys) & ~given[at]).tolist():
            if not given[at[number]]:
                given[at[number]] = True
                yield int(keys[number]), texts[number]
