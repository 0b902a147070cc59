"""A search as commands and the HTTP interface do it: hits up to a number of words."""

from plans.answer import Question
from plans.seams import Hit, Query, Search, SearchResult

__all__ = ["found_for"]

_SHORT_PASSAGE_WORDS = 8
_FEWEST = 50


def found_for(search: Search, question: Question, *, words: int) -> tuple[SearchResult, tuple[Hit, ...]]:
    """The result of a search, and those of its hits whose words together stay within `words`.

    Raises UnknownPlan.
    """
    limit = max(_FEWEST, words // _SHORT_PASSAGE_WORDS)
    result = search.search(Query(text=question.text, plans=question.plans, years=question.years, limit=limit))
    return result, result.within(words)
