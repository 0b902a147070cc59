"""How search grows: ours beside its peers, on one machine in one run, at one or more sizes of the library.

    python benchmarks/search_growth.py --sizes 0 1000 10000 --peers ours llamaindex
    python benchmarks/search_growth.py --sizes 100000 300000 --peers ours

Size 0 is the sample library. Larger ones add copies of its plans with other names, years and figures (seeded). A
copy's vector is its original's with seeded noise (cosine about 0.9), because embedding 300,000 passages takes twenty
minutes and tells nothing about search; `--embed` embeds them all the same. Questions and evidence are those of the
development part, whose evidence stands in the two original plans. Every peer runs in a process of its own.
"""

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

BUDGETS = (150, 350, 1500)
PLACES = ("Northbridge", "Eastvale", "Harrowdale", "Millford", "Kestrel Bay", "Thornley", "Wexcombe", "Ashmere")


def main() -> None:
    """Run every peer at every size in a process of its own, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 1000, 10_000])
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--embed", action="store_true", help="embed the copies too, in place of noise")
    parser.add_argument("--questions", type=int, default=250)
    parser.add_argument("--one", nargs=2, metavar=("PEER", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one[0], int(options.one[1]), options)))
        return
    print("peer | passages | recall 150/350/1500 | p50 ms | p95 ms | one plan p95 | questions/s | MiB | index s | disk")
    for size in options.sizes:
        for peer in options.peers:
            flags = ["--embed"] if options.embed else []
            command = [
                sys.executable,
                __file__,
                "--one",
                peer,
                str(size),
                "--questions",
                str(options.questions),
                *flags,
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            print(row_of(peer, size, done), flush=True)


def row_of(peer: str, size: int, done: subprocess.CompletedProcess[str]) -> str:
    """A line of the table, or why there is none."""
    if done.returncode:
        return f"{peer} | {size} | not run: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    one = json.loads(done.stdout.strip().splitlines()[-1])
    recall = "/".join(f"{value:.3f}" for value in one["recall"])
    return (
        f"{peer} | {one['passages']} | {recall} | {one['p50']:.1f} | {one['p95']:.1f} | {one['filtered_p95']:.1f} | "
        f"{one['rate']:.1f} | {one['memory']:.0f} | {one['index']:.1f} | {one['disk']:.0f}"
    )


def measured(peer: str, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Index a library of that size with a peer, put the questions, and measure."""
    from eval.gold import load_dev

    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), size, embed=options.embed)
        started = time.perf_counter()
        ask = PEERS[peer](library)
        indexed = time.perf_counter() - started
        cases = [case for case in load_dev() if case.evidence and len(case.turns) == 1][: options.questions]
        for case in cases[:20]:
            ask(case.question, None)
        times, recalls = [], []
        for case in cases:
            begun = time.perf_counter()
            hits = ask(case.question, None)
            times.append(time.perf_counter() - begun)
            recalls.append(library.recall(case, hits))
        held = []
        for case in cases[:100]:
            begun = time.perf_counter()
            ask(case.question, library.plans[0].plan.id)
            held.append(time.perf_counter() - begun)
        return {
            "passages": sum(len(stored.passages) for stored in library.plans),
            "recall": np.mean(recalls, axis=0).tolist(),
            "p50": 1000 * float(np.percentile(times, 50)),
            "p95": 1000 * float(np.percentile(times, 95)),
            "filtered_p95": 1000 * float(np.percentile(held, 95)),
            "rate": len(times) / sum(times),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "index": indexed,
            "disk": sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20,
        }


class Library:
    """The two sample plans, and copies of them up to a number of passages."""

    def __init__(self, folder: Path, size: int, *, embed: bool) -> None:
        """Read the sample plans and make the copies."""
        from eval.books import books_of
        from eval.trace import PlanText, Section

        self.folder = folder
        self.embedder: Any = GrownEmbedder(embed=embed)
        originals = sample_plans()
        self.plans = list(originals)
        copies = 0
        while sum(len(stored.passages) for stored in self.plans) < size:
            original = originals[copies % len(originals)]
            self.plans.append(copy_of(original, copies, self.embedder))
            copies += 1
        self.books = books_of(
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
        """Evidence recall within each budget, for hits given as plan, start, end and number of words."""
        from eval.books import gold_spans
        from eval.retrieval import covered, within
        from eval.trace import Found

        found = [
            Found(plan_id=plan, section=(), page=None, start=start, end=end, words=words, score=0.0)
            for plan, start, end, words in hits
        ]
        gold = gold_spans(case, self.books)
        return [
            max(float(np.mean([covered(quote, within(found, words), self.books) for quote in one])) for one in gold)
            for words in BUDGETS
        ]


class GrownEmbedder:
    """The packaged model; a copy's text gets its original's vector with noise, unless copies are embedded too."""

    def __init__(self, *, embed: bool) -> None:
        """Load the packaged model."""
        from index.embed import load_embedder

        self._model = load_embedder()
        self._embed = embed
        self._original: dict[str, str] = {}
        self._vectors: dict[str, Any] = {}
        self.name, self.digest, self.dimensions = self._model.name, self._model.digest, self._model.dimensions

    def copied(self, text: str, original: str) -> None:
        """Remember what a text is a copy of."""
        if text != original and not self._embed:
            self._original[text] = original

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of texts."""
        fresh = [text for text in texts if text not in self._original]
        made = dict(zip(fresh, self._model.encode(fresh), strict=True))
        return np.stack([made[text] if text in made else self._noisy(text) for text in texts])

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Any]:
        """The vectors of each part in turn."""
        del total
        return map(self.encode, parts)

    def _noisy(self, text: str) -> Any:
        original = self._original[text]
        if original not in self._vectors:
            self._vectors[original] = self._model.encode([original])[0]
        noise = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimensions) / self.dimensions**0.5
        vector = self._vectors[original] + 0.48 * noise
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def sample_plans() -> list[Any]:
    """The plans that come with the package, read and cut into passages."""
    import hashlib

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


def copy_of(original: Any, number: int, embedder: GrownEmbedder) -> Any:
    """A plan of another place, with other names, years and figures, the same for the same number."""
    from index.generation import embedded_text

    chosen = random.Random(number)
    place = f"{chosen.choice(PLACES)} {number}"
    entry = original.plan.entry
    plan_id = f"copy-{number:05d}"

    def changed(text: str) -> str:
        text = re.sub(r"Kirklees|West Yorkshire|\bWY\b|Huddersfield|Dewsbury|Calderdale|Wakefield", place, text)
        return re.sub(r"\b\d{2,}\b", lambda match: str(int(match.group()) + chosen.randrange(1, 9)), text)

    passages = []
    for passage in original.passages:
        copied = replace(
            passage,
            id=f"{plan_id}-{passage.id}",
            plan_id=plan_id,
            text=changed(passage.text),
            context=changed(passage.context),
        )
        embedder.copied(embedded_text(copied), embedded_text(passage))
        passages.append(copied)
    entry = replace(entry, id=plan_id, title=changed(entry.title), area=place, names=(f"{place} plan", place))
    plan = replace(original.plan, entry=entry)
    document = replace(original.document, text="", blocks=(), glossary=())
    return replace(original, plan=plan, document=document, passages=tuple(passages))


def ours(library: Library) -> Callable[[str, str | None], list[tuple[str, int, int, int]]]:
    """This project's search."""
    from index.generations import Generations
    from index.search import HybridSearch
    from plans.seams import Query

    generation = Generations(library.folder).write(library.plans, embedder=library.embedder)
    search = HybridSearch(generation, library.embedder)

    def ask(text: str, plan: str | None) -> list[tuple[str, int, int, int]]:
        hits = search.search(Query(text=text, plans=(plan,) if plan else (), limit=100)).hits
        return [(h.passage.plan_id, h.passage.start, h.passage.end, len(h.passage.text.split())) for h in hits]

    return ask


def llamaindex(library: Library) -> Callable[[str, str | None], list[tuple[str, int, int, int]]]:
    """The LlamaIndex starter: its default splitter (1,024 tokens) and in-memory store, the same model."""
    index, _ = _llama_nodes(library)

    def ask(text: str, plan: str | None) -> list[tuple[str, int, int, int]]:
        return _llama_hits(index.as_retriever(similarity_top_k=20, filters=_llama_filter(plan)).retrieve(text))

    return ask


def llamaindex_hybrid(library: Library) -> Callable[[str, str | None], list[tuple[str, int, int, int]]]:
    """LlamaIndex's hybrid: dense and BM25 retrievers under QueryFusionRetriever, reciprocal ranks, no model asked."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.retrievers.bm25 import BM25Retriever

    index, nodes = _llama_nodes(library)
    keyword = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=40)

    def ask(text: str, plan: str | None) -> list[tuple[str, int, int, int]]:
        dense = index.as_retriever(similarity_top_k=40, filters=_llama_filter(plan))
        fused = QueryFusionRetriever(
            [dense, keyword],
            similarity_top_k=40,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
            llm=MockLLM(),
        )
        return [hit for hit in _llama_hits(fused.retrieve(text)) if plan in (None, hit[0])]

    return ask


def txtai_hybrid(library: Library) -> Callable[[str, str | None], list[tuple[str, int, int, int]]]:
    """txtai's hybrid index (dense and BM25) over our passages with their place."""
    from txtai import Embeddings

    from index.generation import embedded_text

    passages = [passage for stored in library.plans for passage in stored.passages]
    index = Embeddings(method="external", transform=library.embedder.encode, hybrid=True, content=False)
    index.index((row, embedded_text(passage), None) for row, passage in enumerate(passages))

    def ask(text: str, plan: str | None) -> list[tuple[str, int, int, int]]:
        found = [passages[int(row)] for row, _ in index.search(text, 100)]
        return [(p.plan_id, p.start, p.end, len(p.text.split())) for p in found if plan in (None, p.plan_id)]

    return ask


PEERS: dict[str, Callable[[Library], Callable[[str, str | None], list[tuple[str, int, int, int]]]]] = {
    "ours": ours,
    "llamaindex": llamaindex,
    "llamaindex-hybrid": llamaindex_hybrid,
    "txtai-hybrid": txtai_hybrid,
}


def _llama_nodes(library: Library) -> tuple[Any, Any]:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter

    class Same(BaseEmbedding):  # type: ignore[misc]
        """Our model behind LlamaIndex's interface."""

        def _get_text_embedding(self, text: str) -> list[float]:
            return library.embedder.encode([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return library.embedder.encode(texts).tolist()

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    documents = [Document(text=_whole(stored), metadata={"plan": stored.plan.id}) for stored in library.plans]
    for document in documents:
        document.excluded_embed_metadata_keys = ["plan"]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    return VectorStoreIndex(nodes, embed_model=Same()), nodes


def _whole(stored: Any) -> str:
    return stored.document.text or "\n".join(passage.text for passage in stored.passages)


def _llama_filter(plan: str | None) -> Any:
    from llama_index.core.vector_stores import ExactMatchFilter, MetadataFilters

    return MetadataFilters(filters=[ExactMatchFilter(key="plan", value=plan)]) if plan else None


def _llama_hits(found: Any) -> list[tuple[str, int, int, int]]:
    return [
        (hit.node.metadata["plan"], hit.node.start_char_idx, hit.node.end_char_idx, len(hit.node.text.split()))
        for hit in found
    ]


if __name__ == "__main__":
    main()
