"""Follow-ups are made to stand alone from the turns before them."""

from assistant.dialogue import standalone
from plans.answer import Turn

_WARDS = (Turn(question="What will happen to virtual wards in 2023/24?", answer="More beds."),)


def test_a_first_question_is_left_as_it_is() -> None:
    alone = standalone("Who leads the quality work?", ())

    assert alone.text == "Who leads the quality work?"
    assert not alone.follows


def test_a_question_with_a_subject_of_its_own_is_left_as_it_is() -> None:
    alone = standalone("What is the dementia diagnosis rate to be recovered?", _WARDS)

    assert not alone.follows


def test_a_bare_when_takes_the_subject_of_the_turn_before() -> None:
    alone = standalone("and when's that meant to happen?", _WARDS)

    assert alone.follows
    assert "virtual wards" in alone.text


def test_the_subject_is_found_past_a_turn_that_had_none() -> None:
    history = (*_WARDS, Turn(question="who decides?", answer="Not said."))

    assert "virtual wards" in standalone("and by when?", history).text


def test_the_year_after_becomes_the_next_financial_year() -> None:
    assert "2024/25" in standalone("and the year after?", _WARDS).text


def test_the_year_before_becomes_the_financial_year_before() -> None:
    assert "2022/23" in standalone("and the year before?", _WARDS).text


def test_a_new_subject_is_put_beside_what_it_goes_on_from() -> None:
    history = (Turn(question="How did adult access to dentists change?", answer="It rose."),)

    alone = standalone("And the children?", history)

    assert "children" in alone.text
    assert "dentists" in alone.text


def test_a_question_without_any_turn_before_keeps_its_pronoun() -> None:
    assert not standalone("When is it due?", ()).follows
