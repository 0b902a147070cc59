"""A question of where whole plans stand: what was done, is ruled out, late or undecided, and nothing else."""

import pytest
from made_up_plan import Pipeline

from plans.answer import Answer, Question, Status


def asked(pipeline: Pipeline, text: str) -> Answer:
    return pipeline.answerer.ask(Question(text=text))


@pytest.mark.parametrize(
    ("text", "told", "untold"),
    [
        ("What has been achieved so far?", "The Falls Service was launched in May 2023", "will open a walk-in clinic"),
        ("List everything they have already delivered", "230 carers have been trained", "Train 12 dental nurses"),
        ("What is ruled out?", "We will not open any new walk-in clinics before 2028", "£2.5 million"),
        ("Which things have they said they won't do?", "We will not open any new walk-in clinics", "will answer 90%"),
    ],
)
def test_all_that_stands_so_is_given_and_nothing_else(pipeline: Pipeline, text: str, told: str, untold: str) -> None:
    answer = asked(pipeline, text)

    assert answer.status is Status.ANSWERED
    assert told in answer.text
    assert untold not in answer.text


def test_a_question_with_a_subject_of_its_own_is_about_that(pipeline: Pipeline) -> None:
    answer = asked(pipeline, "What has been achieved so far on carers?")

    assert "Falls Service" not in answer.text


def test_where_nothing_stands_so_nothing_is_said(pipeline: Pipeline) -> None:
    answer = asked(pipeline, "Which targets were missed?")

    assert answer.status is Status.NOT_IN_PLANS
