"""Texts through sentence-transformers: a model's vectors of texts, and of their words where its tokeniser tells them.

The only module that imports sentence-transformers.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.words import Offsets, Read, read_pieces, without_words
from plans.errors import ModelUnavailable

__all__ = ["Transformer"]

Floats = NDArray[np.float32]

# Letters that go through torch at once, padding among them: what a pass holds in memory grows with them, and more
# than these are no faster.
_LETTERS_AT_ONCE = 8_000
# The shapes of texts for which torch's oneDNN keeps what it compiled; as many as it likes take a gigabyte.
_SHAPES_KEPT = 32
_WORTH_THREADS, _BATCHES_AT_ONCE = 2, 32
_PROBE = "Two clinics, by 2025/26"


class Transformer:
    """A sentence-transformers model that is loaded."""

    def __init__(self, model: str) -> None:
        """Load the model of that folder, or of that name at the hub; `digest` is the SHA-256 of its weights.

        Raises ModelUnavailable.
        """
        self._model = _loaded(model)
        self._model.eval()
        import torch

        self.dimensions = int(self._model.get_embedding_dimension())
        self.digest = _digest_of(self._model)
        self._in_half = _computes_in_bfloat16(torch, self._model)
        if self._in_half:
            _round_products(torch, self._model)
        self._tells_words = self._told_words()

    def read(self, texts: Sequence[str]) -> list[Read]:
        """The vector of each text, and those of the pieces of its words: one pass gives both."""
        made: dict[int, Read] = {}
        batches = sorted(_batches(texts), key=lambda batch: -len(texts[batch[-1]]) * len(batch))
        for first in range(0, len(batches), _BATCHES_AT_ONCE):
            several = batches[first : first + _BATCHES_AT_ONCE]
            given = [[texts[at] for at in batch] for batch in several]
            for batch, told, passed in zip(several, given, self._passed(given), strict=True):
                made.update(zip(batch, self._reads(told, passed), strict=True))
        return [made[at] for at in range(len(texts))]

    def _passed(self, texts: Sequence[list[str]]) -> Iterator[dict[str, Any]]:
        """What the model gives for each batch. On a processor each of some threads has a batch of its own: two that
        share every batch wait for each other so often that they do a fifth less."""
        import torch

        # The tokeniser is set anew for each batch, and is none that threads could share.
        prompt = self._model.prompts.get(self._model.default_prompt_name)
        batches = [self._model.preprocess(batch, prompt=prompt) for batch in texts]

        def passed(features: Any) -> dict[str, Any]:
            from sentence_transformers.util import batch_to_device

            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._in_half):
                given: dict[str, Any] = self._model(batch_to_device(features, self._model.device))
                return given

        if self._model.device.type != "cpu" or len(batches) < _WORTH_THREADS:
            yield from map(passed, batches)
            return
        with _threads_of_their_own(torch) as threads:
            yield from threads.map(passed, batches)

    def _offsets(self, texts: Sequence[str]) -> list[Offsets]:
        read = self._model.tokenizer(
            list(texts), return_offsets_mapping=True, truncation=True, max_length=self._model.max_seq_length
        )
        offsets: list[Offsets] = read["offset_mapping"]
        return offsets

    def _told_words(self) -> bool:
        """Whether it has a vector for each piece of a text, and the tokeniser tells where the piece stands."""
        if not getattr(getattr(self._model, "tokenizer", None), "is_fast", False):
            return False
        (given,) = self._passed([[_PROBE]])
        if "token_embeddings" not in given or "attention_mask" not in given:
            return False
        (offsets,) = self._offsets([_PROBE])
        # A model that is given more than the text, a prompt before it, has pieces that are no part of it.
        return bool(given["token_embeddings"].shape[:2] == (1, len(offsets)) == tuple(given["attention_mask"].shape))

    def _reads(self, texts: Sequence[str], given: Mapping[str, Any]) -> list[Read]:
        vectors = _rows(given["sentence_embedding"])[:, : self.dimensions]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        if not self._tells_words:
            return [without_words(vector) for vector in vectors]
        pieces, masks = _rows(given["token_embeddings"]), _rows(given["attention_mask"]) > 0
        read = zip(texts, vectors, pieces, masks, self._offsets(texts), strict=True)
        return [read_pieces(text, vector, one[mask], where) for text, vector, one, mask, where in read]


def _rows(tensor: Any) -> Floats:
    rows: Floats = tensor.detach().float().cpu().numpy()
    return rows


@contextmanager
def _threads_of_their_own(torch: Any) -> Iterator[ThreadPoolExecutor]:
    """As many threads as torch would use, each of which computes by itself."""
    count = torch.get_num_threads()
    with ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,)) as threads:
        try:
            yield threads
        finally:
            torch.set_num_threads(count)


def _loaded(model: str) -> Any:
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(_SHAPES_KEPT))  # read once, when torch first computes
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(model)
    except Exception as error:
        # The hub, torch and the tokenisers raise each their own kinds for a model that cannot be had.
        raise ModelUnavailable(
            f"The embedding model {model} cannot be loaded ({type(error).__name__}): check the name or folder in "
            "PLANWATCH_EMBED_MODEL and the network, or unset it to use the installed model."
        ) from error


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """The numbers of texts in batches of much the same length, each of so many letters at most or of one text."""
    batch: list[int] = []
    for at in sorted(range(len(texts)), key=lambda at: len(texts[at])):
        if batch and len(texts[at]) * (len(batch) + 1) > _LETTERS_AT_ONCE:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _digest_of(model: Any) -> str:
    """The SHA-256 of a model's weights."""
    digest = hashlib.sha256()
    for name, weight in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weight.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()


def _computes_in_bfloat16(torch: Any, model: Any) -> bool:
    """Whether bfloat16 pays: on a processor that has instructions for it (three times as fast, cosine 0.9999)."""
    return model.device.type == "cpu" and bool(torch.backends.mkldnn.is_available() and _bfloat16_instructions())


def _round_products(torch: Any, model: Any) -> None:
    """Round the weights of its matrix products to bfloat16 once. Autocast would round them to the same numbers, but
    anew for every batch, since it remembers weights only where a model is trained."""
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)


def _bfloat16_instructions() -> bool:
    flags = Path("/proc/cpuinfo")
    return flags.exists() and "bf16" in flags.read_text(encoding="ascii", errors="ignore")
