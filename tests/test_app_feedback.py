"""Reports of wrong answers: kept, listed, and made into cases that the evaluation takes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.faults import exit_status
from app.feedback import Feedback, keep_feedback, read_feedback
from eval.check_gold import main as check_gold
from eval.gold import read_cases

Run = Callable[..., tuple[int, str, str]]
DENTAL = "We plan to achieve a minimum of 3% further improvement on the adult and children access figures."


@pytest.fixture
def home(planwatch: Any, tmp_path: Path) -> Path:
    """A home with the sample library and a folder of reports of its own."""
    home = tmp_path / "home"
    home.mkdir()
    for part in planwatch.settings.home.iterdir():
        if part.name not in ("feedback", "log"):
            (home / part.name).symlink_to(part)
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = exit_status(["--home", str(home), *(str(argument) for argument in arguments)])
        return (status, *capsys.readouterr())

    return ran


def report(home: Path, **given: Any) -> Feedback:
    fields = {"question": "How much better will dental access get?", "wrong": "It gives last year's rise", "right": ""}
    return keep_feedback(home, Feedback(**{**fields, **given}))


def test_reports_are_listed_and_shown_with_the_answer_that_was_given(home: Path, run: Run) -> None:
    kept = report(home, receipt={"answer": "5.5% [1]"}, earlier=("What is planned for dentists?",))
    assert json.loads(run("feedback", "list", "--json")[1])[0]["id"] == kept.id
    status, shown, _ = run("feedback", "show", kept.id[:12])
    assert status == 0
    for words in (kept.question, "5.5% [1]", "It gives last year's rise", "What is planned for dentists?"):
        assert words in shown
    assert read_feedback(home) == (kept,)


@pytest.mark.parametrize("right", [DENTAL, f"On page 4: “{DENTAL}”", DENTAL.lower().replace(" ", "\n")])
def test_words_of_a_plan_that_a_person_gives_become_the_evidence_of_a_case(home: Path, run: Run, right: str) -> None:
    kept = report(home, right=right)
    status, _, _ = run("feedback", "promote", kept.id)
    file = home / "feedback" / "candidates.jsonl"
    (case,) = read_cases(file)
    assert status == 0
    assert (case.expect, case.question, case.plans) == ("answer", kept.question, ("wy-jfp-2024",))
    assert [[one.quote for one in alternative] for alternative in case.evidence] == [[DENTAL.rstrip(".")]]
    assert check_gold([str(file), "--quiet"]) == 0


def test_a_follow_up_is_promoted_with_the_questions_before_it(home: Path, run: Run) -> None:
    kept = report(home, right=DENTAL, earlier=("What is planned for dentists?",))
    run("feedback", "promote", kept.id)
    (case,) = read_cases(home / "feedback" / "candidates.jsonl")
    assert case.category == "follow_up"
    assert [turn.text for turn in case.turns] == ["What is planned for dentists?", kept.question]


@pytest.mark.parametrize(
    ("right", "options", "expect"),
    [
        ("the plans are silent", ("--expect", "abstain"), "abstain"),
        ("3 in a hundred more", ("--quote", DENTAL), "answer"),
        ("it should ask which", ("--expect", "clarify"), "clarify"),
        ("", ("--expect", "partial", "--quote", DENTAL), "partial"),
    ],
)
def test_a_developer_says_what_should_come_of_it_where_the_report_does_not(
    home: Path, run: Run, tmp_path: Path, right: str, options: tuple[str, ...], expect: str
) -> None:
    kept = report(home, right=right)
    out = tmp_path / "cases.jsonl"
    assert run("feedback", "promote", kept.id, *options, "--out", out)[0] == 0
    assert [case.expect for case in read_cases(out)] == [expect]
    assert check_gold([str(out), "--quiet"]) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "stands in no plan word for word"),
        (("--quote", "a sentence that no plan has ever said"), "stands in no plan of the library"),
        (("--expect", "answer"), "give the words of a plan"),
        (("--expect", "applause"), "not known"),
    ],
)
def test_what_cannot_be_a_case_is_refused_with_what_to_give(
    home: Path, run: Run, options: tuple[str, ...], said: str
) -> None:
    kept = report(home, right="more than that, surely")
    status, _, err = run("feedback", "promote", kept.id, *options)
    assert status == 2
    assert said in err
    assert not (home / "feedback" / "candidates.jsonl").exists()


def test_a_report_is_promoted_once(home: Path, run: Run) -> None:
    kept = report(home, right=DENTAL)
    assert run("feedback", "promote", kept.id)[0] == 0
    status, _, err = run("feedback", "promote", kept.id)
    assert status == 2
    assert "already" in err


def test_a_report_that_is_not_there_is_told(run: Run) -> None:
    status, _, err = run("feedback", "show", "20200101-none")
    assert status == 2
    assert "names no report" in err
