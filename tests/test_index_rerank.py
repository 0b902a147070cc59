"""Models that a user names: a cross-encoder has its say, and an embedder of another size makes another index."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from index.embed import NamedEmbedder, packaged_folder
from index.rerank import RERANKED, load_reranker, reordered
from index.search import HybridSearch
from plans.errors import BrokenIndex, ModelUnavailable
from plans.seams import Query


@pytest.fixture(scope="module")
def small_bert(tmp_path_factory):
    """A BERT by chance of one layer and 48 dimensions, as transformers saves it, with so many labels."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    def saved(labels: int) -> Path:
        folder = tmp_path_factory.mktemp("bert")
        tokenizer = AutoTokenizer.from_pretrained(str(packaged_folder()))
        shape = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=48,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            num_labels=labels,
        )
        BertForSequenceClassification(shape).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return folder

    return saved


class Backwards:
    """Rates a passage the lower, the earlier it is given."""

    name = "backwards"

    def __init__(self) -> None:
        self.read: list[str] = []

    def rate(self, _question: str, texts: list[str]) -> np.ndarray:
        self.read = list(texts)
        return np.arange(len(texts), dtype=np.float32)


def test_what_both_put_first_comes_first_and_the_scores_stay_the_same_ones() -> None:
    scored = np.array([1.0, 9.0, 5.0, 7.0, -2.0], dtype=np.float32)
    best = np.array([1, 3, 2])
    given = reordered(scored, best, np.array([0.1, 0.9, 0.5], dtype=np.float32))
    # Ranks of ours 1, 2, 3 and of the model's 3, 1, 2 give 1/10 + 1/12, 1/11 + 1/10 and 1/12 + 1/11.
    assert given.tolist() == [1.0, 7.0, 5.0, 9.0, -2.0]


def test_one_that_agrees_changes_nothing() -> None:
    scored = np.array([3.0, 2.0, 1.0], dtype=np.float32)
    np.testing.assert_array_equal(reordered(scored, np.array([0, 1, 2]), scored), scored)


def test_a_reranker_reads_the_best_with_their_place_and_changes_their_order(pipeline, embedder) -> None:
    backwards = Backwards()
    query = Query(text="When will the walk-in clinic open?")
    plain = pipeline.search.search(query).hits
    hits = HybridSearch(pipeline.generation, embedder, reranker=backwards).search(query).hits
    assert {hit.passage.id for hit in hits} == {hit.passage.id for hit in plain}
    assert [hit.passage.id for hit in hits] != [hit.passage.id for hit in plain]
    assert 0 < len(backwards.read) <= RERANKED
    assert any("Northbridge" in text.splitlines()[0] for text in backwards.read)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_named_cross_encoder_is_loaded_from_its_folder_and_used(pipeline, embedder, small_bert) -> None:
    reranker = load_reranker(str(small_bert(1)))
    ratings = reranker.rate("dental nurses", ["one passage", "word " * 1000])
    assert ratings.shape == (2,)
    assert reranker.rate("nothing", []).shape == (0,)
    found = HybridSearch(pipeline.generation, embedder, reranker=reranker).search(Query(text="dental nurses"))
    assert found.hits


@pytest.mark.parametrize("name", ["/nowhere/model", "./nothing"])
def test_a_folder_that_is_missing_is_told_in_a_sentence(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="PLANWATCH_RERANK_MODEL"):
        load_reranker(name)


def test_a_folder_that_is_no_model_and_one_of_several_ratings_are_told(tmp_path: Path, small_bert) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        load_reranker(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="3 ratings"):
        load_reranker(str(small_bert(3)))


def test_an_embedding_model_of_another_size_makes_an_index_of_its_own(tmp_path: Path, small_bert, embedder) -> None:
    named = NamedEmbedder(str(small_bert(1)))
    assert named.dimensions == 48
    built = _made_up_plan().built(tmp_path, named)
    assert built.generation.model.dimensions == 48
    hits = built.search.search(Query(text="When will the walk-in clinic at Mill Street open?")).hits
    assert "walk-in clinic" in hits[0].passage.text  # by its words: vectors made by chance mean nothing
    with pytest.raises(BrokenIndex, match="PLANWATCH_EMBED_MODEL"):
        HybridSearch(built.generation, embedder)


def test_planwatch_uses_the_models_that_its_settings_name(tmp_path: Path, small_bert) -> None:
    from app.build import build
    from plans.settings import Settings

    folder = str(small_bert(1))
    made = build(Settings(home=tmp_path / "home", embed_model=folder, rerank_model=folder))
    assert made.embedder.dimensions == 48
    assert made.reranker is not None
    assert made.reranker.name == Path(folder).name
    assert build(Settings(home=tmp_path / "home")).reranker is None


def _made_up_plan() -> ModuleType:
    path = Path(__file__).parent / "made_up_plan.py"
    spec = importlib.util.spec_from_file_location("made_up_plan_of_named_models", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
