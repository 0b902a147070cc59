"""The order in which ranked candidates are given: plans in balance, and the list that was asked for whole."""

from collections import defaultdict, deque

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidates
from index.question import Understood
from index.wordings import Want

__all__ = ["arranged", "by_worth", "in_balance", "lists_whole", "named_first"]

Floats = NDArray[np.float32]

# Longer lists would push everything else out of a small budget of words; their items come by their own merit.
_LONGEST_WHOLE = 80
# What a passage's length costs, and what standing in another area's plan does where an area is named, in units of the
# score; chosen on development questions, see docs/search.md.
_PRICE = 0.8
_OF_ANOTHER_AREA = 2.0


def arranged(asked: Understood, found: Candidates, scored: Floats) -> list[int]:
    """The positions of the candidates in the order in which they are given."""
    if len(asked.beside) > 1:
        order = in_balance(by_worth(found, scored), found, asked.beside)
    elif asked.plans:
        order = named_first(by_worth(found, scored), found, asked.plans)
    else:
        order = by_worth(found, scored - _OF_ANOTHER_AREA * _elsewhere(found, asked.areas))
    return lists_whole(order, found) if Want.LIST in asked.wants else order


def by_worth(found: Candidates, scored: Floats) -> list[int]:
    """Best first, a long passage a little behind a short one as good: readers and answers have so many words to
    spend, and what two short passages hold is worth more than one long one."""
    words = np.array([facts.words for facts in found.facts], dtype=np.float32)
    return [int(at) for at in np.argsort(_PRICE * np.log1p(words) - scored, kind="stable")]


def named_first(order: list[int], found: Candidates, plans: frozenset[str]) -> list[int]:
    """A question that names a plan outright is answered from it: what other plans have comes after all of that."""
    return sorted(order, key=lambda at: found.facts[at].plan_id not in plans)


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


def _elsewhere(found: Candidates, areas: frozenset[str]) -> Floats:
    """One for each passage of a plan of another area than is named, 0 for the others, and for all where none is. The
    name of an area is no name of its plan: neighbours' plans speak of it too, so these stay within reach."""
    if not areas:
        return np.zeros(len(found), dtype=np.float32)
    return np.array([facts.plan_id not in areas for facts in found.facts], dtype=np.float32)


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
