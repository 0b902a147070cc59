"""The passages worth a closer look: near by vector, by keyword, or in the list of one that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense import Rows, Scope, cosines, nearest
from index.facts import Facts
from index.generation import Generation
from index.late import Weighed, met
from index.matching import Matched

__all__ = ["Candidates", "gather", "pool"]

Floats = NDArray[np.float32]

# How many are taken from each way of finding, and whose lists are fetched whole.
_NEAREST = 80
_WORDED = 100
_WITH_LISTS = 24
_LONGEST_LIST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Passages in reading order with what is known of each; every array has one entry a passage.

    `near` is the cosine to the question with its plan words, `plain` to the question alone, `met` how much of the
    former its words meet one by one; `text`, `place` and
    `anywhere` are how much of its concepts is met where, and `covered` how much is met at all; `section` and `list`
    are numbers that passages of one section or list share (list -1: none).
    """

    rows: Rows
    facts: tuple[Facts, ...]
    near: Floats
    plain: Floats
    met: Floats
    text: Floats
    place: Floats
    anywhere: Floats
    covered: Floats
    concepts: Floats
    section: Rows
    list: Rows

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.rows)


def pool(generation: Generation, questions: Floats, matched: Matched, scope: Scope) -> Rows:
    """The rows of the candidates, in reading order. Dense and keyword ranks are joined by reciprocal rank to choose
    the passages whose lists come along whole: an item may share no word with the question that asks for the list."""
    # Without everyday words the two are the same, and in a large library a pass over all vectors takes longest.
    bridged, alone = questions
    told_apart = questions[:1] if np.array_equal(bridged, alone) else questions
    found = nearest(generation, told_apart, scope, limit=_NEAREST)
    dense = (found[0], found[-1])
    worded = scope.best(matched.anywhere, _WORDED)
    fused: dict[int, float] = {}
    for order in (*dense, worded):
        for rank, row in enumerate(order.tolist()):
            fused[row] = fused.get(row, 0.0) + 1.0 / (20 + rank)
    generation.expect(np.array(sorted(fused), dtype=np.intp))
    best = sorted(fused, key=lambda row: (-fused[row], row))[:_WITH_LISTS]
    mates = {mate for row in best for mate in _list_mates(generation, row)}
    return np.array(sorted({*fused, *mates}), dtype=np.intp)


def gather(
    generation: Generation,
    rows: Rows,
    facts: Sequence[Facts],
    questions: Floats,
    said: Weighed,
    matched: Matched,
    scope: Scope,
) -> Candidates:
    """What is known of those rows. `questions` has two vectors: the question with its plan words, of which `said` is
    made, and alone."""
    near = cosines(generation, questions, rows)
    at = scope.runs.positions(rows)
    total = float(matched.weights.sum()) or 1.0
    concepts = matched.concepts[:, at]
    passages = [generation.at(row) for row in rows.tolist()]
    sections: dict[tuple[str, tuple[str, ...]], int] = {}
    lists: dict[tuple[str, int], int] = {}
    for passage in passages:
        sections.setdefault((passage.plan_id, passage.place.section), len(sections))
        if passage.list_id is not None:
            lists.setdefault((passage.plan_id, passage.list_id), len(lists))
    return Candidates(
        rows=rows,
        facts=tuple(facts),
        near=near[:, 0],
        plain=near[:, 1],
        met=met(said, generation.words(rows)),
        text=matched.text[at],
        place=matched.place[at],
        anywhere=matched.anywhere[at],
        covered=np.asarray(((concepts > 0) * matched.weights[:, None]).sum(axis=0) / total, dtype=np.float32),
        concepts=concepts,
        section=np.array([sections[passage.plan_id, passage.place.section] for passage in passages], dtype=np.intp),
        list=np.array([lists.get((p.plan_id, p.list_id), -1) if p.list_id is not None else -1 for p in passages]),
    )


def _list_mates(generation: Generation, row: int) -> list[int]:
    """The rows of the list that a passage belongs to, or that it introduces."""
    passage = generation.at(row)
    first = generation.rows(passage.plan_id)
    if passage.list_id is None:
        following = [generation.at(at) for at in range(row + 1, min(row + 3, first.stop))]
        listed = next((p for p in following if p.list_id is not None), None)
        if listed is None or listed.place.section != passage.place.section:
            return []
        row, passage = row + 1 + following.index(listed), listed
    start = row - passage.position
    mates = range(max(start, first.start), min(start + _LONGEST_LIST, first.stop))
    return [at for at in mates if generation.at(at).list_id == passage.list_id]
