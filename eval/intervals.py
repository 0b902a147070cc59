"""How sure a number is: intervals for rates and for means over clusters, and the smallest difference to be seen."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures import Ratio
from eval.scores import Score

__all__ = [
    "SEED",
    "Interval",
    "by_cluster",
    "cluster_interval",
    "detectable",
    "exact_upper",
    "order_interval",
    "pooled",
    "rate",
]

SEED = 20240401
_RESAMPLES = 10_000
_POWER = 1.959964 + 0.841621  # a difference seen four times in five at the five per cent level


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def rate(successes: int, trials: int) -> Interval:
    """A share with its Wilson interval; where nothing happened, the upper end is the exact bound."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, trials, alpha=0.05, method="wilson")
    return Interval(successes / trials, float(low), exact_upper(trials) if successes == 0 else float(high))


def exact_upper(trials: int) -> float:
    """The exact one-sided 95% upper bound of a rate of which no event was seen: 1 - 0.05 ** (1 / trials)."""
    return float(1 - 0.05 ** (1 / trials))


def pooled(scores: Sequence[Score], measure: str) -> float | None:
    """A measure over all the cases it applies to, parts over wholes; None where it applies to none."""
    ratios = [ratio for score in scores if (ratio := score.ratio(measure)) is not None]
    return sum(ratio.part for ratio in ratios) / sum(ratio.whole for ratio in ratios) if ratios else None


def cluster_interval(ratios: Sequence[Ratio], clusters: Sequence[str], *, seed: int = SEED) -> Interval:
    """A pooled share with its bootstrap interval, whole clusters drawn again: BCa where it converges."""
    parts, wholes = by_cluster([ratio.part for ratio in ratios], [ratio.whole for ratio in ratios], clusters)
    value = float(parts.sum() / wholes.sum())
    if len(parts) < 2 or np.ptp(parts / wholes) == 0:
        return Interval(value, value, value)
    for method in ("BCa", "percentile"):
        low, high = _bootstrap(parts, wholes, method, seed)
        if math.isfinite(low) and math.isfinite(high):
            return Interval(value, low, high)
    raise ValueError("the bootstrap gave no finite interval")


def by_cluster(
    parts: Sequence[float], wholes: Sequence[float], clusters: Sequence[str]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Sum what was counted over each cluster, in the order in which clusters first come."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for part, whole, cluster in zip(parts, wholes, clusters, strict=True):
        sums[cluster][0] += part
        sums[cluster][1] += whole
    table = np.array(list(sums.values()), dtype=np.float64)
    return table[:, 0], table[:, 1]


def detectable(differences: Sequence[float]) -> float:
    """The smallest mean difference between two paired runs that would be seen four times in five."""
    if len(differences) < 2:
        return math.inf
    return float(_POWER * np.std(differences, ddof=1) / math.sqrt(len(differences)))


def order_interval(values: Sequence[float], quantile: float) -> Interval:
    """A percentile with its 95% interval from order statistics; the ends are the extremes where values are few."""
    from scipy.stats import binom

    ordered = sorted(values)
    low, high = (int(binom.ppf(p, len(ordered), quantile)) for p in (0.025, 0.975))
    at = float(np.quantile(ordered, quantile))
    return Interval(at, min(at, ordered[max(0, low - 1)]), max(at, ordered[min(len(ordered) - 1, high)]))


def _bootstrap(
    parts: np.ndarray[tuple[int], np.dtype[np.float64]],
    wholes: np.ndarray[tuple[int], np.dtype[np.float64]],
    method: str,
    seed: int,
) -> tuple[float, float]:
    import warnings

    from scipy.stats import bootstrap

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a BCa interval that does not converge is nan, and is looked for above
        found = bootstrap(
            (parts, wholes),
            lambda part, whole, axis=-1: part.sum(axis=axis) / whole.sum(axis=axis),
            paired=True,
            vectorized=True,
            n_resamples=_RESAMPLES,
            method=method,
            rng=np.random.default_rng(seed),
        )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
