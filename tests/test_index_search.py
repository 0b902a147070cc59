"""Search over two made-up plans, end to end: everyday words, misspelling, years, plans, and what it says of itself."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from index.dense import nearest, scope_of
from index.matching import match_concepts
from index.search import HybridSearch
from plans.errors import BrokenIndex, UnknownPlan
from plans.seams import Query, SearchResult


def found(pipeline, text: str, **options) -> SearchResult:
    return pipeline.search.search(Query(text=text, **options))


def first(pipeline, text: str, **options) -> str:
    return found(pipeline, text, **options).hits[0].passage.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When will the walk-in clinic open in Northbridge?", "walk-in clinic at Mill Street"),
        ("wen dose the wark-in clinik opun in northbrige", "walk-in clinic at Mill Street"),
        ("What about the bairns' gnashers in Northbridge?", "dental appointments for children"),
        ("Who looks after people who look after a relative in Northbridge?", "carers"),
        ("How much money goes on getting about in Eastvale?", "£2.5 million in community transport"),
        ("What does U C R stand for?", "urgent community response (UCR)"),
        ("What has been achieved for falls?", "The Falls Service was launched"),
    ],
)
def test_the_right_passage_comes_first(pipeline, question: str, words: str) -> None:
    assert words in first(pipeline, question)


def test_the_plan_named_decides_between_twins(pipeline) -> None:
    for area in ("northbridge", "eastvale"):
        hit = found(pipeline, f"What share of calls to the phone line will be answered in {area.title()}?").hits[0]
        assert hit.passage.plan_id == f"{area}-2024"


def test_a_question_about_both_plans_gets_both(pipeline) -> None:
    hits = found(pipeline, "Do both plans say how many calls will be answered?").hits[:2]
    assert {hit.passage.plan_id for hit in hits} == {"northbridge-2024", "eastvale-2024"}


def test_a_filter_by_plan_holds(pipeline) -> None:
    result = found(pipeline, "walk-in clinic", plans=("eastvale-2024",))
    assert {hit.passage.plan_id for hit in result.hits} == {"eastvale-2024"}
    assert result.examined == len(pipeline.generation.passages("eastvale-2024"))
    both = found(pipeline, "walk-in clinic", plans=("eastvale-2024", "northbridge-2024"))
    assert both.examined == pipeline.generation.size


def test_an_unknown_plan_is_told(pipeline) -> None:
    with pytest.raises(UnknownPlan, match="nowhere"):
        found(pipeline, "clinic", plans=("nowhere",))


def test_scores_fall_and_stay_within_bounds(pipeline) -> None:
    scores = [hit.score for hit in found(pipeline, "List all the dental work in Northbridge").hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_what_answers_scores_higher_than_what_does_not(pipeline) -> None:
    right = found(pipeline, "When will the walk-in clinic at Mill Street open?").hits[0].score
    assert right > 3 * found(pipeline, "How many submarines does the navy have?").hits[0].score


def test_no_passage_comes_twice_and_the_limit_holds(pipeline) -> None:
    ids = [hit.passage.id for hit in found(pipeline, "care", limit=5).hits]
    assert len(ids) == len(set(ids)) == 5


def test_a_hit_says_why(pipeline) -> None:
    signals = found(pipeline, "How many dental nurses?").hits[0].signals
    assert signals["has_number"] == 1.0
    assert set(signals) >= {"near", "best_worded", "in_asked_year"}


def test_the_words_tried_are_told(pipeline) -> None:
    terms = found(pipeline, "gnashers").terms
    assert terms[0] == "gnashers"
    assert "dental" in terms


@pytest.mark.parametrize("text", ["", "?", "the of and", "🦷", "a" * 10_000, "\x00"])
def test_any_text_is_borne(pipeline, text: str) -> None:
    assert found(pipeline, text).examined == pipeline.generation.size


def test_the_same_question_gives_the_same_result(pipeline) -> None:
    one, other = (found(pipeline, "waiting on the telephone").hits for _ in range(2))
    assert one == other


def test_vectors_of_another_model_are_refused(pipeline, embedder) -> None:
    class Other:
        name = "another"
        digest = "another"
        dimensions = 384
        encode = embedder.encode

    with pytest.raises(BrokenIndex, match="planwatch rebuild"):
        HybridSearch(pipeline.generation, Other())


def test_exact_search_finds_what_a_full_sort_finds(pipeline, embedder) -> None:
    question = embedder.encode(["dental appointments"])[0]
    (rows,) = nearest(pipeline.generation, question[None], scope_of(pipeline.generation, ()), limit=5)
    expected = np.argsort(-(np.asarray(pipeline.generation.vectors) @ question), kind="stable")[:5]
    assert rows.tolist() == expected.tolist()


def test_chromas_index_finds_the_same_beyond_the_exact_limit(pipeline, embedder, monkeypatch) -> None:
    question = embedder.encode(["dental appointments"])[0]
    scope = scope_of(pipeline.generation, ())
    (exact,) = nearest(pipeline.generation, question[None], scope, limit=5)
    monkeypatch.setattr("index.dense.EXACT_UP_TO", 0)
    assert nearest(pipeline.generation, question[None], scope, limit=5)[0].tolist() == exact.tolist()


def test_a_run_of_rows_is_matched_as_the_whole_is(pipeline) -> None:
    scope = scope_of(pipeline.generation, ("northbridge-2024",))
    asked = pipeline.search.understood(Query(text="dental nurses"), scope)
    matched = match_concepts(asked.concepts, pipeline.generation.keywords, scope.runs)
    assert len(matched.text) == scope.size
    best = pipeline.generation.at(int(scope.best(matched.text, 1)[0]))
    assert "dental nurses" in best.text


def _fit_search() -> ModuleType:
    path = Path(__file__).parent.parent / "benchmarks" / "fit_search.py"
    spec = importlib.util.spec_from_file_location("fit_search", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_that_fits_weights_cannot_open_the_held_out_part() -> None:
    refuse = _fit_search().refuse_test_part
    with pytest.raises(PermissionError, match="held out"):
        refuse("open", ("/anywhere/eval/gold/test.jsonl", "r", 0))
    with pytest.raises(PermissionError):
        refuse("open", (b"eval/gold/test_dialogues.jsonl", "r", 0))
    refuse("open", ("eval/gold/dev.jsonl", "r", 0))
    refuse("import", ("eval/gold/test.jsonl",))


def test_fitting_raises_what_marks_the_right_passages() -> None:
    script = _fit_search()
    tables = [np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.5]])]
    asked = [script.Asked("", "", False, "", "", None, None, table, table[:, 0] == 1.0, None) for table in tables]
    weights = script.fit(asked, np.ones(2), 0.01)
    assert weights[0] > 1.0 > weights[1]
