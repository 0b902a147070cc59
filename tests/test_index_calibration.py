"""A hit's score is a chance: of the hits with a score of about one half, about half are right."""

from itertools import pairwise

import numpy as np
import pytest

from eval.books import gold_spans
from eval.gold import load_dev
from eval.product import books_in
from plans.seams import Query

_EVERY = 4
_BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 1.01)
_ENOUGH = 25


@pytest.fixture(scope="module")
def told(planwatch):
    """The scores of the hits of a quarter of the plain development questions, and whether each hit is right."""
    books = books_in(planwatch.library)
    cases = [case for case in load_dev() if case.evidence and len(case.turns) == 1][::_EVERY]
    scores, right = [], []
    for case in cases:
        gold = gold_spans(case, books)
        for hit in planwatch.search.search(Query(text=case.question, limit=100)).hits:
            scores.append(hit.score)
            right.append(_is_right(hit.passage, gold))
    return np.array(scores), np.array(right)


def test_scores_agree_with_how_many_hits_are_right(told) -> None:
    scores, right = told
    for low, high in pairwise(_BINS):
        held = (scores >= low) & (scores < high)
        if held.sum() >= _ENOUGH:
            assert abs(scores[held].mean() - right[held].mean()) < 0.2, f"scores from {low} to {high}"


def test_a_higher_score_is_right_more_often(told) -> None:
    scores, right = told
    assert right[scores >= 0.5].mean() > 2 * right[(scores >= 0.1) & (scores < 0.5)].mean() > 0
    assert right[scores < 0.05].mean() < 0.02


def _is_right(passage, gold) -> bool:
    """Whether a passage holds half of a quote, or half of it lies in one."""
    places = [place for one in gold for quote in one if quote.plan_id == passage.plan_id for place in quote.places]
    return any(
        min(place.end, passage.end) - max(place.start, passage.start)
        >= 0.5 * min(place.end - place.start, passage.end - passage.start)
        for place in places
    )
