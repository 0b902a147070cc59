"""Fills the folder of a new generation: what has not changed is shared with the one before, and only the rest made.

Memory does not grow with the library but for its indexes.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path

from index.collected import collection_of
from index.embed import Embedder
from index.generation import GLOSSARIES, Generation
from index.groups import Part, group_name, grouped, write_group
from index.keywords import keywords_of
from index.manifest import Collection, FileRecord, Manifest, Model, record_files, shared
from index.rows import PassageRows
from index.stored import PlanSource, glossaries_to_json, passages_to_bytes, plans_to_json
from index.vectors import Held, KeptVectors, ids_of, keys_of

__all__ = ["Filling", "LaidOut", "Progress"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_VERSIONS = ("planwatch", "chromadb", "numpy", "sentence-transformers")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """Plans whose bodies lie in the folder: what each is made of, its body's record, and a digest of all."""

    content: str
    parts: Mapping[str, str]
    files: Mapping[str, FileRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A folder that is to become a generation: the model that makes its vectors, and where they are kept meanwhile."""

    folder: Path
    embedder: Embedder
    kept_vectors: Path
    told: Progress

    def lay_out(self, plans: Sequence[PlanSource]) -> LaidOut:
        """Write the plans, in that order."""
        digest = hashlib.sha256(f"{self.embedder.digest} {_stored_by()}".encode())
        (self.folder / "plans").mkdir(parents=True)
        listed = plans_to_json(tuple(source.plan for source in plans))
        (self.folder / "plans.json").write_bytes(listed)
        digest.update(listed)
        parts, files = {}, {}
        for done, source in enumerate(plans):
            self.told("storing plans", done, len(plans))
            path = self.folder / "plans" / f"{source.plan.id}.json"
            sha256 = source.write_body(path)
            digest.update(bytes.fromhex(sha256))
            parts[source.plan.id] = hashlib.sha256(f"{sha256} {source.plan.read_with}".encode()).hexdigest()
            files[f"plans/{source.plan.id}.json"] = FileRecord(sha256=sha256, size=path.stat().st_size)
        return LaidOut(content=digest.hexdigest(), parts=parts, files=files)

    def fill(self, name: str, laid: LaidOut, *, before: Generation | None, collection: Collection | None) -> Manifest:
        """Write the vectors and the keywords of the plans that are laid out; `collection` is one that is in Chroma.

        Raises BrokenIndex where what is taken over is not what was written.
        """
        fresh = PassageRows(self.folder / "plans", [plan for plan in laid.parts if not self._same(plan, laid, before)])
        sizes, glossaries = dict(fresh.sizes), dict(fresh.glossaries)
        if before is not None:
            for plan in laid.parts.keys() - sizes.keys():
                sizes[plan], glossaries[plan] = _length(before.rows(plan)), tuple(before.glossary(plan))
        (self.folder / GLOSSARIES).write_bytes(glossaries_to_json({plan: glossaries[plan] for plan in laid.parts}))
        held = {} if before is None else before.files("plans/")
        bodies = {name: record for name, record in laid.files.items() if held.get(name) == record}
        files = {**bodies, **self._groups(laid, fresh, before)}
        self.told("flushing to disk", 0, sum(sizes.values()))
        ends = [0, *accumulate(sizes[plan] for plan in laid.parts)]
        rows = dict(zip(laid.parts, pairwise(ends), strict=True))
        return Manifest(
            name=name,
            content=laid.content,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=self._model(),
            rows=rows,
            parts=dict(laid.parts),
            groups={self._name(group, laid): group for group in grouped([*rows])},
            collection=collection_of(name, laid.parts, sizes, before=collection),
            files=record_files(self.folder, files),
            versions=_versions(),
        )

    def _groups(self, laid: LaidOut, fresh: PassageRows, before: Generation | None) -> dict[str, FileRecord]:
        """Share the groups that the generation before has, and write the others; the records of what is shared."""
        groups = {self._name(group, laid): group for group in grouped([*laid.parts])}
        held = {plan: vectors for plan in fresh.ids if (vectors := self._before(plan, before)) is not None}
        kept = KeptVectors(self.kept_vectors, self.embedder)
        kept.make(fresh, held, lambda done, total: self.told("embedding", done, total))
        records: dict[str, FileRecord] = {}
        for done, (name, group) in enumerate(groups.items()):
            self.told("keywords", done, len(groups))
            known = {} if before is None else before.files(f"groups/{name}/")
            if before is not None and known:
                (self.folder / "groups" / name).mkdir(parents=True)
                for file in known:
                    shared(before.folder / file, self.folder / file)
                records.update(known)
            else:
                parts = (_part(plan, fresh, kept, held.get(plan), before) for plan in group)
                write_group(self.folder / "groups" / name, parts)
        return records

    def _same(self, plan: str, laid: LaidOut, before: Generation | None) -> bool:
        """Whether the generation before stores a plan just as it would be stored now."""
        if before is None or before.part_of(plan) != laid.parts[plan] or before.model.digest != self.embedder.digest:
            return False
        return before.versions == _versions()

    def _before(self, plan: str, before: Generation | None) -> Held | None:
        """The vectors that a plan has in the generation before, where they are of the same model."""
        if before is None or before.part_of(plan) is None or before.model.digest != self.embedder.digest:
            return None
        return before.held(plan)

    def _name(self, group: Sequence[str], laid: LaidOut) -> str:
        made_by = f"{self.embedder.digest} {self.embedder.dimensions} {_stored_by()}"
        return group_name([(plan, laid.parts[plan]) for plan in group], made_by=made_by)

    def _model(self) -> Model:
        return Model(name=self.embedder.name, digest=self.embedder.digest, dimensions=self.embedder.dimensions)


def _part(plan: str, fresh: PassageRows, kept: KeptVectors, held: Held | None, before: Generation | None) -> Part:
    """What is stored of a plan: as the generation before has it, or made of its passages."""
    if before is not None and plan not in fresh.sizes:
        return before.part(plan)
    passages = fresh.of(plan)
    keys = keys_of(passages)
    written, ends = passages_to_bytes(passages)
    made = kept.gathered(keys, held)
    return Part(
        vectors=made.vectors,
        words=made.words,
        keys=keys,
        keywords=keywords_of(passages),
        ids=ids_of(passages),
        passages=written,
        ends=ends,
    )


def _length(rows: slice) -> int:
    return int(rows.stop - rows.start)


def _versions() -> dict[str, str]:
    return {package: version(package) for package in _VERSIONS}


def _stored_by() -> str:
    return " ".join(f"{package}={number}" for package, number in _versions().items())
