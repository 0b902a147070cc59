import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.baseline import Baseline, renewed
from eval.comparing import comparison_text
from eval.explaining import explanation
from eval.exports import export
from eval.gate import Verdict
from eval.gold import Case, load_dev
from eval.product import Product
from eval.quick import quick, quick_text
from eval.repeats import changing
from eval.report import write_report
from eval.robustness import EVERY_KIND, robustness, robustness_text
from eval.runs import Run, RunError, latest_run, open_run
from eval.stand_in import MemoryLibrary, sample_texts, stand_in
from eval.steps import gate_run, generate, score_run
from eval.tiers import SMOKE_SIZE, cases_of, smoke_of
from plans.answer import Answer, Question
from plans.errors import WrongCall


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    return sample_texts()


@pytest.fixture(scope="module")
def product(library: MemoryLibrary) -> Product:
    return stand_in(library)


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return smoke_of([case for case in load_dev() if case.variants or len(case.turns) > 1], 12)


@pytest.fixture(scope="module")
def run(product: Product, cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("runs")
    made = generate("dev", product, folder, cases=cases, variants=True, repeats=2)
    score_run(made)
    return made


def failing(product: Product) -> Product:
    def ask(question: Question) -> Answer:
        raise RuntimeError(f"cannot answer {question.text!r}")

    return Product(ask=ask, search=product.search, library=product.library)


def test_a_run_keeps_what_it_was_asked_and_on_what(run: Run, cases: tuple[Case, ...]) -> None:
    manifest = run.manifest()
    assert manifest.cases == len(cases)
    assert set(manifest.plans) == {"kirklees-hcp-2023", "wy-jfp-2024"}
    assert manifest.machine["id"]
    assert manifest.versions["python"]
    assert set(manifest.gold) == {case.id for case in cases}
    assert run.cases() == cases
    wordings = sum(1 + len(case.variants) for case in cases)
    assert len(run.traces()) == len(run.scores()) == 2 * wordings


def test_scoring_again_asks_nothing_and_gives_the_same(run: Run) -> None:
    before = (run.folder / "scores.jsonl").read_bytes()
    score_run(run)
    assert (run.folder / "scores.jsonl").read_bytes() == before


def test_without_a_language_model_the_answers_are_the_same_every_time(run: Run) -> None:
    assert changing(run.traces()) == ()
    summary = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["repeats"]["times"] == 2
    assert summary["repeats"]["spread"] == 0
    assert summary["repeats"]["the_same"] == 1
    assert {"search", "compose", "total"} <= set(summary["stages"])


def test_other_wordings_are_set_beside_the_own(run: Run, cases: tuple[Case, ...]) -> None:
    found = robustness(run.scores(), run.traces())
    assert found is not None
    assert [one.kind for one in found.kinds[:-1]] == sorted({one.kind for case in cases for one in case.variants})
    assert found.kinds[-1].kind == EVERY_KIND
    assert found.kinds[-1].n == sum(one.n for one in found.kinds[:-1]) == sum(len(case.variants) for case in cases)
    text = robustness_text(found)
    assert all(f"strict_accuracy, {one.kind}" in text for one in found.kinds)
    assert "right in every wording" in text


def test_a_run_passes_against_itself_and_its_report_needs_nothing_from_elsewhere(run: Run) -> None:
    own = [score for score in run.scores() if not score.variant and not score.repeat]
    ruling = gate_run(run, renewed(Baseline(), run=run.name, tier="dev", scores=own, versions={}))
    assert ruling.verdict is Verdict.PASS
    page = write_report(run, ruling=ruling, before=run).read_text(encoding="utf-8")
    assert "PASS" in page
    assert "nothing to pay for a question" in page
    assert re.search(r"Of 12 questions, \d+ were answered right in every way\.", page)
    assert re.findall(r"""(?:src|href)=["'](?!data:)[^"']*""", page) == []
    assert "<script" not in page
    assert page.count("data:image/png") == 3
    assert "# Evaluation" in (run.folder / "report.md").read_text(encoding="utf-8")
    assert "<testsuites" in (run.folder / "junit.xml").read_text(encoding="utf-8")


def test_the_report_of_the_test_set_shows_no_single_question(product: Product, tmp_path: Path) -> None:
    asked = [case for case in load_dev() if case.category == "near_miss"][:3]
    made = generate("test", product, tmp_path, cases=asked)
    score_run(made)
    page = write_report(made).read_text(encoding="utf-8")
    assert "near miss" in page
    assert not any(case.question in page or case.id in page for case in asked)
    assert not any(case.id in (made.folder / "junit.xml").read_text(encoding="utf-8") for case in asked)
    with pytest.raises(WrongCall, match="not looked at one by one"):
        explanation(made, asked[0].id)


def test_an_error_is_kept_scores_nothing_and_fails_the_gate(
    product: Product, cases: tuple[Case, ...], tmp_path: Path
) -> None:
    made = generate("dev", failing(product), tmp_path, cases=cases[:2])
    scores = score_run(made)
    assert all(score.error.startswith("RuntimeError: cannot answer") for score in scores)
    assert not any(score.strict for score in scores)
    assert gate_run(made, Baseline()).verdict is Verdict.FAIL
    assert "Errors" in write_report(made).read_text(encoding="utf-8")
    found = next(score for score in scores if score.expect == "answer")
    assert found.measures["evidence_recall@5"] == (0, 1)  # it counts as nothing found, and is not averaged away


def test_runs_are_compared_over_what_they_share(
    run: Run, product: Product, cases: tuple[Case, ...], tmp_path: Path
) -> None:
    other = generate("dev", product, tmp_path, cases=cases[:8])
    score_run(other)
    told = comparison_text([run, other])
    assert "8 questions that all runs share" in told
    assert "0 fixed, 0 broken" in told
    assert "median answer" in told


def test_a_case_is_explained(run: Run, cases: tuple[Case, ...]) -> None:
    case = next(case for case in cases if case.evidence)
    told = explanation(run, case.id)
    assert case.question in told
    assert case.evidence[0][0].quote in told
    with pytest.raises(WrongCall, match="has no case"):
        explanation(run, "nothing")


# What `ragas.EvaluationDataset.from_jsonl` makes SingleTurnSamples of, and what DeepEval's
# `EvaluationDataset.add_test_cases_from_json_file` makes LLMTestCases of, by the names in their published code.
FIELDS = {
    "ragas": (("user_input", "response", "reference"), ("retrieved_contexts", "reference_contexts")),
    "deepeval": (("input", "actual_output", "expected_output"), ("retrieval_context", "context")),
}


@pytest.mark.parametrize("to", ["ragas", "deepeval"])
def test_a_run_is_written_for_other_frameworks(run: Run, to: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert export(run, to, path) == len(run.traces())
    text = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()] if to == "ragas" else json.loads(text)
    single, several = FIELDS[to]
    assert all(isinstance(row[name], str) for row in rows for name in single)
    assert all(isinstance(row[name], list) for row in rows for name in several)
    assert any(row[several[0]] for row in rows)
    with pytest.raises(WrongCall, match="is no format"):
        export(run, "trulens", path)


def test_the_quick_table_has_counts_and_intervals(product: Product, cases: tuple[Case, ...]) -> None:
    told = quick_text(quick(cases, product))
    assert f"{len(cases)} questions" in told
    assert re.search(r"strict accuracy +[01]\.\d{3} +\d\.\d{3} to \d\.\d{3} +n = 12", told)


def test_a_dialogue_asks_the_turns_before_the_one_that_counts(product: Product) -> None:
    asked: list[tuple[str, int]] = []

    def ask(question: Question) -> Answer:
        asked.append((question.text, len(question.history)))
        return product.ask(question)

    turns = [{"text": "What is the A&E target?"}, {"role": "assistant", "text": "ignored"}, {"text": "And by when?"}]
    fields = {"id": "d", "split": "dev", "category": "follow_up", "cluster": "d", "expect": "abstain"}
    case = Case.model_validate({**fields, "turns": turns})
    quick([case], Product(ask=ask, search=product.search, library=product.library))
    assert asked == [("What is the A&E target?", 0), ("And by when?", 1)]


def test_the_smoke_tier_is_small_stays_put_and_holds_every_category() -> None:
    smoke = cases_of("smoke")
    assert len(smoke) == SMOKE_SIZE
    assert {case.category for case in smoke} == {case.category for case in load_dev()}
    assert smoke_of(load_dev()[::-1]) == smoke


def test_the_test_set_is_asked_by_name_only() -> None:
    assert all(case.split == "dev" for tier in ("smoke", "dev", "dialogues") for case in cases_of(tier))
    assert all(case.split == "test" for case in cases_of("test"))
    with pytest.raises(WrongCall, match="is no tier"):
        cases_of("everything")


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    for opened in (open_run, latest_run):
        opener: Callable[[Path], Run] = opened
        with pytest.raises(RunError, match="planwatch eval generate"):
            opener(tmp_path)


def test_a_run_that_was_not_scored_says_how(product: Product, cases: tuple[Case, ...], tmp_path: Path) -> None:
    made = generate("dev", product, tmp_path, cases=cases[:1])
    with pytest.raises(RunError, match="planwatch eval score"):
        made.scores()
