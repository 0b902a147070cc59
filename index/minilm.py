"""MiniLM's forward pass in numpy: the packaged model without torch, for questions and small batches.

Loading torch and sentence-transformers takes seconds, and one question through them takes twice as long as here.
The vectors are those of sentence-transformers to six digits (`tests/test_index_embed.py` holds them together).
The architecture is BERT as published (Devlin et al., 2019): post-layer normalisation and the exact GELU.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MiniLM"]

Floats = NDArray[np.float32]

MOST_TOKENS = 256
TOKENS_A_BATCH = 1024
_EPSILON = 1e-12
_FEW = 8


class MiniLM:
    """A BERT sentence encoder held in memory: mean over the last layer's tokens, then length one."""

    def __init__(self, folder: Path) -> None:
        """Read the weights, the tokeniser and the shape from a sentence-transformers folder."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads = int(shape["num_attention_heads"])
        self._layers = int(shape["num_hidden_layers"])
        self.dimensions = int(shape["hidden_size"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._weights = _prepared(load_file(folder / "model.safetensors"), self._layers)

    def encode(self, texts: list[str]) -> Floats:
        """The vectors of texts, one row each, of length one."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        means = [tokens.mean(axis=0) for tokens in self._all_tokens(texts)]
        rows = np.stack(means).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _all_tokens(self, texts: list[str]) -> list[Floats]:
        # A batch is spread over threads, which costs more than a few short texts take.
        few = len(texts) <= _FEW
        encodings = map(self._tokenizer.encode, texts) if few else self._tokenizer.encode_batch(texts)
        ids = [np.asarray(encoding.ids) for encoding in encodings]
        vectors: list[Floats] = []
        batch: list[NDArray[Any]] = []
        for one in ids:
            if batch and sum(map(len, batch)) + len(one) > TOKENS_A_BATCH:
                vectors.extend(self._forward(batch))
                batch = []
            batch.append(one)
        return vectors + self._forward(batch)

    def _forward(self, batch: list[NDArray[Any]]) -> list[Floats]:
        """The last layer's vectors. Texts stand end to end, so nothing is spent on padding; only attention is
        done text by text."""
        ends = np.cumsum([len(ids) for ids in batch])
        spans = list(zip([0, *ends[:-1]], ends, strict=True))
        rows = self._embedded(batch)
        for layer in range(self._layers):
            rows = self._layer(rows, spans, f"encoder.layer.{layer}.")
        return [rows[start:end] for start, end in spans]

    def _embedded(self, batch: list[NDArray[Any]]) -> Floats:
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][np.concatenate(batch)]
        places = np.concatenate([np.arange(len(ids)) for ids in batch])
        words = words + weights["embeddings.position_embeddings.weight"][places]
        words = words + weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words, "embeddings.LayerNorm")

    def _layer(self, rows: Floats, spans: list[tuple[int, int]], name: str) -> Floats:
        heard = self._attended(self._linear(rows, name + "attention.self.all"), spans)
        heard = self._linear(heard, name + "attention.output.dense")
        heard = self._normal(heard + rows, name + "attention.output.LayerNorm")
        inner = _gelu(self._linear(heard, name + "intermediate.dense"))
        return self._normal(self._linear(inner, name + "output.dense") + heard, name + "output.LayerNorm")

    def _attended(self, mixed: Floats, spans: list[tuple[int, int]]) -> Floats:
        width = self.dimensions // self._heads
        out = np.empty((len(mixed), self.dimensions), dtype=np.float32)
        for start, end in spans:
            length = end - start
            query, key, value = mixed[start:end].reshape(length, 3, self._heads, width).transpose(1, 2, 0, 3)
            scores = query @ key.transpose(0, 2, 1)
            scores *= np.float32(width**-0.5)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=-1, keepdims=True)
            out[start:end] = (scores @ value).transpose(1, 0, 2).reshape(length, self.dimensions)
        return out

    def _linear(self, rows: Floats, name: str) -> Floats:
        out = rows @ self._weights[name + ".weight"]
        out += self._weights[name + ".bias"]
        return out

    def _normal(self, rows: Floats, name: str) -> Floats:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        rows *= (1 / np.sqrt(variance + _EPSILON)).astype(np.float32)[:, None]
        rows *= self._weights[name + ".weight"]
        rows += self._weights[name + ".bias"]
        return rows


def _prepared(raw: dict[str, Any], layers: int) -> dict[str, Floats]:
    """Weights ready for `rows @ weight`: matrices transposed, the three attention matrices of a layer joined."""
    named = {key.removeprefix("bert."): value for key, value in raw.items() if value.dtype == np.float32}
    ready = {
        key: np.ascontiguousarray(value.T) if value.ndim == 2 and "embeddings" not in key else value
        for key, value in named.items()
    }
    for layer in range(layers):
        start = f"encoder.layer.{layer}.attention.self."
        parts = [ready.pop(f"{start}{part}.weight") for part in ("query", "key", "value")]
        ready[start + "all.weight"] = np.ascontiguousarray(np.concatenate(parts, axis=1))
        biases = [ready.pop(f"{start}{part}.bias") for part in ("query", "key", "value")]
        ready[start + "all.bias"] = np.concatenate(biases)
    return ready


def _gelu(rows: Floats) -> Floats:
    """The exact GELU, with erf by Abramowitz and Stegun 7.1.26 (error under 1.5e-7)."""
    size = np.abs(rows)
    scaled = size * np.float32(0.5**0.5)
    part = 1 / (1 + np.float32(0.3275911) * scaled)
    series: Floats = np.full_like(part, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = np.asarray(np.float32(factor) + part * series, dtype=np.float32)
    tail = part * series * np.exp(-scaled * scaled)
    return np.asarray(np.maximum(rows, 0) - np.float32(0.5) * size * tail, dtype=np.float32)
