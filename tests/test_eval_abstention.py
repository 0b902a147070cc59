import pytest

from eval.abstention import abstention, matrix, risk_coverage, threshold_for
from eval.grade import reading_grade
from eval.scores import Score


def score(number: int, expect: str, status: str, strict: bool = True, confidence: float | None = None) -> Score:
    kind = "false_answer_rate" if expect == "abstain" else "over_refusal_rate"
    measures = {"strict_accuracy": (float(strict), 1.0), kind: (0.0, 1.0)}
    fields = {"case": f"c{number}", "category": "date", "cluster": "c", "expect": expect, "gold": "g"}
    more = {"critical": False, "hard": False, "status": status, "measures": measures, "confidence": confidence}
    return Score.model_validate({**fields, **more})


def test_precision_and_recall_of_not_answering_by_hand() -> None:
    # Three without an answer, two of them withheld; one of two with an answer withheld: precision 2/3, recall 2/3.
    told = [
        score(1, "abstain", "not_in_plans"),
        score(2, "abstain", "not_in_plans"),
        score(3, "abstain", "answered"),
        score(4, "answer", "not_in_plans"),
        score(5, "answer", "answered"),
    ]
    found = abstention(told)
    assert found is not None
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert dict(matrix(told))["abstain"] == (1, 0, 0, 0, 2, 0, 0)


def test_without_both_kinds_there_is_nothing_to_tell() -> None:
    assert abstention([score(1, "answer", "answered")]) is None


def test_risk_and_coverage_by_hand() -> None:
    # Right, wrong, right, wrong by falling confidence: risks 0, 1/2, 1/3, 1/2; the area by trapezoids.
    told = [score(n, "answer", "answered", n % 2 == 0, 1 - n / 10) for n in range(4)]
    curve = risk_coverage(told)
    assert curve is not None
    assert curve.risk == pytest.approx((0, 1 / 2, 1 / 3, 1 / 2))
    assert curve.coverage == (0.25, 0.5, 0.75, 1.0)
    assert curve.area == pytest.approx(0.25 * (0.25 + 5 / 12 + 5 / 12))
    assert threshold_for(told, 0.4) == pytest.approx(0.8)
    assert threshold_for(told[1::2], 0.1) is None


def test_the_reading_grade_by_hand() -> None:
    # 4 words, one sentence, 4 syllables: 0.39 * 4 + 11.8 - 15.59 is below 0; 2 words with 7: 0.78 + 41.3 - 15.59
    assert reading_grade("The cat is here.") == 0
    assert reading_grade("Organisational responsibility.") == pytest.approx(0.39 * 2 + 11.8 * 12 / 2 - 15.59)
    assert reading_grade("12 %") == 0
