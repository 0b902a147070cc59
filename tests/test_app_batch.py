"""Batches: one result a question in order, whatever one line does."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.batch import Outcome, Response, outcomes
from app.batch_files import run_batch
from app.build import untold
from plans.answer import Question
from plans.catalogue import PlanEntry
from plans.errors import WrongCall

_ENTRIES = [PlanEntry(id="leeds-2023", title="Leeds Plan", publisher="p", edition="1", file="f.txt")]


class Echo:
    """Answers with the question, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Response:
        self.asked.append(question)
        if question.text == "break":
            raise ZeroDivisionError
        return Response(written={"id": question.id, "echo": question.text}, text=f"answer to {question.text}")


def _run(tmp_path: Path, *lines: Any) -> tuple[list[Outcome], Echo]:
    echo = Echo()
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(outcomes(raw, entries=_ENTRIES, respond=echo, home=tmp_path)), echo


def test_answers_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    found, _ = _run(tmp_path, {"id": "b", "question": "one"}, {"id": "a", "question": "two"})
    assert [outcome.written for outcome in found] == [{"id": "b", "echo": "one"}, {"id": "a", "echo": "two"}]


def test_a_dialogue_gives_an_answer_a_turn_with_what_was_said_before(tmp_path: Path) -> None:
    found, echo = _run(tmp_path, {"id": "d", "turns": [{"question": "one"}, "two"]})
    assert [outcome.written["id"] for outcome in found] == ["d#1", "d#2"]
    assert [(turn.question, turn.answer) for turn in echo.asked[1].history] == [("one", "answer to one")]


def test_history_and_plans_reach_the_question(tmp_path: Path) -> None:
    line = {"id": "a", "question": "two", "plans": ["leeds"], "history": [{"question": "one", "answer": "yes"}]}
    _, echo = _run(tmp_path, line)
    assert echo.asked[0].plans == ("leeds-2023",)
    assert echo.asked[0].history[0].answer == "yes"


def test_fields_that_are_null_or_of_others_are_passed_over(tmp_path: Path) -> None:
    line = {"id": "a", "question": "one", "plans": None, "history": None, "category": "lay words"}
    assert _run(tmp_path, line)[0][0].went_well


@pytest.mark.parametrize(
    ("line", "line_id"),
    [
        (b"{not json", None),
        (b'{"id": "a", "question": "caf\xe9"}', None),
        (b"[1, 2]", None),
        ({"question": "no id"}, None),
        ({"id": "a"}, "a"),
        ({"id": "a", "question": 5}, "a"),
        ({"id": "a", "question": ""}, "a"),
        ({"id": "a", "question": "x" * 10_000}, "a"),
        ({"id": "a", "question": "nul\0"}, "a"),
        ({"id": "a", "question": "one", "plans": ["nowhere"]}, "a"),
        ({"id": "a", "question": "one", "plans": "leeds"}, "a"),
        ({"id": "a", "question": "one", "turns": [{"question": "two"}]}, "a"),
        ({"id": "a", "turns": []}, "a"),
    ],
)
def test_a_line_that_is_not_valid_says_why_and_the_batch_goes_on(
    tmp_path: Path, line: Any, line_id: str | None
) -> None:
    found, _ = _run(tmp_path, line, {"id": "z", "question": "fine"})
    assert found[0].written["id"] == line_id
    assert found[0].written["error"].endswith(".")
    assert not found[0].went_well
    assert found[1].written == {"id": "z", "echo": "fine"}


def test_a_turn_that_is_not_valid_does_not_end_its_dialogue(tmp_path: Path) -> None:
    found, _ = _run(tmp_path, {"id": "d", "turns": ["one", " ", "three"]})
    assert [outcome.went_well for outcome in found] == [True, False, True]
    assert found[1].written["id"] == "d#2"


def test_a_fault_costs_one_line_and_is_written_down(tmp_path: Path) -> None:
    found, _ = _run(tmp_path, {"id": "a", "question": "break"}, {"id": "b", "question": "fine"})
    assert "error" in found[0].written
    assert found[1].went_well
    assert "ZeroDivisionError" in (tmp_path / "log" / "faults.log").read_text(encoding="utf-8")


def _batch(source: Path, target: Path | None) -> int:
    return run_batch(source, target, entries=_ENTRIES, respond=Echo(), home=source.parent, progress=untold)


def test_a_batch_is_written_whole_and_counts_what_failed(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'\xef\xbb\xbf{"id": "a", "question": "one"}\r\n\n{"id": "b"}\n')
    assert _batch(source, target) == 1
    written = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in written] == ["a", "b"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_batch_that_is_interrupted_leaves_the_old_result(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "question": "one"}\n{"id": "b", "question": "two"}\n', encoding="utf-8")
    target.write_text("old", encoding="utf-8")

    def stop(question: Question) -> Response:
        raise KeyboardInterrupt(question.id)

    with pytest.raises(KeyboardInterrupt):
        run_batch(source, target, entries=[], respond=stop, home=tmp_path, progress=untold)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_batch_file_that_is_missing_or_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="cannot be read"):
        _batch(tmp_path / "none.jsonl", None)
    (tmp_path / "in.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(WrongCall, match="cannot be written"):
        _batch(tmp_path / "in.jsonl", tmp_path / "none" / "out.jsonl")
