"""A product in memory: plans read by the real reader, searched by shared words, answered by the real assistant.

It needs no home folder and no vectors but the question's own, by which its kind is told, so that the suite can be
tried, and faults planted in it, in seconds.
"""

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from assistant.answering import Answerer
from assistant.likely_kinds import LikelyKinds
from commitments.extract import extract
from eval.product import Product
from index.answerability import load_answerability
from index.embed import load_embedder
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.bodies import Bodies
from plans.catalogue import Plan, PlanEntry, read_entry, sample_library
from plans.commitment import Commitment
from plans.document import Document, GlossaryEntry, Passage
from plans.errors import UnknownPlan
from plans.lexicon import Lexicon
from plans.seams import Hit, Mentions, Query, Search, SearchResult
from plans.words import content_stems, stems

__all__ = ["MemoryLibrary", "WordSearch", "answering_over", "sample_texts", "stand_in"]

_Held = TypeVar("_Held")
_SATURATION, _LENGTH = 1.2, 30  # BM25's k1, and the length in words that counts as usual


@dataclass(frozen=True, slots=True)
class MemoryLibrary:
    """A library and register held in memory, by plan id."""

    held: tuple[Plan, ...]
    documents: Mapping[str, Document]
    read: Mapping[str, tuple[Passage, ...]]
    rows: tuple[Commitment, ...]
    generation: str = "in memory"

    def plans(self) -> Sequence[Plan]:
        """The plans."""
        return self.held

    def document(self, plan_id: str) -> Document:
        """A plan's reading text. Raises UnknownPlan."""
        return _of(self.documents, plan_id)

    def passages(self, plan_id: str) -> Sequence[Passage]:
        """A plan's passages. Raises UnknownPlan."""
        return _of(self.read, plan_id)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that id, or None."""
        return next((one for held in self.read.values() for one in held if one.id == passage_id), None)

    def sample(self, most: int) -> Sequence[Passage]:
        """The passages of all plans; of more than twice so many, every second, third and so on."""
        passages = [one for plan in self.held for one in self.read[plan.id]]
        return passages[:: max(1, len(passages) // most)]

    def mentions(
        self, things: Sequence[Sequence[tuple[str, ...]]], *, plans: tuple[str, ...] = ()
    ) -> Sequence[Mentions]:
        """Every plan, of those (of all where empty), that mentions each of some things in one passage."""
        found = []
        for plan_id in plans or [plan.id for plan in self.held]:
            said = [one for one in self.read[plan_id] if _mentions(one, things)]
            if said:
                found.append(Mentions(plan_id=plan_id, count=len(said), passage=said[0]))
        return found

    def years(self) -> Set[str]:
        """The years that headings name."""
        return {one.place.year for held in self.read.values() for one in held if one.place.year}

    def glossary(self, plan_id: str) -> Sequence[GlossaryEntry]:
        """A plan's acronyms. Raises UnknownPlan."""
        return _of(self.documents, plan_id).glossary

    def commitments(self, plans: tuple[str, ...] = ()) -> Sequence[Commitment]:
        """The commitments of those plans (of all where empty)."""
        return [row for row in self.rows if not plans or row.plan_id in plans]

    def commitment(self, commitment_id: str) -> Commitment | None:
        """The commitment of that id, or None."""
        return next((row for row in self.rows if row.id == commitment_id), None)

    def version_of(self, plan_id: str) -> str:
        """It never changes. Raises UnknownPlan."""
        return str(len(_of(self.documents, plan_id).text))

    def is_kept(self) -> bool:
        """Nobody changes it."""
        return True


def _mentions(passage: Passage, things: Sequence[Sequence[tuple[str, ...]]]) -> bool:
    present = frozenset(stems(f"{passage.context} {passage.text}"))
    return all(any(present.issuperset(way) for way in ways) for ways in things)


class WordSearch:
    """Finds passages by the stems they share with the question, rare ones counting for more."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Count the words of the passages."""
        self._passages = tuple(passages)
        self._counts = [Counter(content_stems(f"{one.context} {one.text}")) for one in self._passages]
        having = Counter(stem for counts in self._counts for stem in counts)
        total = len(self._passages)
        self._weights = {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in having.items()}

    def search(self, query: Query) -> SearchResult:
        """Find passages."""
        began = time.perf_counter()
        wanted = tuple(dict.fromkeys(content_stems(query.text)))
        scored = [
            (score, -number)
            for number, (passage, counts) in enumerate(zip(self._passages, self._counts, strict=True))
            if not query.plans or passage.plan_id in query.plans
            if (score := self._score(wanted, counts)) > 0
        ]
        scored.sort(reverse=True)
        best = scored[0][0] if scored else 1.0
        return SearchResult(
            query=query,
            hits=tuple(
                Hit(passage=self._passages[-number], score=score / best) for score, number in scored[: query.limit]
            ),
            terms=wanted,
            examined=len(self._passages),
            timings_ms={"total": (time.perf_counter() - began) * 1000},
        )

    def _score(self, wanted: Sequence[str], counts: Counter[str]) -> float:
        length = _SATURATION * (0.25 + 0.75 * sum(counts.values()) / _LENGTH)
        return sum(self._weights[stem] * counts[stem] / (counts[stem] + length) for stem in wanted if counts[stem])


def stand_in(library: MemoryLibrary) -> Product:
    """A product over a library in memory, searched by shared words."""
    return answering_over(library, WordSearch(one for held in library.read.values() for one in held))


def answering_over(library: MemoryLibrary, search: Search) -> Product:
    """The real assistant over a library in memory and a search of one's own."""
    answerer = Answerer(
        search=search,
        register=library,
        library=library,
        bodies=Bodies.load(),
        lexicon=Lexicon.load(),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(load_embedder(None).encode),
    )
    return Product(ask=answerer.ask, search=search.search, library=library, register=library)


def sample_texts(folder: Path | None = None) -> MemoryLibrary:
    """The sample plans (or those of a folder of entries), read.

    Raises Refused.
    """
    home = folder or sample_library()
    return _library([(read_entry(path), home) for path in sorted(home.glob("*.toml"))])


def _library(entries: Sequence[tuple[PlanEntry, Path]]) -> MemoryLibrary:
    plans: list[Plan] = []
    rows: list[Commitment] = []
    documents: dict[str, Document] = {}
    passages: dict[str, tuple[Passage, ...]] = {}
    for entry, folder in entries:
        path = folder / entry.file
        document = read_document(path, entry=entry)
        read = tuple(passages_of(document, entry=entry))
        found = extract(document, entry=entry, passages=read)
        documents[entry.id], passages[entry.id] = document, read
        rows.extend(found)
        plans.append(
            Plan(
                entry=entry,
                sha256=sha256(path.read_bytes()).hexdigest(),
                pages=document.pages,
                passages=len(read),
                commitments=len(found),
            )
        )
    return MemoryLibrary(tuple(plans), documents, passages, tuple(rows))


def _of(held: Mapping[str, _Held], plan_id: str) -> _Held:
    if plan_id not in held:
        raise UnknownPlan(f"There is no plan {plan_id!r}.")
    return held[plan_id]
