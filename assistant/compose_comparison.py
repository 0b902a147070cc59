"""Plans side by side: each has its own search, each cell is cited or said to be not found, differences are named.

Of many plans those stand there that the search over all of them found first, and that is said.
"""

from assistant.asking import Asking, Parts, held_to, look_up, plans_of
from assistant.each_plans_part import each_plans_part
from assistant.evidence import Evidence
from assistant.statements import Draft, Statement, said, title_of
from assistant.understanding import Understanding, understand
from plans.answer import Question, Status
from plans.quantities import Quantity, quantities

__all__ = ["compose_comparison", "compose_each"]


def compose_comparison(asking: Asking, parts: Parts) -> Draft | None:
    """Set the plans side by side, or None where none of them speaks of the subject."""
    held = _compared(asking.asked, parts)
    ids = held if len(held) <= _MOST else _nearest(asking)
    cells = _even(cells_of(asking.asked, ids, parts))
    found = {plan_id: evidence for plan_id, (evidence, _) in cells.items() if evidence is not None}
    if not found:
        return None
    rows = [_row(plan_id, evidence, examined, parts) for plan_id, (evidence, examined) in cells.items()]
    status = Status.ANSWERED if len(found) == len(held) else Status.PARTLY
    opening = _opening(found, ids, asking.asked, parts)
    if len(ids) < len(held):
        opening = (said(f"Of {len(held)} plans, the {len(ids)} nearest to the question stand side by side."), *opening)
    return Draft(status=status, statements=(*opening, *rows), record={"found_in": sorted(found)})


def compose_each(asking: Asking, parts: Parts) -> Draft | None:
    """Answer what is asked of each plan from that plan; None where not every part of the question names one of its own.

    A part that its plan does not answer is said to be not found there.
    """
    plans = parts.library.plans()
    own = each_plans_part(asking.asked.text, plans)
    cells = {
        plan_id: _cell(
            understand(Question(text=text, plans=(plan_id,)), plans=plans, bodies=parts.bodies), plan_id, parts
        )
        for plan_id, text in own.items()
    }
    found = {plan_id: evidence for plan_id, (evidence, _) in cells.items() if evidence is not None}
    if not found:
        return None
    rows = tuple(_row(plan_id, evidence, examined, parts) for plan_id, (evidence, examined) in cells.items())
    opening = "Each plan for itself:" if len(found) == len(own) else "Not every plan was found to answer its part:"
    status = Status.ANSWERED if len(found) == len(own) else Status.PARTLY
    return Draft(status=status, statements=(said(opening), *rows), record={"found_in": sorted(found)})


def _compared(asked: Understanding, parts: Parts) -> tuple[str, ...]:
    """The plans that are named, outright ("the Oak plan") or by their area, where two are; else all of them."""
    plans = parts.library.plans()
    named = {*asked.plans, *asked.leaning}
    return tuple(plan.id for plan in plans if plan.id in named) if len(named) > 1 else plans_of(asked, plans)


_MOST = 8  # each plan has a search of its own, and nobody holds more against each other at once


def _nearest(asking: Asking) -> tuple[str, ...]:
    """The plans that the search over all of them found first."""
    return tuple(dict.fromkeys(one.quote.passage.plan_id for one in asking.evidence))[:_MOST]


def cells_of(asked: Understanding, ids: tuple[str, ...], parts: Parts) -> dict[str, tuple[Evidence | None, int]]:
    """For each plan the best evidence that answers, or None, and how many passages were examined."""
    return {plan_id: _cell(asked, plan_id, parts) for plan_id in ids}


def _even(cells: dict[str, tuple[Evidence | None, int]]) -> dict[str, tuple[Evidence | None, int]]:
    """Drop a cell that meets much less of the question than another: it is about something else."""
    met = max((evidence.coverage.everywhere for evidence, _ in cells.values() if evidence), default=0.0)
    return {
        plan_id: (evidence if evidence and evidence.coverage.everywhere >= _AS_MUCH * met else None, examined)
        for plan_id, (evidence, examined) in cells.items()
    }


_AS_MUCH = 0.75


def _cell(asked: Understanding, plan_id: str, parts: Parts) -> tuple[Evidence | None, int]:
    one = held_to(asked, plan_id)
    asking = look_up(one, parts)
    best = next((e for e in asking.evidence[:8] if asking.met(e).enough), None)
    return best, asking.result.examined


def _row(plan_id: str, evidence: Evidence | None, examined: int, parts: Parts) -> Statement:
    title = title_of(plan_id, parts.library)
    if evidence is None:
        return Statement(text=f"**{title}**: not found in this plan ({examined} passages examined).", bullet=True)
    quote = evidence.quote
    heading = quote.passage.place.section[-1] if quote.passage.place.section else ""
    place = f" ({heading})" if heading else ""
    return Statement(text=f"**{title}**{place}: “{quote.text}”", quotes=(quote,), support="supported", bullet=True)


def _opening(
    found: dict[str, Evidence], ids: tuple[str, ...], asked: Understanding, parts: Parts
) -> tuple[Statement, ...]:
    if len(found) < len(ids):
        names = " and ".join(title_of(plan_id, parts.library) for plan_id in found)
        word = "No. " if asked.polar else ""
        return (said(f"{word}Only the {names} says something on this that could be found."),)
    yes = said("Yes, each plan speaks of this.") if asked.polar else said("Each plan speaks of this.")
    difference = _difference(found)
    return (yes, difference) if difference else (yes,)


def _difference(found: dict[str, Evidence]) -> Statement | None:
    """Numbers of the same kind that differ between the plans are named; sameness is said only of the same number."""
    sets = [
        {_key(quantity) for quantity in quantities(evidence.quote.text) if quantity.unit not in _LABELS}
        for evidence in found.values()
    ]
    if len(sets) < 2 or not all(sets):
        return None
    quotes = tuple(evidence.quote for evidence in found.values())
    shared = set.intersection(*sets)
    if shared:
        return said("The figures they share: " + ", ".join(sorted(_shown(q, found) for q in shared)) + ".", *quotes)
    units = [{unit for _, unit in one} for one in sets]
    return said("The figures differ.") if set.intersection(*units) else None


_LABELS = ("label", "age")  # category 2 and over-65s are names of things


def _key(quantity: Quantity) -> tuple[float, str]:
    return quantity.value, str(quantity.unit)


def _shown(key: tuple[float, str], found: dict[str, Evidence]) -> str:
    text = next(iter(found.values())).quote.text
    return next(text[q.start : q.end] for q in quantities(text) if _key(q) == key)
