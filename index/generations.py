"""The index as it is written: whole generations in folders of their own, one of which a pointer names.

Below the home: `index/current.json` names the generation in use and the hash of its manifest,
`index/generations/` holds the last three, `index/writer.lock` lets one process write at a time.
A folder whose name begins with a dot is half written: nobody reads it, and the next writer clears it away.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.chroma import drop_collections
from index.collected import HOME_NUMBER, collect, collection_name, is_collected
from index.embed import Embedder
from index.filling import Filling, Progress
from index.generation import Generation, open_generation
from index.manifest import Manifest, collection_named, durably
from index.stored import IndexedPlan, PlanSource
from plans.errors import BrokenIndex, Busy, HomeNotWritable, StoreUnavailable

__all__ = ["Generation", "Generations", "IndexedPlan", "Progress"]

_KEPT = 3


_ALMOST_FULL = 4 << 20


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
            return open_generation(
                self._generations / name, sha256=sha256, chroma_url=self._chroma_url, before=self._open
            )
        except BrokenIndex:
            # A writer may have moved on and cleared this one away between the two readings.
            now = self._pointed()
            if now is None or now[0] == name:
                raise
            return open_generation(self._generations / now[0], sha256=now[1], chroma_url=self._chroma_url)

    def write(
        self,
        plans: Sequence[PlanSource],
        *,
        embedder: Embedder,
        progress: Progress | None = None,
        anew: bool = False,
        ready: Callable[[Generation], None] | None = None,
    ) -> Generation:
        """Make those plans the library: write a new generation and point to it; vectors of passages that have
        not changed are taken over. Leaves the current generation where it holds just that.

        `ready` is given what was written before anybody reads it, to make what else its readers should find made.
        `anew` takes nothing over, and writes whatever the current generation holds: its files may be broken.
        Raises Busy when another process writes, BrokenIndex when a plan that is kept in a file is not whole,
        HomeNotWritable, StoreUnavailable.
        """
        plans = sorted(plans, key=lambda source: source.plan.id)
        with self._writing():
            self._clear_half_written()
            before = None if anew else self._usable()
            half = self._generations / ".half-written"
            filling = Filling(
                folder=half,
                embedder=embedder,
                kept_vectors=self._kept_vectors / f"{embedder.digest[:16]}.bin",
                told=progress or _untold,
            )
            laid = filling.lay_out(plans)
            if before is not None and before.content == laid.content:
                self._clear_half_written()
                return before
            name = f"{self._next_number():06d}-{laid.content[:8]}"
            collection = before.collection if before and is_collected(before, url=self._chroma_url) else None
            manifest = filling.fill(name, laid, before=before, collection=collection)
            sha256 = _write_manifest(half, manifest)
            written = open_generation(half, sha256=sha256, chroma_url=self._chroma_url)
            written.check(but={} if before is None else before.files())
            if manifest.collection.name == name:
                filling.told("vectors into Chroma", 0, written.size)
                collect(written, url=self._chroma_url)
            if ready is not None:
                ready(written)
            half.rename(self._generations / name)
            durably(self._pointer, json.dumps({"generation": name, "manifest_sha256": sha256}).encode())
            self._drop(self._kept()[:-_KEPT])
            shutil.rmtree(self._kept_vectors, ignore_errors=True)
        generation = self.current()
        if generation is None:
            raise BrokenIndex(
                f"The pointer {self._pointer} vanished while the index was written: run `planwatch rebuild`."
            )
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
    def _kept_vectors(self) -> Path:
        return self._folder / "embedded"

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
                "run `planwatch rebuild` to make the index anew."
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
                self._number_home()
                yield
        except Timeout as error:
            raise Busy("Another process is writing the index: wait until it is done and try again.") from error
        except OSError as error:
            raise HomeNotWritable(
                f"The home folder {self._folder.parent} cannot be written ({error.strerror or error}): "
                "set PLANWATCH_HOME to a folder that can."
            ) from error
        except Exception as error:
            # Chroma and its compiled part tell of a full disk in many ways, none of them an OSError.
            if shutil.disk_usage(self._folder).free > _ALMOST_FULL:
                raise
            raise HomeNotWritable(
                f"The disk is full beside {self._folder.parent}: make room and try again; the index is as it was."
            ) from error

    def _number_home(self) -> None:
        """Give this home a number by chance, so that its collections on a server are its own."""
        if not (self._folder / HOME_NUMBER).is_file():
            durably(self._folder / HOME_NUMBER, secrets.token_hex(6).encode())

    def _clear_half_written(self) -> None:
        for folder in self._generations.glob(".*"):
            shutil.rmtree(folder)
        self._drop_embedded()

    def _next_number(self) -> int:
        return 1 + max((int(folder.name.split("-")[0]) for folder in self._kept()), default=0)

    def _kept(self) -> list[Path]:
        return sorted(folder for folder in self._generations.iterdir() if folder.name[0].isdigit())

    def _drop(self, folders: Sequence[Path]) -> None:
        for folder in folders:
            shutil.rmtree(folder)
        self._drop_embedded()
        if self._chroma_url is not None:
            kept = [collection_name(self._folder, name) for name in self._collections()]
            with suppress(StoreUnavailable):  # it was given no words, and what stays there goes with the next writing
                drop_collections(collection_name(self._folder, ""), kept=kept, url=self._chroma_url)

    def _drop_embedded(self) -> None:
        """Drop the collections in the home that no generation uses."""
        used = self._collections()
        for folder in (self._folder / "chroma").glob("*"):
            if folder.name not in used:
                shutil.rmtree(folder)

    def _collections(self) -> set[str]:
        """The collections that the generations use."""
        return {name for folder in self._kept() if (name := collection_named(folder)) is not None}


def _untold(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def _write_manifest(folder: Path, manifest: Manifest) -> str:
    text = manifest.to_json()
    durably(folder / "manifest.json", text)
    return hashlib.sha256(text).hexdigest()
