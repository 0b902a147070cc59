"""A whole list or a count: the items in order, with how many they are, narrowed to those that meet the question."""

from collections.abc import Sequence

from assistant.asking import Asking, Parts
from assistant.concepts import Concept, cover
from assistant.evidence import Quote
from assistant.lists import PlanList, lists_near
from assistant.statements import Draft, Statement, quoted, said, where
from assistant.understanding import Want
from plans.answer import Status
from plans.document import Passage
from plans.words import stems

__all__ = ["compose_list", "compose_place"]

_TITLE = 0.55  # the share of the question that a list's place must meet before the whole list is the answer
_KIND = 0.2  # the same for a place that has the kind of list asked for
_WHOLE_PLACE = 0.65  # the share that makes a place stand for the question by itself
_TOGETHER = 0.75  # the share that a list's place and items must meet together
_MOST = 40
_FEW = 20  # a place's list is given unasked only while it is short enough to read


def compose_list(asking: Asking, parts: Parts) -> Draft | None:
    """Give a list whole and in order, or None where no list is what was asked for."""
    lists = lists_near(asking.result.hits[:20], parts.library, asking.asked, asking.concepts)
    chosen = _numbered(lists, asking) or [one for one in lists if _fits(one, asking)] or _crowding(lists, asking)
    if not chosen:
        return None
    first = chosen[0]
    alike = [
        one for one in chosen[1:] if one.title.everywhere >= first.title.everywhere - 1e-9 and _goes_on(one, first)
    ]
    statements: list[Statement] = []
    for one in sorted([first, *alike], key=lambda one: one.passages[0].start):
        statements += _statements(one, asking, parts)
    return Draft(status=Status.ANSWERED, statements=tuple(statements), record={"lists": 1 + len(alike)})


def compose_place(asking: Asking, parts: Parts) -> Draft | None:
    """Give the list that stands under a place, where the question names that place and nothing else.

    "What is planned for virtual wards in 2024/25?" asks for a table cell though it does not ask for a list.
    """
    lists = lists_near(asking.result.hits[:20], parts.library, asking.asked, asking.concepts)
    fitting = [one for one in lists if one.title.everywhere >= _WHOLE_PLACE and _is_headed(one, asking)]
    if not fitting or len(fitting[0].passages) > _FEW:
        return None
    first = fitting[0]
    alike = [one for one in fitting[1:] if _goes_on(one, first)]
    statements: list[Statement] = []
    for one in sorted([first, *alike], key=lambda one: one.passages[0].start):
        statements += _statements(one, asking, parts)
    return Draft(status=Status.ANSWERED, statements=tuple(statements), record={"place": first.heading})


def _is_headed(one: PlanList, asking: Asking) -> bool:
    """The question's concepts stand in the row or the nearest headings themselves, not only somewhere above."""
    place = one.passages[0].place
    near = " ".join([place.row or "", *place.section[-2:], place.lead_in or ""])
    return len(one.passages) > 1 and cover(asking.concepts, near, "").words >= _WHOLE_PLACE


def _fits(one: PlanList, asking: Asking) -> bool:
    """A list is the answer where its place meets most of the question and its items what is left of it.

    A list of one item is one only where its place meets all but little. A list whose place has the very kind asked
    for (ambitions, steps) may leave more of the question to its items.
    """
    if len(one.passages) == 1:
        return one.title.everywhere >= _WHOLE_PLACE
    place = one.passages[0].place
    is_the_kind = asking.asked.noun in stems(" ".join([one.heading, place.lead_in or "", *place.section[-2:]]))
    return one.items.everywhere >= _TOGETHER and one.title.everywhere >= (_KIND if is_the_kind else _TITLE)


def _numbered(lists: Sequence[PlanList], asking: Asking) -> list[PlanList]:
    """The list that has as many items as the question says ("the four areas"), where the best evidence belongs to it.

    The words of a question that knows how many there are may be nothing like the items.
    """
    told = {int(one.value) for one in asking.asked.quantities if one.unit == "count" and one.value > 1}
    best = next((one.quote.passage for one in asking.evidence[:1] if asking.met(one).enough), None)
    if best is None or not told or asking.asked.want is not Want.LIST:
        return []
    return [one for one in lists if len(one.passages) in told and best in one.passages][:1]


def _crowding(lists: Sequence[PlanList], asking: Asking) -> list[PlanList]:
    """The list that most of the best evidence is items of, or whose items are nearly all among the evidence.

    The words of a question may name neither the list's place nor its items ("the ground rules everybody follows").
    """
    enough = [evidence.quote.passage for evidence in asking.evidence[:_AMONG] if asking.met(evidence).enough]
    first = set(asking.evidence[i].quote.passage for i in range(min(_CROWD, len(asking.evidence)))) & set(enough)
    short = [one for one in lists if len(one.passages) <= _FEW]
    held = {one: len(first & set(one.passages)) for one in short}
    best = max(held, key=lambda one: held[one], default=None)
    if best is not None and held[best] >= _HALF_OF_IT:
        return [best]
    return [one for one in short if len(one.passages) >= _HALF_OF_IT and _share(one, enough) >= _NEARLY_ALL][:1]


def _share(one: PlanList, passages: Sequence[Passage]) -> float:
    return len(set(one.passages) & set(passages)) / len(one.passages)


_AMONG, _NEARLY_ALL = 10, 0.75
_CROWD = 5  # so much of the best evidence is looked at
_HALF_OF_IT = 3


def _goes_on(one: PlanList, first: PlanList) -> bool:
    """The same table row in another year, or the same heading's next table, belongs to the same answer."""
    ours, theirs = one.passages[0], first.passages[0]
    return ours.plan_id == theirs.plan_id and ours.place.row == theirs.place.row and bool(ours.place.row)


def _statements(one: PlanList, asking: Asking, parts: Parts) -> list[Statement]:
    items = _narrowed(one.passages, one, asking.concepts)
    shown = items[:_MOST]
    first = _quote(shown[0])
    total = f"{len(items)} of {len(one.passages)}" if len(items) < len(one.passages) else str(len(items))
    head = f"**{total}** in {where(first, parts.library)}:"
    yes = "Yes. " if asking.asked.polar and asking.asked.want is not Want.COUNT else ""
    return [said(yes + head), *(quoted(_quote(passage), bullet=True) for passage in shown)]


def _narrowed(passages: Sequence[Passage], one: PlanList, concepts: Sequence[Concept]) -> tuple[Passage, ...]:
    """The items that meet what the list's place does not; all of them where none does, or nothing is left over."""
    left = one.title.missing
    if not left:
        return tuple(passages)
    meeting = [passage for passage in passages if cover(left, passage.text, "").words > 0]
    return tuple(meeting) if meeting and len(concepts) > len(left) else tuple(passages)


def _quote(passage: Passage) -> Quote:
    return Quote(passage=passage, start=passage.start, end=passage.end)
