"""Commitments of the register that questions can be made of: said once, of themselves, in a handful of words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.books import Book, Books
from eval.trace import PlanText
from plans.commitment import Commitment
from plans.quantities import Quantity, TimeSpan, quantities, timespans
from plans.words import content_stems

__all__ = ["Row", "asked_words", "rows_of", "with_other"]

_FEWEST, _MOST = 6, 32  # words of a commitment that still makes a question
_ELSEWHERE = 0.6  # of its meaning words in one passage of another plan: that plan may well say it too
_POINTS_BACK = re.compile(
    r"(?:this|these|that|those|it|its|they|their|such|where|which|as|also|however|for example|to do this)\b",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(r"\b(?:including|includes?|as|and|or|the|to|of|for|following|below|with)$", re.IGNORECASE)
_ASKED_FOR = ("percent", "gbp", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A commitment with its plan's short name and another plan's id and name where that does not say the like.

    `number` is the one that it can be asked for, `when` the years in its own words, `bodies` the names of
    organisations in them, `strangers` those of the plan's other commitments.
    """

    commitment: Commitment
    plan: str
    other: tuple[str, str] | None
    number: Quantity | None
    when: tuple[TimeSpan, ...]
    bodies: tuple[str, ...]
    strangers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its words as part of a question."""
        return asked_words(self.commitment.text)


def rows_of(commitments: Sequence[Commitment], books: Books) -> list[Row]:
    """The commitments that can be asked about, in their order.

    Left out are those whose words stand twice in their plan, so that year and place are beyond doubt, that are too
    short or too long to ask, that point back at a sentence before, or that a list would go on from.
    """
    names = _names(commitments)
    return [
        _row(one, book, books, names)
        for one in commitments
        if (book := books.get(one.plan_id)) is not None and _can_be_asked(one, book)
    ]


def asked_words(text: str) -> str:
    """Words as part of a question: on one line, no full stop."""
    return " ".join(text.split()).rstrip(".;: ")


def with_other(text: str, span: Quantity | TimeSpan, words: str) -> str:
    """The text with other words where a number or a time stands."""
    return f"{text[: span.start]}{words}{text[span.end :]}"


def _can_be_asked(one: Commitment, book: Book) -> bool:
    words = asked_words(one.text)
    whole = not _POINTS_BACK.match(words) and not _LEFT_OPEN.search(words)
    return whole and _FEWEST <= len(words.split()) <= _MOST and len(book.squeezed.find(one.text)) == 1


def _row(one: Commitment, book: Book, books: Books, names: Mapping[str, Sequence[str]]) -> Row:
    others = [other.plan for other in books.values() if other.plan.plan_id != one.plan_id]
    silent = [plan for plan in others if not _says(plan, one.text)]
    when = tuple(span for span in timespans(one.text) if not span.vague)
    held = tuple(name for name in names[one.plan_id] if _is_in(name, one.text))
    return Row(
        commitment=one,
        plan=_short(book.plan),
        other=(silent[0].plan_id, _short(silent[0])) if silent else None,
        number=_number(one.text, when),
        when=when,
        bodies=held,
        strangers=tuple(name for name in names[one.plan_id] if not _is_in(name, one.text)),
    )


def _names(commitments: Sequence[Commitment]) -> Mapping[str, Sequence[str]]:
    """The organisations that a plan's commitments name in their own words, by plan."""
    names: dict[str, set[str]] = {one.plan_id: set() for one in commitments}
    for one in commitments:
        names[one.plan_id] |= {owner.name for owner in one.owners if owner.basis == "stated"}
    return {plan_id: sorted(found) for plan_id, found in names.items()}


def _is_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _number(text: str, when: Sequence[TimeSpan]) -> Quantity | None:
    """The number to ask for: the only one of its unit, shares before sums before counts, no part of a time."""
    found = [one for one in quantities(text) if one.unit in _ASKED_FOR and one.high is None]
    found = [one for one in found if not any(span.start < one.end and one.start < span.end for span in when)]
    for unit in _ASKED_FOR:
        of_unit = [one for one in found if one.unit == unit]
        if len(of_unit) == 1:
            return of_unit[0]
    return None


def _short(plan: PlanText) -> str:
    return next((name for name in plan.names if "plan" in name.lower()), plan.title)


def _says(plan: PlanText, text: str) -> bool:
    """Whether a passage of a plan holds most of the meaning words."""
    wanted = frozenset(content_stems(text))
    return any(
        len(wanted & frozenset(content_stems(plan.text[one.start : one.end]))) >= _ELSEWHERE * len(wanted)
        for one in plan.sections
    )
