"""The keyword index: BM25 over the stems of a passage's words and, apart, of its place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings, postings_of
from index.runs import Runs
from plans.document import Passage
from plans.words import stems, tokens

__all__ = ["FIELDS", "Field", "Keywords", "Sought", "keywords_of"]

Floats = NDArray[np.float32]

FIELDS = ("text", "place", "words", "years")
"""What is stored: stems of the passages' words and of their places; and, a row a plan, its words, and the years that
its headings name."""

# Passages are short and of much the same length: length counts for little, a second mention for little more.
_K1 = 0.9
_B = 0.4


def keywords_of(passages: Sequence[Passage]) -> dict[str, Postings]:
    """What is stored of the words of one plan's passages, by field."""
    words = [
        token.word
        for passage in passages
        for token in tokens(passage.text + " " + passage.context)
        if token.word.isalpha()
    ]
    return {
        "text": postings_of([stems(passage.text) for passage in passages]),
        "place": postings_of([stems(passage.context) for passage in passages]),
        "words": postings_of([words]),
        "years": postings_of([[passage.place.year for passage in passages if passage.place.year]]),
    }


class Sought:
    """The rows that are searched, with what is looked up for each word worked out once."""

    def __init__(self, runs: Runs) -> None:
        """Take the rows."""
        self.runs = runs
        self.table = runs.table

    def touched(self, firsts: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which groups of rows have any that is searched; see `Runs.touching`."""
        return self.runs.touching(firsts)


class Field:
    """BM25 of one field over the rows of several groups of plans. It is as if they were one: only sums are of all."""

    def __init__(self, groups: Sequence[Postings]) -> None:
        """Take the postings of one group after the other."""
        sizes = [len(group.lengths) for group in groups]
        self._groups = groups
        self._firsts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        self.size = int(self._firsts[-1])
        total = sum(int(group.lengths.sum(dtype=np.int64)) for group in groups)
        self._average = total / self.size if total else 1.0

    def saturation(self, stem: str, sought: "Sought") -> Floats:
        """How strongly each passage of some rows, by position, has a stem: BM25 without the rarity, 0 to 1."""
        out = np.zeros(sought.runs.size, dtype=np.float32)
        rows, positions, times = self._standing(stem, sought)
        out[positions] = times / (times + self._weights[rows])
        return out

    def presence(self, stem: str, sought: "Sought") -> Floats:
        """Whether each passage of some rows, by position, has a stem: 1, or 0 where it has not."""
        out = np.zeros(sought.runs.size, dtype=np.float32)
        out[self._standing(stem, sought)[1]] = 1
        return out

    def _standing(self, stem: str, sought: "Sought") -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The rows that are searched and have a stem, their positions, and how often each has it."""
        entries = self._entries(stem)
        entries = entries[sought.touched(self._firsts)[entries[:, 0]]]
        if not len(entries):
            none = np.zeros(0, dtype=np.intp)
            return none, none, none
        held = [self._held(number, column) for number, column in entries.tolist()]
        begins = np.repeat(self._firsts[entries[:, 0]], [one.shape[1] for one in held])
        numbers, times = np.concatenate(held, axis=1)
        rows = numbers + begins
        positions = sought.table.positions(rows)
        inside = np.flatnonzero(positions >= 0)
        return rows[inside], positions[inside], times[inside]

    def rows(self, stem: str) -> NDArray[np.intp]:
        """The passages that have that stem in this field, by row, rising."""
        found = [self._held(number, column)[0] + self._firsts[number] for number, column in sorted(self._where(stem))]
        return np.concatenate([np.zeros(0, dtype=np.intp), *found])

    def count(self, stem: str) -> int:
        """How many passages have that stem in this field."""
        return sum(len(self._held(number, column)[0]) for number, column in self._where(stem))

    def stems(self) -> Iterable[str]:
        """Every stem of the field."""
        return self._columns[0].keys()

    @cached_property
    def _columns(self) -> tuple[Mapping[str, int], NDArray[np.int32], NDArray[np.int32]]:
        """A number for each stem; by these, where its entries begin; and for each entry its group and column there."""
        numbers: dict[str, int] = {}
        ids = [
            np.array([numbers.setdefault(term, len(numbers)) for term in group.terms], dtype=np.int32)
            for group in self._groups
        ]
        together = np.concatenate([np.zeros(0, dtype=np.int32), *ids])
        sizes = [len(own) for own in ids]
        groups = np.repeat(np.arange(len(ids), dtype=np.int32), sizes)
        columns = np.concatenate([np.zeros(0, dtype=np.int32), *(np.arange(size, dtype=np.int32) for size in sizes)])
        order = np.argsort(together, kind="stable")
        starts = np.searchsorted(together[order], np.arange(len(numbers) + 1)).astype(np.int32)
        return numbers, starts, np.stack([groups, columns], axis=1)[order]

    def _entries(self, stem: str) -> NDArray[np.int32]:
        """A row for each group that has a stem: the group, and the stem's column there."""
        numbers, starts, entries = self._columns
        number = numbers.get(stem)
        return entries[:0] if number is None else entries[starts[number] : starts[number + 1]]

    def _where(self, stem: str) -> list[list[int]]:
        """Each group that has a stem, and the stem's column there."""
        found: list[list[int]] = self._entries(stem).tolist()
        return found

    def _held(self, number: int, column: int) -> NDArray[np.int32]:
        group = self._groups[number]
        held: NDArray[np.int32] = group.held[:, int(group.starts[column]) : int(group.starts[column + 1])]
        return held

    @cached_property
    def _weights(self) -> Floats:
        """What a passage's length costs it, for each passage."""
        lengths = np.concatenate([np.zeros(0, dtype=np.float32), *(group.lengths for group in self._groups)])
        return np.asarray(_K1 * (1 - _B + _B * lengths.astype(np.float32) / self._average), dtype=np.float32)


class Keywords:
    """The two fields of the keyword index, and every word of the library with how often it is written."""

    def __init__(self, *, text: Field, context: Field, words: Sequence[Postings]) -> None:
        """Take the fields of all that is stored, and the words of the plans that are seen."""
        self.text = text
        self.context = context
        self._words = words

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Every word of the library with how often it is written."""
        counted: Counter[str] = Counter()
        for words in self._words:
            if len(words.terms):
                times = np.add.reduceat(words.held[1], words.starts[:-1])
                counted.update(dict(zip(words.terms, times.tolist(), strict=True)))
        return counted
