"""One generation of the index, opened for reading: the library, the register, the vectors and the keywords."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chroma_rows import ChromaRows
from index.keywords import Keywords, open_keywords
from index.manifest import Manifest, Model, check_file, checked_bytes, read_manifest
from index.stored import (
    IndexedPlan,
    KeptPlan,
    commitments_from_json,
    glossaries_from_json,
    plan_from_json,
    plans_from_json,
    searched_from_json,
)
from plans.catalogue import Plan
from plans.commitment import Commitment
from plans.document import Document, GlossaryEntry, Passage
from plans.errors import UnknownPlan

__all__ = [
    "GLOSSARIES",
    "HOME_NUMBER",
    "TEXTS",
    "VECTORS",
    "Generation",
    "collection_name",
    "embedded_text",
    "open_generation",
]

Floats = NDArray[np.float32]

VECTORS, TEXTS, GLOSSARIES = "vectors.npy", "texts.npy", "glossaries.json"
# So many plans are held whole in memory; of the others, what search and the register need once it was needed.
_WHOLE = 64
HOME_NUMBER = "home-number"


def open_generation(folder: Path, *, sha256: str, chroma_url: str | None) -> "Generation":
    """Open a generation folder whose manifest has that hash.

    Raises BrokenIndex, naming the file that is missing or changed.
    """
    return Generation(folder, read_manifest(folder, sha256=sha256), chroma_url=chroma_url)


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: its words with their place before them."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def collection_name(index: Path, generation: str) -> str:
    """The name of the Chroma collection of a generation below that index folder.

    The number that the home gave itself is part of it, since several homes may use one server.
    """
    return f"planwatch-{(index / HOME_NUMBER).read_text(encoding='ascii')}-{generation}"


class Generation:
    """A library and register as they were written. A file is held against its hash when it is first read.

    Passages have row numbers: plan after plan in the order of their ids, each plan's in reading order.
    """

    def __init__(self, folder: Path, manifest: Manifest, *, chroma_url: str | None) -> None:
        """Hold a folder and its manifest; nothing else is read yet."""
        self.folder = folder
        self.chroma_url = chroma_url
        self._manifest = manifest
        self._whole = lru_cache(maxsize=_WHOLE)(self._read_whole)
        self._passages: dict[str, Sequence[Passage]] = {}
        self._commitments: dict[str, Sequence[Commitment]] = {}
        self._firsts = [first for first, _ in manifest.rows.values()]
        self._ids = list(manifest.rows)

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self._manifest.name

    @property
    def content(self) -> str:
        """A digest of all that went in: equal for equal libraries."""
        return self._manifest.content

    @property
    def created(self) -> str:
        """When it was written: an ISO date and time in UTC."""
        return self._manifest.created

    @property
    def model(self) -> Model:
        """The embedding model that the vectors are of."""
        return self._manifest.model

    @property
    def size(self) -> int:
        """How many passages there are."""
        return max((last for _, last in self._manifest.rows.values()), default=0)

    def plans(self) -> Sequence[Plan]:
        """The plans, in the order of their ids."""
        return self._plans

    def stored(self, plan_id: str) -> IndexedPlan:
        """All that is kept of a plan.

        Raises UnknownPlan, BrokenIndex.
        """
        return self._whole(plan_id)

    def kept(self, plan: Plan) -> KeptPlan:
        """What is kept of the plan of that id, as a source of a new generation in which the plan is as given."""
        name = f"plans/{plan.id}.json"
        return KeptPlan(plan=plan, body=self.folder / name, sha256=self._manifest.files[name].sha256)

    def checked(self, name: str) -> Path:
        """The path of a file of the generation, which holds what was written.

        Raises BrokenIndex, naming the file.
        """
        check_file(self.folder, name, self._manifest)
        return self.folder / name

    def document(self, plan_id: str) -> Document:
        """A plan's reading text and blocks.

        Raises UnknownPlan.
        """
        return self.stored(plan_id).document

    def passages(self, plan_id: str) -> Sequence[Passage]:
        """A plan's passages in reading order.

        Raises UnknownPlan.
        """
        if plan_id not in self._passages:
            body, where = self._body(plan_id)
            self._passages[plan_id] = searched_from_json(body, where=where).passages
        return self._passages[plan_id]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that id, or None."""
        for plan in self._ids:
            if passage_id.startswith(plan):
                for passage in self.passages(plan):
                    if passage.id == passage_id:
                        return passage
        return None

    def glossary(self, plan_id: str) -> Sequence[GlossaryEntry]:
        """A plan's acronyms.

        Raises UnknownPlan.
        """
        self._held(plan_id)
        return self._glossaries[plan_id]

    def commitments(self, plans: tuple[str, ...] = ()) -> Sequence[Commitment]:
        """The commitments of those plans (of all where empty), in reading order.

        Raises UnknownPlan.
        """
        return [commitment for plan in plans or self._ids for commitment in self._promised(plan)]

    def rows(self, plan_id: str) -> slice:
        """The rows of a plan's passages.

        Raises UnknownPlan.
        """
        self._held(plan_id)
        return slice(*self._manifest.rows[plan_id])

    def at(self, row: int) -> Passage:
        """The passage of a row."""
        plan = self._ids[bisect_right(self._firsts, row) - 1]
        return self.passages(plan)[row - self._manifest.rows[plan][0]]

    @cached_property
    def vectors(self) -> Floats:
        """The vectors, one row a passage, each of length one; they stay on the disk until they are used."""
        # An empty file cannot be mapped.
        vectors: Floats = np.load(self.checked(VECTORS), mmap_mode="r" if self.size else None)
        return vectors

    @cached_property
    def chroma(self) -> ChromaRows:
        """The vectors in Chroma."""
        name = collection_name(self.folder.parent.parent, self.generation)
        return ChromaRows(name, folder=self.folder / "chroma", url=self.chroma_url, expected=self.size)

    @property
    def notices(self) -> tuple[str, ...]:
        """What those who run this should know: sentences with the next step. Answers are right all the same."""
        notice = self.chroma.notice
        return () if notice is None else (notice,)

    @cached_property
    def keywords(self) -> Keywords:
        """The keyword index."""
        for name in self._manifest.files:
            if name.startswith("keywords/"):
                self.checked(name)
        return open_keywords(self.folder / "keywords")

    def check(self) -> None:
        """Hold every file against its hash.

        Raises BrokenIndex, naming the file.
        """
        for name in self._manifest.files:
            self.checked(name)

    @cached_property
    def _plans(self) -> tuple[Plan, ...]:
        content = checked_bytes(self.folder, "plans.json", self._manifest)
        return plans_from_json(content, where=str(self.folder / "plans.json"))

    @cached_property
    def _glossaries(self) -> Mapping[str, Sequence[GlossaryEntry]]:
        return glossaries_from_json(
            checked_bytes(self.folder, GLOSSARIES, self._manifest), where=str(self.folder / GLOSSARIES)
        )

    def _promised(self, plan_id: str) -> Sequence[Commitment]:
        if plan_id not in self._commitments:
            body, where = self._body(plan_id)
            self._commitments[plan_id] = commitments_from_json(body, where=where)
        return self._commitments[plan_id]

    def _read_whole(self, plan_id: str) -> IndexedPlan:
        body, where = self._body(plan_id)
        (plan,) = (plan for plan in self._plans if plan.id == plan_id)
        return plan_from_json(plan, body, where=where)

    def _body(self, plan_id: str) -> tuple[bytes, str]:
        """A plan's body as JSON, and the file that it is in."""
        self._held(plan_id)
        name = f"plans/{plan_id}.json"
        return checked_bytes(self.folder, name, self._manifest), str(self.folder / name)

    def _held(self, plan_id: str) -> None:
        if plan_id not in self._manifest.rows:
            held = ", ".join(self._ids) or "none"
            raise UnknownPlan(f"There is no plan {plan_id} in the library; it holds: {held}.")
