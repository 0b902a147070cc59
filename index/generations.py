"""The index as it is written: whole generations in folders of their own, one of which a pointer names.

Below the home: `index/current.json` names the generation in use and the hash of its manifest,
`index/generations/` holds the last three, `index/writer.lock` lets one process write at a time.
A folder whose name begins with a dot is half written: nobody reads it, and the next writer clears it away.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.chroma import drop_collection, write_passages
from index.embed import Embedder
from index.generation import Generation, collection_name, embedded_text, open_generation
from index.keywords import write_keywords
from index.manifest import Manifest, Model, durably, record_files
from index.stored import IndexedPlan, plan_to_json, plans_to_json
from plans.document import Passage
from plans.errors import BrokenIndex, Busy, HomeNotWritable

__all__ = ["Generation", "Generations", "IndexedPlan", "Progress"]

Floats = NDArray[np.float32]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_KEPT = 3
_EMBEDDED_AT_ONCE = 2048
_VERSIONS = ("planwatch", "chromadb", "bm25s", "numpy", "sentence-transformers")


class Generations:
    """The generations below a home folder."""

    def __init__(self, home: Path, *, chroma_url: str | None = None) -> None:
        """Look below that home; vectors go to the Chroma server of that URL, where one is named, as well."""
        self._folder = home / "index"
        self._chroma_url = chroma_url
        self._open: Generation | None = None

    def current(self) -> Generation | None:
        """The generation that the pointer names now, or None when nothing has been written yet.

        Raises BrokenIndex, naming the file that is missing or changed.
        """
        pointed = self._pointed()
        if pointed is None:
            return None
        if self._open is None or self._open.generation != pointed[0]:
            self._open = self._opened(*pointed)
        return self._open

    def _opened(self, name: str, sha256: str) -> Generation:
        try:
            return open_generation(self._generations / name, sha256=sha256, chroma_url=self._chroma_url)
        except BrokenIndex:
            # A writer may have moved on and cleared this one away between the two readings.
            now = self._pointed()
            if now is None or now[0] == name:
                raise
            return open_generation(self._generations / now[0], sha256=now[1], chroma_url=self._chroma_url)

    def write(
        self, plans: Sequence[IndexedPlan], *, embedder: Embedder, progress: Progress | None = None
    ) -> Generation:
        """Make those plans the library: write a new generation and point to it; vectors of passages that have
        not changed are taken over. Writes nothing where the current generation holds just that.

        Raises Busy when another process writes, HomeNotWritable, StoreUnavailable.
        """
        told = progress or _untold
        plans = sorted(plans, key=lambda stored: stored.plan.id)
        content = _content_of(plans, embedder)
        with self._writing():
            self._clear_half_written()
            before = self._usable()
            if before is not None and before.content == content:
                return before
            name = f"{self._next_number():06d}-{content[:8]}"
            half = self._generations / f".{name}"
            manifest = self._fill(half, name, content, plans, embedder, before, told)
            sha256 = _write_manifest(half, manifest)
            open_generation(half, sha256=sha256, chroma_url=None).check()
            half.rename(self._generations / name)
            durably(self._pointer, json.dumps({"generation": name, "manifest_sha256": sha256}).encode())
            self._drop(self._kept()[:-_KEPT])
        generation = self.current()
        if generation is None:
            raise BrokenIndex(f"The pointer {self._pointer} vanished while the index was written: ingest again.")
        return generation

    def forget_older(self) -> None:
        """Drop every generation but the one in use, so that the words of a plan that was removed are gone.

        Raises Busy, HomeNotWritable, BrokenIndex.
        """
        used = self.current()
        with self._writing():
            self._clear_half_written()
            self._drop([folder for folder in self._kept() if used is None or folder.name != used.generation])

    @property
    def _pointer(self) -> Path:
        return self._folder / "current.json"

    @property
    def _generations(self) -> Path:
        return self._folder / "generations"

    def _pointed(self) -> tuple[str, str] | None:
        try:
            fields = json.loads(self._pointer.read_bytes())
            return str(fields["generation"]), str(fields["manifest_sha256"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenIndex(
                f"The index file {self._pointer} does not name a generation: "
                "remove it and run `planwatch ingest` on the plans to rebuild the index."
            ) from error

    def _usable(self) -> Generation | None:
        """The current generation, or None where it is broken: a new one is written beside it all the same."""
        try:
            return self.current()
        except BrokenIndex:
            return None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / "writer.lock", timeout=0)
            with lock:
                yield
        except Timeout as error:
            raise Busy("Another process is writing the index: wait until it is done and try again.") from error
        except OSError as error:
            raise HomeNotWritable(
                f"The home folder {self._folder.parent} cannot be written ({error.strerror or error}): "
                "set PLANWATCH_HOME to a folder that can."
            ) from error

    def _clear_half_written(self) -> None:
        for folder in self._generations.glob(".*"):
            shutil.rmtree(folder)

    def _next_number(self) -> int:
        return 1 + max((int(folder.name.split("-")[0]) for folder in self._kept()), default=0)

    def _kept(self) -> list[Path]:
        return sorted(folder for folder in self._generations.iterdir() if folder.name[0].isdigit())

    def _drop(self, folders: Sequence[Path]) -> None:
        for folder in folders:
            if self._chroma_url is not None:
                drop_collection(collection_name(folder.name), folder=folder / "chroma", url=self._chroma_url)
            shutil.rmtree(folder)

    def _fill(
        self,
        folder: Path,
        name: str,
        content: str,
        plans: Sequence[IndexedPlan],
        embedder: Embedder,
        before: Generation | None,
        told: Progress,
    ) -> Manifest:
        (folder / "plans").mkdir(parents=True)
        for stored in plans:
            (folder / "plans" / f"{stored.plan.id}.json").write_bytes(plan_to_json(stored))
        (folder / "plans.json").write_bytes(plans_to_json(tuple(stored.plan for stored in plans)))
        passages = list(chain.from_iterable(stored.passages for stored in plans))
        vectors = _vectors(passages, embedder, before, told)
        np.save(folder / "vectors.npy", vectors)
        told("keywords", 0, len(passages))
        write_keywords(passages, folder / "keywords")
        told("vectors into Chroma", 0, len(passages))
        write_passages(passages, vectors, name=collection_name(name), folder=folder / "chroma", url=self._chroma_url)
        told("flushing to disk", 0, len(passages))
        return Manifest(
            name=name,
            content=content,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=Model(name=embedder.name, digest=embedder.digest, dimensions=embedder.dimensions),
            rows=_rows_of(plans),
            files=record_files(folder),
            versions={package: version(package) for package in _VERSIONS},
        )


def _untold(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def _write_manifest(folder: Path, manifest: Manifest) -> str:
    text = manifest.to_json()
    durably(folder / "manifest.json", text)
    return hashlib.sha256(text).hexdigest()


def _content_of(plans: Sequence[IndexedPlan], embedder: Embedder) -> str:
    """A digest of all that goes into a generation."""
    digest = hashlib.sha256(f"{embedder.digest} {_stored_by()}".encode())
    for stored in plans:
        digest.update(plan_to_json(stored))
    return digest.hexdigest()


def _stored_by() -> str:
    return " ".join(f"{package}={version(package)}" for package in _VERSIONS)


def _rows_of(plans: Sequence[IndexedPlan]) -> dict[str, tuple[int, int]]:
    rows = {}
    first = 0
    for stored in plans:
        rows[stored.plan.id] = (first, first + len(stored.passages))
        first += len(stored.passages)
    return rows


def _vectors(passages: Sequence[Passage], embedder: Embedder, before: Generation | None, told: Progress) -> Floats:
    """One row a passage; only texts that the generation before does not have are put through the model."""
    texts = [embedded_text(passage) for passage in passages]
    known = _known_vectors(before, embedder)
    vectors = np.zeros((len(texts), embedder.dimensions), dtype=np.float32)
    fresh = sorted({text for text in texts if text not in known}, key=len)
    made: dict[str, Floats] = {}
    for first in range(0, len(fresh), _EMBEDDED_AT_ONCE):
        told("embedding", first, len(fresh))
        batch = fresh[first : first + _EMBEDDED_AT_ONCE]
        made.update(zip(batch, embedder.encode(batch), strict=True))
    told("embedding", len(fresh), len(fresh))
    for row, text in enumerate(texts):
        vectors[row] = made[text] if text in made else known[text]
    return vectors


def _known_vectors(before: Generation | None, embedder: Embedder) -> Mapping[str, Floats]:
    if before is None or before.model.digest != embedder.digest:
        return {}
    texts = (embedded_text(passage) for plan in before.plans() for passage in before.passages(plan.id))
    return dict(zip(texts, before.vectors, strict=True))
