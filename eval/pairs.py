"""Two runs over the same cases, compared case by case: differences with intervals, permutation tests, McNemar, Holm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.intervals import SEED, cluster_interval, detectable
from eval.measures import Ratio
from eval.scores import PRIMARY, Score, better

__all__ = ["Discordant", "Paired", "compare", "discordant", "paired"]

_RESAMPLES = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A measure in two runs over the `n` cases that both have, the same gold in each.

    `difference` is new less old; `low` and `high` are its 95% interval by clusters; `p` is the sign-flip
    permutation test's, `adjusted` Holm's over the primary measures (None for the others). `detectable` is the
    smallest difference that so many cases would show four times in five.
    """

    measure: str
    n: int
    old: float
    new: float
    difference: float
    low: float
    high: float
    p: float
    detectable: float
    adjusted: float | None = None

    @property
    def worse(self) -> bool:
        """Whether the whole interval lies on the bad side of no difference."""
        return max(better(self.measure, self.low), better(self.measure, self.high)) < 0

    @property
    def drop(self) -> float:
        """How much worse the new run is, 0 where it is not."""
        return max(0.0, -better(self.measure, self.difference))


@dataclass(frozen=True, slots=True, kw_only=True)
class Discordant:
    """Cases right in one run only, and the p of McNemar's exact test over them."""

    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    p: float


def compare(old: Sequence[Score], new: Sequence[Score], measures: Sequence[str] = PRIMARY) -> tuple[Paired, ...]:
    """Compare two runs in each measure that both have; Holm's correction is over the primary ones only."""
    results = [result for measure in measures if (result := paired(measure, old, new)) is not None]
    return _holm(results)


def paired(measure: str, old: Sequence[Score], new: Sequence[Score], *, seed: int = SEED) -> Paired | None:
    """Compare one measure over the cases to which it applies in both runs; None where there are none."""
    couples = [
        (before, after, one.cluster)
        for one, other in _couples(old, new)
        if (before := one.ratio(measure)) is not None and (after := other.ratio(measure)) is not None
    ]
    if not couples:
        return None
    differences = [after.value - before.value for before, after, _ in couples]
    clusters = [cluster for _, _, cluster in couples]
    interval = cluster_interval([Ratio(difference, 1) for difference in differences], clusters, seed=seed)
    return Paired(
        measure=measure,
        n=len(couples),
        old=float(np.mean([before.value for before, _, _ in couples])),
        new=float(np.mean([after.value for _, after, _ in couples])),
        difference=interval.value,
        low=interval.low,
        high=interval.high,
        p=_sign_flip(differences, clusters, seed),
        detectable=detectable(differences),
    )


def discordant(old: Sequence[Score], new: Sequence[Score]) -> Discordant:
    """Which cases the new run puts right and which it breaks, in strict accuracy."""
    from statsmodels.stats.contingency_tables import mcnemar

    fixed = tuple(after.key for before, after in _couples(old, new) if after.strict and not before.strict)
    broken = tuple(after.key for before, after in _couples(old, new) if before.strict and not after.strict)
    p = mcnemar([[0, len(broken)], [len(fixed), 0]], exact=True).pvalue if fixed or broken else 1.0
    return Discordant(fixed=fixed, broken=broken, p=float(p))


def _couples(old: Sequence[Score], new: Sequence[Score]) -> list[tuple[Score, Score]]:
    """The scores of both runs for the same question and the same gold."""
    before: Mapping[tuple[str, int, str], Score] = {(score.key, score.repeat, score.gold): score for score in old}
    return [(before[key], score) for score in new if (key := (score.key, score.repeat, score.gold)) in before]


def _sign_flip(differences: Sequence[float], clusters: Sequence[str], seed: int) -> float:
    """The two-sided p of a paired permutation test in which whole clusters change sign together."""
    from scipy.stats import permutation_test

    sums: dict[str, float] = {}
    for difference, cluster in zip(differences, clusters, strict=True):
        sums[cluster] = sums.get(cluster, 0.0) + difference
    values = np.array(list(sums.values()))
    if len(values) < 2 or not values.any():
        return 1.0
    found = permutation_test(
        (values,),
        lambda sample, axis=-1: sample.sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def _holm(results: Sequence[Paired]) -> tuple[Paired, ...]:
    from statsmodels.stats.multitest import multipletests

    primary = [result for result in results if result.measure in PRIMARY]
    if not primary:
        return tuple(results)
    adjusted = multipletests([result.p for result in primary], method="holm")[1]
    by_measure = {result.measure: float(p) for result, p in zip(primary, adjusted, strict=True)}
    return tuple(replace(result, adjusted=by_measure.get(result.measure)) for result in results)
