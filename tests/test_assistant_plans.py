"""Which plans promise a thing: all of them, each with its own words, and how many do not."""

import pytest
from made_up_plan import Pipeline, _indexed, entry

from assistant.answering import Answerer
from assistant.likely_kinds import LikelyKinds
from index.answerability import load_answerability
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
        search=search,
        register=generation,
        library=generation,
        bodies=Bodies.load(),
        lexicon=Lexicon.load(),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(embedder.encode),
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


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which plans mention dental nurses?", DENTAL),
        ("Which plans refer to a hospital roof?", ROOF),
        ("How many plans mention the single phone line?", set(PLACES)),
        ("Which of the plans set a target for dental appointments?", DENTAL),
        ("Which plans have a target for calls to the single phone line?", set(PLACES)),
    ],
)
def test_plans_that_mention_it_or_set_a_target_are_all_listed(many: Pipeline, question: str, places: set[str]) -> None:
    answer = many.answerer.ask(Question(text=question))
    assert answer.status is Status.ANSWERED
    assert f"**{len(places)}** of 20 plans" in answer.text
    assert {citation.plan_id for citation in answer.citations} == ids(places)
    for citation in answer.citations:
        assert many.generation.document(citation.plan_id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which plans do not mention dentistry?", DENTAL),
        ("Which plans say nothing about a hospital roof?", ROOF),
        ("Which plans don't promise any dental nurses?", DENTAL),
        ("Which plans have no target for dental appointments?", DENTAL),
    ],
)
def test_plans_that_do_not_are_all_named_and_some_that_do_are_cited(
    many: Pipeline, question: str, places: set[str]
) -> None:
    answer = many.answerer.ask(Question(text=question))
    assert answer.status is Status.ANSWERED
    assert f"**{20 - len(places)}** of 20 plans" in answer.text
    listed = answer.text.partition("The other")[0]
    assert {place for place in PLACES if f"- {place} Health" in listed} == set(PLACES) - places
    assert f"The other {len(places)} do" in answer.text
    assert {citation.plan_id for citation in answer.citations} <= ids(places)
    assert len({citation.plan_id for citation in answer.citations}) == 3


@pytest.mark.parametrize(("asked", "count"), [("mention", 0), ("do not mention", 20)])
def test_what_no_plan_mentions_is_counted_too(many: Pipeline, asked: str, count: int) -> None:
    answer = many.answerer.ask(Question(text=f"Which plans {asked} helicopters?"))
    assert answer.status is Status.NOT_IN_PLANS
    assert f"**{count}** of 20 plans" in answer.text


def test_of_many_plans_the_nearest_are_set_side_by_side(many: Pipeline) -> None:
    answer = many.answerer.ask(Question(text="Do both plans answer calls within 5 minutes?"))
    assert "Of 20 plans, the 8 nearest" in answer.text
    assert len({citation.plan_id for citation in answer.citations}) <= 8


def test_who_sees_some_plans_is_told_of_those_alone(many: Pipeline) -> None:
    seen = many.generation.limited_to(ids(set(PLACES[:8])))
    mentioned = {one.plan_id for one in seen.mentions([[("dental",), ("dentist",)]])}
    assert mentioned == ids(DENTAL & set(PLACES[:8]))
    assert {passage.plan_id for passage in seen.sample(1000)} == ids(set(PLACES[:8]))
    assert len(seen.sample(8)) < len(seen.sample(1000))
