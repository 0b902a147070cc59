"""Searches that are held beside each other: each is built into a folder, and opened from it by another process.

All use the same embedding model. The peers are no part of the product; `benchmarks/peers.txt` installs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grown_library import GrownEmbedder, grown_plans

__all__ = ["PEERS", "Ask", "Hits", "Peer", "build"]

Hits = list[tuple[str, int, int, int]]
"""What was found, best first: plan, first and last character, number of words."""

Ask = Callable[[str, str | None], Hits]
"""Puts a question to all plans, or to one."""

_CHUNKS = 40  # of up to 1,024 tokens: far more than the widest budget of words holds
_PASSAGES = 100


@dataclass(frozen=True)
class Peer:
    """How a search is built from plans into a folder, and how it is opened there."""

    build: Callable[[Path, list[Any], GrownEmbedder], None]
    open: Callable[[Path, GrownEmbedder], Ask]


def _build_ours(folder: Path, plans: list[Any], embedder: GrownEmbedder) -> None:
    from index.generations import Generations

    Generations(folder).write(plans, embedder=embedder)


def _open_ours(folder: Path, embedder: GrownEmbedder) -> Ask:
    from index.generations import Generations
    from index.search import HybridSearch
    from plans.seams import Query

    generation = Generations(folder).current()
    assert generation is not None
    search = HybridSearch(generation, embedder)

    def ask(text: str, plan: str | None) -> Hits:
        hits = search.search(Query(text=text, plans=(plan,) if plan else (), limit=_PASSAGES)).hits
        return [(h.passage.plan_id, h.passage.start, h.passage.end, len(h.passage.text.split())) for h in hits]

    return ask


def _build_llama(folder: Path, plans: list[Any], embedder: GrownEmbedder) -> None:
    """The LlamaIndex starter: its default splitter (1,024 tokens) and its default store."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [
        Document(
            text=stored.document.text if hasattr(stored, "document") else stored.text,
            metadata={"plan": stored.plan.id},
            excluded_embed_metadata_keys=["plan"],
        )
        for stored in plans
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    VectorStoreIndex(nodes, embed_model=_same_model(embedder)).storage_context.persist(str(folder))


def _open_llama(folder: Path, embedder: GrownEmbedder) -> Ask:
    index = _llama_index(folder, embedder)

    def ask(text: str, plan: str | None) -> Hits:
        return _llama_hits(index.as_retriever(similarity_top_k=_CHUNKS, filters=_llama_filter(plan)).retrieve(text))

    return ask


def _open_llama_hybrid(folder: Path, embedder: GrownEmbedder) -> Ask:
    """Dense and BM25 retrievers under QueryFusionRetriever, by reciprocal ranks, with no language model asked."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.retrievers.bm25 import BM25Retriever

    index = _llama_index(folder, embedder)
    keyword = BM25Retriever.from_defaults(nodes=list(index.docstore.docs.values()), similarity_top_k=_CHUNKS)

    def ask(text: str, plan: str | None) -> Hits:
        dense = index.as_retriever(similarity_top_k=_CHUNKS, filters=_llama_filter(plan))
        fused = QueryFusionRetriever(
            [dense, keyword],
            similarity_top_k=_CHUNKS,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
            llm=MockLLM(),
        )
        return [hit for hit in _llama_hits(fused.retrieve(text)) if plan in (None, hit[0])]

    return ask


def _build_txtai(folder: Path, plans: list[Any], embedder: GrownEmbedder) -> None:
    """txtai's hybrid index (dense and BM25) over our passages with their place."""
    import json

    from index.vectors import embedded_text

    rows: list[Hits] = []
    index = _txtai(embedder)

    def texts() -> Any:
        for stored in plans:
            for passage in stored.passages:
                rows.append((stored.plan.id, passage.start, passage.end, len(passage.text.split())))
                yield len(rows) - 1, embedded_text(passage), None

    index.index(texts())
    index.save(str(folder / "index"))
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")


def _open_txtai(folder: Path, embedder: GrownEmbedder) -> Ask:
    import json

    rows = [tuple(row) for row in json.loads((folder / "rows.json").read_text(encoding="utf-8"))]
    index = _txtai(embedder)
    index.load(str(folder / "index"), config={"transform": _plainly(embedder)})

    def ask(text: str, plan: str | None) -> Hits:
        found = [rows[int(row)] for row, _ in index.search(text, _PASSAGES)]
        return [hit for hit in found if plan in (None, hit[0])]

    return ask


PEERS = {
    "ours": Peer(_build_ours, _open_ours),
    "llamaindex": Peer(_build_llama, _open_llama),
    "llamaindex-hybrid": Peer(_build_llama, _open_llama_hybrid),
    "txtai-hybrid": Peer(_build_txtai, _open_txtai),
}


def build(peer: str, folder: Path, size: int, *, embed: bool) -> int:
    """Build a peer's index of a library of that size; the number of passages in it."""
    embedder = GrownEmbedder(embed=embed)
    plans = grown_plans(size, embedder)
    PEERS[peer].build(folder, plans, embedder)
    return sum(stored.plan.passages for stored in plans)


def _txtai(embedder: GrownEmbedder) -> Any:
    from txtai import Embeddings

    return Embeddings(method="external", transform=_plainly(embedder), hybrid=True, content=False)


def _plainly(embedder: GrownEmbedder) -> Callable[[list[str]], Any]:
    """The embedder as a function: txtai takes a method apart and loses whose it is."""

    def transform(texts: list[str]) -> Any:
        return embedder.encode(texts)

    return transform


def _llama_index(folder: Path, embedder: GrownEmbedder) -> Any:
    from llama_index.core import StorageContext, load_index_from_storage

    return load_index_from_storage(
        StorageContext.from_defaults(persist_dir=str(folder)), embed_model=_same_model(embedder)
    )


def _same_model(embedder: GrownEmbedder) -> Any:
    from llama_index.core.embeddings import BaseEmbedding

    class Same(BaseEmbedding):  # type: ignore[misc]
        """Our model behind LlamaIndex's interface."""

        def _get_text_embedding(self, text: str) -> list[float]:
            return list(map(float, embedder.encode([text])[0]))

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [list(map(float, row)) for row in embedder.encode(texts)]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Same()


def _llama_filter(plan: str | None) -> Any:
    from llama_index.core.vector_stores import ExactMatchFilter, MetadataFilters

    return MetadataFilters(filters=[ExactMatchFilter(key="plan", value=plan)]) if plan else None


def _llama_hits(found: Any) -> Hits:
    return [
        (hit.node.metadata["plan"], hit.node.start_char_idx, hit.node.end_char_idx, len(hit.node.text.split()))
        for hit in found
    ]
