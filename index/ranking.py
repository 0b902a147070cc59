"""Signals times weights: the order of candidates, and how likely each is to be what was asked for."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidates
from index.question import Understood
from index.signals import SIGNALS

__all__ = ["Weights", "fitted_weights", "likelihoods", "scores", "signal_table"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each signal counts, in the order of SIGNALS, and the line that turns a score into a likelihood."""

    signals: Floats
    slope: float
    offset: float


@cache
def fitted_weights() -> Weights:
    """The weights that come with the package, fitted by benchmarks/fit_search.py."""
    fields = tomllib.loads((Path(__file__).parent / "weights.toml").read_text(encoding="utf-8"))
    by_name = fields["signals"]
    return Weights(
        signals=np.array([by_name.get(name, 0.0) for name in SIGNALS], dtype=np.float32),
        slope=float(fields["likelihood"]["slope"]),
        offset=float(fields["likelihood"]["offset"]),
    )


def signal_table(asked: Understood, found: Candidates) -> Floats:
    """Every signal of every candidate: a row a candidate, a column a signal in the order of SIGNALS."""
    return np.stack([signal(asked, found) for signal in SIGNALS.values()], axis=1)


def scores(table: Floats, weights: Weights) -> Floats:
    """The score of each row of a signal table."""
    return np.asarray(table @ weights.signals, dtype=np.float32)


def likelihoods(of: Floats, weights: Weights) -> Floats:
    """How likely each score is to be that of a passage that answers: a logistic curve, 0 to 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-(weights.slope * of + weights.offset))), dtype=np.float32)
