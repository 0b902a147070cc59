import tomllib
from pathlib import Path

import pytest

from assistant import weighing
from assistant.sufficiency import Sufficiency
from assistant.weighing import SIGNS, weighed

WORDS_ENOUGH = Sufficiency(enough=True, confidence=0.9, why_not=())
WORDS_LACKING = Sufficiency(enough=False, confidence=0.2, why_not=("it gives no date",), barred=True)
OF_AN_ANSWER = {name: 0.0 for name in SIGNS} | {
    "read": 3.0,
    "enough": 1.0,
    "near": 1.0,
    "met": 1.0,
    "named": 1.0,
    "first": 1.0,
}
OF_NONE = OF_AN_ANSWER | {"read": -6.0, "enough": 0.0, "heaviest_missing": 0.6}


def test_words_that_meet_the_question_and_read_as_an_answer_are_one() -> None:
    verdict = weighed(WORDS_ENOUGH, OF_AN_ANSWER)
    assert verdict.enough
    assert verdict.why_not == ()


def test_words_that_lack_the_thing_and_read_as_no_answer_are_none_and_the_lack_is_said() -> None:
    verdict = weighed(WORDS_LACKING, OF_NONE)
    assert not verdict.enough
    assert verdict.why_not == ("it gives no date",)
    assert verdict.barred


def test_a_near_miss_that_shares_every_word_is_refused_by_reading_and_that_is_said() -> None:
    verdict = weighed(WORDS_ENOUGH, OF_AN_ANSWER | {"read": -8.0})
    assert not verdict.enough
    assert verdict.why_not == ("read as a whole, it does not answer",)


@pytest.mark.parametrize("sign", ["read", "enough", "near"])
def test_what_speaks_for_an_answer_never_lessens_its_chance(sign: str) -> None:
    chances = [weighed(WORDS_ENOUGH, OF_NONE | {sign: value}).confidence for value in (0.0, 0.5, 1.0)]
    assert chances == sorted(chances)


def test_the_fitted_weights_are_those_of_the_signs_and_their_threshold_is_a_chance() -> None:
    written = tomllib.loads(Path(weighing.__file__).with_name("sufficiency.toml").read_text(encoding="utf-8"))
    assert set(written["together"]["weights"]) == {"bias", *SIGNS}
    assert 0 < written["together"]["threshold"] < 1
