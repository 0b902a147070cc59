"""The commands of assurance over the sample library: the line of delivery, the progress report, the evidence pack."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.faults import exit_status
from commitments.packs import problems_of


@pytest.fixture
def run(planwatch: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PLANWATCH_HOME", str(planwatch.settings.home))

    def ran(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = exit_status([str(argument) for argument in arguments])
        return (status, *capsys.readouterr())

    return ran


def test_the_line_of_delivery_is_printed_and_is_had_as_json(run: Any) -> None:
    status, out, err = run("delivery")
    assert status == 0
    assert "We will reduce suicide" in out
    assert "commitments serve none as far as is known." in err
    told = json.loads(run("delivery", "--json")[1])
    assert {"shared outcome", "ambition"} <= {one["kind"] for one in told["outcomes"]}
    assert all(0 < each["confidence"] <= 1 for one in told["outcomes"] for each in one["proposed"])
    assert told["serving_none"]


def test_the_progress_report_is_written_in_the_form_that_the_ending_asks_for(run: Any, tmp_path: Path) -> None:
    assert run("progress", tmp_path / "q4.html", "--plan", "kirklees", "--day", "2024-03-01")[0] == 0
    assert "Progress report, 2023/24 Q4" in (tmp_path / "q4.html").read_text(encoding="utf-8")
    assert run("progress", tmp_path / "q4.docx")[0] == 0
    assert (tmp_path / "q4.docx").read_bytes()[:2] == b"PK"
    assert run("progress", tmp_path / "q4.txt")[0] == 2


def test_a_pack_is_written_and_verifies(run: Any, planwatch: Any, tmp_path: Path) -> None:
    commitment = planwatch.register.commitments()[0].id
    assert run("pack", commitment, tmp_path / "pack.zip")[0] == 0
    assert problems_of((tmp_path / "pack.zip").read_bytes()) == ()
    status, _, err = run("pack", "none-such", tmp_path / "x.zip")
    assert status == 2
    assert "none-such" in err
