"""Whether a run may pass: floors, critical cases, and primary measures compared with the baseline."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.baseline import EVERY, Baseline
from eval.intervals import pooled
from eval.pairs import Paired, compare
from eval.scores import LOWER_IS_BETTER, Score, better

__all__ = ["NOTABLE_DROP", "Floor", "Ruling", "Verdict", "judge_run"]

NOTABLE_DROP = 0.02


class Verdict(StrEnum):
    """What the gate says."""

    PASS = "PASS"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A bound that a measure must keep to, over so many questions: from below, or from above where less is better."""

    measure: str
    value: float
    bound: float
    questions: int

    @property
    def held(self) -> bool:
        """Whether it does."""
        return better(self.measure, self.value - self.bound) >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The verdict with its reasons, the floors, and the primary measures compared with the baseline."""

    verdict: Verdict
    failures: tuple[str, ...]
    warnings: tuple[str, ...]
    compared: tuple[Paired, ...]
    floors: tuple[Floor, ...] = ()


def judge_run(scores: Sequence[Score], baseline: Baseline, *, tier: str, expected: Collection[str]) -> Ruling:
    """Judge a run of a tier. `expected` are the keys of the cases that it was to ask.

    FAIL where data is missing or not a number, a question met an error, a critical case went from right to wrong,
    a floor is missed, or a primary measure fell with its whole interval below no change. WARN where one fell by
    more than two points and the interval spans no change. PASS otherwise.
    """
    compared, floors = compare(baseline.scores, scores), _all_floors(scores, baseline, tier)
    failures = (*_missing(scores, expected), *_critical(scores, baseline))
    failures += tuple(_missed(floor) for floor in floors if not floor.held)
    failures += tuple(f"{_change(one)}; the whole interval is worse" for one in compared if one.worse)
    warnings = tuple(
        f"{_change(one)}; the interval spans no change" for one in compared if not one.worse and one.drop > NOTABLE_DROP
    )
    verdict = Verdict.FAIL if failures else Verdict.WARN if warnings else Verdict.PASS
    return Ruling(verdict=verdict, failures=failures, warnings=warnings, compared=compared, floors=floors)


def _missing(scores: Sequence[Score], expected: Collection[str]) -> tuple[str, ...]:
    absent = sorted(set(expected) - {score.key for score in scores})
    lines = [f"no answer was kept for {_few(absent)}"] if absent else []
    failed = sorted({score.key for score in scores if score.error})
    lines += [f"an error met {_few(failed)}"] if failed else []
    broken = sorted({score.key for score in scores if _not_a_number(score)})
    lines += [f"a measure is not a number for {_few(broken)}"] if broken else []
    return tuple(lines if scores else [*lines, "the run holds no scores"])


def _critical(scores: Sequence[Score], baseline: Baseline) -> tuple[str, ...]:
    right = {(score.key, score.repeat, score.gold) for score in baseline.scores if score.strict}
    return tuple(
        f"the critical case {score.key} was right and is wrong now ({score.blame or score.status})"
        for score in scores
        if score.critical and not score.strict and (score.key, score.repeat, score.gold) in right
    )


def _all_floors(scores: Sequence[Score], baseline: Baseline, tier: str) -> tuple[Floor, ...]:
    """The floors of every run, and those of the tier: these hold for the questions they were set on, so that new
    questions, harder or easier, move none."""
    every, own = baseline.floors.get(EVERY, {}), baseline.floors.get(tier, {})
    known = baseline.known()
    familiar = [score for score in scores if (score.key, score.repeat, score.gold) in known]
    return (*_floors(scores, every), *_floors(familiar, own))


def _floors(scores: Sequence[Score], bounds: Mapping[str, float]) -> tuple[Floor, ...]:
    """The floors of those measures that apply to any of the questions."""
    return tuple(
        Floor(
            measure=measure,
            value=value,
            bound=bound,
            questions=sum(measure in score.measures for score in scores),
        )
        for measure, bound in bounds.items()
        if (value := pooled(scores, measure)) is not None
    )


def _missed(floor: Floor) -> str:
    side = "at most" if floor.measure in LOWER_IS_BETTER else "at least"
    return f"{floor.measure} is {floor.value:.3f}; it must be {side} {floor.bound:g}"


def _not_a_number(score: Score) -> bool:
    return any(not math.isfinite(part) or not whole for part, whole in score.measures.values())


def _change(one: Paired) -> str:
    return f"{one.measure} went from {one.old:.3f} to {one.new:.3f} (n = {one.n}, {one.low:+.3f} to {one.high:+.3f})"


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{len(names)} cases: {shown}" + (", …" if len(names) > 8 else "")
