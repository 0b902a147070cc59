"""The baseline: what the last accepted run scored case by case, and the floors that may only rise."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.scores import LOWER_IS_BETTER, PRIMARY, Score, better
from eval.summary import summarise
from plans.errors import PlanwatchError

__all__ = [
    "BASELINE",
    "EVERY",
    "Baseline",
    "BaselineError",
    "FloorLowered",
    "read_baseline",
    "renewed",
    "stricter",
    "write_baseline",
]

EVERY = "every"
BASELINE = Path(__file__).parent / "baseline.json"


class BaselineError(PlanwatchError):
    """The baseline file is missing or is not as its format has it."""


class FloorLowered(PlanwatchError):
    """Renewing the baseline would lower a floor; floors only rise."""


class Baseline(BaseModel):
    """`scores` are those of the accepted runs, reduced to what a comparison needs; `runs` and `versions` say where
    they come from, by tier.

    `floors` bound a measure from below, or from above where less is better: those of EVERY in all runs, those of
    a tier in its runs, over the questions that the baseline knows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs: Mapping[str, str] = Field(default_factory=dict)
    versions: Mapping[str, str] = Field(default_factory=dict)
    floors: Mapping[str, Mapping[str, float]] = Field(default_factory=dict)
    scores: tuple[Score, ...] = ()

    def known(self) -> frozenset[tuple[str, int, str]]:
        """The questions it holds scores of: key, repeat, and the hash of their gold."""
        return frozenset((score.key, score.repeat, score.gold) for score in self.scores)

    def with_floors(self, tier: str, floors: Mapping[str, float]) -> Self:
        """The baseline with a tier's floors raised.

        Raises FloorLowered where one would be lowered or dropped.
        """
        for measure, floor in self.floors.get(tier, {}).items():
            if measure not in floors or better(measure, floors[measure] - floor) < 0:
                raise FloorLowered(f"The floor of {measure} stands at {floor:g} and may only be made stricter.")
        return self.model_copy(update={"floors": {**self.floors, tier: dict(floors)}})


def read_baseline(path: Path = BASELINE) -> Baseline:
    """Read a baseline.

    Raises BaselineError.
    """
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"The baseline {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise BaselineError(f"The baseline {path} is not as its format has it: {error.errors()[0]['msg']}.") from error


def write_baseline(baseline: Baseline, path: Path = BASELINE) -> None:
    """Write a baseline, a score a line, so that a review shows which cases changed."""
    fields = baseline.model_dump(mode="json", exclude={"scores"})
    head = json.dumps(fields, indent=1, ensure_ascii=False).removesuffix("\n}")
    rows = ",\n".join("  " + score.model_dump_json() for score in baseline.scores)
    path.write_text(f'{head},\n "scores": [\n{rows}\n ]\n}}\n', encoding="utf-8")


def renewed(
    baseline: Baseline, *, run: str, tier: str, scores: Sequence[Score], versions: Mapping[str, str]
) -> Baseline:
    """The baseline of a newly accepted run; a primary floor of its tier rises to the worse end of its interval.

    A floor is what chance does not explain; smaller losses are the comparison's to see, case by case. Floors never
    fall while the questions are the same; a run that asks new or changed ones sets its tier's floors anew, since
    those of other questions say nothing of these. Scores of cases that the run did not ask (another tier's) are kept
    as they were.
    """
    asked = {(score.key, score.repeat) for score in scores}
    kept = [score for score in baseline.scores if (score.key, score.repeat) not in asked]
    same = {(score.key, score.repeat, score.gold) for score in scores} <= baseline.known()
    held = baseline if same else baseline.model_copy(update={"floors": {**baseline.floors, tier: {}}})
    floors = dict(held.floors.get(tier, {}))
    for one in summarise(scores, PRIMARY):
        end = one.pooled.high if one.measure in LOWER_IS_BETTER else one.pooled.low
        floors[one.measure] = stricter(one.measure, floors.get(one.measure), round(end, 3))
    merged = sorted((*kept, *(_reduced(score) for score in scores)), key=lambda score: (score.key, score.repeat))
    return held.with_floors(tier, floors).model_copy(
        update={"runs": {**baseline.runs, tier: run}, "versions": dict(versions), "scores": tuple(merged)}
    )


def stricter(measure: str, floor: float | None, other: float) -> float:
    """The stricter of two floors of a measure."""
    return other if floor is None or better(measure, other - floor) > 0 else floor


def _reduced(score: Score) -> Score:
    measures = {name: pair for name, pair in score.measures.items() if name in PRIMARY}
    return score.model_copy(
        update={"measures": measures, "notes": (), "total_ms": 0.0, "search_ms": 0.0, "confidence": None}
    )
