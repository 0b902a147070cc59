"""Fills the folder of a new generation, plan after plan: memory does not grow with the library but for its indexes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.chroma import write_passages
from index.embed import Embedder
from index.generation import GLOSSARIES, VECTORS, Generation, collection_name
from index.keywords import write_keywords
from index.manifest import Manifest, Model, record_files
from index.rows import PassageRows
from index.stored import PlanSource, glossaries_to_json, plans_to_json
from index.vectors import write_vectors

__all__ = ["Filling", "Progress"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_VERSIONS = ("planwatch", "chromadb", "bm25s", "numpy", "sentence-transformers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A folder that is to become a generation: the model that makes its vectors, and where they are kept meanwhile."""

    folder: Path
    embedder: Embedder
    kept_vectors: Path
    chroma_url: str | None
    told: Progress

    def lay_out(self, plans: Sequence[PlanSource]) -> str:
        """Write the plans, in that order; a digest of all that goes into the generation."""
        digest = hashlib.sha256(f"{self.embedder.digest} {_stored_by()}".encode())
        (self.folder / "plans").mkdir(parents=True)
        listed = plans_to_json(tuple(source.plan for source in plans))
        (self.folder / "plans.json").write_bytes(listed)
        digest.update(listed)
        for done, source in enumerate(plans):
            self.told("storing plans", done, len(plans))
            path = self.folder / "plans" / f"{source.plan.id}.json"
            source.write_body(path)
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()

    def fill(self, name: str, content: str, plan_ids: Sequence[str], *, before: Generation | None) -> Manifest:
        """Write the vectors, the keywords and the collection of the plans that are laid out.

        Raises StoreUnavailable.
        """
        rows = PassageRows(self.folder / "plans", plan_ids)
        (self.folder / GLOSSARIES).write_bytes(glossaries_to_json(rows.glossaries))
        write_vectors(
            rows,
            self.folder,
            embedder=self.embedder,
            before=before,
            kept=self.kept_vectors,
            told=lambda done, total: self.told("embedding", done, total),
        )
        self.told("keywords", 0, len(rows))
        write_keywords(rows, self.folder / "keywords")
        self.told("vectors into Chroma", 0, len(rows))
        vectors = np.load(self.folder / VECTORS, mmap_mode="r" if len(rows) else None)
        collection = collection_name(self.folder.parent.parent, name)
        write_passages(rows, vectors, name=collection, folder=self.folder / "chroma", url=self.chroma_url)
        self.told("flushing to disk", 0, len(rows))
        return Manifest(
            name=name,
            content=content,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=Model(name=self.embedder.name, digest=self.embedder.digest, dimensions=self.embedder.dimensions),
            rows=rows.rows,
            files=record_files(self.folder),
            versions={package: version(package) for package in _VERSIONS},
        )


def _stored_by() -> str:
    return " ".join(f"{package}={version(package)}" for package in _VERSIONS)
