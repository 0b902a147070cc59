"""The pages about the service: scores that are those of an evaluation, and a record of what really runs."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.web.scores import last_scores
from app.web.site_pages import record
from eval.runs import Manifest, Run
from eval.scores import Score
from plans.settings import Settings


def a_run(home: Path, name: str, *, tier: str = "test", right: int = 90, asked: int = 120) -> None:
    run = Run(home / "runs" / name)
    run.start(Manifest(id=name, made="", tier=tier, cases=asked, seed=1), (), {})
    run.write_scores([a_score(n, right=n < right) for n in range(asked)])


def a_score(number: int, *, right: bool) -> Score:
    return Score(
        case=f"case-{number}", category="c", cluster=f"k{number}", expect="answer", critical=False, hard=False,
        status="answered", gold="", measures={"strict_accuracy": (float(right), 1.0)},
    )  # fmt: skip


def test_without_a_run_the_scores_are_those_of_the_accepted_baseline(tmp_path: Path) -> None:
    scores = last_scores(Settings(home=tmp_path))
    assert not scores.here
    assert scores.made is not None
    assert scores.questions > 100
    assert {"Right in every way", "Quoted word for word"} <= {row.name for row in scores.rows}


def test_the_last_whole_run_in_the_home_is_shown_with_its_day_and_interval(tmp_path: Path) -> None:
    a_run(tmp_path, "20260301T101500Z-test", right=60)
    a_run(tmp_path, "20260401T101500Z-test")
    a_run(tmp_path, "20260402T101500Z-smoke", tier="smoke")
    a_run(tmp_path, "20260403T101500Z-test", asked=20)
    scores = last_scores(Settings(home=tmp_path))
    assert (scores.here, scores.held_out, scores.made, scores.questions) == (True, True, date(2026, 4, 1), 120)
    (row,) = scores.rows
    # 90 of 120; Wilson's 95% interval by hand is 0.6656 to 0.8187
    assert (row.value, row.between) == ("75%", "67% to 82%")
    assert "Of 120 questions, 90 were answered" in row.reading


def test_a_run_that_is_scored_again_is_read_again(tmp_path: Path) -> None:
    import os

    a_run(tmp_path, "20260401T101500Z-test")
    assert last_scores(Settings(home=tmp_path)).rows[0].value == "75%"
    a_run(tmp_path, "20260401T101500Z-test", right=30)
    os.utime(tmp_path / "runs" / "20260401T101500Z-test" / "scores.jsonl", (1, 1))
    assert last_scores(Settings(home=tmp_path)).rows[0].value == "25%"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "without a language model"),
        ({"llm_base_url": "https://models.example/v1", "llm_model": "big-7b"}, "big-7b, asked at models.example"),
        ({"chroma_url": "http://ann:secret@vectors.example:8000"}, "With http at vectors.example"),
        ({"database_url": "postgresql+psycopg://ann:secret@db.example/checks"}, "With postgresql at db.example"),
        ({"embed_model": "some/model"}, "some/model"),
    ],
)
def test_the_record_tells_what_runs_and_no_password(planwatch: object, settings: dict[str, str], said: str) -> None:
    class Configured:
        library = planwatch.library  # type: ignore[attr-defined]

    configured = Configured()
    configured.settings = Settings(  # type: ignore[attr-defined]
        home=Path("/nowhere"), llm_api_key=SecretStr("secret"), **settings
    )
    told = " ".join(value for part in record(configured) for _, value in part.rows)  # type: ignore[arg-type]
    assert said in told
    assert "secret" not in told
