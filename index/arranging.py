"""The order in which ranked candidates are given: plans in balance, and the list that was asked for whole."""

from collections import defaultdict, deque

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidates
from index.question import Understood
from index.wordings import Want

__all__ = ["arranged", "by_worth", "in_balance", "lists_whole"]

Floats = NDArray[np.float32]

# Longer lists would push everything else out of a small budget of words; their items come by their own merit.
_LONGEST_WHOLE = 80
# What a passage's length costs, in units of the score; chosen by cross-validation, see docs/search.md.
_PRICE = 0.8


def arranged(asked: Understood, found: Candidates, scored: Floats) -> list[int]:
    """The positions of the candidates in the order in which they are given."""
    order = by_worth(found, scored)
    if len(asked.beside) > 1:
        order = in_balance(order, found, asked.beside)
    return lists_whole(order, found) if Want.LIST in asked.wants else order


def by_worth(found: Candidates, scored: Floats) -> list[int]:
    """Best first, a long passage a little behind a short one as good: readers and answers have so many words to
    spend, and what two short passages hold is worth more than one long one."""
    words = np.array([facts.words for facts in found.facts], dtype=np.float32)
    return [int(at) for at in np.argsort(_PRICE * np.log1p(words) - scored, kind="stable")]


def in_balance(order: list[int], found: Candidates, plans: frozenset[str]) -> list[int]:
    """A question about several plans gets passages from each by turns, as far as each has any."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    turns: list[str] = []
    for at in order:
        plan = found.facts[at].plan_id
        if plan in plans and plan not in waiting:
            turns.append(plan)
        waiting[plan].append(at)
    given: list[int] = []
    while any(waiting[plan] for plan in turns):
        given += [waiting[plan].popleft() for plan in turns if waiting[plan]]
    taken = set(given)
    return given + [at for at in order if at not in taken]


def lists_whole(order: list[int], found: Candidates) -> list[int]:
    """The first list that is met comes whole and in its own order, where it is short."""
    first = next((at for at in order if found.list[at] >= 0), None)
    if first is None:
        return order
    items = [int(at) for at in np.flatnonzero(found.list == found.list[first])]
    if sum(found.facts[at].words for at in items) > _LONGEST_WHOLE:
        return order
    place = order.index(first)
    rest = [at for at in order[place:] if at not in items]
    return [*order[:place], *items, *rest]
