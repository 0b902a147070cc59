"""A run that was stopped in the middle goes on where it was, and not where its answers would not belong together."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.baseline import Baseline, renewed
from eval.gate import Verdict
from eval.gold import load_dev
from eval.product import Product
from eval.runs import Run, RunError, latest_run, open_run
from eval.stand_in import sample_texts, stand_in
from eval.steps import gate_run, generate, resume, score_run
from eval.tiers import of_category, smoke_of
from plans.answer import Answer, Question
from plans.errors import WrongCall

CASES = smoke_of([case for case in load_dev() if len(case.turns) == 1], 6)


def counting(product: Product, asked: list[str], *, stop_at: int | None = None) -> Product:
    """The same product, keeping what it is asked; at its n-th question somebody presses Ctrl-C."""
    ask: Callable[[Question], Answer] = product.ask

    def counted(question: Question) -> Answer:
        if len(asked) == stop_at:
            raise KeyboardInterrupt
        asked.append(question.text)
        return ask(question)

    return replace(product, ask=counted)


@pytest.fixture(scope="module")
def product() -> Product:
    return stand_in(sample_texts())


@pytest.fixture
def stopped(product: Product, tmp_path: Path) -> Run:
    """A run that was stopped at its fifth question."""
    with pytest.raises(KeyboardInterrupt):
        generate("dev", counting(product, [], stop_at=4), tmp_path, cases=CASES)
    return latest_run(tmp_path)


def test_what_was_answered_is_kept_and_the_gate_says_what_is_missing(stopped: Run) -> None:
    assert len(stopped.traces()) == 4
    score_run(stopped)
    ruling = gate_run(stopped, Baseline())
    assert ruling.verdict is Verdict.FAIL
    assert any("no answer was kept for 2 cases" in reason for reason in ruling.failures)


def test_only_the_rest_is_asked_and_the_run_is_as_if_it_had_never_stopped(
    stopped: Run, product: Product, tmp_path: Path
) -> None:
    rest: list[str] = []
    resume(stopped, counting(product, rest))
    whole = generate("dev", product, tmp_path / "whole", cases=CASES)
    assert rest == [case.question for case in CASES[4:]]
    assert [trace.text for trace in stopped.traces()] == [trace.text for trace in whole.traces()]
    baseline = renewed(Baseline(), run="whole", tier="dev", scores=score_run(whole), versions={})
    score_run(stopped)
    assert gate_run(stopped, baseline).verdict is Verdict.PASS


def test_a_torn_last_line_and_an_error_are_asked_again(stopped: Run, product: Product) -> None:
    path = stopped.folder / "traces.jsonl"
    first, second, third, fourth = stopped.traces()
    failed = second.model_copy(update={"error": "it fell over"})
    lines = [one.model_dump_json() for one in (first, failed, third)]
    path.write_text("\n".join([*lines, fourth.model_dump_json()[:40]]), encoding="utf-8")
    asked: list[str] = []
    resume(stopped, counting(product, asked))
    assert asked == [CASES[at].question for at in (1, 3, 4, 5)]
    assert {trace.case for trace in stopped.traces()} == {case.id for case in CASES}


def test_a_run_does_not_go_on_with_another_assistant(stopped: Run, product: Product) -> None:
    with pytest.raises(WrongCall, match="the settings changed"):
        resume(stopped, replace(product, settings={"rerank_model": "other"}))
    assert len(stopped.traces()) == 4


def test_a_wrong_name_is_told_with_the_runs_there_are(stopped: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=stopped.name):
        open_run(tmp_path / "20200101T000000Z-dev")
    with pytest.raises(RunError, match="eval generate"):
        open_run(tmp_path / "none" / "20200101T000000Z-dev")


def test_a_category_without_questions_is_told_with_those_there_are() -> None:
    with pytest.raises(WrongCall, match=r"'ownr'; there are those of ambiguous"):
        of_category(CASES, "ownr")
    assert of_category(CASES, None) == CASES
