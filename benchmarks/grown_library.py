"""The sample plans, and as many seeded copies of them as a measurement wants, with vectors that need no model."""

import hashlib
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["BUDGETS", "Copy", "Gold", "GrownEmbedder", "grown_plans", "sample_plans"]

BUDGETS = (150, 350, 1500)
PLACES = ("Northbridge", "Eastvale", "Harrowdale", "Millford", "Kestrel Bay", "Thornley", "Wexcombe", "Ashmere")
_HERE = re.compile(r"Kirklees|West Yorkshire|\bWY\b|Huddersfield|Dewsbury|Calderdale|Wakefield")
_NOISE = 0.48  # makes a cosine of about 0.9 between a copy and its original


def sample_plans() -> list[Any]:
    """The plans that come with the package, read and cut into passages."""
    from index.stored import IndexedPlan
    from ingest.passages import passages_of
    from ingest.reading import read_document
    from plans.catalogue import Plan, read_entry, sample_library

    made = []
    for path in sorted(sample_library().glob("*.toml")):
        entry = read_entry(path)
        file = path.parent / entry.file
        document = read_document(file, entry=entry)
        passages = tuple(passages_of(document, entry=entry))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        plan = Plan(entry=entry, sha256=digest, pages=None, passages=len(passages), commitments=0)
        made.append(IndexedPlan(plan=plan, document=document, passages=passages))
    return made


def grown_plans(size: int, embedder: "GrownEmbedder") -> list[Any]:
    """The sample plans, and copies of them in turn up to so many passages."""
    originals = sample_plans()
    plans: list[Any] = list(originals)
    passages = sum(len(stored.passages) for stored in originals)
    for number in range(size):
        if passages >= size:
            break
        original = originals[number % len(originals)]
        plans.append(Copy(original, number, embedder))
        passages += len(original.passages)
    return plans


class Copy:
    """A plan of another place, with other names, years and figures, the same for the same number.

    Its words are made when they are asked for: a few hundred of them need not be in memory.
    """

    def __init__(self, original: Any, number: int, embedder: "GrownEmbedder") -> None:
        """Copy that plan as the one of that number."""
        self._original, self._number, self._embedder = original, number, embedder
        self._place = f"{random.Random(number).choice(PLACES)} {number}"
        entry = original.plan.entry
        title, names = _HERE.sub(self._place, entry.title), (f"{self._place} plan", self._place)
        self.plan = replace(
            original.plan,
            entry=replace(entry, id=f"copy-{number:05d}", title=title, area=self._place, names=names),
        )

    @property
    def passages(self) -> tuple[Any, ...]:
        """The passages of the copy."""
        from index.vectors import embedded_text

        chosen = random.Random(f"figures of {self._number}")

        def changed(text: str) -> str:
            text = _HERE.sub(self._place, text)
            return re.sub(r"\b\d{2,}\b", lambda match: str(int(match.group()) + chosen.randrange(1, 9)), text)

        copied = []
        for passage in self._original.passages:
            words = replace(
                passage,
                id=f"{self.plan.id}-{passage.id}",
                plan_id=self.plan.id,
                text=changed(passage.text),
                context=changed(passage.context),
            )
            self._embedder.copied(embedded_text(words), embedded_text(passage))
            copied.append(words)
        return tuple(copied)

    @property
    def text(self) -> str:
        """The words of the copy, one passage a line."""
        return "\n".join(passage.text for passage in self.passages)

    def write_body(self, path: Path) -> str:
        """Write the copy as the index stores it; the SHA-256 of what is written."""
        document = replace(self._original.document, text="", blocks=(), glossary=())
        copied = replace(self._original, plan=self.plan, document=document, passages=self.passages)
        return str(copied.write_body(path))


class GrownEmbedder:
    """The packaged model; a copy's text gets its original's vector with noise, unless copies are embedded too."""

    def __init__(self, *, embed: bool) -> None:
        """Load the packaged model."""
        from index.embed import load_embedder

        self._model = load_embedder()
        self._embed = embed
        self._originals: list[str] = []
        self._numbers: dict[str, int] = {}
        self._copies: dict[int, int] = {}
        self._read: dict[int, Any] = {}
        self.name, self.digest, self.dimensions = self._model.name, self._model.digest, self._model.dimensions

    def copied(self, text: str, original: str) -> None:
        """Remember what a text is a copy of."""
        if text != original and not self._embed:
            if original not in self._numbers:
                self._numbers[original] = len(self._originals)
                self._originals.append(original)
            self._copies[hash(text)] = self._numbers[original]

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of texts."""
        return np.stack([read.vector for read in self.read(texts)])

    def read(self, texts: Sequence[str]) -> Any:
        """The vector of each text, and those of the pieces of its words: a copy has its original's."""
        fresh = [text for text in texts if hash(text) not in self._copies]
        made = dict(zip(fresh, self._model.read(fresh), strict=True))
        return [made[text] if text in made else self._noisy(text) for text in texts]

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Any]:
        """Each part in turn, as it is stored."""
        from index.embed import Embedded
        from index.words import coded

        if self._embed:
            yield from self._model.encode_parts(parts, total=total)
            return
        for part in parts:
            read = self.read(part)
            yield Embedded(vectors=np.stack([one.vector for one in read]), words=coded(read))

    def _noisy(self, text: str) -> Any:
        original = self._copies[hash(text)]
        if original not in self._read:
            (self._read[original],) = self._model.read([self._originals[original]])
        noise = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimensions) / self.dimensions**0.5
        vector = self._read[original].vector + _NOISE * noise
        return replace(self._read[original], vector=(vector / np.linalg.norm(vector)).astype(np.float32))


class Gold:
    """The development questions with evidence, and how much of it hits hold."""

    def __init__(self, most: int) -> None:
        """Read up to so many questions, and the sample plans that their evidence stands in."""
        from eval.books import books_of
        from eval.gold import load_dev
        from eval.trace import PlanText, Section

        self.cases = [case for case in load_dev() if case.evidence and len(case.turns) == 1][:most]
        originals = sample_plans()
        self.plans = [stored.plan.id for stored in originals]
        self._books = books_of(
            PlanText(
                plan_id=stored.plan.id,
                title=stored.plan.entry.title,
                sha256=stored.plan.sha256,
                text=stored.document.text,
                sections=tuple(Section(start=p.start, end=p.end, path=p.place.section) for p in stored.passages),
            )
            for stored in originals
        )

    def recall(self, case: Any, hits: Sequence[tuple[str, int, int, int]]) -> list[float]:
        """Evidence recall within each budget, for hits given as plan, start, end and number of words. The hit that
        passes a budget is cut there, whoever found it: a peer's chunk may be longer than the budget."""
        from eval.books import gold_spans
        from eval.retrieval import covered
        from eval.trace import Found

        found = [
            Found(plan_id=plan, section=(), page=None, start=start, end=end, words=words, score=0.0)
            for plan, start, end, words in hits
        ]
        gold = gold_spans(case, self._books)
        return [
            max(float(np.mean([covered(quote, self._cut(found, words), self._books) for quote in one])) for one in gold)
            for words in BUDGETS
        ]

    def _cut(self, found: Sequence[Any], words: int) -> list[Any]:
        """The hits within a budget of words, the last of them cut where the budget ends."""
        kept: list[Any] = []
        for hit in found:
            if hit.words > words:
                return [*kept, hit.model_copy(update={"end": self._end(hit, words)})] if words else kept
            kept.append(hit)
            words -= hit.words
        return kept

    def _end(self, hit: Any, words: int) -> int:
        """Where so many words of a hit end; of a copy, which holds no evidence, where it begins."""
        book = self._books.get(hit.plan_id)
        if book is None:
            return int(hit.start)
        written = islice(re.finditer(r"\S+", book.plan.text[hit.start : hit.end]), words)
        return int(hit.start) + max((word.end() for word in written), default=0)
