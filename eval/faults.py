"""Faults to plant in a product, so that it can be seen whether the suite notices: each turns one stage wrong."""

import random
from collections.abc import Mapping
from dataclasses import replace

from eval.product import Find, Product
from eval.stand_in import MemoryLibrary, answering_over
from plans.answer import Answer, Citation, Question, Sentence, Status
from plans.document import Passage
from plans.seams import Library, Query, SearchResult

__all__ = ["citing_a_neighbour", "losing_passages", "never_refusing", "not_finding", "swapping_years"]

_YEARS: Mapping[str, str] = {
    "2023/24": "2024/25",
    "2024/25": "2023/24",
    "2023": "2026",
    "2024": "2027",
    "2025": "2022",
    "2028": "2031",
}


def losing_passages(product: Product, *, share: float, seed: int) -> Product:
    """A product that lacks a share of its passages: they were read, and are neither kept nor found."""
    lost = _drawn(product, share, seed)
    held = _in_memory(product)
    thin = replace(
        held,
        read={plan_id: tuple(one for one in ones if one.id not in lost) for plan_id, ones in held.read.items()},
        rows=tuple(row for row in held.rows if row.passage_id not in lost),
    )
    return answering_over(thin, _Sieve(product.search, lost))


def not_finding(product: Product, *, share: float, seed: int) -> Product:
    """A product whose search gives none of a share of the passages, though they are kept."""
    return answering_over(_in_memory(product), _Sieve(product.search, _drawn(product, share, seed)))


def swapping_years(product: Product) -> Product:
    """Every year in an answer's words is another."""

    def ask(question: Question) -> Answer:
        answer = product.ask(question)
        sentences = tuple(replace(one, text=_swapped(one.text)) for one in answer.sentences)
        return replace(answer, text=_swapped(answer.text), sentences=sentences)

    return replace(product, ask=ask)


def citing_a_neighbour(product: Product) -> Product:
    """Every citation names the passage after the one that it should, and quotes that."""

    def ask(question: Question) -> Answer:
        answer = product.ask(question)
        return replace(answer, citations=tuple(_next(one, product.library) for one in answer.citations))

    return replace(product, ask=ask)


def never_refusing(product: Product) -> Product:
    """What was not found is answered all the same, with the first passage that search gives."""

    def ask(question: Question) -> Answer:
        answer = product.ask(question)
        hits = product.search(Query(text=question.text, limit=1)).hits
        if answer.status in (Status.ANSWERED, Status.PARTLY) or not hits:
            return answer
        cited = _citation(hits[0].passage)
        said = Sentence(text=f"“{cited.quote}”", citations=(1,), support="quoted")
        return replace(answer, status=Status.ANSWERED, text=f"{said.text} [1]", sentences=(said,), citations=(cited,))

    return replace(product, ask=ask)


class _Sieve:
    """A search that keeps some passages back."""

    def __init__(self, find: Find, kept_back: frozenset[str]) -> None:
        self._find = find
        self._kept_back = kept_back

    def search(self, query: Query) -> SearchResult:
        """Find passages, those left out that are kept back."""
        found = self._find(query)
        return replace(found, hits=tuple(hit for hit in found.hits if hit.passage.id not in self._kept_back))


def _in_memory(product: Product) -> MemoryLibrary:
    library, ids = product.library, [plan.id for plan in product.library.plans()]
    return MemoryLibrary(
        held=tuple(library.plans()),
        documents={plan_id: library.document(plan_id) for plan_id in ids},
        read={plan_id: tuple(library.passages(plan_id)) for plan_id in ids},
        rows=tuple(product.register.commitments()) if product.register else (),
    )


def _drawn(product: Product, share: float, seed: int) -> frozenset[str]:
    ids = sorted(one.id for plan in product.library.plans() for one in product.library.passages(plan.id))
    return frozenset(random.Random(seed).sample(ids, round(share * len(ids))))


def _swapped(text: str) -> str:
    for number, year in enumerate(_YEARS):
        text = text.replace(year, f"\0{number}\0")
    for number, year in enumerate(_YEARS.values()):
        text = text.replace(f"\0{number}\0", year)
    return text


def _next(one: Citation, library: Library) -> Citation:
    passages = library.passages(one.plan_id)
    after = next((passage for passage in passages if passage.start >= one.end), passages[0])
    return replace(
        one, section=after.place.section, quote=after.text, start=after.start, end=after.end, passage_id=after.id
    )


def _citation(passage: Passage) -> Citation:
    return Citation(
        n=1,
        plan_id=passage.plan_id,
        plan_title=passage.plan_id,
        edition=passage.edition,
        section=passage.place.section,
        quote=passage.text,
        page=passage.place.page,
        page_label=passage.place.page_label,
        start=passage.start,
        end=passage.end,
        url=f"/plans/{passage.plan_id}?start={passage.start}&end={passage.end}",
        passage_id=passage.id,
    )
