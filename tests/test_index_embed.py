"""The embedder: the packaged model, checked by hash, through ONNX Runtime as in sentence-transformers."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index import embed
from index.embed import PACKAGED_DIGEST, PackagedEmbedder, load_embedder, packaged_folder
from plans.errors import ModelUnavailable

TEXTS = [
    "Improve A&E waiting times so that no less than 76% of patients are seen within 4 hours by March 2024",
    "wots the flexable pool of docters thing about",
    "Naïve – “quoted” £6.5m",
    "",
]


@pytest.fixture(scope="module")
def embedder() -> embed.Embedder:
    return load_embedder()


def test_vectors_have_length_one_and_a_row_for_each_text(embedder: embed.Embedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert embedder.encode([]).shape == (0, 384)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: embed.Embedder) -> None:
    together = embedder.encode(TEXTS)
    alone = np.vstack([embedder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_onnx_torch_and_bfloat16_give_the_same_vectors(
    embedder: embed.Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = _by_sentence_transformers([*TEXTS, "word " * 400])
    small = embedder.encode([*TEXTS, "word " * 400])
    assert (reference * small).sum(axis=1).min() > 0.999999
    monkeypatch.setattr(embed, "WORTH_TORCH", 1)
    large = embedder.encode([*TEXTS, "word " * 400])
    assert (reference * large).sum(axis=1).min() > 0.999
    (part,) = embedder.encode_parts([[*TEXTS, "word " * 400]], total=1)
    np.testing.assert_array_equal(part.vectors, large)


def test_what_is_alike_is_near(embedder: embed.Embedder) -> None:
    question, near, far = embedder.encode(["seeing a dentist", "NHS dental appointments", "ambulance handover delays"])
    assert question @ near > question @ far + 0.2


def test_the_embedder_names_its_weights(embedder: embed.Embedder) -> None:
    assert embedder.digest == PACKAGED_DIGEST
    assert embedder.dimensions == 384


def test_other_weights_in_the_package_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_folder(), folder)
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.seek(5_000_000)
        stream.write(b"\x00" * 8)
    with pytest.raises(ModelUnavailable, match="not the one expected"):
        PackagedEmbedder(folder)


def test_a_missing_model_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        PackagedEmbedder(tmp_path)


def test_a_package_that_is_not_installed_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelUnavailable, match="pip install"):
        load_embedder()


def test_a_named_folder_that_is_missing_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="does not exist"):
        load_embedder(str(tmp_path / "nothing"))


def test_a_folder_that_is_no_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        load_embedder(str(tmp_path))


def test_a_named_folder_is_used(embedder: embed.Embedder) -> None:
    named = load_embedder(str(packaged_folder()))
    assert named.digest != embedder.digest
    assert (named.encode(TEXTS) * embedder.encode(TEXTS)).sum(axis=1).min() > 0.999


def _by_sentence_transformers(texts: list[str]) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    return np.asarray(SentenceTransformer(str(packaged_folder()), device="cpu").encode(texts))
