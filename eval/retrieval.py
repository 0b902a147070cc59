"""How much of the gold evidence a search found, by number of hits and by budget of words."""

from collections.abc import Sequence

from eval.books import Book, Books, GoldSpan
from eval.gold import Case
from eval.locate import Span, squeeze
from eval.measures import Measures, Ratio
from eval.trace import Found
from plans.words import fold

__all__ = ["BUDGETS", "CUTOFFS", "covered", "named_plan", "retrieval_measures", "share_held", "within"]

CUTOFFS = (1, 3, 5, 10)
BUDGETS = (350, 750, 1500, 3000)
_ENOUGH = 0.9


def retrieval_measures(
    case: Case, found: Sequence[Found], gold: Sequence[Sequence[GoldSpan]], books: Books
) -> Measures:
    """Evidence recall, all-evidence, character precision, recall and F1, and wrong-plan rate of one search.

    Empty where the case has no evidence. Budgets count words of the hits' own text, as `SearchResult.within` does;
    750, 1,500 and 3,000 words stand for 1,000, 2,000 and 4,000 tokens. Where a question names one plan, hits of others
    are wrong but those of plans that hold its evidence: "the same in Kirklees as in the region?" asks of both.
    """
    if not gold:
        return {}
    measures: Measures = {}
    for name, hits in _cuts(found):
        recalls = [_recall(alternative, hits, books) for alternative in gold]
        measures[f"evidence_recall@{name}"] = Ratio(max(recalls), 1)
        measures[f"all_evidence@{name}"] = Ratio(float(max(recalls) == 1), 1)
    for k in CUTOFFS:
        best = max((_characters(alternative, found[:k], books) for alternative in gold), key=lambda three: three[2])
        for name, value in zip(("precision", "recall", "f1"), best, strict=True):
            measures[f"char_{name}@{k}"] = Ratio(value, 1)
    named = named_plan(case.question, books)
    if named is not None and found:
        asked_of = {named, *(quote.plan_id for alternative in gold for quote in alternative)}
        wrong = sum(hit.plan_id not in asked_of for hit in found[:5])
        measures["wrong_plan@5"] = Ratio(wrong, len(found[:5]))
    return measures


def within(found: Sequence[Found], words: int) -> Sequence[Found]:
    """The hits, best first, up to the one that would bring the total past `words` words."""
    total = 0
    for rank, hit in enumerate(found):
        total += hit.words
        if total > words:
            return found[:rank]
    return found


def covered(gold: GoldSpan, hits: Sequence[Found], books: Books) -> bool:
    """Whether the hits together hold at least nine tenths of a quote's characters that carry meaning.

    A quote that is a heading is held by a hit that stands under it: headings are shown as the hit's place.
    """
    return share_held(gold, hits, books) >= _ENOUGH or _under(gold, hits)


def share_held(gold: GoldSpan, hits: Sequence[Found], books: Books) -> float:
    """The share of a quote that the hits hold together, at the place of the quote where it is most."""
    book = books.get(gold.plan_id)
    if book is None:
        return 0.0
    spans = _merged([Span(hit.start, hit.end) for hit in hits if hit.plan_id == gold.plan_id])
    return max((_held(place, spans, book) for place in gold.places), default=0.0)


def _under(gold: GoldSpan, hits: Sequence[Found]) -> bool:
    headings = {heading for hit in hits if hit.plan_id == gold.plan_id for heading in hit.section}
    wanted = squeeze(gold.quote).text
    return any(squeeze(heading).text == wanted for heading in headings)


def named_plan(question: str, books: Books) -> str | None:
    """The one plan that a question names, None where it names none or several."""
    said = f" {' '.join(fold(question).replace('?', ' ').replace(',', ' ').split())} "
    named = {
        book.plan.plan_id
        for book in books.values()
        if any(f" {fold(name)} " in said or f" {fold(name)}'s " in said for name in (book.plan.title, *book.plan.names))
    }
    return named.pop() if len(named) == 1 else None


def _cuts(found: Sequence[Found]) -> list[tuple[str, Sequence[Found]]]:
    by_rank = [(str(k), found[:k]) for k in CUTOFFS]
    return by_rank + [(f"{words}w", within(found, words)) for words in BUDGETS]


def _recall(alternative: Sequence[GoldSpan], hits: Sequence[Found], books: Books) -> float:
    return sum(covered(gold, hits, books) for gold in alternative) / len(alternative)


def _characters(alternative: Sequence[GoldSpan], hits: Sequence[Found], books: Books) -> tuple[float, float, float]:
    wanted = shown = both = 0
    for plan_id, book in books.items():
        gold = _merged([_best_place(one, hits, book) for one in alternative if one.plan_id == plan_id and one.places])
        given = _merged([Span(hit.start, hit.end) for hit in hits if hit.plan_id == plan_id])
        wanted += sum(book.squeezed.count(span) for span in gold)
        shown += sum(book.squeezed.count(span) for span in given)
        both += sum(_shared(span, given, book) for span in gold)
    wanted += sum(len(one.quote) for one in alternative if not one.places)
    precision, recall = both / shown if shown else 0.0, both / wanted if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _best_place(gold: GoldSpan, hits: Sequence[Found], book: Book) -> Span:
    spans = _merged([Span(hit.start, hit.end) for hit in hits if hit.plan_id == gold.plan_id])
    return max(gold.places, key=lambda place: _held(place, spans, book))


def _held(place: Span, spans: Sequence[Span], book: Book) -> float:
    size = book.squeezed.count(place)
    return _shared(place, spans, book) / size if size else 0.0


def _shared(place: Span, spans: Sequence[Span], book: Book) -> int:
    overlaps = (Span(max(place.start, span.start), min(place.end, span.end)) for span in spans if place.overlap(span))
    return sum(book.squeezed.count(overlap) for overlap in overlaps)


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
