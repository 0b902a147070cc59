"""Search: dense and keyword ranks joined by weighted reciprocal rank fusion."""

import math
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.generation import Generation
from plans.seams import Hit, Query, SearchResult
from plans.words import content_stems

__all__ = ["HybridSearch"]

_K = 20


class HybridSearch:
    """Finds passages in one generation."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        """Hold the generation and what turns a question into a vector."""
        self._generation = generation
        self._embedder = embedder

    def search(self, query: Query) -> SearchResult:
        """Find the passages nearest to what is asked.

        Raises UnknownPlan for a plan that is not held.
        """
        began = time.perf_counter()
        wanted = tuple(dict.fromkeys(content_stems(query.text)))
        runs = [self._generation.rows(plan) for plan in query.plans] or [slice(0, self._generation.size)]
        rows = np.concatenate([np.arange(run.start, run.stop) for run in runs])
        vector = self._embedder.encode([query.text])[0]
        dense = np.concatenate([self._generation.vectors[run] @ vector for run in runs])
        keyword = np.concatenate([self._keyword(wanted, run) for run in runs])
        fused = 1 / (_K + _rank(dense)) + np.where(keyword > 0, 1 / (_K + _rank(keyword)), 0)
        order = np.argsort(-fused, kind="stable")[: query.limit]
        hits = tuple(
            Hit(passage=self._generation.at(int(rows[i])), score=float(min(1.0, fused[i] * _K / 2))) for i in order
        )
        elapsed = round((time.perf_counter() - began) * 1000, 2)
        return SearchResult(query=query, hits=hits, terms=wanted, examined=len(rows), timings_ms={"total": elapsed})

    def _keyword(self, wanted: Sequence[str], run: slice) -> NDArray[np.float32]:
        keywords = self._generation.keywords
        total = np.zeros(run.stop - run.start, dtype=np.float32)
        for word in wanted:
            for field in (keywords.text, keywords.context):
                rarity = math.log(1 + field.size / (field.count(word) + 0.5))
                total += np.float32(rarity) * field.saturation(word, run)
        return total


def _rank(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
