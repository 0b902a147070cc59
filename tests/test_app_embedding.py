"""Bulk embedding in a process of its own: the same vectors, a new process after so many texts, none left behind."""

import os

import numpy as np
import pytest

from app.apart import Worker
from app.embedding import EmbedderApart, apart
from index.embed import Embedder, PackagedEmbedder
from index.words import coded
from plans.errors import ModelUnavailable, Refused


@pytest.fixture
def packaged(embedder: Embedder) -> PackagedEmbedder:
    """The embedder that is installed with the package."""
    if not isinstance(embedder, PackagedEmbedder):
        pytest.skip("the packaged model is not what these tests use")
    return embedder


def test_many_texts_have_the_vectors_that_they_have_in_one_process(packaged: PackagedEmbedder) -> None:
    parts = [["More dental appointments.", "A new clinic."], ["Fewer falls at home."], ["Warm homes."]]
    found = list(EmbedderApart(packaged, many=1, texts_a_process=3).encode_parts(parts, total=4))
    assert [len(embedded.vectors) for embedded in found] == [2, 1, 1]
    for part, embedded in zip(parts, found, strict=True):
        assert np.sum(embedded.vectors * packaged.encode(part), axis=1) == pytest.approx(1, abs=1e-4)
        assert embedded.words.ends.tolist() == coded(packaged.read(part)).ends.tolist()


def test_few_texts_and_other_models_stay_in_this_process(
    packaged: PackagedEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.embedding.Worker", _refuse)
    (embedded,) = apart(packaged).encode_parts([["Warm homes."]], total=1)
    assert np.allclose(embedded.vectors, packaged.encode(["Warm homes."]))


def test_a_process_that_ends_is_told_with_the_next_step(
    packaged: PackagedEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.embedding.partial", lambda *_: _Ending())
    with pytest.raises(ModelUnavailable, match="run the same command again"):
        list(apart(packaged).encode_parts([["Warm homes."]], total=5000))


class _Ending:
    """A piece of work at which its process ends."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


def _refuse() -> Worker:
    raise Refused("no process is wanted for so few texts")
