"""The pictures of the report, as data addresses that need nothing from elsewhere."""

import base64
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from eval.abstention import RiskCoverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["category_bars", "latency_histogram", "risk_curve"]

_INK, _BAR, _FAINT = "#1d2b36", "#2f6f8f", "#c9d6de"


def risk_curve(curve: RiskCoverage) -> str:
    """Risk against coverage."""
    figure, axes = _drawing(5.2, 3.2)
    axes.plot(curve.coverage, curve.risk, color=_BAR)
    axes.set(xlabel="share of answers given", ylabel="share of them wrong", xlim=(0, 1), ylim=(0, 1))
    return _address(figure)


def category_bars(shares: Mapping[str, tuple[float, int]]) -> str:
    """Strict accuracy by category, with the number of cases."""
    figure, axes = _drawing(7.2, 0.36 * len(shares) + 0.8)
    names = list(shares)[::-1]
    axes.barh([f"{name} ({shares[name][1]})" for name in names], [shares[name][0] for name in names], color=_BAR)
    axes.set(xlabel="strict accuracy", xlim=(0, 1))
    return _address(figure)


def latency_histogram(milliseconds: Sequence[float]) -> str:
    """How long answers took."""
    figure, axes = _drawing(5.2, 3.2)
    axes.hist(list(milliseconds), bins=30, color=_BAR)
    axes.set(xlabel="milliseconds", ylabel="questions")
    return _address(figure)


def _drawing(width: float, height: float) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.grid(color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, labelsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _address(figure: "Figure") -> str:
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=120, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode("ascii")
