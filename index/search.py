"""Search: understand the question, gather candidates, rank them by signals, keep lists whole and plans in balance."""

from functools import lru_cache, partial
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from index.arranging import arranged
from index.candidates import Candidates, gather, pool
from index.concepts import Glossary
from index.dense import Scope, scope_of
from index.embed import Embedder, common_words
from index.facts import Facts, facts_of
from index.generation import Generation
from index.late import rarity_in, weighed
from index.matching import match_concepts
from index.question import Understood, understand
from index.ranking import Weights, fitted_weights, likelihoods, scores, signal_table
from index.rerank import RERANKED, Reranker, reordered
from index.signals import SIGNALS
from index.spelling import Speller
from index.vectors import embedded_text
from index.words import Read
from plans.errors import BrokenIndex
from plans.lexicon import Lexicon
from plans.seams import Hit, Query, SearchResult
from plans.words import tokens

__all__ = ["HybridSearch"]

Floats = NDArray[np.float32]

_REMEMBERED, _STEMS, _FACTS = 2000, 20_000, 100_000


class HybridSearch:
    """Finds passages of one generation; satisfies `plans.seams.Search`."""

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        *,
        lexicon: Lexicon | None = None,
        weights: Weights | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Search that generation with the model that made its vectors; `reranker` has a say in the order of the best.

        Raises BrokenIndex when the vectors are another model's.
        """
        if generation.size and generation.model.digest != embedder.digest:
            raise BrokenIndex(
                f"The index was made with the embedding model {generation.model.name}, and {embedder.name} is set: "
                "run `planwatch rebuild`, or set PLANWATCH_EMBED_MODEL back."
            )
        self._generation = generation
        self._embedder = embedder
        self._lexicon = Lexicon.load() if lexicon is None else lexicon
        self._weights = fitted_weights() if weights is None else weights
        self._reranker = reranker
        self._plans = {plan.id: plan for plan in generation.plans()}
        self._glossary = Glossary([entry for plan in self._plans for entry in generation.glossary(plan)])
        self._speller = Speller(generation.keywords.words, known=common_words(), said=self._lexicon.words)
        self._fact = lru_cache(maxsize=_FACTS)(self._worked_out)
        self._recent: dict[str, Read] = {}
        self._rarity = lru_cache(maxsize=_STEMS)(partial(rarity_in, generation.keywords, generation.all_rows))

    def search(self, query: Query) -> SearchResult:
        """Find the passages nearest to what is asked, best first.

        Raises UnknownPlan for a plan that is not held.
        """
        started = perf_counter()
        scope = scope_of(self._generation, query.plans)
        asked = self.understood(query, scope)
        understood = perf_counter()
        found = self.candidates(asked, scope)
        gathered = perf_counter()
        hits = self._ranked(asked, found, query.limit)
        ranked = perf_counter()
        return SearchResult(
            query=query,
            hits=tuple(hits),
            terms=_terms(asked),
            examined=scope.size,
            spelt=self._surely(query.text),
            timings_ms={
                "understand": 1000 * (understood - started),
                "candidates": 1000 * (gathered - understood),
                "rank": 1000 * (ranked - gathered),
            },
        )

    def understood(self, query: Query, scope: Scope) -> Understood:
        """The question, taken apart against the plans that are searched."""
        return understand(
            query.text,
            plans=[self._plans[plan] for plan in scope.plans or self._plans],
            years=query.years,
            lexicon=self._lexicon,
            glossary=self._glossary,
            corrections=self._speller.corrections,
        )

    def candidates(self, asked: Understood, scope: Scope) -> Candidates:
        """The passages worth a closer look, with what is known of each."""
        matched = match_concepts(asked.concepts, self._generation.keywords, scope.runs)
        bridged, alone = self._read((asked.bridged, asked.spelt))
        questions = np.stack([bridged.vector, alone.vector])
        said = weighed(asked.bridged, bridged, self._rarity)
        rows = pool(self._generation, questions, matched, scope)
        facts = [self._fact(row) for row in rows.tolist()]
        return gather(self._generation, rows, facts, questions, said, matched, scope)

    def _ranked(self, asked: Understood, found: Candidates, limit: int) -> list[Hit]:
        if not len(found):
            return []
        table = signal_table(asked, found)
        scored = self._reranked(asked, found, scores(table, self._weights))
        order = arranged(asked, found, scored)[:limit]
        # The order may put an item of a list before a better passage: a score never rises again along a result.
        falling = np.minimum.accumulate(likelihoods(scored[order], self._weights))
        return [
            Hit(
                passage=self._generation.at(int(found.rows[at])),
                score=round(float(likelihood), 4),
                signals=dict(zip(SIGNALS, told, strict=True)),
            )
            for at, likelihood, told in zip(order, falling, table[order].round(4).tolist(), strict=True)
        ]

    def _reranked(self, asked: Understood, found: Candidates, scored: Floats) -> Floats:
        """The scores as the cross-encoder would have them, where there is one."""
        if self._reranker is None:
            return scored
        best = np.argsort(-scored, kind="stable")[:RERANKED]
        texts = [embedded_text(self._generation.at(int(found.rows[at]))) for at in best]
        return reordered(scored, best, self._reranker.rate(asked.spelt, texts))

    def _read(self, texts: tuple[str, ...]) -> list[Read]:
        """Each text as the model reads it; what was asked lately, and what is twice the same, is read once."""
        if len(self._recent) >= _REMEMBERED:
            self._recent.clear()
        fresh = [text for text in dict.fromkeys(texts) if text not in self._recent]
        if fresh:
            self._recent.update(zip(fresh, self._embedder.read(fresh), strict=True))
        return [self._recent[text] for text in texts]

    def _surely(self, text: str) -> dict[str, str]:
        """Words of a text that nobody knows, each with the one that was meant where there is hardly a doubt. A name may
        be new to the library: words with a capital are left as they are."""
        words = [token.word for token in tokens(text) if text[token.start].islower()]
        corrected = {word: self._speller.corrections(word) for word in words}
        return {word: found[0][0] for word, found in corrected.items() if found and found[0][1] >= _SURE}

    def _worked_out(self, row: int) -> Facts:
        passage = self._generation.at(row)
        return facts_of(passage, self._plans[passage.plan_id])


_SURE = 0.9  # how likely a correction must be that is taken for the word itself


def _terms(asked: Understood) -> tuple[str, ...]:
    """The words that were looked for, and those tried in their stead."""
    tried = [concept.said for concept in asked.concepts if not concept.framing]
    return tuple(dict.fromkeys([*tried, *asked.tried]))
