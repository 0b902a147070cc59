"""Whether words answer a question, by the signs of the words and by reading the two together, weighed as one.

Neither tells alone: a near miss shares the words, and a small model misreads what is said in other words. The weights
are a logistic regression's (`benchmarks/fit_sufficiency.py`), over questions that the model was not trained on.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from assistant.evidence import Evidence
from assistant.sufficiency import Sufficiency
from assistant.understanding import Want

__all__ = ["SIGNS", "signs_together", "weighed"]

SIGNS = ("read", "enough", "near", "met", "behind", "named", "heaviest_missing", "first", "figure")
_FIGURES = frozenset({Want.MONEY, Want.BODY, Want.DATE, Want.NUMBER, Want.COUNT})
_READ_NO = ("read as a whole, it does not answer",)


def signs_together(
    evidence: Evidence, verdict: Sufficiency, *, read: float, behind: float, heaviest_missing: float, figure: Want
) -> Mapping[str, float]:
    """What is weighed: the log-odds that reading gives, and whether the words are enough by themselves (`verdict`); how
    near the subject the words are and what share of it they meet, how far `behind` the best found they are, and whether
    they are that; whether they name the kind of thing asked for; the weight of the heaviest thing that is missing;
    and whether a number, sum, date or body is asked for."""
    return {
        "read": read,
        "enough": float(verdict.enough),
        "near": evidence.near,
        "met": evidence.coverage.everywhere,
        "behind": behind,
        "named": float(bool(evidence.named)),
        "heaviest_missing": heaviest_missing,
        "first": float(behind <= 0),
        "figure": float(figure in _FIGURES),
    }


def weighed(verdict: Sufficiency, signs: Mapping[str, float]) -> Sufficiency:
    """The verdict of the words, put right by reading: enough where the chance of an answer reaches the threshold."""
    weights, threshold = _fitted()
    chance = 1 / (1 + math.exp(-weights["bias"] - sum(weights[name] * signs[name] for name in SIGNS)))
    enough = chance >= threshold
    return Sufficiency(
        enough=enough,
        confidence=chance,
        why_not=() if enough else verdict.why_not or _READ_NO,
        barred=verdict.barred,
    )


@lru_cache(maxsize=1)
def _fitted() -> tuple[dict[str, float], float]:
    together = tomllib.loads((Path(__file__).parent / "sufficiency.toml").read_text(encoding="utf-8"))["together"]
    return together["weights"], together["threshold"]
