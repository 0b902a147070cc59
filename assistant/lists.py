"""Whole lists: the items of a list or table cell in order, found by what introduces them and what they say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.concepts import Concept, Coverage, cover
from assistant.understanding import Understanding
from plans.document import Passage
from plans.seams import Hit, Library

__all__ = ["PlanList", "lists_near"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanList:
    """A list of a plan, whole and in order. `title` is how much of the question its place meets, `items` how much
    its words do, `found` how well the search liked its best item (0 to 1)."""

    passages: tuple[Passage, ...]
    title: Coverage
    items: Coverage
    found: float

    @property
    def heading(self) -> str:
        """What introduces the list: its table row, its lead-in, or the nearest heading."""
        place = self.passages[0].place
        return place.row or place.lead_in or (place.section[-1] if place.section else "")


def lists_near(
    hits: Sequence[Hit], library: Library, asked: Understanding, concepts: Sequence[Concept]
) -> tuple[PlanList, ...]:
    """The lists that the hits belong to, best first: those whose place meets the question, then those found best."""
    best: dict[tuple[str, int], float] = {}
    for hit in hits:
        if hit.passage.list_id is not None:
            key = (hit.passage.plan_id, hit.passage.list_id)
            best[key] = max(best.get(key, 0.0), hit.score)
    members: dict[tuple[str, int], list[Passage]] = defaultdict(list)
    for plan_id in {plan_id for plan_id, _ in best}:
        for passage in library.passages(plan_id):
            if passage.list_id is not None and (plan_id, passage.list_id) in best:
                members[plan_id, passage.list_id].append(passage)
    made = [_made(tuple(passages), concepts, best[key]) for key, passages in members.items()]
    wanted = [one for one in made if _in_year(one, asked)] or made
    return tuple(sorted(wanted, key=lambda one: -(one.title.everywhere + 0.5 * one.items.everywhere + one.found)))


def _made(passages: tuple[Passage, ...], concepts: Sequence[Concept], found: float) -> PlanList:
    ordered = tuple(sorted(passages, key=lambda passage: passage.start))
    words = " ".join(passage.text for passage in ordered)
    return PlanList(
        passages=ordered,
        title=cover(concepts, ordered[0].context, ""),
        items=cover(concepts, words, ordered[0].context),
        found=found,
    )


def _in_year(one: PlanList, asked: Understanding) -> bool:
    year = one.passages[0].place.year
    return not asked.years or not year or any(wanted in year for wanted in asked.years)
