"""What a question states is held against the plans before the question is answered."""

from collections.abc import Callable

import pytest

from plans.answer import Answer, Question, Status

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(pipeline) -> Ask:
    return lambda text: pipeline.answerer.ask(Question(text=text))


@pytest.mark.parametrize(
    ("question", "not_said", "said"),
    [
        pytest.param("Why was the Falls Service launched in May 2021?", "May 2021", "May 2023", id="why"),
        pytest.param(
            "Now the Falls Service was launched in May 2021, who is next?", "May 2021", "May 2023", id="now that"
        ),
        pytest.param("The Falls Service was launched in May 2021, wasn't it?", "May 2021", "May 2023", id="tag"),
        pytest.param("I read that 450 carers were trained in first aid. Is more planned?", "450", "230", id="told"),
        pytest.param("The 450 carers trained in first aid: who paid for it?", "450", "230", id="topic"),
    ],
)
def test_a_date_or_number_that_the_plan_gives_otherwise_is_put_right(
    ask: Ask, question: str, not_said: str, said: str
) -> None:
    answer = ask(question)

    assert answer.status is Status.FALSE_PREMISE
    assert answer.text.startswith(f"The plan does not say {not_said}")
    assert said in answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Why was the Falls Service launched in May 2023?",
        "Now that the Falls Service was launched in 2023, who is next?",
        "I read that 230 carers were trained in first aid. Is more planned?",
        "How will Northbridge answer 80% of calls to the single phone line within 5 minutes by March 2026?",
        "How will Eastvale answer 90% of calls to the single phone line within 5 minutes?",
        "Since Northbridge will open a walk-in clinic by September 2025, who leads it?",
    ],
)
def test_what_the_plan_does_say_is_not_put_right(ask: Ask, question: str) -> None:
    assert ask(question).status is not Status.FALSE_PREMISE


def test_a_number_of_another_plan_is_said_to_stand_there(ask: Ask) -> None:
    answer = ask("How will Northbridge answer 90% of calls to the single phone line within 5 minutes?")

    assert answer.status is Status.FALSE_PREMISE
    assert "Northbridge Health and Care Plan 2024-2027 does not say 90%" in answer.text
    assert "90% stands in the Eastvale Joint Plan 2024-2027" in answer.text
    assert {citation.plan_id for citation in answer.citations} == {"northbridge-2024", "eastvale-2024"}
