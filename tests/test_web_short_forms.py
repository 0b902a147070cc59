"""Short forms are explained once, where they are first used, as the place that is cited means them."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.web.prose import Part, parts_of
from app.web.short_forms import explained, meaning_at
from plans.answer import Citation
from plans.document import GlossaryEntry


@dataclass(frozen=True)
class Held:
    """A plan that is held."""

    id: str


class Shelf:
    """A library of glossaries."""

    def __init__(self, **glossaries: list[GlossaryEntry]) -> None:
        self._glossaries = glossaries

    def plans(self) -> list[Held]:
        return [Held(name) for name in self._glossaries]

    def glossary(self, plan_id: str) -> list[GlossaryEntry]:
        return self._glossaries[plan_id]


def means(acronym: str, expansion: str, start: int = 0, section: tuple[str, ...] = ()) -> GlossaryEntry:
    return GlossaryEntry(acronym=acronym, expansion=expansion, start=start, end=start + 5, section=section)


def cited(n: int, plan: str, start: int = 100, section: tuple[str, ...] = ()) -> Citation:
    return Citation(
        n=n, plan_id=plan, plan_title=plan, edition="1", section=section, quote="x", page=None, page_label=None,
        start=start, end=start + 1, url="/",
    )  # fmt: skip


def told(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    """Every short form that is explained, with its meaning, in order."""
    found = []
    for part in parts:
        for item in part.items:
            found += [(run.text.split()[-1], run.meaning) for run in item.runs if run.meaning]
            found += told(item.parts)
    return found


def words(parts: tuple[Part, ...]) -> str:
    return " ".join("".join(run.text for run in item.runs) for part in parts for item in part.items)


def explain(text: str, citations: list[Citation], **glossaries: list[GlossaryEntry]) -> tuple[Part, ...]:
    library: Any = Shelf(**glossaries)
    return explained(parts_of(text, frozenset(one.n for one in citations)), citations, library)


def test_a_short_form_is_explained_at_its_first_use_only_and_no_word_is_lost() -> None:
    text = "The ICB leads it [1]\n\n- ICB staff [1]\n- and A&E [1]"
    parts = explain(
        text, [cited(1, "a")], a=[means("ICB", "integrated care board"), means("A&E", "accident and emergency")]
    )
    assert told(parts) == [("ICB", "integrated care board"), ("A&E", "accident and emergency")]
    assert words(parts) == words(parts_of(text, frozenset({1})))


@pytest.mark.parametrize(
    "text", ["The ICBs [1]", "NICB and ICB2 [1]", "icb [1]", "The Integrated Care Board (ICB) [1]"]
)
def test_what_is_not_the_short_form_or_is_written_out_beside_it_is_left_alone(text: str) -> None:
    assert told(explain(text, [cited(1, "a")], a=[means("ICB", "integrated care board")])) == []


def test_plans_that_mean_different_things_by_one_short_form_are_kept_apart() -> None:
    parts = explain(
        "- ACP first [1]\n- ACP then [2]\n- ACP again [2]",
        [cited(1, "a"), cited(2, "b")],
        a=[means("ACP", "advance care planning")],
        b=[means("ACP", "advanced clinical practitioner")],
    )
    assert told(parts) == [("ACP", "advance care planning"), ("ACP", "advanced clinical practitioner")]


def test_a_plan_that_is_no_longer_held_explains_nothing() -> None:
    assert told(explain("The ICB [1]", [cited(1, "gone")], a=[means("ICB", "integrated care board")])) == []


@pytest.mark.parametrize(
    ("section", "start", "expected"),
    [
        (("Crisis", "2024/25"), 50, "urgent care response"),  # its own headings, though given later
        (("Other",), 250, "urgent community response"),  # the last one given before
        (("Other",), 5, "urgent community response"),  # none before: the next to come
    ],
)
def test_among_several_meanings_the_one_of_the_place_holds(section: tuple[str, ...], start: int, expected: str) -> None:
    entries = [
        means("UCR", "urgent community response", 100, ("Ambition",)),
        means("UCR", "urgent care response", 300, ("Crisis",)),
    ]
    assert meaning_at(entries, section, start) == expected
