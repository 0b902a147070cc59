"""What may be asked, and which plans are meant."""

from datetime import date

import pytest

from app.questions import LONGEST_QUESTION, checked_question, chosen_plans
from plans.catalogue import Period, PlanEntry
from plans.errors import UnknownPlan, WrongCall


def _entry(plan_id: str, title: str, *names: str, supersedes: str | None = None) -> PlanEntry:
    return PlanEntry(
        id=plan_id,
        title=title,
        publisher="A council",
        edition="1",
        file="plan.txt",
        period=Period(written="2023-2028", first=date(2023, 4, 1), last=date(2028, 3, 31)),
        names=names,
        supersedes=supersedes,
    )


_HELD = (_entry("leeds-2023", "Leeds Health Plan", "Leeds"), _entry("wy-jfp", "Joint Forward Plan", "West Yorkshire"))


def test_spaces_and_invisible_characters_are_tidied() -> None:
    assert checked_question("  what\n is\u200b  planned? ") == "what is planned?"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u2060"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(WrongCall, match="empty"):
        checked_question(text)


def test_the_longest_question_is_taken_and_one_character_more_is_refused() -> None:
    assert checked_question("a" * LONGEST_QUESTION)
    with pytest.raises(WrongCall, match="2,001 characters"):
        checked_question("a" * (LONGEST_QUESTION + 1))


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x07", "\x9b", "\ud800"])
def test_control_characters_are_refused(character: str) -> None:
    with pytest.raises(WrongCall, match="control characters"):
        checked_question(f"what{character}now")


@pytest.mark.parametrize(
    ("reference", "plan_id"),
    [
        ("leeds-2023", "leeds-2023"),
        ("leeds", "leeds-2023"),
        ("LEEDS", "leeds-2023"),
        ("wy", "wy-jfp"),
        ("West Yorkshire", "wy-jfp"),
        ("joint forward plan", "wy-jfp"),
    ],
)
def test_a_plan_is_meant_by_its_id_its_name_or_their_beginning(reference: str, plan_id: str) -> None:
    assert chosen_plans([reference], _HELD) == (plan_id,)


def test_a_plan_named_twice_is_asked_once() -> None:
    assert chosen_plans(["leeds", "leeds-2023"], _HELD) == ("leeds-2023",)


@pytest.mark.parametrize("reference", ["", "bradford", "x", "leeds-2024", "../etc/passwd"])
def test_an_unknown_plan_is_refused_with_the_ids_that_are_held(reference: str) -> None:
    with pytest.raises(UnknownPlan, match="leeds-2023, wy-jfp"):
        chosen_plans([reference], _HELD)


def test_a_beginning_that_fits_two_plans_is_refused_with_both() -> None:
    held = (*_HELD, _entry("leeds-mental-health", "Mental Health Strategy"))
    with pytest.raises(UnknownPlan, match="leeds-2023, leeds-mental-health"):
        chosen_plans(["leed"], held)


def test_a_name_of_two_editions_means_the_newer_one() -> None:
    held = (*_HELD, _entry("leeds-2025", "Leeds Health Plan", "Leeds", supersedes="leeds-2023"))
    assert chosen_plans(["Leeds"], held) == ("leeds-2025",)
    assert chosen_plans(["leeds-2023"], held) == ("leeds-2023",)
