"""A cross-encoder that a user names: it reads the question and a passage together, and puts the first hits in order.

Its ratings are of another kind than our scores, and no two models rate alike, so only its order counts: it is joined
with ours by reciprocal ranks (Cormack, Clarke and Büttcher, 2009).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from plans.errors import ModelUnavailable

__all__ = ["RERANKED", "Reranker", "load_reranker", "reordered"]

Floats = NDArray[np.float32]

RERANKED = 50
"""So many passages are read by the cross-encoder: a small one takes some ten milliseconds for each."""
_BEFORE_FIRST = 10.0  # a small constant, since there are fifty ranks and not thousands


class Reranker(Protocol):
    """Rates how well passages answer a question."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    def rate(self, question: str, texts: Sequence[str]) -> Floats:
        """A rating for each text, the higher the better, on a scale of the model's own."""
        ...


def load_reranker(model: str) -> Reranker:
    """The cross-encoder of a folder or hub name.

    Raises ModelUnavailable when it cannot be had, or gives more than one rating for a pair.
    """
    return _CrossEncoder(model)


def reordered(scored: Floats, best: NDArray[np.intp], ratings: Floats) -> Floats:
    """The scores, those of the `best` (positions, best first) given to one another by both orders together.

    What comes first in both has the highest of them, so that a score still says how likely a passage is to be right.
    """
    places = np.empty(len(best))
    places[np.argsort(-ratings, kind="stable")] = np.arange(len(best))
    together = 1 / (_BEFORE_FIRST + np.arange(len(best))) + 1 / (_BEFORE_FIRST + places)
    given = scored.copy()
    given[best[np.argsort(-together, kind="stable")]] = np.sort(scored[best])[::-1]
    return given


class _CrossEncoder:
    """A cross-encoder of sentence-transformers."""

    def __init__(self, model: str) -> None:
        folder = Path(model).expanduser()
        looks_local = model.startswith((os.sep, ".", "~")) or model.count("/") > 1
        if looks_local and not folder.is_dir():
            raise ModelUnavailable(
                f"The cross-encoder folder {model} does not exist: set PLANWATCH_RERANK_MODEL to the folder or hub "
                "name of one, or unset it to go without."
            )
        self.name = folder.name if folder.is_dir() else model
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(str(folder) if folder.is_dir() else model)
        except Exception as error:
            # The hub, torch and the tokenisers raise each their own kinds for a model that cannot be had.
            raise ModelUnavailable(
                f"The cross-encoder {model} cannot be loaded ({type(error).__name__}): check the name or folder in "
                "PLANWATCH_RERANK_MODEL and the network, or unset it to go without."
            ) from error
        if self._model.num_labels != 1:
            raise ModelUnavailable(
                f"The cross-encoder {model} gives {self._model.num_labels} ratings for a pair, and one is wanted: "
                "name another in PLANWATCH_RERANK_MODEL, or unset it to go without."
            )

    def rate(self, question: str, texts: Sequence[str]) -> Floats:
        """A rating for each text."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)
