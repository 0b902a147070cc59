import json
from pathlib import Path

import pytest

from eval.check_gold import main, oddities, plan_texts, unlocated
from eval.gold import GOLD_FOLDER, GoldError, read_cases

CASE = {
    "id": "one",
    "split": "dev",
    "category": "single_target",
    "cluster": "landscape",
    "turns": [{"role": "user", "text": "How many GP practices are there?"}],
    "plans": ["kirklees-hcp-2023"],
    "expect": "answer",
    "facts": [{"id": "f1", "type": "number", "value": 291}],
    "evidence": [[{"doc": "kirklees-hcp-2023", "quote": "291 GP practices"}]],
    "author": "A",
    "reviewer": "B",
}


def gold_file(folder: Path, *cases: dict[str, object]) -> Path:
    path = folder / "some.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return path


def test_a_case_of_the_format_is_read(tmp_path: Path) -> None:
    (case,) = read_cases(gold_file(tmp_path, CASE))
    assert case.question == "How many GP practices are there?"
    assert case.answerable
    assert unlocated([case], plan_texts()) == ()
    assert oddities([case]) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"category": "sums"}, "category"),
        ({"evidence": []}, "gives no evidence"),
        ({"expect": "abstain"}, "expects 'abstain' and yet gives evidence"),
        ({"evidence": [[]]}, "an alternative is empty"),
        ({"facts": [{"id": "f", "type": "percent", "value": "5%"}]}, "needs a number"),
        ({"facts": [{"id": "f", "type": "date", "value": "March 2025"}]}, "YYYY-MM"),
        ({"facts": [{"id": "f", "type": "year", "value": "next year"}]}, "2023/24"),
        ({"facts": [{"id": "f", "type": "list"}]}, "a list needs its items"),
        ({"facts": [{"id": "f", "type": "bool", "value": 1}]}, "true or false"),
        ({"facts": [{"id": "f", "type": "text", "value": "a"}] * 2}, "two facts have the same id"),
        ({"turns": [{"role": "assistant", "text": "Hello"}]}, "the last turn must be the user's"),
    ],
)
def test_what_is_not_of_the_format_is_refused_with_its_case_named(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(GoldError) as caught:
        read_cases(gold_file(tmp_path, {**CASE, **change}))
    assert "some.jsonl, line 1, case one" in str(caught.value)
    assert said in str(caught.value)


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="used twice"):
        read_cases(gold_file(tmp_path, CASE, CASE))


def test_a_line_that_is_not_json_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps(CASE) + "\n\n{oops\n", encoding="utf-8")
    with pytest.raises(GoldError, match="line 3"):
        read_cases(path)


def test_a_quote_that_is_not_in_its_plan_fails_the_check_with_its_case_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quote = {"doc": "kirklees-hcp-2023", "quote": "292 GP practices"}
    path = gold_file(tmp_path, {**CASE, "evidence": [[quote]]})
    assert main([str(path)]) == 1
    assert "case one: not in kirklees-hcp-2023: '292 GP practices'" in capsys.readouterr().out


def test_a_quote_of_an_unknown_plan_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = gold_file(tmp_path, {**CASE, "evidence": [[{"doc": "leeds", "quote": "291 GP practices"}]]})
    assert main([str(path)]) == 1
    assert "no plan has the id 'leeds'" in capsys.readouterr().out


def test_oddities_are_shown_and_do_not_fail_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = {**CASE, "reviewer": "A", "facts": [{"id": "f1", "type": "number", "value": 7}]}
    assert main([str(gold_file(tmp_path, odd))]) == 0
    shown = capsys.readouterr().out
    assert "a reviewer who is another" in shown
    assert "fact f1: 7 is in none of its quotes" in shown


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("There are many.", "its reference does not state f1"),
        ("292 practices.", "not state f1"),
    ],
)
def test_a_model_answer_that_would_be_marked_wrong_fails_the_check(
    reference: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanting = {**CASE, "reference": reference, "facts": [{"id": "f1", "type": "number", "value": 291}]}
    assert main([str(gold_file(tmp_path, wanting))]) == 1
    assert said in capsys.readouterr().out


def test_a_model_answer_that_says_what_is_forbidden_fails_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = [{"id": "f1", "type": "number", "value": 291}]
    turned = {"reference": "291 practices and 60 hubs.", "forbidden": [{"type": "number", "value": 60}], "facts": facts}
    assert main([str(gold_file(tmp_path, {**CASE, **turned}))]) == 1
    assert "states 60, which is forbidden" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["dev", "test", "dialogues", "injection"])
def test_every_case_was_read_by_somebody_who_did_not_write_it(name: str) -> None:
    cases = [json.loads(line) for line in (GOLD_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [case["id"] for case in cases if not case["reviewer"] or case["reviewer"] == case["author"]] == []
