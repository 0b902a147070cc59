"""Which rows have which terms, and how often: made of terms, joined, cut, and stored as arrays that can be mapped."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Postings", "cut", "joined", "mapped", "open_postings", "postings_of", "save_postings"]

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Postings:
    """The terms of some rows, in rising order; the rows of the nth, rising, are `held[0, starts[n]:starts[n + 1]]`,
    and `held[1]` how often each has it. `lengths` is how many terms each row has in all."""

    terms: Sequence[str]
    starts: Numbers
    held: Numbers
    lengths: Numbers


def postings_of(said: Sequence[Sequence[str]]) -> Postings:
    """The postings of rows that have those terms, in any order, as often as they have them."""
    terms = sorted({term for row in said for term in row})
    numbers = {term: number for number, term in enumerate(terms)}
    lengths = np.array([len(row) for row in said], dtype=np.int32)
    ids = np.fromiter((numbers[term] for row in said for term in row), dtype=np.int64, count=int(lengths.sum()))
    rows = np.repeat(np.arange(len(said), dtype=np.int64), lengths)
    pairs, times = np.unique(ids * max(1, len(said)) + rows, return_counts=True)
    ids, rows = np.divmod(pairs, max(1, len(said)))
    return _sorted(terms, ids, rows, times, lengths)


def joined(parts: Sequence[Postings]) -> Postings:
    """Postings of the rows of one part after the other."""
    terms = sorted(set().union(*(part.terms for part in parts)))
    numbers = {term: number for number, term in enumerate(terms)}
    ids, rows, times, first = [_none()], [_none()], [_none()], 0
    for part in parts:
        own = np.array([numbers[term] for term in part.terms], dtype=np.int64)
        ids.append(np.repeat(own, np.diff(part.starts)))
        rows.append(part.held[0].astype(np.int64) + first)
        times.append(part.held[1].astype(np.int64))
        first += len(part.lengths)
    together = np.concatenate(ids)
    order = np.argsort(together, kind="stable")  # rows of a term come in rising order from one part after the other
    lengths = np.concatenate([np.zeros(0, dtype=np.int32), *(part.lengths for part in parts)])
    return _sorted(terms, together[order], np.concatenate(rows)[order], np.concatenate(times)[order], lengths)


def cut(postings: Postings, first: int, last: int) -> Postings:
    """The postings of the rows from `first` to before `last`, counted from `first`."""
    kept = np.flatnonzero((postings.held[0] >= first) & (postings.held[0] < last))
    ids = np.repeat(np.arange(len(postings.terms), dtype=np.int64), np.diff(postings.starts))[kept]
    present, numbers = np.unique(ids, return_inverse=True)
    terms = [postings.terms[number] for number in present.tolist()]
    rows, times = postings.held[0][kept] - first, postings.held[1][kept]
    return _sorted(terms, numbers, rows, times, np.asarray(postings.lengths[first:last]))


def save_postings(postings: Postings, folder: Path, name: str) -> None:
    """Store postings in files of a folder whose names begin so."""
    (folder / f"{name}.txt").write_text("\n".join(postings.terms), encoding="utf-8")
    for what in _ARRAYS:
        np.save(folder / f"{name}-{what}.npy", getattr(postings, what))


def open_postings(checked: Callable[[str], Path], name: str) -> Postings:
    """Stored postings, of files whose paths `checked` gives; what is large stays on the disk until it is used."""
    text = checked(f"{name}.txt").read_text(encoding="utf-8")
    arrays = {what: mapped(checked(f"{name}-{what}.npy")) for what in _ARRAYS}
    return Postings(terms=text.split("\n") if text else [], **arrays)


def mapped(path: Path) -> NDArray[Any]:
    """The array of a file, which stays on the disk until it is used."""
    with suppress(ValueError):  # an empty array cannot be mapped
        return np.asarray(np.load(path, mmap_mode="r"))
    return np.asarray(np.load(path))


_ARRAYS = ("starts", "held", "lengths")


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


def _sorted(
    terms: Sequence[str], ids: NDArray[Any], rows: NDArray[Any], times: NDArray[Any], lengths: NDArray[Any]
) -> Postings:
    return Postings(
        terms=terms,
        starts=np.searchsorted(ids, np.arange(len(terms) + 1)).astype(np.int32),
        held=np.stack([rows, times]).astype(np.int32),
        lengths=lengths.astype(np.int32),
    )
