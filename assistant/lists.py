"""Whole lists: the items of a list or table cell in order, found by what introduces them and what they say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.concepts import Concept, Coverage, cover
from assistant.understanding import Understanding
from plans.document import Passage
from plans.seams import Hit, Library

__all__ = ["PlanList", "headings_under", "introduced_by", "lists_near"]


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
    """The lists that the hits belong to or introduce, best first: those whose place meets the question, then those
    found best."""
    # any list is one of things: its kind need not stand with it
    concepts = tuple(concept for concept in concepts if concept.stem != asked.noun) or tuple(concepts)
    orders = {plan_id: library.passages(plan_id) for plan_id in {hit.passage.plan_id for hit in hits}}
    at = {passage.id: i for order in orders.values() for i, passage in enumerate(order)}
    best: dict[tuple[str, int], float] = {}
    for hit in hits:
        key = _list_of(hit.passage, orders[hit.passage.plan_id], at)
        if key is not None:
            best[key] = max(best.get(key, 0.0), hit.score)
    members: dict[tuple[str, int], list[Passage]] = defaultdict(list)
    for plan_id, order in orders.items():
        for passage in order:
            if passage.list_id is not None and (plan_id, passage.list_id) in best:
                members[plan_id, passage.list_id].append(passage)
    made = [
        _made(tuple(passages), _introduction(passages[0], orders[key[0]], at), concepts, best[key])
        for key, passages in members.items()
    ]
    wanted = [one for one in made if _in_year(one, asked)] or made
    return tuple(sorted(wanted, key=lambda one: -(one.title.everywhere + 0.5 * one.items.everywhere + one.found)))


def introduced_by(passage: Passage, library: Library) -> tuple[Passage, ...]:
    """The items of the list that a passage introduces with its last words, in order; empty where it does not."""
    order = library.passages(passage.plan_id)
    at = next((i for i, other in enumerate(order) if other.id == passage.id), None)
    if at is None or at + 1 >= len(order) or not _introduces(passage, order[at + 1]):
        return ()
    list_id = order[at + 1].list_id
    return tuple(one for one in order[at + 1 :] if list_id is not None and one.list_id == list_id)


def headings_under(passage: Passage, library: Library) -> tuple[tuple[Passage, str], ...]:
    """The headings that a passage introduces with its last words, in order, each with the first passage under it.

    Empty where it introduces none, or one alone: "four areas. These are:", and each area is a section of its own.
    """
    order = library.passages(passage.plan_id)
    at = next((i for i, other in enumerate(order) if other.id == passage.id), None)
    if at is None or not passage.text.rstrip().endswith(":"):
        return ()
    above = passage.place.section
    under: dict[str, Passage] = {}
    for other in order[at + 1 :]:
        section = other.place.section
        if len(section) <= len(above) or section[: len(above)] != above:
            break
        under.setdefault(section[len(above)], other)
    return tuple((first, heading) for heading, first in under.items()) if len(under) > 1 else ()


def _list_of(passage: Passage, order: Sequence[Passage], at: Mapping[str, int]) -> tuple[str, int] | None:
    """The list that a passage is an item of, or that stands right behind it, introduced by it."""
    if passage.list_id is not None:
        return passage.plan_id, passage.list_id
    behind = at[passage.id] + 1
    if behind < len(order) and order[behind].list_id is not None and _introduces(passage, order[behind]):
        return passage.plan_id, int(order[behind].list_id or 0)
    return None


def _introduction(first: Passage, order: Sequence[Passage], at: Mapping[str, int]) -> str:
    """The words right before a list's first item, where they introduce it."""
    before = at[first.id] - 1
    return order[before].text if before >= 0 and _introduces(order[before], first) else ""


def _introduces(before: Passage, first: Passage) -> bool:
    same_place = before.place.section == first.place.section
    return same_place and before.list_id is None and before.text.rstrip().endswith(":")


def _made(passages: tuple[Passage, ...], introduction: str, concepts: Sequence[Concept], found: float) -> PlanList:
    ordered = tuple(sorted(passages, key=lambda passage: passage.start))
    words = " ".join(passage.text for passage in ordered)
    title = f"{ordered[0].context} {introduction}"
    return PlanList(
        passages=ordered,
        title=cover(concepts, title, ""),
        items=cover(concepts, words, title),
        found=found,
    )


def _in_year(one: PlanList, asked: Understanding) -> bool:
    year = one.passages[0].place.year
    return not asked.years or not year or any(wanted in year for wanted in asked.years)
