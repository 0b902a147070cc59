import json
from pathlib import Path

import pytest

from eval.gold import Case
from eval.second_reader import SecondAnswer, drawn, main, seconded


def case(number: int, expect: str) -> Case:
    evidence = [[{"doc": "oak", "quote": "some words"}]] if expect == "answer" else []
    facts = [{"id": "f", "type": "percent", "value": number}] if expect == "answer" else []
    fields = {"id": f"c{number}", "split": "dev", "category": "date", "cluster": "c", "expect": expect}
    return Case.model_validate({**fields, "turns": [{"text": "What?"}], "evidence": evidence, "facts": facts})


CASES = {one.id: one for one in (case(1, "answer"), case(2, "answer"), case(3, "abstain"), case(4, "abstain"))}


def gold_file(folder: Path) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(one.model_dump_json() for one in CASES.values()), encoding="utf-8")
    return path


def test_kappa_by_hand() -> None:
    # Both say answer, answer, abstain; on the fourth they differ: 3/4 agree, chance 1/2, kappa (3/4 - 1/2) / (1/2)
    told = [("c1", "answer", "1%"), ("c2", "answer", "7%"), ("c3", "abstain", ""), ("c4", "answer", "4%")]
    found = seconded(
        [SecondAnswer.model_validate(dict(zip(("id", "expect", "answer"), t, strict=True))) for t in told], CASES
    )
    assert found.n == 4
    assert found.kappa == pytest.approx(0.5)
    assert found.other_expectation == ("c4",)
    assert found.facts == 2
    assert found.other_facts == ("c2",)


def test_too_little_agreement_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "second.jsonl"
    lines = [{"id": name, "expect": "answer" if name == "c3" else one.expect} for name, one in CASES.items()]
    answers.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main(["--answers", str(answers), str(gold_file(tmp_path))]) == 1
    assert "kappa 0.500" in capsys.readouterr().out


def test_a_drawn_question_shows_nothing_of_its_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--draw", "3", "--seed", "4", str(gold_file(tmp_path))]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(shown) == 3
    assert all(set(one) == {"id", "turns"} for one in shown)


def test_the_same_seed_draws_the_same_questions_in_any_order() -> None:
    cases = list(CASES.values())
    assert drawn(cases, 2, 9) == drawn(cases[::-1], 2, 9)


def test_the_second_authors_answers_to_the_projects_gold_agree_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "50 cases answered twice" in capsys.readouterr().out
