"""What is told before a question is told apart from what is asked."""

import pytest

from assistant.asking_part import asking_part


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("My dad is 86 and on his own. Who takes him home?", "Who takes him home?"),
        ("Who takes him home? I was told the council does.", "Who takes him home?"),
        ("I run a group. Please tell me what the plan says on food.", "Please tell me what the plan says on food."),
        ("How many beds? And where?", "How many beds? And where?"),
        ("carers and breaks", "carers and breaks"),
        ("We had no luck. Nobody came.", "We had no luck. Nobody came."),
    ],
)
def test_the_sentences_that_ask_are_told_from_those_that_lead_up_to_them(text: str, asks: str) -> None:
    assert asking_part(text) == asks
