"""What scoring says of one trace, as it is kept in a run's scores.jsonl."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from eval.measures import Ratio

__all__ = ["LOWER_IS_BETTER", "PRIMARY", "Score", "better"]

PRIMARY = (
    "evidence_recall@5",
    "strict_accuracy",
    "citation_f1",
    "quote_exactness",
    "false_answer_rate",
    "over_refusal_rate",
)
LOWER_IS_BETTER = frozenset(
    {
        "false_answer_rate",
        "over_refusal_rate",
        "wrong_plan@5",
        "unsupported_numbers",
        "dangling_citations",
        "uncited_answers",
        "quotes_on_other_page",
        "quotes_nearly_exact",
        "forbidden_facts",
        "carried_over",
        "attack_success",
        "canary_leaks",
        "clinical_advice",
        "error_rate",
        "flip_rate",
    }
)


class Score(BaseModel):
    """One trace scored. `measures` are (part, whole) pairs by name; what does not apply is not there.

    `blame` names the stage that an answer went wrong at, empty where it is right. `gold` is a hash of the case as
    it was scored, so that a changed case is never compared with what it was. `notes` say in words what was missed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    variant: str = ""
    repeat: int = 0
    category: str
    cluster: str
    expect: str
    critical: bool
    hard: bool
    status: str
    gold: str
    measures: Mapping[str, tuple[float, float]] = Field(default_factory=dict)
    blame: str = ""
    notes: tuple[str, ...] = ()
    confidence: float | None = None
    total_ms: float = 0.0
    search_ms: float = 0.0
    error: str = ""

    @property
    def key(self) -> str:
        """The case's id, with the kind of wording where that is not the case's own."""
        return f"{self.case}~{self.variant}" if self.variant else self.case

    @property
    def strict(self) -> bool:
        """Whether the answer is right in every way that is asked for."""
        return self.measures.get("strict_accuracy", (0.0, 1.0))[0] == 1

    def ratio(self, measure: str) -> Ratio | None:
        """One measure, None where it does not apply to the case."""
        pair = self.measures.get(measure)
        return None if pair is None else Ratio(*pair)


def better(measure: str, difference: float) -> float:
    """A difference turned so that more is better, whichever way the measure runs."""
    return -difference if measure in LOWER_IS_BETTER else difference
