"""Words near a subject that speak of something else are told apart, each way with its reason."""

from collections.abc import Callable

import pytest

from assistant.concepts import concepts_of, cover
from assistant.mismatches import no_findings, no_instances, no_reason, other_group, too_few
from assistant.understanding import opposes, understand
from plans.answer import Answer, Question, Status
from plans.bodies import Bodies

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(pipeline) -> Ask:
    def asked(text: str, *, plans: tuple[str, ...] = ()) -> Answer:
        return pipeline.answerer.ask(Question(text=text, plans=plans))

    return asked


@pytest.mark.parametrize(
    ("question", "words", "another"),
    [
        ("What is planned for adults with asthma?", "A clinic for children with asthma", True),
        ("What is planned for kids with asthma?", "A clinic for children with asthma", False),
        ("What is planned for adults with asthma?", "A clinic for adults and children with asthma", False),
        ("What is planned for people with asthma?", "A clinic for children with asthma", False),
        ("How many women are screened?", "75% of men are screened", True),
        ("Do men and women wait as long?", "Women wait 3 weeks", False),
    ],
)
def test_one_group_of_people_is_not_another(question: str, words: str, another: bool) -> None:
    assert bool(other_group(question, words, "")) is another


@pytest.mark.parametrize(
    ("question", "words", "named"),
    [
        ("Which schools will get a nurse?", "We will place a nurse in five schools each year", False),
        (
            "Which schools will get a nurse?",
            "We will place a nurse in five schools, Hillside and Broad Oak among them",
            True,
        ),
        ("List the seven steps of the charter", "The seven steps of the charter give a framework", False),
        ("List the three steps of the charter", "The steps of the charter are: listen, act, and report", True),
        ("What is the app for carers called?", "We will design an app for carers with carers", False),
        ("What is planned for carers?", "We will work with carers", True),
        ("Which surgeries was it tried in?", "The model was tried across 4 sites", False),
        ("Which surgeries was it tried in?", "The model was tried across 4 sites, Elm Road first", True),
    ],
)
def test_instances_of_a_kind_must_be_named(question: str, words: str, named: bool) -> None:
    asked = understand(Question(text=question), plans=(), bodies=Bodies.load())
    assert (no_instances(asked, words, "") == "") is named


def test_items_of_a_list_of_the_kind_are_its_instances() -> None:
    asked = understand(Question(text="Which schools will get a nurse?"), plans=(), bodies=Bodies.load())
    assert no_instances(asked, "Hillside schools trust", "The schools are:") == ""


def test_the_parts_of_an_expression_must_stand_together() -> None:
    (carers,) = concepts_of(
        [("carers", "carer")], weight=lambda _: 1.0, alternatives={"carer": [("care", "role")]}, known=lambda _: True
    )
    assert cover([carers], "People with a caring role", "").words > 0
    assert cover([carers], "The board has a role in shaping health and social care", "").words == 0


def test_that_there_is_a_review_does_not_say_what_it_found() -> None:
    assert no_findings("What did the review of the helpline find?", "We will review the helpline in spring")
    assert not no_findings("What did the review of the helpline find?", "The review found that calls were missed")
    assert not no_findings("What does the plan say on the helpline?", "We will review the helpline in spring")


@pytest.mark.parametrize(
    ("question", "words", "reason"),
    [
        ("Why did waits for the clinic go up?", "Waits for the clinic rose from 4 to 9 weeks", False),
        ("Why did waits for the clinic go up?", "Waits for the clinic rose because two nurses left", True),
        ("How come so few carers are known?", "A third of carers are known to their practice", False),
        ("Why will the clinic open on Sundays?", "The clinic will open on Sundays for those who work", True),
    ],
)
def test_that_something_went_up_is_no_reason_why_it_did(question: str, words: str, reason: bool) -> None:
    asked = understand(Question(text=question), plans=(), bodies=Bodies.load())
    assert (no_reason(asked, words) == "") is reason


@pytest.mark.parametrize(
    ("question", "words", "enough"),
    [
        ("Which four practices have moved?", "Four practices have moved", False),
        ("Which four practices have moved?", "Elm Road, Hill View, Brook and Dale Street have moved", True),
        ("What are the three aims?", "The aims are set out here:", True),
        ("Which practices have moved?", "Four practices have moved", True),
    ],
)
def test_so_many_things_are_not_named_by_words_that_could_not_hold_them(
    question: str, words: str, enough: bool
) -> None:
    asked = understand(Question(text=question), plans=(), bodies=Bodies.load())
    assert (too_few(asked, words) == "") is enough


def test_a_year_that_nothing_stands_in_is_no_answer(ask: Ask) -> None:
    answer = ask("How many more dental appointments for children will Northbridge offer in 2031/32?")
    assert answer.status is not Status.ANSWERED


def test_children_are_not_adults_all_the_way_to_the_answer(ask: Ask) -> None:
    assert "4,000" in ask("How many more dental appointments will Northbridge offer for children?").text
    assert ask("How many more dental appointments will Northbridge offer for adults?").status is Status.NOT_IN_PLANS


def test_what_another_plan_says_is_not_found_in_this_one(ask: Ask) -> None:
    question = "How much money will be invested in community transport?"
    assert "£2.5 million" in ask(question, plans=("eastvale-2024",)).text
    assert ask(question, plans=("northbridge-2024",)).status is Status.NOT_IN_PLANS


def test_what_is_taken_to_be_shut_and_is_not_is_put_right(ask: Ask) -> None:
    answer = ask("Why has Northbridge scrapped the walk-in clinic at Mill Street?")
    assert answer.status is Status.FALSE_PREMISE
    assert "walk-in clinic at Mill Street" in answer.citations[0].quote


def test_closing_a_gap_shuts_nothing() -> None:
    assert not opposes("How will the plan close the gap in life expectancy?")
    assert opposes("Why will the plan close the walk-in clinic?")


def test_two_questions_in_one_are_answered_with_the_part_that_is_missing(ask: Ask) -> None:
    both = ask("Who leads the walk-in clinic at Mill Street and when will it open?")
    assert both.status is Status.ANSWERED
    assert "Northbridge Community Trust" in both.text
    assert "September 2025" in both.text
    half = ask("When will the walk-in clinic at Mill Street open, and how much will it cost?")
    assert half.status is Status.PARTLY
    assert "September 2025" in half.text
    assert "how much will it cost" in half.text
