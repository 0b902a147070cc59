"""How likely each kind of question is, told from a sentence's vector by weights fitted to practice questions."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "WEIGHTS", "Encode", "LikelyKinds"]

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
"""Vectors of length one of texts, shape (number of texts, 384), by the model that comes with the package."""

KINDS = ("plans", "clinical", "emergency", "personal", "other", "talk", "command")
WEIGHTS = Path(__file__).parent / "likely_kinds.json"

_REMEMBERED = 1024  # texts whose likelihoods are kept: the turns of a conversation are asked about again and again


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LikelyKinds:
    """Multinomial logistic regression: a row of weights and an offset for each of `KINDS`.

    The weights belong to the embedding model whose SHA-256 is `model`, whichever model a library is searched with.
    """

    model: str
    weights: Floats
    offsets: Floats
    encode: Encode
    _told: Callable[[str], Mapping[str, float]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Remember what was told of a text."""
        object.__setattr__(self, "_told", lru_cache(maxsize=_REMEMBERED)(self._work_out))

    @classmethod
    def load(cls, encode: Encode) -> "LikelyKinds":
        """The weights that come with the package, over vectors by `encode`."""
        kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        rows = [kept["kinds"][kind] for kind in KINDS]
        return cls(
            model=kept["model"],
            weights=np.array([row["weights"] for row in rows], dtype=np.float32),
            offsets=np.array([row["offset"] for row in rows], dtype=np.float32),
            encode=encode,
        )

    def of(self, text: str) -> Mapping[str, float]:
        """The likelihood of each kind; together they are one."""
        return self._told(text)

    def _work_out(self, text: str) -> Mapping[str, float]:
        scored = self.weights @ self.encode([text])[0] + self.offsets
        chances = np.exp(scored - scored.max())
        return dict(zip(KINDS, (chances / chances.sum()).tolist(), strict=True))
