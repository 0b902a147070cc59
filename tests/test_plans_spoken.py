import pytest

from plans.spoken import in_plain_words
from plans.words import reworded


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("wots owt about A&E in 2023/24", "what is anything about A&E in 2023/24"),
        ("wots the U C R for", "what is the UCR for"),
        ("Plan B is a U.C.R.?", "Plan B is a UCR.?"),
        ("who runs C-H-E-W-S", "who runs CHEWS"),
        (" Is the first dose free? ", "Is the first dose free?"),
    ],
)
def test_spoken_words_and_letters_read_out_are_put_plainly(said: str, meant: str) -> None:
    assert in_plain_words(said) == meant


def test_words_are_replaced_and_all_else_stays_as_it_was() -> None:
    assert reworded("The  A&E target – wat?", {"wat": "what"}.get) == "The  A&E target – what?"
