"""Plans in groups of neighbours: a group is stored once, and every generation that has it unchanged shares its files.

Where a group begins depends on the ids of its plans alone, so that another plan changes one group and not the next.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.array_file import HEAD, ArrayFile
from index.keywords import FIELDS
from index.manifest import missing
from index.postings import Postings, cut, joined, mapped, open_postings, save_postings
from index.summed import Summed, sums_of
from index.words import Words
from plans.errors import BrokenIndex

__all__ = ["Group", "Part", "group_name", "grouped", "write_group"]

_ONE_IN = 16  # plans begin a group
_VECTORS, _TEXTS, _IDS = "vectors.npy", "texts.npy", "ids.npy"
_WORDS, _WORD_ENDS, _WORD_SUMS = "words.npy", "word-ends.npy", "word-sums.npy"
_PASSAGES, _ENDS, _SUMS = "passages.npy", "passage-ends.npy", "passage-sums.npy"

_OPEN = ("vectors", "ids", "keywords", "_words", "_passages")

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Ends = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """What a group stores of one plan: its vectors, and those of its words, with the keys of the texts that they are
    of, its keywords by field, and its passages with the keys of their ids: bytes one after the other, and where each
    ends."""

    vectors: Floats
    words: Words
    keys: Keys
    keywords: Mapping[str, Postings]
    ids: Keys
    passages: Bytes
    ends: Ends


def grouped(plan_ids: Sequence[str]) -> list[tuple[str, ...]]:
    """The plans, which are in the order of their ids, in groups."""
    groups: list[list[str]] = []
    for plan_id in plan_ids:
        if not groups or hashlib.sha256(plan_id.encode()).digest()[0] % _ONE_IN == 0:
            groups.append([])
        groups[-1].append(plan_id)
    return [tuple(group) for group in groups]


def group_name(parts: Sequence[tuple[str, str]], *, made_by: str) -> str:
    """A name for what is made of plans: their ids, the digests of what they are made of, and what makes it."""
    told = "\n".join([made_by, *(f"{plan_id} {part}" for plan_id, part in parts)])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def write_group(folder: Path, parts: Iterable[Part]) -> None:
    """Store the plans of a group, in their order, in a new folder; one plan at a time, and all keywords, in memory."""
    folder.mkdir(parents=True)
    keywords: dict[str, list[Postings]] = {field: [] for field in FIELDS}
    with ExitStack() as files:
        vectors, texts, ids, passages, ends, sums, words, word_ends, word_sums = (
            files.enter_context(ArrayFile(folder / name))
            for name in (_VECTORS, _TEXTS, _IDS, _PASSAGES, _ENDS, _SUMS, _WORDS, _WORD_ENDS, _WORD_SUMS)
        )
        for part in parts:
            ends.add(part.ends + len(passages))
            word_ends.add(part.words.ends + len(words))
            vectors.add(part.vectors)
            texts.add(part.keys)
            ids.add(part.ids)
            passages.add(part.passages)
            sums.add(sums_of(part.passages, part.ends))
            words.add(part.words.codes)
            word_sums.add(sums_of(part.words.codes, part.words.ends * part.words.codes.shape[1]))
            for field, postings in part.keywords.items():
                keywords[field].append(postings)
    for field, own in keywords.items():
        save_postings(joined(own), folder, field)


class Group:
    """A stored group. Each file is held against its hash when it is first read; of the two that are large by far,
    passages and words, each passage's own part when that is."""

    def __init__(self, folder: Path, *, checked: Callable[[str], Path], before: "Group | None" = None) -> None:
        """Take its folder, and what gives the path of one of its files and holds it against its hash; what `before`,
        the same group in another folder, has open is taken over."""
        self._folder = folder
        self._checked = checked
        if before is not None:
            self.__dict__.update({name: before.__dict__[name] for name in _OPEN if name in before.__dict__})

    @cached_property
    def vectors(self) -> Floats:
        """The vectors, one row a passage, each of length one."""
        return mapped(self._checked(_VECTORS))

    def open(self) -> None:
        """Hold against their hashes the files that every search in it reads, so that none waits for that.

        Raises BrokenIndex, naming the file.
        """
        _ = self.vectors, self._words, self._passages

    @cached_property
    def ids(self) -> Keys:
        """The keys of the ids of the passages."""
        return mapped(self._checked(_IDS))

    def expect(self, rows: NDArray[np.intp]) -> None:
        """Have the system fetch from the disk what is stored of passages, by row of the group, that will be read."""
        wanted = rows.tolist()
        self._passages.expect(wanted)
        self._words[1].expect(wanted)

    def words(self, rows: NDArray[np.intp]) -> Words:
        """The words of the passages of rows of the group.

        Raises BrokenIndex, naming the file.
        """
        words, summed = self._words
        read = summed.rows(rows.tolist())
        codes = np.frombuffer(b"".join(read), dtype=np.uint8)
        width = words.codes.shape[1]
        lengths = words.ends[rows] - np.where(rows > 0, words.ends[rows - 1], 0)
        return Words(codes=codes.reshape(-1, width) if width else words.codes[:0], ends=np.cumsum(lengths))

    def words_between(self, first: int, last: int) -> Words:
        """The words of the passages from `first` to before `last`.

        Raises BrokenIndex, naming the file.
        """
        words, summed = self._words
        summed.hold(range(first, last))
        return words.of(first, last)

    @cached_property
    def keywords(self) -> Mapping[str, Postings]:
        """What is stored of the words, by field."""
        return {field: open_postings(self._checked, field) for field in FIELDS}

    def texts(self) -> Keys:
        """The keys of the texts that the vectors are of."""
        return mapped(self._checked(_TEXTS))

    def passage(self, row: int) -> bytes:
        """The passage of a row of the group, as JSON.

        Raises BrokenIndex, naming the file.
        """
        return self._passages.row(row)

    def part(self, first: int, last: int, plan: int) -> Part:
        """What is stored of one plan: the rows from `first` to before `last`; it is the `plan`th, counted from 0.

        Raises BrokenIndex, naming the file.
        """
        passages, ends = self._passages, mapped(self._checked(_ENDS))
        passages.hold(range(first, last))
        begin = int(ends[first - 1]) if first else 0
        keywords = {field: cut(self.keywords[field], first, last) for field in ("text", "place")}
        return Part(
            vectors=self.vectors[first:last],
            words=self.words_between(first, last),
            keys=self.texts()[first:last],
            keywords=keywords | {field: cut(self.keywords[field], plan, plan + 1) for field in ("words", "years")},
            ids=self.ids[first:last],
            passages=passages.content[begin : int(ends[last - 1]) if last else 0],
            ends=ends[first:last] - begin,
        )

    @cached_property
    def _passages(self) -> Summed:
        return Summed(self._folder / _PASSAGES, ends=mapped(self._checked(_ENDS)), sums=mapped(self._checked(_SUMS)))

    @cached_property
    def _words(self) -> tuple[Words, Summed]:
        ends, path = mapped(self._checked(_WORD_ENDS)), self._folder / _WORDS
        width = (_size(path) - HEAD) // int(ends[-1]) if len(ends) and ends[-1] else 0
        summed = Summed(path, ends=ends * width, sums=mapped(self._checked(_WORD_SUMS)))
        codes = summed.content.reshape(-1, width) if width else summed.content.reshape(0, 0)
        return Words(codes=codes, ends=ends), summed


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise BrokenIndex(missing(path)) from error
