"""A judging model: its marks, their spread, and what becomes of replies that are none."""

import json
from pathlib import Path

import pytest

from eval.baseline import Baseline, renewed
from eval.faults import swapping_years
from eval.gate import Verdict
from eval.gold import load_dev
from eval.judge_marks import judgement_text, marks_of
from eval.judging import FORM, MARKS, judge_run_with, read_judgements
from eval.report import write_report
from eval.runs import Run
from eval.stand_in import sample_texts, stand_in
from eval.steps import gate_run, generate, score_run
from eval.tiers import smoke_of
from plans.errors import LanguageModelFailed


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    product = swapping_years(stand_in(sample_texts()))
    made = generate("dev", product, tmp_path_factory.mktemp("runs"), cases=smoke_of(load_dev(), 6))
    score_run(made)
    return made


def reply(faithful: int) -> str:
    return "Here: " + json.dumps({"correct": 3, "relevant": 5, "faithful": faithful, "why": "so"}) + " Done."


def test_every_answer_is_read_as_often_as_asked_and_the_readings_are_kept(run: Run) -> None:
    prompts: list[str] = []

    def complete(prompt: str) -> str:
        prompts.append(prompt)
        return reply(2 if len(prompts) <= 6 else 4)

    judged = judge_run_with(run, complete, judge="fake", readings=2)
    assert len(judged) == len(prompts) == 12
    assert read_judgements(run) == judged
    faithful = marks_of(judged)[2]
    assert (faithful.n, faithful.readings) == (6, 2)
    assert faithful.mean == pytest.approx(0.5)
    assert faithful.spread == pytest.approx(0.5)


def test_the_second_reading_has_the_cited_words_in_another_order(run: Run) -> None:
    prompts: list[str] = []
    several = next(trace.case for trace in run.traces() if len({one.quote for one in trace.citations}) > 1)
    judge_run_with(run, lambda prompt: prompts.append(prompt) or reply(1), judge="fake", readings=2)  # type: ignore[func-returns-value]
    at = [trace.case for trace in run.traces()].index(several)
    first, second = prompts[at], prompts[at + len(prompts) // 2]
    assert first != second
    assert sorted(first.split("\n")) == sorted(second.split("\n"))


@pytest.mark.parametrize(
    "said",
    [
        "I like it.",
        '{"faithful": "much"}',
        '{"faithful": 1}',
        "{",
        reply(0),
        reply(6),
        '{"correct": 0.5, "relevant": 1, "faithful": 1}',
    ],
)
def test_a_reply_that_is_no_mark_is_counted_and_not_taken_for_one(run: Run, said: str) -> None:
    judged = judge_run_with(run, lambda _: said, judge="fake", readings=1)
    assert marks_of(judged) == ()
    assert "0 readings, 6 failed" in judgement_text(judged, Path("judge.jsonl"))


def test_a_model_that_fails_is_told_with_its_reason(run: Run) -> None:
    def complete(_: str) -> str:
        raise LanguageModelFailed("Its time was up.")

    told = judgement_text(judge_run_with(run, complete, judge="fake", readings=1), Path("judge.jsonl"))
    assert "6 failed: Its time was up." in told


def test_a_sample_is_the_same_by_seed(run: Run) -> None:
    drawn = [judge_run_with(run, lambda _: reply(1), judge="fake", readings=1, sample=3) for _ in range(2)]
    assert len(drawn[0]) == 3
    assert drawn[0] == drawn[1]


def test_marks_are_set_beside_what_the_rules_say(run: Run) -> None:
    judged = judge_run_with(run, lambda _: reply(1), judge="fake", readings=1)
    right = {score.case: score.strict for score in run.scores()}
    assert {True, False} <= set(right.values())
    assert marks_of(judged, right)[0].right == marks_of(judged, right)[0].wrong == 0.5
    assert not any(name.startswith("judge") for score in run.scores() for name in score.measures)


def test_the_report_shows_the_marks_and_the_verdict_does_not_hang_on_them(run: Run) -> None:
    baseline = renewed(Baseline(), run="before", tier="dev", scores=run.scores(), versions={})
    judge_run_with(run, lambda _: reply(1), judge="fake", readings=2)
    ruling = gate_run(run, baseline)
    page = write_report(run, ruling=ruling)
    assert ruling.verdict is Verdict.PASS
    told = page.read_text(encoding="utf-8")
    assert "judge.faithful" in told
    assert "never part of the verdict" in told
    assert "judge.faithful" in page.with_name("report.md").read_text(encoding="utf-8")


def test_the_form_asks_for_every_mark_and_admits_no_other() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate({**dict.fromkeys(MARKS, 5), "why": "so"}, FORM)
    for wrong in ({mark: 5 for mark in MARKS}, {**dict.fromkeys(MARKS, 0), "why": ""}, {**dict.fromkeys(MARKS, 0.5)}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, FORM)
