import json
from pathlib import Path

import pytest

from eval.gold import Case
from eval.second_reader import SecondAnswer, main, seconded


def case(number: int, expect: str) -> Case:
    evidence = [[{"doc": "oak", "quote": "some words"}]] if expect == "answer" else []
    facts = [{"id": "f", "type": "percent", "value": number}] if expect == "answer" else []
    fields = {"id": f"c{number}", "split": "dev", "category": "date", "cluster": "c", "expect": expect}
    return Case.model_validate({**fields, "turns": [{"text": "What?"}], "evidence": evidence, "facts": facts})


CASES = {one.id: one for one in (case(1, "answer"), case(2, "answer"), case(3, "abstain"), case(4, "abstain"))}


def test_kappa_by_hand() -> None:
    # Both say answer, answer, abstain; on the fourth they differ: 3/4 agree, chance 1/2, kappa (3/4 - 1/2) / (1/2)
    told = [("c1", "answer", "1%"), ("c2", "answer", "7%"), ("c3", "abstain", ""), ("c4", "answer", "4%")]
    found = seconded(
        [SecondAnswer.model_validate(dict(zip(("id", "expect", "answer"), t, strict=True))) for t in told], CASES
    )
    assert found.n == 4
    assert found.kappa == pytest.approx(0.5)
    assert found.other_expectation == ("c4",)
    assert found.other_facts == ("c2",)


def test_too_little_agreement_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, answers = tmp_path / "gold.jsonl", tmp_path / "second.jsonl"
    gold.write_text("\n".join(one.model_dump_json() for one in CASES.values()), encoding="utf-8")
    lines = [{"id": name, "expect": "answer" if name == "c3" else one.expect} for name, one in CASES.items()]
    answers.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main([str(answers), str(gold)]) == 1
    assert "kappa 0.500" in capsys.readouterr().out
