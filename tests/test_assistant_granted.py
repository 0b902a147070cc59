"""What a question states beside what it asks."""

import pytest

from assistant.granted import granted
from assistant.understanding import understand
from plans.answer import Question
from plans.bodies import Bodies


def stated_in(text: str) -> tuple[str, ...]:
    return granted(understand(Question(text=text), plans=(), bodies=Bodies.load()))


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Now that the clinic has closed in May 2023, what comes next?", "the clinic has closed in May 2023"),
        ("Since the pilot ended in 2022, has it been replaced?", "the pilot ended in 2022"),
        ("The service opened in May 2021, didn't it? Who runs it?", "The service opened in May 2021"),
        ("I read that 40% of calls are lost. Is that right?", "40% of calls are lost."),
        ("The 300 people on the scheme since May: are they still on it?", "The 300 people on the scheme since May"),
        ("The centre that opens in Elmfield in 2025, who can use it?", "The centre that opens in Elmfield in 2025"),
    ],
)
def test_a_clause_that_states_something_is_told_from_what_is_asked(question: str, statement: str) -> None:
    assert stated_in(question) == (statement,)


@pytest.mark.parametrize(
    "question",
    ["Why did the clinic open in May 2021?", "How will they reach the 90% target?", "What made waits shorter in 2022?"],
)
def test_why_and_how_take_all_that_they_ask_of_for_granted(question: str) -> None:
    assert stated_in(question) == (question,)


@pytest.mark.parametrize(
    "question",
    [
        "What share of calls will be answered within 5 minutes by March 2026?",
        "Does the plan promise 40 new nurses?",
        "List all the steps for 2024/25",
        "Who leads the service, and when does it open?",
    ],
)
def test_a_question_that_only_asks_states_nothing(question: str) -> None:
    assert stated_in(question) == ()
