"""Dialogues over two small made-up plans: what a follow-up takes from the turns before it, and what it must not."""

from collections.abc import Callable

import pytest

from assistant import dialogue
from plans.answer import Answer, Question, Status, Turn

Talk = Callable[..., Answer]


@pytest.fixture(scope="module")
def talk(pipeline) -> Talk:
    """Ask questions one after another; the answer to the last comes back."""

    def talked(*questions: str) -> Answer:
        turns: tuple[Turn, ...] = ()
        for text in questions:
            answer = pipeline.answerer.ask(Question(text=text, history=turns))
            turns += (Turn(question=text, answer=answer.text),)
        return answer

    return talked


_CLINIC = "When will the walk-in clinic at Mill Street open?"
_CALLS = "What share of calls will the Northbridge plan answer within 5 minutes?"
_DENTISTRY = "What will Northbridge do about dentistry?"
_APPOINTMENTS = "How many appointments for children will Northbridge offer?"


def test_a_question_with_a_subject_of_its_own_drags_nothing_along(talk: Talk) -> None:
    answer = talk(_CLINIC, "How much will Eastvale invest in community transport?")

    assert answer.standalone_question == "How much will Eastvale invest in community transport?"
    assert "£2.5 million" in answer.text
    assert "clinic" not in answer.text


def test_a_change_of_subject_that_says_so_drags_nothing_along(talk: Talk) -> None:
    answer = talk(_DENTISTRY, "Different thing: when was the Falls Service launched?")

    assert "May 2023" in answer.text
    assert "dental" not in answer.text


@pytest.mark.parametrize("bare", ["by when?", "When is that?", "and when is it due?", "which year is that for?"])
def test_a_bare_question_is_put_to_the_very_sentence_that_was_quoted(talk: Talk, bare: str) -> None:
    answer = talk(_CALLS, bare)

    assert answer.status is Status.ANSWERED
    assert "March 2026" in answer.text
    assert "September 2025" not in answer.text


@pytest.mark.parametrize("bare", ["how much does that cost?", "who is responsible for it?", "why?", "where?"])
def test_what_the_words_pointed_to_do_not_say_is_not_in_the_plans(talk: Talk, bare: str) -> None:
    answer = talk(_APPOINTMENTS, bare)

    assert answer.status is Status.NOT_IN_PLANS
    assert not answer.citations
    assert "4,000" in answer.searched.nearest[0].text


def test_who_is_found_in_the_sentence_beside_the_one_quoted(talk: Talk) -> None:
    answer = talk(_CLINIC, "who runs it?")

    assert "Northbridge Community Trust" in answer.text


def test_the_other_plan_is_asked_the_same(talk: Talk) -> None:
    answer = talk(_CALLS, "what does the other plan say?")

    assert answer.standalone_question == "What share of calls will the Eastvale plan answer within 5 minutes?"
    assert "90%" in answer.text
    assert {citation.plan_id for citation in answer.citations} == {"eastvale-2024"}


@pytest.mark.parametrize("switch", ["and in Eastvale?", "What about Eastvale?", "same in Eastvale?"])
def test_a_plan_that_is_named_alone_is_asked_the_same(talk: Talk, switch: str) -> None:
    answer = talk(_CALLS, switch)

    assert "90%" in answer.text
    assert "80%" not in answer.text


def test_a_silent_other_plan_is_not_answered_from_the_first(talk: Talk) -> None:
    answer = talk("How much will Eastvale invest in community transport?", "is it the same in Northbridge?")

    assert answer.status is Status.NOT_IN_PLANS


def test_an_item_of_a_list_is_found_by_its_number(talk: Talk) -> None:
    answer = talk(_DENTISTRY, "and the second one?")

    assert [citation.quote for citation in answer.citations] == ["Train 12 dental nurses with Northbridge College"]


def test_the_things_listed_are_counted(talk: Talk) -> None:
    answer = talk(_DENTISTRY, "how many are there?")

    assert answer.text.startswith("**3**")
    assert len(answer.citations) == 3


def test_those_of_a_list_that_meet_a_word_are_counted(talk: Talk) -> None:
    answer = talk(_DENTISTRY, "how many of them are for children?")

    assert answer.text.startswith("**1 of 3**")


def test_another_group_takes_the_place_of_the_first(talk: Talk) -> None:
    answer = talk(_APPOINTMENTS, "and for adults?")

    assert answer.standalone_question.lower().endswith("how many appointments for adults will northbridge offer?")


def test_a_correction_exchanges_what_it_corrects(talk: Talk) -> None:
    answer = talk(_DENTISTRY, "no, I meant carers")

    assert "carers" in answer.standalone_question
    assert "dent" not in answer.standalone_question
    assert "carers lead" in answer.text


def test_a_year_that_is_named_alone_holds_the_last_question_to_it(talk: Talk) -> None:
    answer = talk(_APPOINTMENTS, "and the year after?")

    assert "2026/27" in answer.standalone_question
    assert "appointments" in answer.standalone_question


def test_what_is_done_is_told_from_what_is_promised(talk: Talk) -> None:
    done = talk("How many carers have been trained in first aid?", "is that a target?")
    promised = talk(_CALLS, "is that a promise?")

    assert done.text.startswith("That is reported as already done")
    assert promised.text.startswith("That is promised")


def test_does_it_give_a_number_looks_for_a_number(talk: Talk) -> None:
    assert talk("What does the Northbridge plan say about the dental contract?", "is there a target?").status is (
        Status.NOT_IN_PLANS
    )


def test_a_subject_is_kept_through_six_turns_and_a_plan_is_switched_at_the_end(talk: Talk) -> None:
    answer = talk(
        _CLINIC,
        "who runs it?",
        "how much will it cost?",
        "why?",
        "is there a target?",
        "no, I meant the calls to the single phone line",
        "and in Eastvale?",
    )

    assert answer.status is Status.ANSWERED
    assert "90%" in answer.text


def test_out_of_scope_is_told_by_the_new_turn_and_leaves_no_subject_behind(talk: Talk) -> None:
    assert talk(_CLINIC, "my dad has chest pain, should he come?").status is Status.OUT_OF_SCOPE
    answer = talk(_CLINIC, "my dad has chest pain, should he come?", "who runs it?")

    assert "Northbridge Community Trust" in answer.text


def test_what_was_asked_back_completes_the_question(talk: Talk) -> None:
    assert talk("Who leads it?").status is Status.CLARIFY
    answer = talk("Who leads it?", "the walk-in clinic at Mill Street")

    assert answer.standalone_question == "Who leads the walk-in clinic at Mill Street?"
    assert "Northbridge Community Trust" in answer.text


_DIALOGUES = [
    (_CLINIC, "who runs it?"),
    (_CALLS, "by when?", "what does the other plan say?"),
    (_DENTISTRY, "how many is that?", "the last one: how often?"),
    (_APPOINTMENTS, "and the year after?", "who pays for that?"),
    ("What does UCR stand for?", "does it visit carers within 2 hours?"),
]


@pytest.mark.parametrize("dialogue", _DIALOGUES)
def test_the_question_as_understood_gives_the_same_answer_when_it_is_asked_alone(
    talk: Talk, dialogue: tuple[str, ...]
) -> None:
    in_dialogue = talk(*dialogue)
    alone = talk(in_dialogue.standalone_question)

    assert (alone.text, alone.status, alone.citations) == (
        in_dialogue.text,
        in_dialogue.status,
        in_dialogue.citations,
    )


@pytest.mark.parametrize("dialogue", _DIALOGUES)
def test_the_same_history_gives_the_same_bytes(talk: Talk, dialogue: tuple[str, ...]) -> None:
    first, second = talk(*dialogue), talk(*dialogue)

    assert (first.id, first.text, first.standalone_question, first.searched) == (
        second.id,
        second.text,
        second.standalone_question,
        second.searched,
    )


@pytest.mark.parametrize("letters", [r"\u0041", r"\g<2>", r"C:\new", "\\"])
def test_a_backslash_is_a_letter_like_any_other_in_what_is_said(talk: Talk, letters: str) -> None:
    answer = talk(f"How many appointments for children {letters} will Northbridge offer?", "What about those who wait?")
    assert answer.status in Status


@pytest.mark.parametrize(
    "answer",
    ["", "?", "“", "“”", "- ", "80% of calls, by March 2026.", "“not in any plan at all” [1]", "[1] [2]\n- [3]"],
)
@pytest.mark.parametrize("text", ["by when?", "and the second one?", "what about that", "?", "no", "the other one"])
def test_a_history_of_any_kind_is_met_with_an_answer(pipeline, answer: str, text: str) -> None:
    history = (Turn(question=_CALLS, answer=answer), Turn(question=answer, answer=answer))

    asked = pipeline.answerer.ask(Question(text=text, history=history))

    assert asked.status in Status
    assert asked.standalone_question


def test_each_turn_of_a_long_dialogue_is_read_once_and_what_is_long_past_is_not(
    pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns that lean on turns that quoted nothing: read for every one that leans on them, they took 2**20 readings."""
    read, read_plainly = [], dialogue._read

    def counted(written, before, parts):
        read.append(written)
        assert len(read) <= 100
        return read_plainly(written, before, parts)

    monkeypatch.setattr(dialogue, "_read", counted)
    turns = tuple(Turn(question=f"notes-{number}.txt", answer="Nothing is said of it.") for number in range(30))
    pipeline.answerer.ask(Question(text="last.txt", history=turns))
    assert read[:19] == ["last.txt", *(f"notes-{number}.txt" for number in range(29, 11, -1))]
    assert len(read) == len(set(read)) <= 21
