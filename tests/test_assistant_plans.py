"""Which plans promise a thing: all of them, each with its own words, and how many do not."""

import pytest
from made_up_plan import Pipeline, _indexed, entry

from assistant.answering import Answerer
from index.generations import Generations
from index.search import HybridSearch
from plans.answer import Question, Status
from plans.bodies import Bodies
from plans.lexicon import Lexicon

BEGIN, END = ("Ash", "Beck", "Cald", "Dray", "Elm"), ("ford", "ley", "mere", "wick")
PLACES = [f"{first}{last}" for first in BEGIN for last in END]
DENTAL, ROOF = set(PLACES[::3]), set(PLACES[1::4])


def words_of(place: str, number: int) -> str:
    lines = [f"{place} Health and Care Plan 2024-2027", "", "Improving access to care"]
    lines.append(f"We will answer {60 + number}% of calls to the single phone line within 5 minutes by March 2026.")
    if place in DENTAL:
        lines += [
            "",
            "Dentistry",
            f"- We will offer {100 + number} more dental appointments for children by March 2026",
        ]
        lines += [f"- We will train {number + 2} dental nurses by 2027"]
    if place in ROOF:
        lines += ["", "Buildings", f"We will mend the roof of {place} Hospital by December 2025."]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, embedder) -> Pipeline:
    home = tmp_path_factory.mktemp("many")
    plans = [
        _indexed(entry(f"{place.lower()}-2024", words_of(place, n).splitlines()[0], place), words_of(place, n), home)
        for n, place in enumerate(PLACES)
    ]
    generation = Generations(home).write(plans, embedder=embedder)
    search = HybridSearch(generation, embedder)
    answerer = Answerer(
        search=search, register=generation, library=generation, bodies=Bodies.load(), lexicon=Lexicon.load()
    )
    return Pipeline(generation=generation, search=search, answerer=answerer)


def ids(places: set[str]) -> set[str]:
    return {f"{place.lower()}-2024" for place in places}


@pytest.mark.parametrize(
    ("question", "places", "commitments"),
    [
        ("Which plans promise more dental appointments for children?", DENTAL, len(DENTAL)),
        ("Which of the plans promise to train dental nurses?", DENTAL, len(DENTAL)),
        ("How many plans commit to mending a hospital roof?", ROOF, len(ROOF)),
        ("List all the plans that promise anything on the single phone line", set(PLACES), len(PLACES)),
    ],
)
def test_every_plan_that_promises_it_is_listed_with_its_words(
    many: Pipeline, question: str, places: set[str], commitments: int
) -> None:
    answer = many.answerer.ask(Question(text=question))
    assert answer.status is Status.ANSWERED
    assert f"**{len(places)}** of 20 plans" in answer.text
    assert f"in {commitments} commitments" in answer.text
    assert {citation.plan_id for citation in answer.citations} == ids(places)
    for citation in answer.citations:
        assert many.generation.document(citation.plan_id).text[citation.start : citation.end] == citation.quote
        assert citation.plan_title in answer.text
    if len(places) < 20:
        assert f"none on it of the other {20 - len(places)}" in answer.text


def test_a_question_put_to_some_plans_is_answered_of_those(many: Pipeline) -> None:
    some = tuple(sorted(ids(set(PLACES[:8]))))
    answer = many.answerer.ask(Question(text="Which plans promise more dental appointments?", plans=some))
    assert f"**{len(DENTAL & set(PLACES[:8]))}** of 8 plans" in answer.text
    assert {citation.plan_id for citation in answer.citations} == ids(DENTAL & set(PLACES[:8]))


def test_what_no_plan_promises_is_not_answered_with_a_list(many: Pipeline) -> None:
    answer = many.answerer.ask(Question(text="Which plans promise a helicopter landing pad?"))
    assert "of 20 plans" not in answer.text
    assert answer.status is not Status.ANSWERED
