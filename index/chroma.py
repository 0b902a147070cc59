"""Passages and their vectors in Chroma: embedded in a folder, or on a server. The only module that imports it."""

import struct
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from plans.document import Passage
from plans.errors import BrokenIndex, StoreUnavailable

__all__ = ["ChromaPassages", "drop_collections", "is_whole", "open_passages", "write_passages"]

T = TypeVar("T")

# The embedded store takes at most 5,461 records a call.
_BATCH = 5000
_LISTED = 500
# Recall at 20 against exact search is measured by benchmarks/chroma_recall.py; the figures are in docs/search.md.
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 500, "max_neighbors": 32}
# A server that takes longer is as good as away: search then reads the vectors of the generation's folder.
_ASKING_S = 2.0
_WRITING_S = 120.0
_PAUSES_S = (0.5, 1.0, 2.0)


class ChromaPassages:
    """A collection of passages that answers with row numbers."""

    def __init__(self, collection: Any, *, url: str | None) -> None:
        """Wrap an opened collection, of the server of that URL where there is one."""
        self._collection = collection
        self._url = url

    def nearest(
        self, vector: NDArray[np.float32], *, limit: int, plans: tuple[str, ...] = ()
    ) -> list[tuple[int, float]]:
        """The rows nearest to a vector with their cosines, best first, within those plans (all where empty).

        Raises StoreUnavailable.
        """
        where = {"plan_id": {"$in": list(plans)}} if plans else None
        found = _told(
            self._url,
            lambda: self._collection.query(
                query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["distances", "metadatas"]
            ),
        )
        rows = [int(metadata["row"]) for metadata in found["metadatas"][0]]
        return [(row, 1.0 - float(distance)) for row, distance in zip(rows, found["distances"][0], strict=True)]

    def stored(self, *, at_once: int) -> dict[int, tuple[str, NDArray[np.float32]]]:
        """Every row with its words and its vector as they are stored, read so many at a time.

        Raises StoreUnavailable.
        """
        found: dict[int, tuple[str, NDArray[np.float32]]] = {}
        wanted = ["documents", "embeddings", "metadatas"]
        for first in range(0, self.count(), at_once):
            part = _told(self._url, partial(self._collection.get, limit=at_once, offset=first, include=wanted))
            kept = zip(part["metadatas"], part["documents"], part["embeddings"], strict=True)
            found |= {int(metadata["row"]): (words, vector) for metadata, words, vector in kept}
        return found

    def count(self) -> int:
        """How many passages the collection holds.

        Raises StoreUnavailable.
        """
        return int(_told(self._url, self._collection.count))


def write_passages(
    passages: Iterable[tuple[int, Passage, NDArray[np.float32]]], *, name: str, folder: Path, url: str | None
) -> None:
    """Store passages under their rows with their vectors as the collection of that name, replacing one that is there.

    A server is given the vectors and the numbers of their rows, and no words: what it deletes stays in its files
    until they are vacuumed, and the words of a plan that was removed must be gone.
    Raises StoreUnavailable.
    """
    with _client(folder, url, patiently=True) as client:
        _patiently(url, lambda: _drop(client, name))
        collection = _patiently(
            url,
            lambda: client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": _HNSW}),
        )
        remaining, given = iter(passages), 0
        while batch := list(islice(remaining, _BATCH)):
            _patiently(url, partial(collection.upsert, **_records(batch, words=url is None)))
            given += len(batch)
        held = _patiently(url, collection.count)
    if held != given:
        raise StoreUnavailable(f"Chroma at {url or folder} kept {held:,} of {given:,} passages: try again.")
    if url is None:
        _blank_unused_rows(folder)


def is_whole(name: str, *, folder: Path, url: str | None, expected: int) -> bool:
    """Whether the collection of that name is there with as many passages at least.

    Raises StoreUnavailable where a server does not answer, however often it is asked.
    """
    if url is None and not folder.is_dir():
        return False
    try:
        with _client(folder, url, patiently=True) as client:
            return _patiently(url, lambda: _count(client, name)) >= expected
    except BrokenIndex:
        return False


def _count(client: Any, name: str) -> int:
    """How many passages a collection has; -1 where there is none."""
    from chromadb.errors import NotFoundError

    try:
        return int(client.get_collection(name, embedding_function=None).count())
    except NotFoundError:
        return -1


@contextmanager
def open_passages(name: str, *, folder: Path, url: str | None, expected: int) -> Iterator[ChromaPassages]:
    """The collection of that name, which holds as many passages as were written.

    Raises StoreUnavailable, and BrokenIndex when the collection is missing or not whole.
    """
    from chromadb.errors import NotFoundError

    with _client(folder, url) as client:
        where = url or str(folder)
        try:
            collection = _told(url, lambda: client.get_collection(name, embedding_function=None), passed=NotFoundError)
        except NotFoundError as error:
            raise BrokenIndex(_missing(name, where, url)) from error
        passages = ChromaPassages(collection, url=url)
        if passages.count() < expected:
            raise BrokenIndex(
                f"Chroma at {where} holds {passages.count()} passages of {expected}: "
                "run `planwatch rebuild` to make the index anew."
            )
        yield passages


def drop_collections(prefix: str, *, kept: Collection[str], url: str) -> None:
    """Remove from a server the collections whose names begin so, but those that are to be kept.

    Raises StoreUnavailable.
    """
    with _client(Path(), url) as client:
        held = _told(url, lambda: [name for name in _names(client) if name.startswith(prefix)])
        for name in held:
            if name not in kept:
                _told(url, partial(_drop, client, name))


def _drop(client: Any, name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)


def _names(client: Any) -> Iterator[str]:
    """The name of every collection."""
    first = 0
    while some := client.list_collections(limit=_LISTED, offset=first):
        yield from (collection.name for collection in some)
        first += len(some)


@contextmanager
def _client(folder: Path, url: str | None, *, patiently: bool = False) -> Iterator[Any]:
    asking = _patiently if patiently else _told
    client = _embedded(folder) if url is None else asking(url, lambda: _server(url))
    try:
        yield client
    finally:
        client.close()


def _patiently(url: str | None, work: Callable[[], T]) -> T:
    """Do work that may be done twice; on a server that fails, again after a pause.

    Raises StoreUnavailable.
    """
    for pause in _PAUSES_S if url is not None else ():
        try:
            return _told(url, work, seconds=_WRITING_S)
        except StoreUnavailable:
            time.sleep(pause)
    return _told(url, work, seconds=_WRITING_S)


def _told(
    url: str | None, work: Callable[[], T], *, seconds: float = _ASKING_S, passed: type[Exception] | None = None
) -> T:
    """What the work gives; on a server within so many seconds, its failures told in our words but those `passed`.

    Raises StoreUnavailable.
    """
    if url is None:
        return work()
    try:
        return _in_time(work, seconds)
    except Exception as error:
        # Chroma raises ValueError, its own errors and those of its HTTP library alike for a server that is not there.
        if passed is not None and isinstance(error, passed):
            raise
        raise StoreUnavailable(_no_answer(url, error)) from error


def _in_time(work: Callable[[], T], seconds: float) -> T:
    """What the work gives, done in a thread that is left to itself when its time is over: Chroma's client never ends.

    Raises TimeoutError, and whatever the work raises.
    """
    given: list[T] = []
    failed: list[BaseException] = []

    def done() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again below, where it is waited for
            failed.append(error)

    thread = threading.Thread(target=done, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not given:
        raise TimeoutError(f"no answer within {seconds:g} seconds")
    return given[0]


# The head of an HNSW index as hnswlib saves it: version, offset, rows that there is room for, rows in use, bytes a row.
_HNSW_HEAD = struct.Struct("<iQQQQ")


def _blank_unused_rows(folder: Path) -> None:
    """Write zeros over the rows of saved HNSW indexes that are not in use.

    The room for them is saved as the process's memory happened to be, and that can hold words of anything the
    process has read: of a plan that was removed, of a question.
    """
    for rows in folder.rglob("data_level0.bin"):
        _, _, room, used, size = _HNSW_HEAD.unpack_from((rows.parent / "header.bin").read_bytes())
        if rows.stat().st_size == room * size:
            with rows.open("r+b") as file:
                file.seek(used * size)
                file.write(bytes((room - used) * size))


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    folder.mkdir(parents=True, exist_ok=True)
    try:
        return chromadb.PersistentClient(str(folder), settings=_settings())
    except Exception as error:
        # Chroma, its database and its compiled part raise each their own kinds for files that are not whole.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)  # or it is taken for one that works next time
        raise BrokenIndex(
            f"Chroma cannot open {folder} ({type(error).__name__}): run `planwatch rebuild` to make the index anew."
        ) from error


def _server(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or url, port=parts.port or (443 if secure else 8000), ssl=secure, settings=_settings()
    )


def _no_answer(url: str, error: Exception) -> str:
    why = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
    return (
        f"The Chroma server at {url} does not answer ({why}): start it, check PLANWATCH_CHROMA_URL, "
        "or unset it for the built-in store."
    )


def _missing(name: str, where: str, url: str | None) -> str:
    mend = "run `planwatch rebuild`" if url is None else "run `planwatch store move server`"
    return f"Chroma at {where} has no collection {name}: {mend}."


def _settings() -> Any:
    """Nothing is sent out, and nothing is read from a `.env` file that happens to lie about."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)


def _records(batch: Sequence[tuple[int, Passage, NDArray[np.float32]]], *, words: bool) -> dict[str, Any]:
    """What is stored of passages with their rows and vectors."""
    kept: dict[str, Any] = {
        "ids": [str(row) for row, _, _ in batch],
        "embeddings": np.stack([vector for _, _, vector in batch]),
    }
    if words:
        metadatas = [_metadata(passage, row) for row, passage, _ in batch]
        return {**kept, "documents": [passage.text for _, passage, _ in batch], "metadatas": metadatas}
    return {**kept, "metadatas": [{"row": row, "plan_id": passage.plan_id} for row, passage, _ in batch]}


def _metadata(passage: Passage, row: int) -> dict[str, str | int]:
    place = passage.place
    fields: dict[str, str | int | None] = {
        "row": row,
        "passage_id": passage.id,
        "plan_id": passage.plan_id,
        "edition": passage.edition,
        "kind": passage.kind.value,
        "section": " > ".join(place.section),
        "year": place.year,
        "table_row": place.row,
        "page": place.page,
        "start": passage.start,
        "end": passage.end,
    }
    return {key: value for key, value in fields.items() if value is not None}
