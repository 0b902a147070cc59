"""The search as a LlamaIndex retriever: its hits as nodes, each with the place and the address of its words."""

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from app.questions import checked_question
from plans.document import Passage
from plans.seams import Hit, Query, Search

__all__ = ["PlanRetriever"]


class PlanRetriever(BaseRetriever):
    """Finds passages of plans. A node's text is the plan's words and nothing else; where they stand is metadata.

    It asks no model and touches none of LlamaIndex's global settings.
    """

    def __init__(
        self, search: Search, *, plans: tuple[str, ...] = (), years: tuple[str, ...] = (), limit: int = 20
    ) -> None:
        """Retrieve with that search, held to those plans and years where they are not empty."""
        super().__init__(callback_manager=CallbackManager([]))
        self._search = search
        self._plans = plans
        self._years = years
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        text = checked_question(query_bundle.query_str)
        result = self._search.search(Query(text=text, plans=self._plans, years=self._years, limit=self._limit))
        return [_node(hit) for hit in result.hits[: self._limit]]


def _node(hit: Hit) -> NodeWithScore:
    passage = hit.passage
    metadata = _metadata(passage)
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=["start", "end", "passage_id", "url"],
    )
    return NodeWithScore(node=node, score=hit.score)


def _metadata(passage: Passage) -> dict[str, object]:
    return {
        "passage_id": passage.id,
        "plan_id": passage.plan_id,
        "edition": passage.edition,
        "section": " › ".join(passage.place.section),
        "page": passage.place.page,
        "page_label": passage.place.page_label,
        "start": passage.start,
        "end": passage.end,
        "url": f"/plans/{passage.plan_id}/passages/{passage.id}#cited",
    }
