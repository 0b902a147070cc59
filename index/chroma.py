"""Passages and their vectors in Chroma: embedded in a folder, or on a server. The only module that imports it."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from plans.document import Passage
from plans.errors import BrokenIndex, PlanwatchError, StoreUnavailable

__all__ = ["ChromaPassages", "drop_collection", "open_passages", "write_passages"]

# The embedded store takes at most 5,461 records a call.
_BATCH = 5000
# Recall at 20 against exact search is measured by benchmarks/chroma_recall.py; the figures are in docs/search.md.
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 500, "max_neighbors": 32}


class ChromaPassages:
    """A collection of passages that answers with row numbers."""

    def __init__(self, collection: Any) -> None:
        """Wrap an opened collection."""
        self._collection = collection

    def nearest(
        self, vector: NDArray[np.float32], *, limit: int, plans: tuple[str, ...] = ()
    ) -> list[tuple[int, float]]:
        """The rows nearest to a vector with their cosines, best first, within those plans (all where empty)."""
        where = {"plan_id": {"$in": list(plans)}} if plans else None
        found = self._collection.query(
            query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["distances", "metadatas"]
        )
        rows = [int(metadata["row"]) for metadata in found["metadatas"][0]]
        return [(row, 1.0 - float(distance)) for row, distance in zip(rows, found["distances"][0], strict=True)]

    def count(self) -> int:
        """How many passages the collection holds."""
        return int(self._collection.count())


def write_passages(
    passages: Sequence[Passage], vectors: NDArray[np.float32], *, name: str, folder: Path, url: str | None
) -> None:
    """Store passages with their vectors as the collection of that name, replacing one that is there.

    Raises StoreUnavailable.
    """
    with _client(folder, url) as client:
        if name in _names(client):
            client.delete_collection(name)
        collection = client.create_collection(name, embedding_function=None, configuration={"hnsw": _HNSW})
        for first in range(0, len(passages), _BATCH):
            rows = range(first, min(first + _BATCH, len(passages)))
            collection.upsert(
                ids=[str(row) for row in rows],
                embeddings=vectors[rows.start : rows.stop],
                documents=[passages[row].text for row in rows],
                metadatas=[_metadata(passages[row], row) for row in rows],
            )
    if url is None:
        _blank_unused_rows(folder)


@contextmanager
def open_passages(name: str, *, folder: Path, url: str | None, expected: int) -> Iterator[ChromaPassages]:
    """The collection of that name, which holds as many passages as were written.

    Raises StoreUnavailable, and BrokenIndex when the collection is missing or not whole.
    """
    with _client(folder, url) as client:
        where = url or str(folder)
        if name not in _names(client):
            raise BrokenIndex(f"Chroma at {where} has no collection {name}: run `planwatch ingest` on the plans again.")
        passages = ChromaPassages(client.get_collection(name, embedding_function=None))
        if passages.count() != expected:
            raise BrokenIndex(
                f"Chroma at {where} holds {passages.count()} passages of {expected}: "
                "run `planwatch ingest` on the plans to rebuild the index."
            )
        yield passages


def drop_collection(name: str, *, folder: Path, url: str | None) -> None:
    """Remove a collection, where it is there.

    Raises StoreUnavailable.
    """
    with _client(folder, url) as client:
        if name in _names(client):
            client.delete_collection(name)


@contextmanager
def _client(folder: Path, url: str | None) -> Iterator[Any]:
    client = _embedded(folder) if url is None else _server(url)
    try:
        yield client
    except PlanwatchError:
        raise
    except Exception as error:
        # Chroma and its HTTP library raise their own kinds for a server that goes away in the middle.
        if url is None:
            raise
        raise StoreUnavailable(_no_answer(url)) from error
    finally:
        client.close()


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

    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), settings=_settings())


def _server(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        client = chromadb.HttpClient(
            host=parts.hostname or url,
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=_settings(),
        )
        client.heartbeat()
    except Exception as error:
        # Chroma raises ValueError, its own errors and those of its HTTP library alike for a server that is not there.
        raise StoreUnavailable(_no_answer(url)) from error
    return client


def _no_answer(url: str) -> str:
    return (
        f"The Chroma server at {url} does not answer: check PLANWATCH_CHROMA_URL, or unset it for the built-in store."
    )


def _settings() -> Any:
    """Nothing is sent out, and nothing is read from a `.env` file that happens to lie about."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)


def _names(client: Any) -> set[str]:
    return {collection.name for collection in client.list_collections()}


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
