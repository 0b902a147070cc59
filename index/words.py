"""The vectors of words in their context: what a late interaction compares, and how they are stored.

A sentence's vector is the mean of its words', and a mean forgets. Whether each word of a question meets its like in a
passage is told by the words' own vectors (Khattab and Zaharia, "ColBERT", 2020). They are kept in turned directions,
four bits a direction: docs/decisions/0008-word-vectors-in-four-bits.md has what that costs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plans.words import tokens

__all__ = [
    "Offsets",
    "Read",
    "Words",
    "best_met",
    "coded",
    "joined_words",
    "no_words",
    "read_pieces",
    "without_words",
]

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Offsets = Sequence[tuple[int, int]]
"""Where each piece of a text begins and ends; a piece that is no part of it is empty."""

# So many words are unpacked at once: more do not fit beside the question's in a processor's nearest memory.
_AT_ONCE = 512
# In turned directions the numbers of a vector are spread as by chance; for such ones these sixteen levels, evenly
# apart, lose least (Max, "Quantizing for minimum distortion", 1960). The step is in units of their spread.
_LEVELS, _STEP = 16, 0.3352


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Read:
    """A text as a model reads it: its vector, and one of length one for each piece of its words; `word` is the number
    of the word among those that `plans.words.tokens` tells, rising. Words beyond what the model reads have no piece,
    and a model that tells no words gives none at all."""

    vector: Floats
    pieces: Floats
    word: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of several texts, one text after the other: a row of codes each, and where each text ends.

    A byte has two directions: one of the first half of them in its low bits, its like of the second in its high."""

    codes: Bytes
    ends: Numbers

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.ends)

    def of(self, first: int, last: int) -> "Words":
        """The words of the texts from `first` to before `last`."""
        begin = int(self.ends[first - 1]) if first else 0
        end = int(self.ends[last - 1]) if last else 0
        return Words(codes=self.codes[begin:end], ends=self.ends[first:last] - begin)

    def take(self, texts: NDArray[np.intp]) -> "Words":
        """The words of texts, in their order."""
        ends = self.ends[texts]
        begins = np.where(texts > 0, self.ends[texts - 1], 0)
        taken = np.cumsum(ends - begins, dtype=np.int64)
        at = np.repeat(ends - taken, ends - begins) + np.arange(int(taken[-1]) if len(taken) else 0)
        return Words(codes=self.codes[at], ends=taken)


def no_words(texts: int) -> Words:
    """The words of so many texts of which none are known."""
    return Words(codes=np.zeros((0, 0), dtype=np.uint8), ends=np.zeros(texts, dtype=np.int64))


def joined_words(parts: Sequence[Words]) -> Words:
    """The words of texts that lie apart, together."""
    said = [part for part in parts if len(part.codes)]
    if not said:
        return no_words(sum(len(part) for part in parts))
    begins = np.cumsum([0, *(len(part.codes) for part in parts)])
    return Words(
        codes=np.concatenate([part.codes for part in said]),
        ends=np.concatenate([part.ends + begin for part, begin in zip(parts, begins, strict=False)]),
    )


def read_pieces(text: str, vector: Floats, pieces: Floats, offsets: Offsets) -> Read:
    """What a model gives for a text: its vector, that of each piece, and where each piece stands in it."""
    words = tokens(text)
    begins, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    word = np.searchsorted(np.array([word.end for word in words], dtype=np.int64), begins, "right")
    starts = np.array([*(word.start for word in words), np.iinfo(np.int64).max], dtype=np.int64)
    inside = (ends > begins) & (ends > starts[word])
    return Read(vector=vector, pieces=_of_length_one(pieces[inside]), word=word[inside].astype(np.int64))


def without_words(vector: Floats) -> Read:
    """A text of which a model gives the vector alone."""
    return Read(vector=vector, pieces=np.zeros((0, 0), dtype=np.float32), word=np.zeros(0, dtype=np.int64))


def coded(texts: Sequence[Read]) -> Words:
    """The words of texts as they are stored; a word that has several pieces is their mean."""
    merged = [_merged(one) for one in texts]
    ends = np.cumsum([len(words) for words in merged], dtype=np.int64)
    if not len(ends) or not ends[-1]:
        return no_words(len(texts))
    return Words(codes=_codes(np.concatenate([words for words in merged if len(words)])), ends=ends)


def _codes(vectors: Floats) -> Bytes:
    width = vectors.shape[1]
    in_steps = _turned(width) * np.float32(sqrt(width) / _STEP)
    codes = np.empty((len(vectors), (width + 1) // 2), dtype=np.uint8)
    for first in range(0, len(vectors), _AT_ONCE):
        level = _of_length_one(vectors[first : first + _AT_ONCE]) @ in_steps
        np.floor(level, out=level)
        np.clip(level + np.float32(_LEVELS // 2), 0, _LEVELS - 1, out=level)
        low, high = _halves(level.astype(np.uint8))
        codes[first : first + _AT_ONCE] = low | high << 4
    return codes


def _merged(read: Read) -> Floats:
    if not len(read.word):
        return read.pieces
    begins = np.flatnonzero(np.diff(read.word, prepend=-1))
    return np.asarray(np.add.reduceat(read.pieces, begins, axis=0), dtype=np.float32)


def best_met(question: Floats, words: Words) -> Floats:
    """For each text (a row) and each piece of a question (a column), the cosine to the text's word that is nearest to
    it, as its codes tell it; 0 for a text without words."""
    best = np.zeros((len(words), len(question)), dtype=np.float32)
    if not len(question) or not len(words.codes):
        return best
    begins = np.concatenate([[0], words.ends[:-1]])
    held = words.ends > begins
    best[held] = np.maximum.reduceat(_cosines(question, words.codes), begins[held], axis=0)
    return best


def _cosines(question: Floats, codes: Bytes) -> Floats:
    """The cosine of each word (a row) to each piece of a question (a column)."""
    width = question.shape[1]
    turned = (question @ _turned(width)) * np.float32(_STEP / sqrt(width))
    low, high = _halves(turned)
    # A byte is its low bits and sixteen times its high ones, so it need not be taken apart: what the low ones add to
    # it is taken off where these are counted by themselves.
    high = high / _LEVELS
    by_part = np.ascontiguousarray(np.concatenate([low - high, high], axis=1).T)
    cosines = np.empty((len(codes), len(question)), dtype=np.float32)
    unpacked = np.empty((_AT_ONCE, by_part.shape[0]), dtype=np.float32)
    for first in range(0, len(codes), _AT_ONCE):
        some = codes[first : first + _AT_ONCE]
        rows = unpacked[: len(some)]
        rows[:, : some.shape[1]] = some & (_LEVELS - 1)
        rows[:, some.shape[1] :] = some
        np.dot(rows, by_part, out=cosines[first : first + _AT_ONCE])
    # A level stands for the middle of its step, and the eighth begins at nought.
    cosines -= (_LEVELS - 1) / 2 * turned.sum(axis=1)
    return cosines


def _halves(rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The first and the second half of directions; one that has no like is put beside nothing."""
    half = (rows.shape[1] + 1) // 2
    low, high = rows[:, :half], rows[:, half:]
    return low, np.pad(high, ((0, 0), (0, low.shape[1] - high.shape[1])))


def _of_length_one(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


@cache
def _turned(dimensions: int) -> Floats:
    """Directions at right angles, the same on every machine, that have nothing to do with those of any model: in
    them a vector's numbers are all of about one size, so that little is lost with it."""
    drawn = np.frombuffer(hashlib.shake_256(b"word vectors").digest(dimensions**2 // 8 + 1), dtype=np.uint8)
    signs = np.unpackbits(drawn)[: dimensions**2].reshape(dimensions, dimensions).astype(np.float64) * 2 - 1
    directions, upper = np.linalg.qr(signs)
    return np.asarray(directions * np.sign(np.diag(upper)), dtype=np.float32)
