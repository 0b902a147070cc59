"""When the assistant should not answer, and does; when it should, and does not; how risk grows with coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.outcomes import ANSWERING
from eval.scores import Score

__all__ = [
    "EXPECTED",
    "STATUSES",
    "Abstention",
    "RiskCoverage",
    "abstention",
    "matrix",
    "risk_coverage",
    "threshold_for",
]

EXPECTED = ("answer", "partial", "correct_premise", "clarify", "abstain", "redirect")
STATUSES = ("answered", "partly", "false_premise", "clarify", "not_in_plans", "out_of_scope", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Precision, recall and F1 of not answering, where the positive is a question that has no answer."""

    precision: float
    recall: float
    f1: float
    unanswerable: int
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """The share answered wrongly (`risk`) among the `coverage` most confident answers, and the area beneath."""

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float


def abstention(scores: Sequence[Score]) -> Abstention | None:
    """How well it is told which questions have no answer; None where there are none of either kind."""
    from sklearn.metrics import precision_recall_fscore_support

    judged = [score for score in scores if _kind(score) is not None and not score.error]
    truth = [_kind(score) == "false_answer_rate" for score in judged]
    given = [score.status not in ANSWERING and score.status != "false_premise" for score in judged]
    if not any(truth) or all(truth):
        return None
    precision, recall, f1, _ = precision_recall_fscore_support(truth, given, average="binary", zero_division=0.0)
    return Abstention(
        precision=float(precision), recall=float(recall), f1=float(f1), unanswerable=sum(truth), withheld=sum(given)
    )


def matrix(scores: Sequence[Score]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """For each expectation that occurs, how many questions were met with each status of STATUSES."""
    return tuple(
        (
            expect,
            tuple(sum(score.expect == expect and score.status == status for score in scores) for status in STATUSES),
        )
        for expect in EXPECTED
        if any(score.expect == expect for score in scores)
    )


def risk_coverage(scores: Sequence[Score]) -> RiskCoverage | None:
    """The curve over the answers given, the most confident first; None where fewer than two have a confidence."""
    from sklearn.metrics import auc

    answered = sorted(
        (score for score in scores if score.confidence is not None and score.status in ANSWERING),
        key=lambda score: (-(score.confidence or 0.0), score.key),
    )
    if len(answered) < 2:
        return None
    wrong = 0
    coverage, risk = [], []
    for number, score in enumerate(answered, start=1):
        wrong += not score.strict
        coverage.append(number / len(answered))
        risk.append(wrong / number)
    return RiskCoverage(coverage=tuple(coverage), risk=tuple(risk), area=float(auc(coverage, risk)))


def threshold_for(scores: Sequence[Score], risk: float) -> float | None:
    """The lowest confidence at which the share answered wrongly is still at most `risk`; chosen on dev only."""
    curve = risk_coverage(scores)
    if curve is None:
        return None
    confidences = sorted(
        (score.confidence for score in scores if score.confidence is not None and score.status in ANSWERING),
        reverse=True,
    )
    allowed = [confidence for confidence, at in zip(confidences, curve.risk, strict=True) if at <= risk]
    return allowed[-1] if allowed else None


def _kind(score: Score) -> str | None:
    """Which of the two rates a question counts in."""
    return next((name for name in ("false_answer_rate", "over_refusal_rate") if name in score.measures), None)
