"""Whether a passage answers a question: a cross-encoder over the packaged MiniLM, trained for plans.

It reads the question and the passage together, which no vector of either alone can stand in for. What training changed
comes with the code (`answerability.safetensors`): a product of two thin matrices for each matrix of the model (low-rank
adaptation, Hu et al., 2021), the small weights whole, and a head. docs/answerability.md is its model card.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.embed import checked_digest, packaged_folder
from index.minilm import MiniLM
from plans.document import Passage
from plans.errors import ModelUnavailable

__all__ = ["MOST_TOKENS", "WEIGHTS_DIGEST", "Answerability", "load_answerability", "passage_text"]

Floats = NDArray[np.float32]

MOST_TOKENS: Final = 160
WEIGHTS_DIGEST: Final = "76c3844411aeecf2d8ba2dffdf096e04631ca993f524909844637421af487c64"
_WEIGHTS = Path(__file__).with_name("answerability.safetensors")
_UP, _DOWN, _HEAD = ".up", ".down", "head."
_MOST_LETTERS = 900
_REINSTALL = "{} {}: install Planwatch again, or take the file from its repository."


@cache
def load_answerability() -> "Answerability":
    """The cross-encoder that comes with the code, loaded once a process.

    Raises ModelUnavailable.
    """
    return Answerability(_WEIGHTS)


class Answerability:
    """Rates passages by whether they answer a question; made once, then only read."""

    def __init__(self, weights: Path) -> None:
        """Load the packaged model and what training changed of it.

        Raises ModelUnavailable where the model is not there, or the weights are not those that belong to the code.
        """
        from safetensors.numpy import load

        stored = {name: values.astype(np.float32) for name, values in load(_checked(weights)).items()}
        self._head = {name.removeprefix(_HEAD): stored.pop(name) for name in list(stored) if name.startswith(_HEAD)}
        folder = packaged_folder()
        checked_digest(folder)
        self._model = MiniLM(folder, trained=_changes(stored), most_tokens=MOST_TOKENS, whole_numbers=True)

    def rate(self, question: str, passages: Sequence[Passage]) -> tuple[float, ...]:
        """For each passage the log-odds that it answers the question, above 0 where it more likely does than not."""
        read = self._model.read_pairs(question, [passage_text(passage) for passage in passages])
        return tuple(self._rating(pieces) for pieces in read)

    def _rating(self, pieces: Floats) -> float:
        """The head: the first piece beside the mean of all, one hidden layer."""
        head = self._head
        hidden = np.tanh(head["0.weight"] @ np.concatenate([pieces[0], pieces.mean(axis=0)]) + head["0.bias"])
        return float((head["2.weight"] @ hidden + head["2.bias"])[0])


def _checked(weights: Path) -> bytes:
    try:
        written = weights.read_bytes()
    except OSError as error:
        raise ModelUnavailable(_REINSTALL.format(weights, "cannot be read")) from error
    if hashlib.sha256(written).hexdigest() != WEIGHTS_DIGEST:
        raise ModelUnavailable(_REINSTALL.format(weights, "is not the file that belongs to this code"))
    return written


def passage_text(passage: Passage) -> str:
    """A passage as it is read: its place, and as much of its words as can be read at once."""
    return f"{passage.context}. {passage.text[:_MOST_LETTERS]}"


def _changes(stored: dict[str, Floats]) -> dict[str, Floats]:
    """What is added to each weight."""
    whole = {name: values for name, values in stored.items() if not name.endswith((_UP, _DOWN))}
    thin = [name.removesuffix(_UP) for name in stored if name.endswith(_UP)]
    return whole | {name: stored[name + _UP] @ stored[name + _DOWN] for name in thin}
