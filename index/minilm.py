"""MiniLM's forward pass in ONNX Runtime: the packaged model without torch, for questions and small batches.

Loading torch and sentence-transformers takes seconds, and one question through them takes several times as long as
here. The vectors are those of sentence-transformers to six digits (`tests/test_index_embed.py` holds them together).
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder_graph import Constants, encoder_steps, prepared, rounded
from index.onnx_graph import Operator, Tensor, model_bytes
from index.words import Read, read_pieces

__all__ = ["MiniLM"]

Floats = NDArray[np.float32]
_Pieces = tuple[NDArray[Any], NDArray[Any]]  # the ids of the pieces of a text or pair, and which of the two each is of

MOST_TOKENS = 256
TOKENS_A_BATCH = 1024
_FEW = 8


class MiniLM:
    """A BERT sentence encoder held in memory: mean over the last layer's tokens, then length one."""

    def __init__(
        self,
        folder: Path,
        *,
        trained: Mapping[str, Floats] | None = None,
        most_tokens: int = MOST_TOKENS,
        whole_numbers: bool = False,
    ) -> None:
        """Read the weights, the tokeniser and the shape from a sentence-transformers folder.

        `trained` is what further training added to some of the weights, by their names. With `whole_numbers` the
        products are of whole numbers of 8 bits, the weights rounded once and what they meet as it comes: two thirds
        of the time, and a little less exact.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        heads, layers = int(shape["num_attention_heads"]), int(shape["num_hidden_layers"])
        self.dimensions = int(shape["hidden_size"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(most_tokens)
        read = load_file(folder / "model.safetensors")
        read.update({name: read[name] + added for name, added in (trained or {}).items()})
        weights = prepared(read, layers)
        embeddings = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))
        self._words, places, kinds = (weights.pop(name) for name in embeddings)
        self._places = places + kinds[:, None]  # for each kind of text, the first or the second of a pair
        steps, constants = encoder_steps(layers, heads), Constants(weights)
        if whole_numbers:
            steps, constants = rounded(steps, weights)
        self._session = _session(steps, constants, self.dimensions)

    def read(self, texts: Sequence[str]) -> list[Read]:
        """The vector of each text, and those of its words."""
        # A batch is spread over threads, which costs more than a few short texts take.
        few = len(texts) <= _FEW
        encodings = list(map(self._tokenizer.encode, texts)) if few else self._tokenizer.encode_batch(list(texts))
        return [
            read_pieces(text, _of_length_one(pieces.mean(axis=0)), pieces, encoding.offsets)
            for text, encoding, pieces in zip(texts, encodings, self._all_pieces(encodings), strict=True)
        ]

    def read_pairs(self, first: str, seconds: Sequence[str]) -> list[Floats]:
        """What the last layer makes of one text beside each of some others: a vector for each piece of a pair.

        Of a pair that is too long, the longer text is cut. Each pair is read by itself, so that what stands beside it
        changes nothing of how its numbers are rounded.
        """
        return [self._all_pieces([self._tokenizer.encode(first, second)])[0] for second in seconds]

    def _all_pieces(self, encodings: Sequence[Any]) -> list[Floats]:
        texts = [(np.asarray(encoding.ids), np.asarray(encoding.type_ids)) for encoding in encodings]
        vectors: list[Floats] = []
        batch: list[_Pieces] = []
        for one in texts:
            if batch and max(len(ids) for ids, _ in (one, *batch)) * (len(batch) + 1) > TOKENS_A_BATCH:
                vectors.extend(self._forward(batch))
                batch = []
            batch.append(one)
        return vectors + (self._forward(batch) if batch else [])

    def _forward(self, batch: list[_Pieces]) -> list[Floats]:
        """The last layer's vectors. Shorter texts are filled up with padding that nothing attends to."""
        lengths = np.array([len(ids) for ids, _ in batch], dtype=np.int32)
        padded, kinds = (np.zeros((len(batch), int(lengths.max())), dtype=np.int64) for _ in range(2))
        for row, (ids, types) in enumerate(batch):
            padded[row, : len(ids)], kinds[row, : len(ids)] = ids, types
        rows = self._words[padded] + self._places[kinds, np.arange(padded.shape[1])]
        (tokens,) = self._session.run(None, {"rows": rows, "lengths": lengths})
        return [one[:length] for one, length in zip(tokens, lengths.tolist(), strict=True)]


def _of_length_one(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _session(operators: list[Operator], weights: Constants, width: int) -> Any:
    """The layers, ready to be run."""
    # ONNX Runtime reports its use to its makers unless this is set before it is loaded; its own switch comes too late.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    model = model_bytes(
        operators,
        weights,
        inputs=(
            Tensor(name="rows", kind="float32", shape=("texts", "tokens", width)),
            Tensor(name="lengths", kind="int32", shape=("texts",)),
        ),
        output=Tensor(name=operators[-1].output, kind="float32", shape=("texts", "tokens", width)),
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Threads that wait for work by spinning take the processors from everything else that is served.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
