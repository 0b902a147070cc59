"""A run in numbers: each measure pooled over its cases with its interval, overall and by category."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.intervals import Interval, cluster_interval, detectable, order_interval, pooled, rate
from eval.scores import PRIMARY, Score
from eval.trace import Trace

__all__ = ["Latency", "Measured", "by_category", "latency", "latency_by_stage", "micro_citation_f1", "summarise"]

_RATES_IN_CATEGORIES = (*PRIMARY, "evidence_recall@350w", "evidence_recall@1500w", "status_right", "citation_recall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measure over `n` cases: pooled, with its interval, and averaged by case.

    `detectable` is the smallest difference that a comparison with another run of this size would show four times in
    five, were the two as unlike as strangers; 0 where no case differs from another, which tells nothing.
    """

    measure: str
    n: int
    pooled: Interval
    by_case: float
    detectable: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """How long answers took in milliseconds: median, 95th percentile with its interval, slowest."""

    n: int
    p50: float
    p95: Interval
    slowest: float


def summarise(scores: Sequence[Score], measures: Sequence[str] = ()) -> tuple[Measured, ...]:
    """Pool each measure (all that occur where none is named) over the cases it applies to."""
    names = measures or sorted({name for score in scores for name in score.measures})
    return tuple(found for name in names if (found := _measured(scores, name)) is not None)


def by_category(scores: Sequence[Score]) -> Mapping[str, Mapping[str, tuple[float, int]]]:
    """The headline measures by category, each with the number of cases it applies to there."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        groups[score.category].append(score)
    table: dict[str, dict[str, tuple[float, int]]] = {}
    for category, group in sorted(groups.items()):
        table[category] = {}
        for name in _RATES_IN_CATEGORIES:
            value = pooled(group, name)
            if value is not None:
                table[category][name] = value, sum(name in score.measures for score in group)
    return table


def micro_citation_f1(scores: Sequence[Score]) -> float | None:
    """Citation F1 of the run as a whole, from its pooled recall and precision; citation_f1 is the mean of cases."""
    recall, precision = pooled(scores, "citation_recall"), pooled(scores, "citation_precision")
    if recall is None or precision is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def latency(milliseconds: Sequence[float]) -> Latency | None:
    """Latency of the questions asked, None where nothing was timed."""
    if not milliseconds:
        return None
    p50 = order_interval(milliseconds, 0.5).value
    return Latency(n=len(milliseconds), p50=p50, p95=order_interval(milliseconds, 0.95), slowest=max(milliseconds))


def latency_by_stage(traces: Sequence[Trace]) -> Mapping[str, Latency]:
    """Latency of each stage that answers were timed in, the longest first; the run's very first answer is left out,
    since it pays for what is loaded once (the manifest has it by itself)."""
    times: dict[str, list[float]] = defaultdict(list)
    for trace in traces[1:]:
        for stage, milliseconds in trace.timings_ms.items():
            times[stage].append(milliseconds)
    found = {stage: one for stage, values in times.items() if (one := latency(values)) is not None}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].p50))


def _measured(scores: Sequence[Score], name: str) -> Measured | None:
    having = [(score, ratio) for score in scores if (ratio := score.ratio(name)) is not None]
    if not having:
        return None
    ratios = [ratio for _, ratio in having]
    if all(ratio.whole == 1 and ratio.part in (0, 1) for ratio in ratios):
        interval = rate(round(sum(ratio.part for ratio in ratios)), len(ratios))
    else:
        interval = cluster_interval(ratios, [score.cluster for score, _ in having])
    by_case = sum(ratio.value for ratio in ratios) / len(ratios)
    seen = 2**0.5 * detectable([ratio.value for ratio in ratios]) if len(ratios) > 1 else 0.0
    return Measured(measure=name, n=len(ratios), pooled=interval, by_case=by_case, detectable=seen)
