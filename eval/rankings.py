"""nDCG, reciprocal rank and recall at page, section and passage level, computed by ir-measures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.books import Books, GoldSpan
from eval.measures import Measures, Ratio
from eval.retrieval import share_held
from eval.trace import Found

__all__ = ["Ranking", "gold_credit", "ranking_measures", "rankings_of"]

_DEPTH = 10
_PARTLY, _WHOLLY = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Which gold items each rank was the first to hit, and how many gold items there are."""

    level: str
    credited: tuple[tuple[int, ...], ...]
    items: int
    wholly: tuple[tuple[int, ...], ...] | None = field(default=None)


def gold_credit(hits: Sequence[Found], items: int, is_hit: Callable[[int, Found], bool]) -> tuple[tuple[int, ...], ...]:
    """Credit each gold item once, at the first rank that hits it, so that overlapping passages cannot inflate."""
    left = set(range(items))
    credited = []
    for hit in hits[:_DEPTH]:
        now = tuple(item for item in sorted(left) if is_hit(item, hit))
        left -= set(now)
        credited.append(now)
    return tuple(credited)


def rankings_of(hits: Sequence[Found], alternative: Sequence[GoldSpan], books: Books) -> tuple[Ranking, ...]:
    """The rankings of one search against one alternative of the evidence, at each level that the plans have.

    A passage hits a quote where it holds half of it; `wholly` keeps the ranks whose hit holds nine tenths. The
    page level is left out where the plans have no pages.
    """
    rankings = [_by_passage(hits, alternative, books), _by_section(hits, alternative, books)]
    pages = _pages(alternative, books)
    if pages:
        credited = gold_credit(hits, len(pages), lambda item, hit: (hit.plan_id, hit.page) == pages[item])
        rankings.append(Ranking(level="page", credited=credited, items=len(pages)))
    return tuple(rankings)


def ranking_measures(rankings: Mapping[str, Sequence[Sequence[Ranking]]]) -> dict[str, Measures]:
    """nDCG@10, RR@10 and R@10 by case and level: of each measure, the best over the case's alternatives.

    nDCG at passage level is graded: a hit counts 1 for half the quote and 2 for nine tenths. Because gains add
    up, that is the mean of the two nDCGs with one grade each, which is what ir-measures is asked for.
    """
    queries = {
        (case, number, ranking.level, grade): (ranking, credited)
        for case, alternatives in rankings.items()
        for number, levels in enumerate(alternatives)
        for ranking in levels
        for grade, credited in ((1, ranking.credited), (2, ranking.wholly))
        if credited is not None
    }
    scored = _scored(queries)
    measures: dict[str, Measures] = {case: {} for case in rankings}
    for (case, number, level, grade), values in scored.items():
        if grade == 2:
            continue
        whole = scored.get((case, number, level, 2))
        ndcg = values["nDCG"] if whole is None else (values["nDCG"] + whole["nDCG"]) / 2
        for name, value in ((f"ndcg@10.{level}", ndcg), (f"mrr@10.{level}", values["RR"]), *_recall(level, values)):
            best = measures[case].get(name)
            measures[case][name] = Ratio(max(value, best.part if best else 0.0), 1)
    return measures


_Key = tuple[str, int, str, int]


def _scored(queries: Mapping[_Key, tuple[Ranking, tuple[tuple[int, ...], ...]]]) -> dict[_Key, dict[str, float]]:
    import ir_measures
    from ir_measures import RR, R, nDCG

    wanted = {"nDCG": nDCG @ _DEPTH, "RR": RR @ _DEPTH, "R": R @ _DEPTH}
    scored = {key: dict.fromkeys(wanted, 0.0) for key in queries}
    names = {str(number): key for number, key in enumerate(queries)}
    qrels = {name: {f"gold{item}": 1 for item in range(queries[key][0].items)} for name, key in names.items()}
    run = {name: _run(queries[key][1]) for name, key in names.items()}
    if not names:
        return scored
    for metric in ir_measures.iter_calc(list(wanted.values()), qrels, run):
        label = next(label for label, measure in wanted.items() if measure == metric.measure)
        scored[names[metric.query_id]][label] = float(metric.value)
    return scored


def _run(credited: Sequence[Sequence[int]]) -> dict[str, float]:
    """A run: the gold items in the order of their hits, an unknown document for each rank that hit none."""
    ranked: list[str] = []
    for rank, items in enumerate(credited):
        ranked.extend([f"gold{item}" for item in items] or [f"other{rank}"])
    return {document: float(len(ranked) - place) for place, document in enumerate(ranked)}


def _recall(level: str, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return ((f"recall@10.{level}", values["R"]),)


def _by_passage(hits: Sequence[Found], alternative: Sequence[GoldSpan], books: Books) -> Ranking:
    credited = gold_credit(
        hits, len(alternative), lambda item, hit: share_held(alternative[item], [hit], books) >= _PARTLY
    )
    wholly = tuple(
        tuple(item for item in items if share_held(alternative[item], [hits[rank]], books) >= _WHOLLY)
        for rank, items in enumerate(credited)
    )
    return Ranking(level="passage", credited=credited, items=len(alternative), wholly=wholly)


def _by_section(hits: Sequence[Found], alternative: Sequence[GoldSpan], books: Books) -> Ranking:
    """Each quote counts as the sections of its places: any one of them is right, so a hit on one credits it."""
    sections = [{(one.plan_id, books[one.plan_id].section_at(place)) for place in one.places} for one in alternative]
    distinct = [section for number, section in enumerate(sections) if section not in sections[:number]]
    credited = gold_credit(hits, len(distinct), lambda item, hit: (hit.plan_id, hit.section) in distinct[item])
    return Ranking(level="section", credited=credited, items=len(distinct))


def _pages(alternative: Sequence[GoldSpan], books: Books) -> list[tuple[str, int]]:
    pages = {
        (one.plan_id, page)
        for one in alternative
        for place in one.places[:1]
        if (page := books[one.plan_id].page_at(place)) is not None
    }
    return sorted(pages)
