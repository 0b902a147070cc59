"""The keyword index: BM25 over the stems of a passage's words and, apart, of its place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plans.document import Passage
from plans.words import stems, tokens

__all__ = ["Field", "Keywords", "open_keywords", "write_keywords"]

Floats = NDArray[np.float32]

# Passages are short and of much the same length: length counts for little, a second mention for little more.
_K1 = 0.9
_B = 0.4
_WORDS = "words.json"


class Field:
    """BM25 scores of one field, a column for each stem, kept as bm25s stores them."""

    def __init__(self, stored: Any) -> None:
        """Wrap a bm25s index."""
        self._data = stored.scores["data"]
        self._rows = stored.scores["indices"]
        self._starts = stored.scores["indptr"]
        self._columns: Mapping[str, int] = stored.vocab_dict
        self.size = int(stored.scores["num_docs"])

    def saturation(self, stem: str, rows: slice) -> Floats:
        """How strongly each passage of a run of rows has a stem: BM25 without the rarity, 0 to 1."""
        out = np.zeros(rows.stop - rows.start, dtype=np.float32)
        column = self._columns.get(stem)
        if column is None:
            return out
        first, last = int(self._starts[column]), int(self._starts[column + 1])
        rarity = log(1 + (self.size - (last - first) + 0.5) / (last - first + 0.5))
        if rows.start or rows.stop < self.size:
            within = np.searchsorted(self._rows[first:last], (rows.start, rows.stop))
            first, last = first + int(within[0]), first + int(within[1])
        out[self._rows[first:last] - rows.start] = self._data[first:last] / np.float32(rarity)
        return out

    def count(self, stem: str) -> int:
        """How many passages have that stem in this field."""
        column = self._columns.get(stem)
        return 0 if column is None else int(self._starts[column + 1]) - int(self._starts[column])

    def stems(self) -> Iterable[str]:
        """Every stem of the field."""
        return self._columns.keys()


class Keywords:
    """The two fields of the keyword index, and every word of the library with how often it is written."""

    def __init__(self, *, text: Field, context: Field, words: Mapping[str, int]) -> None:
        """Hold what was opened."""
        self.text = text
        self.context = context
        self.words = words


def write_keywords(passages: Sequence[Passage], folder: Path) -> None:
    """Build and store the keyword index of passages, in their order."""
    import json

    folder.mkdir(parents=True)
    _write_field([passage.text for passage in passages], folder / "text")
    _write_field([passage.context for passage in passages], folder / "context")
    words: Counter[str] = Counter()
    for passage in passages:
        words.update({token.word for token in tokens(passage.text + " " + passage.context) if token.word.isalpha()})
    (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def open_keywords(folder: Path) -> Keywords:
    """Open a stored keyword index; its arrays stay on the disk until they are used."""
    import json

    words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
    return Keywords(text=_open_field(folder / "text"), context=_open_field(folder / "context"), words=words)


def _write_field(texts: Sequence[str], folder: Path) -> None:
    import bm25s

    # The empty stem, which no question has, keeps bm25s from failing on a library without words.
    columns: dict[str, int] = {"": 0}
    ids = [[columns.setdefault(stem, len(columns)) for stem in stems(text)] for text in texts] or [[0]]
    index = bm25s.BM25(method="lucene", k1=_K1, b=_B)
    index.index((ids, columns), show_progress=False)
    index.save(folder, show_progress=False)


def _open_field(folder: Path) -> Field:
    import bm25s

    return Field(bm25s.BM25.load(folder, mmap=True))
