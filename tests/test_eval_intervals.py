import math

import numpy as np
import pytest

from eval.intervals import by_cluster, cluster_interval, detectable, exact_upper, order_interval, rate
from eval.measures import Ratio
from eval.pairs import paired
from eval.scores import Score


def test_wilson_by_hand() -> None:
    # 8 of 10, z = 1.959964: centre (0.8 + z²/20) / (1 + z²/10), half width z·sqrt(0.016 + z²/400) / (1 + z²/10)
    z = 1.959964
    centre, half = (0.8 + z**2 / 20) / (1 + z**2 / 10), z * math.sqrt(0.016 + z**2 / 400) / (1 + z**2 / 10)
    found = rate(8, 10)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), abs=1e-6)


def test_nothing_seen_in_thirty_may_still_be_one_in_ten() -> None:
    assert exact_upper(30) == pytest.approx(1 - 0.05 ** (1 / 30))
    assert rate(0, 30).low == 0
    assert rate(0, 30).high == pytest.approx(0.0950, abs=1e-4)


def test_clusters_are_summed_in_the_order_in_which_they_come() -> None:
    parts, wholes = by_cluster([1, 0, 1], [1, 1, 2], ["b", "a", "b"])
    assert parts.tolist() == [2, 0]
    assert wholes.tolist() == [3, 1]


def test_the_bootstrap_draws_whole_clusters() -> None:
    # Two clusters, one all right and one all wrong: a resample is (0, 0), (0, 1), (1, 0) or (1, 1), each a quarter,
    # so the interval is 0 to 1, however many cases a cluster has.
    ratios = [Ratio(1, 1)] * 50 + [Ratio(0, 1)] * 50
    found = cluster_interval(ratios, ["one"] * 50 + ["other"] * 50)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)


def test_the_bootstrap_agrees_with_one_worked_step_by_step() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 0.0, 1.0, 0.25, 1.0, 1.0, 0.0, 0.75, 1.0]
    rng = np.random.default_rng(1)
    means = [np.mean([values[i] for i in rng.integers(0, len(values), len(values))]) for _ in range(4000)]
    found = cluster_interval([Ratio(value, 1) for value in values], [str(n) for n in range(len(values))])
    assert found.value == pytest.approx(np.mean(values))
    assert (found.low, found.high) == pytest.approx((np.quantile(means, 0.025), np.quantile(means, 0.975)), abs=0.06)


def test_the_bootstrap_is_the_same_every_time() -> None:
    ratios, clusters = [Ratio(n % 3, 2) for n in range(40)], [str(n % 13) for n in range(40)]
    assert cluster_interval(ratios, clusters) == cluster_interval(ratios, clusters)


def test_what_never_varies_has_no_width() -> None:
    assert cluster_interval([Ratio(1, 1)] * 3, ["a", "b", "c"]).low == 1


def test_the_detectable_difference_by_hand() -> None:
    # differences 1, -1, 1, -1: standard deviation sqrt(4/3); (1.96 + 0.84) · sd / 2
    assert detectable([1, -1, 1, -1]) == pytest.approx((1.959964 + 0.841621) * math.sqrt(4 / 3) / 2)
    assert detectable([1]) == math.inf


def test_a_percentile_has_its_interval_from_order_statistics() -> None:
    found = order_interval([float(n) for n in range(1, 201)], 0.95)
    assert found.low < found.value < found.high
    assert order_interval([5.0], 0.95).high == 5.0


def test_one_cluster_alone_shows_no_difference_beyond_chance() -> None:
    # Its sign may be turned or not: both arrangements are as far from nothing as what was seen.
    told = {"category": "date", "cluster": "k", "expect": "answer", "gold": "g", "status": "answered"}
    worse, right = (
        Score.model_validate(
            {**told, "case": "c", "critical": False, "hard": False, "measures": {"strict_accuracy": pair}}
        )
        for pair in ((0.0, 1.0), (1.0, 1.0))
    )
    found = paired("strict_accuracy", [right], [worse])
    assert found is not None
    assert (found.difference, found.p) == (-1.0, 1.0)
