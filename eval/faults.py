"""Faults to plant in a product, so that it can be seen whether the suite notices: each turns one stage wrong."""

import random
from collections.abc import Mapping
from dataclasses import replace

from eval.product import Product
from eval.stand_in import MemoryLibrary, stand_in
from plans.answer import Answer, Citation, Question, Sentence, Status
from plans.document import Passage
from plans.seams import Library, Query

__all__ = ["citing_a_neighbour", "losing_passages", "never_refusing", "swapping_years"]

_YEARS: Mapping[str, str] = {
    "2023/24": "2024/25",
    "2024/25": "2023/24",
    "2023": "2026",
    "2024": "2027",
    "2025": "2022",
    "2028": "2031",
}


def losing_passages(library: MemoryLibrary, *, share: float, seed: int) -> Product:
    """A product whose passages are fewer by a share: they are read, and neither indexed nor found."""
    chance = random.Random(seed)
    ids = sorted(one.id for held in library.read.values() for one in held)
    lost = frozenset(chance.sample(ids, round(share * len(ids))))
    kept = {plan: tuple(one for one in held if one.id not in lost) for plan, held in library.read.items()}
    rows = tuple(row for row in library.rows if row.passage_id not in lost)
    return stand_in(replace(library, read=kept, rows=rows))


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
