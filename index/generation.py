"""One generation of the index, opened for reading: the library, the register, the vectors and the keywords."""

from bisect import bisect_right
from collections.abc import Collection as Several
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chroma_rows import ChromaRows
from index.collected import Collected, collection_folder, collection_name
from index.groups import Group, Part
from index.keywords import Field, Keywords
from index.manifest import Collection, FileRecord, Manifest, Model, check_file, checked_bytes, read_manifest
from index.matrix import Matrix
from index.mentioned import mentioning
from index.postings import Postings, cut
from index.runs import Rows, Runs, runs_of
from index.stored import (
    IndexedPlan,
    KeptPlan,
    commitments_from_json,
    glossaries_from_json,
    passage_from_json,
    plan_from_json,
    plans_from_json,
)
from index.vectors import Held, key_of
from index.words import Words, joined_words
from plans.catalogue import SUPERSEDED, Plan
from plans.commitment import Commitment
from plans.document import Document, GlossaryEntry, Passage
from plans.errors import UnknownPlan
from plans.seams import Mentions

__all__ = ["GLOSSARIES", "Generation", "open_generation"]

GLOSSARIES = "glossaries.json"
# So many plans are held whole in memory, the commitments of so many, and so many passages.
_WHOLE, _PROMISED, _PASSAGES = 64, 1024, 200_000
_TOLD = 12


def open_generation(
    folder: Path, *, sha256: str, chroma_url: str | None, before: "Generation | None" = None
) -> "Generation":
    """Open a generation folder whose manifest has that hash; what `before` has open of the same is not opened again.

    Raises BrokenIndex, naming the file that is missing or changed.
    """
    return Generation(folder, read_manifest(folder, sha256=sha256), chroma_url=chroma_url, before=before)


class Generation:
    """A library and register as they were written. A file is held against its hash when it is first read.

    Passages have row numbers: plan after plan in the order of their ids, each plan's in reading order. It may be
    limited to some of the plans: then it knows, and says, nothing of the others.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        chroma_url: str | None,
        before: "Generation | None" = None,
        only: frozenset[str] | None = None,
    ) -> None:
        """Hold a folder and its manifest; nothing else is read yet. `before` may have groups open that are the same.
        `only` are the plans that it is limited to, of `before`, which is then the whole of it."""
        self.folder = folder
        self.chroma_url = chroma_url
        self._manifest = manifest
        self._whole = lru_cache(maxsize=_WHOLE)(self._read_whole)
        self._promised = lru_cache(maxsize=_PROMISED)(self._read_promised)
        self._at = lru_cache(maxsize=_PASSAGES)(self._read_at)
        self._stored = list(manifest.rows)
        self._ids = [plan for plan in self._stored if only is None or plan in only]
        self._only = only
        # Where the words of all groups stand takes some hundred MB of a large library: it is worked out once.
        self._whole_keywords = None if only is None or before is None else (lambda: before.keywords)
        self._firsts = [first for first, _ in manifest.rows.values()]
        opened: Mapping[str, Group] = {} if before is None else before._groups
        self._groups: Mapping[str, Group] = {name: self._group(name, opened.get(name)) for name in manifest.groups}
        self._group_rows = {
            name: (manifest.rows[plans[0]][0], manifest.rows[plans[-1]][1]) for name, plans in manifest.groups.items()
        }

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
    def versions(self) -> Mapping[str, str]:
        """The versions of the packages that wrote it."""
        return self._manifest.versions

    @property
    def collection(self) -> Collection:
        """The collection of Chroma's that it uses."""
        return self._manifest.collection

    @property
    def size(self) -> int:
        """How many passages there are."""
        return max((last for _, last in self._manifest.rows.values()), default=0)

    def limited_to(self, plan_ids: Several[str]) -> "Generation":
        """This generation as it is for somebody who may see those of its plans alone."""
        return Generation(
            self.folder, self._manifest, chroma_url=self.chroma_url, before=self, only=frozenset(plan_ids)
        )

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
        record = self._manifest.files[name]
        return KeptPlan(plan=plan, body=self.folder / name, sha256=record.sha256, size=record.size)

    def part_of(self, plan_id: str) -> str | None:
        """A digest of what a plan was made of; None where it is not held."""
        return self._manifest.parts.get(plan_id)

    def part(self, plan_id: str) -> Part:
        """What is stored of a plan's vectors, words and passages.

        Raises UnknownPlan, BrokenIndex.
        """
        rows = self.rows(plan_id)
        name, begin = self._group_at(plan_id)
        number = self._manifest.groups[name].index(plan_id)
        return self._groups[name].part(rows.start - begin, rows.stop - begin, number)

    def held(self, plan_id: str) -> Held:
        """A plan's vectors, and those of its words, with the keys of the texts that they are of.

        Raises UnknownPlan, BrokenIndex.
        """
        rows = self.rows(plan_id)
        name, begin = self._group_at(plan_id)
        group = self._groups[name]
        inside = slice(rows.start - begin, rows.stop - begin)
        return Held(
            vectors=group.vectors[inside],
            words=group.words_between(inside.start, inside.stop),
            keys=group.texts()[inside],
        )

    def files(self, folder: str = "") -> dict[str, FileRecord]:
        """The files below a folder of it, or all of them, as they were written."""
        return {name: record for name, record in self._manifest.files.items() if name.startswith(folder)}

    def checked(self, name: str) -> Path:
        """The path of a file of the generation, which holds what was written.

        Raises BrokenIndex, naming the file.
        """
        check_file(self.folder, name, self._manifest)
        return self.folder / name

    def open(self) -> None:
        """Hold against their hashes the files that searches read, so that no question waits for that.

        Raises BrokenIndex, naming the file.
        """
        for group in self._groups.values():
            group.open()

    def document(self, plan_id: str) -> Document:
        """A plan's reading text and blocks.

        Raises UnknownPlan.
        """
        return self.stored(plan_id).document

    def passages(self, plan_id: str) -> Sequence[Passage]:
        """A plan's passages in reading order.

        Raises UnknownPlan.
        """
        rows = self.rows(plan_id)
        return [self.at(row) for row in range(rows.start, rows.stop)]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that id, or None."""
        key = key_of(passage_id)
        for plan in self._ids:
            if passage_id.startswith(plan):
                rows, (name, begin) = self.rows(plan), self._group_at(plan)
                ids = self._groups[name].ids[rows.start - begin : rows.stop - begin]
                for found in np.flatnonzero(ids == key).tolist():
                    passage = self.at(rows.start + found)
                    if passage.id == passage_id:
                        return passage
        return None

    def sample(self, most: int) -> Sequence[Passage]:
        """The passages of all plans; of more than twice so many, every second, third and so on."""
        stride = max(1, self.all_rows.size // most)
        begun = 0
        rows: list[int] = []
        for run, _ in self.all_rows:
            rows += range(run.start + -begun % stride, run.stop, stride)
            begun += run.stop - run.start
        return [self.at(row) for row in rows]

    def mentions(
        self, things: Sequence[Sequence[tuple[str, ...]]], *, plans: tuple[str, ...] = ()
    ) -> Sequence[Mentions]:
        """Every plan, of those (of all where empty), that mentions each of some things in one passage.

        Raises UnknownPlan.
        """
        anywhere, in_words = mentioning(self.keywords, things)
        found = []
        for plan in plans or self._ids:
            rows = self.rows(plan)
            first, last = np.searchsorted(anywhere, [rows.start, rows.stop])
            if first < last:
                own = np.searchsorted(in_words, rows.start)
                said = own < len(in_words) and in_words[own] < rows.stop
                row = int(in_words[own] if said else anywhere[first])
                found.append(Mentions(plan_id=plan, count=int(last - first), passage=self.at(row)))
        return found

    def years(self) -> Set[str]:
        """The years that headings of the plans name, as they are written there."""
        return {year for postings in self._of_plans("years") for year in postings.terms}

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

    def commitment(self, commitment_id: str) -> Commitment | None:
        """The commitment of that id, or None."""
        plans = [plan for plan in self._ids if commitment_id.startswith(plan)]
        return next((one for plan in plans for one in self._promised(plan) if one.id == commitment_id), None)

    def version_of(self, plan_id: str) -> str:
        """What changes whenever the commitments of a plan do.

        Raises UnknownPlan.
        """
        self._held(plan_id)
        return self._manifest.files[f"plans/{plan_id}.json"].sha256

    def is_kept(self) -> bool:
        """Whether its folder is there still."""
        return self.folder.is_dir()

    def rows(self, plan_id: str) -> slice:
        """The rows of a plan's passages.

        Raises UnknownPlan.
        """
        self._held(plan_id)
        return slice(*self._manifest.rows[plan_id])

    @cached_property
    def all_rows(self) -> Runs:
        """The rows of all plans."""
        return runs_of([self.rows(plan) for plan in self._ids])

    def at(self, row: int) -> Passage:
        """The passage of a row."""
        return self._at(row)

    @cached_property
    def vectors(self) -> Matrix:
        """The vectors, one row a passage, each of length one; they stay on the disk until they are used."""
        groups = list(self._groups.values())
        sizes = [last - first for first, last in self._group_rows.values()]
        return Matrix(sizes, lambda number: groups[number].vectors, dimensions=self.model.dimensions)

    def words(self, rows: Rows) -> Words:
        """The words of the passages of rows, which rise.

        Raises BrokenIndex, naming the file that is not what was written.
        """
        return joined_words([group.words(own) for group, own in self._by_group(rows)])

    def expect(self, rows: Rows) -> None:
        """Have the system fetch from the disk what is stored of the passages of rows, which rise and will be read.

        Raises BrokenIndex, naming the file that is missing.
        """
        for group, own in self._by_group(rows):
            group.expect(own)

    @cached_property
    def collected(self) -> Collected:
        """Which rows of the collection of Chroma's are rows here."""
        return Collected(self.collection, parts=self._manifest.parts, rows=self._manifest.rows)

    def collected_passages(self) -> Iterator[tuple[int, Passage, NDArray[np.float32]]]:
        """Each row of the collection that is held here, with its passage and vector."""
        for plan, first in self.collected.plans.items():
            rows = self.rows(plan)
            vectors = self.vectors.take(np.arange(rows.start, rows.stop))
            for number in range(len(vectors)):  # each is wanted once: none is remembered
                yield first + number, self._read_at(rows.start + number), vectors[number]

    @cached_property
    def chroma(self) -> ChromaRows:
        """The vectors in Chroma."""
        index = self.folder.parent.parent
        return ChromaRows(
            collection_name(index, self.collection.name),
            folder=collection_folder(index, self.collection.name),
            url=self.chroma_url,
            expected=self.collected.size,
        )

    @property
    def notices(self) -> tuple[str, ...]:
        """What those who run this should know: sentences with the next step. Answers are right all the same."""
        notice = self.chroma.notice
        return () if notice is None else (notice,)

    @cached_property
    def keywords(self) -> Keywords:
        """The keyword index."""
        if self._whole_keywords is not None:
            whole = self._whole_keywords()
            return Keywords(text=whole.text, context=whole.context, words=self._of_plans("words"))
        groups = [group.keywords for group in self._groups.values()]
        text, context = (Field([group[field] for group in groups]) for field in ("text", "place"))
        return Keywords(text=text, context=context, words=self._of_plans("words"))

    def check(self, *, but: Mapping[str, FileRecord] | None = None) -> None:
        """Hold every file against its hash, but those that others have of the same name and hash.

        Raises BrokenIndex, naming the file.
        """
        for name, record in self._manifest.files.items():
            if but is None or but.get(name) != record:
                self.checked(name)

    @cached_property
    def _plans(self) -> tuple[Plan, ...]:
        content = checked_bytes(self.folder, "plans.json", self._manifest)
        plans = plans_from_json(content, where=str(self.folder / "plans.json"))
        return plans if self._only is None else _alone([plan for plan in plans if plan.id in self._only])

    @cached_property
    def _glossaries(self) -> Mapping[str, Sequence[GlossaryEntry]]:
        return glossaries_from_json(
            checked_bytes(self.folder, GLOSSARIES, self._manifest), where=str(self.folder / GLOSSARIES)
        )

    def _group(self, name: str, before: Group | None) -> Group:
        return Group(
            self.folder / "groups" / name, checked=lambda file: self.checked(f"groups/{name}/{file}"), before=before
        )

    def _by_group(self, rows: Rows) -> Iterator[tuple[Group, Rows]]:
        """Each group that rows, which rise, are of, with these rows counted from its first."""
        groups = list(self._groups.values())
        firsts = [first for first, _ in self._group_rows.values()]
        number = np.searchsorted(firsts, rows, "right") - 1
        for one in np.unique(number).tolist():
            yield groups[one], rows[number == one] - firsts[one]

    def _group_at(self, plan_id: str) -> tuple[str, int]:
        """The group that a plan is in, and the group's first row."""
        name = self._group_of[plan_id]
        return name, self._group_rows[name][0]

    @cached_property
    def _group_of(self) -> Mapping[str, str]:
        return {plan: name for name, plans in self._manifest.groups.items() for plan in plans}

    def _of_plans(self, field: str) -> list[Postings]:
        """What is stored of a field that has a row a plan, for the plans that are seen."""
        held = [(group.keywords[field], self._manifest.groups[name]) for name, group in self._groups.items()]
        if self._only is None:
            return [postings for postings, _ in held]
        return [
            cut(postings, number, number + 1)
            for postings, plans in held
            for number, plan in enumerate(plans)
            if plan in self._only
        ]

    def _read_at(self, row: int) -> Passage:
        plan = self._stored[bisect_right(self._firsts, row) - 1]
        name, begin = self._group_at(plan)
        return passage_from_json(self._groups[name].passage(row - begin))

    def _read_promised(self, plan_id: str) -> Sequence[Commitment]:
        body, where = self._body(plan_id)
        return commitments_from_json(body, where=where)

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
        if plan_id not in self._manifest.rows or (self._only is not None and plan_id not in self._only):
            held = ", ".join(self._ids[:_TOLD]) or "none"
            more = f" and {len(self._ids) - _TOLD:,} more" if len(self._ids) > _TOLD else ""
            raise UnknownPlan(f"There is no plan {plan_id} in the library; it holds: {held}{more}.")


def _alone(plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """Some plans as if there were no others: none supersedes, or is superseded by, one that is not among them."""
    held = {plan.id for plan in plans}
    replaced = {plan.entry.supersedes for plan in plans}
    return tuple(
        replace(
            plan,
            entry=replace(
                plan.entry,
                supersedes=plan.entry.supersedes if plan.entry.supersedes in held else None,
                status=None if plan.entry.status == SUPERSEDED and plan.id not in replaced else plan.entry.status,
            ),
        )
        for plan in plans
    )
