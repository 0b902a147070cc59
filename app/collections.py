"""Collections of plans, of an area, a kind, a publisher or a year: `area:Leeds`, wherever a plan can be named."""

from collections.abc import Callable, Sequence

from plans.catalogue import PlanEntry
from plans.errors import UnknownPlan
from plans.words import fold

__all__ = ["COLLECTIONS", "collected", "plans_within"]


def collected(reference: str, entries: Sequence[PlanEntry]) -> tuple[str, ...] | None:
    """The ids of the plans of a collection, in the order of the entries; None where no collection is named.

    Raises UnknownPlan when the collection has no plan, with the values that there are.
    """
    kind, colon, value = reference.partition(":")
    fits = COLLECTIONS.get(kind.strip().lower())
    if not colon or fits is None:
        return None
    found = tuple(entry.id for entry in entries if fold(value.strip()) in fits(entry))
    if not found:
        values = sorted({value for entry in entries for value in fits(entry)})
        some = ", ".join(values[:_TOLD]) + (" and more" if len(values) > _TOLD else "")
        raise UnknownPlan(f"There is no plan of “{reference}”; of this kind there is: {some or 'none'}.")
    return found


def plans_within(references: Sequence[str], entries: Sequence[PlanEntry]) -> frozenset[str]:
    """The ids of the plans that are named by their ids or are in a collection that is; none for what fits nothing."""
    found: set[str] = set()
    for reference in references:
        kind, colon, value = reference.partition(":")
        fits = COLLECTIONS.get(kind.strip().lower()) if colon else None
        wanted = fold(value.strip())
        found.update(
            entry.id for entry in entries if (wanted in fits(entry) if fits else entry.id == reference.strip())
        )
    return frozenset(found)


def _years(entry: PlanEntry) -> tuple[str, ...]:
    """Every calendar year of a plan's period."""
    if entry.period is None:
        return ()
    return tuple(str(year) for year in range(entry.period.first.year, entry.period.last.year + 1))


def _folded(text: str | None) -> tuple[str, ...]:
    return () if text is None else (fold(text),)


COLLECTIONS: dict[str, Callable[[PlanEntry], tuple[str, ...]]] = {
    "area": lambda entry: _folded(entry.area),
    "kind": lambda entry: _folded(entry.kind),
    "publisher": lambda entry: _folded(entry.publisher),
    "year": _years,
}
_TOLD = 12
