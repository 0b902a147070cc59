"""The assistant under test, as it is handed in: what asks, what searches, what it read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.books import Books, books_of
from eval.spending import Spent, nothing_spent
from eval.trace import plan_text
from plans.answer import Answer, Question
from plans.seams import Library, Query, Register, SearchResult

__all__ = ["Ask", "Find", "Over", "Product", "books_in"]

Ask = Callable[[Question], Answer]
Find = Callable[[Query], SearchResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One assistant over one library.

    `settings` are the effective ones, for the manifest, without keys. `register` is None where commitments are not
    looked at. `spent` is the account of the language model; `index_seconds` is how long it took until the library
    could be asked, with an index made from nothing where there was none.
    """

    ask: Ask
    search: Find
    library: Library
    register: Register | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    spent: Callable[[], Spent] = nothing_spent
    index_seconds: float = 0.0


Over = Callable[[Sequence[Path]], Product]
"""Makes a product over some plan files and nothing else. Raises Refused where one will not be read."""


def books_in(library: Library) -> Books:
    """Every plan of a library as it was read."""
    return books_of(plan_text(library, plan.id) for plan in library.plans())
