"""At which stage an answer went wrong, told from its trace and its gold alone."""

from collections.abc import Sequence

from eval.books import Books, GoldSpan
from eval.citations import cites_gold
from eval.gold import Case
from eval.outcomes import ANSWERING, Outcome, refused, unanswerable
from eval.retrieval import covered
from eval.trace import Cited, Found, Trace

__all__ = ["STAGES", "blame"]

STAGES = (
    "error",
    "not read",
    "not found",
    "found but not used",
    "wrong value",
    "right but uncited",
    "wrongly refused",
    "wrongly answered",
    "wrong status",
)
_READ = 0.9


def blame(case: Case, trace: Trace, outcome: Outcome, gold: Sequence[Sequence[GoldSpan]], books: Books) -> str:
    """The first stage that explains what is wrong, empty where nothing is.

    not read: a gold quote is in no passage of the plan as it was read. not found: the search did not give it.
    found but not used: it was found and not cited. wrong value: it was cited, and facts are missing, forbidden
    or contradicted all the same. right but uncited: the facts are right and what is cited is something else.
    wrongly refused: no answer, though the evidence was found. wrongly answered: there was nothing to answer.
    wrong status: all else is right.
    """
    if trace.error:
        return "error"
    if unanswerable(case) or case.expect == "clarify":
        if outcome.strict:
            return ""
        return "wrongly answered" if trace.status in ANSWERING else "wrong status"
    if outcome.strict:
        return "right but uncited" if gold and _misses_all(trace, gold, books) else ""
    return _stage(trace, outcome, gold, books)


def _stage(trace: Trace, outcome: Outcome, gold: Sequence[Sequence[GoldSpan]], books: Books) -> str:
    whole = not (outcome.missing or outcome.forbidden or outcome.contradicted or outcome.buried)
    if whole and trace.status in ANSWERING:
        return "right but uncited" if gold and _misses_all(trace, gold, books) else "wrong status"
    if gold and not any(all(_read(one, books) for one in alternative) for alternative in gold):
        return "not read"
    if gold and not any(_had(alternative, trace, books) for alternative in gold):
        return "not found"
    if refused(trace):
        return "wrongly refused"
    if gold and not any(_used(alternative, trace, books) for alternative in gold):
        return "found but not used"
    return "wrong status" if whole else "wrong value"


def _read(gold: GoldSpan, books: Books) -> bool:
    """Whether the passages hold the quote, at one of its places."""
    book = books.get(gold.plan_id)
    return book is not None and covered(gold, book.passages, books)


def _had(alternative: Sequence[GoldSpan], trace: Trace, books: Books) -> bool:
    given = (*trace.found, *trace.found_standalone, *(_as_found(one) for one in trace.citations))
    return all(covered(one, given, books) for one in alternative)


def _used(alternative: Sequence[GoldSpan], trace: Trace, books: Books) -> bool:
    recall = cites_gold(trace, [alternative], books).get("gold_citation_recall")
    return recall is not None and recall.value == 1


def _misses_all(trace: Trace, gold: Sequence[Sequence[GoldSpan]], books: Books) -> bool:
    recall = cites_gold(trace, gold, books).get("gold_citation_recall")
    return recall is None or recall.value == 0


def _as_found(cited: Cited) -> Found:
    return Found(
        plan_id=cited.plan_id,
        section=cited.section,
        page=cited.page,
        start=cited.start,
        end=cited.end,
        words=len(cited.quote.split()),
        score=1.0,
    )
