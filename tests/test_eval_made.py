import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.books import Books
from eval.gold import Case, read_cases
from eval.misspelling import misspelt
from eval.mutation import KINDS, made_questions
from eval.product import books_in
from eval.stand_in import MemoryLibrary, sample_texts
from plans.quantities import quantities


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    return sample_texts()


@pytest.fixture(scope="module")
def books(library: MemoryLibrary) -> Books:
    return books_in(library)


@pytest.fixture(scope="module")
def made(library: MemoryLibrary, books: Books) -> tuple[Case, ...]:
    return made_questions(library.commitments(), books, count=600, seed=1)


def kind(case: Case) -> str:
    return case.id.split("-", 2)[2]


def test_the_register_yields_more_than_five_hundred_questions_of_every_kind(made: tuple[Case, ...]) -> None:
    assert len(made) >= 500
    assert set(Counter(map(kind, made))) == set(KINDS)
    assert len({case.id for case in made}) == len(made)


def test_the_same_seed_makes_the_same_questions(library: MemoryLibrary, books: Books, made: tuple[Case, ...]) -> None:
    assert made_questions(library.commitments(), books, count=600, seed=1) == made
    assert made_questions(library.commitments(), books, count=600, seed=2) != made


def test_the_right_outcome_follows_from_the_change(made: tuple[Case, ...]) -> None:
    wanted = {
        "asked": "answer",
        "misspelt": "answer",
        "year_shifted": "correct_premise",
        "body_swapped": "correct_premise",
        "number_changed": "correct_premise",
        "negated": "correct_premise",
        "plan_swapped": "abstain",
        "field_absent": "abstain",
    }
    assert all(case.expect == wanted[kind(case)] for case in made)


def test_a_changed_number_is_another_one(made: tuple[Case, ...]) -> None:
    for case in made:
        if kind(case) == "number_changed":
            (fact,) = case.facts
            asked = quantities(case.question)
            assert fact.value not in [one.value for one in asked], case.question
            assert all(one.value <= 100 for one in asked if one.unit == "percent"), case.question


def test_a_shifted_year_is_not_the_plans(made: tuple[Case, ...]) -> None:
    for case in made:
        if kind(case) == "year_shifted":
            (fact,) = case.facts
            (year,) = re.findall(r"^In (\d{4}/\d\d)", case.question)
            assert year not in fact.aliases


def test_no_question_gives_away_what_it_asks_for_or_points_back(made: tuple[Case, ...]) -> None:
    for case in made:
        asked = case.question.split(":", 1)[1].strip()
        assert not re.match(r"(?:this|these|it|they|such) ", asked.lower()), case.question
        assert not asked.endswith((" including?", " and?", " the?"))
        if kind(case) == "asked":
            (fact,) = case.facts
            assert not any(alias in asked for alias in fact.aliases), case.question


def test_a_swapped_body_is_one_that_the_words_do_not_name(made: tuple[Case, ...]) -> None:
    swapped = [case for case in made if kind(case) == "body_swapped"]
    assert len(swapped) >= 20
    for case in swapped:
        (fact,) = case.facts
        assert str(fact.value) in case.evidence[0][0].quote
        assert str(fact.value) not in case.question


def test_a_question_put_to_another_plan_is_of_that_plan(made: tuple[Case, ...], books: Books) -> None:
    for case in made:
        if kind(case) == "plan_swapped":
            (plan_id,) = case.plans
            named = case.question.removeprefix("Where does the ").split(" say this")[0]
            assert named in (books[plan_id].plan.title, *books[plan_id].plan.names)


def test_every_quote_is_in_its_plan_once(made: tuple[Case, ...], books: Books) -> None:
    for case in made:
        for evidence in (one for alternative in case.evidence for one in alternative):
            assert len(books[evidence.doc].squeezed.find(evidence.quote)) == 1


def test_made_questions_are_gold_like_any_other(made: tuple[Case, ...], tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "made.jsonl"
    path.write_text("".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in made), encoding="utf-8")
    assert read_cases(path) == made


@given(st.text(alphabet="abcdefgh ,.", min_size=1, max_size=80), st.integers(0, 99), st.integers(0, 9999))
def test_typing_errors_leave_numbers_and_short_words_alone(text: str, seed: int, number: int) -> None:
    whole = f"{text} {number} NHSE A&E"
    changed = misspelt(whole, random.Random(seed))
    assert changed.endswith(f"{number} NHSE A&E")
    assert abs(len(changed) - len(whole)) <= max(1, len(whole.split()) // 6)


def test_one_word_in_six_is_misspelt() -> None:
    text = "which organisation delivers planned services across several different places already"
    changed = misspelt(text, random.Random(3))
    assert sum(one != other for one, other in zip(text.split(), changed.split(), strict=True)) == 1
