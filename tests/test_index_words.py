"""The vectors of words: which piece is of which word, what four bits keep of them, and how they are stored."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from made_up_plan import EASTVALE
from test_index_generations import CountingEmbedder, a_plan

from index.embed import Embedder, NamedEmbedder, packaged_folder
from index.generations import Generations
from index.late import Weighed, met, rarity_in, weighed
from index.words import Read, best_met, coded, joined_words, no_words, read_pieces, without_words
from plans.words import stem, tokens

WIDTH = 384
FIRST = [42, 117, 170, 148, 202, 149, 100, 148]


def units(*seeds: int) -> np.ndarray:
    rows = np.stack([np.random.default_rng(seed).standard_normal(WIDTH) for seed in seeds])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def a_read(*seeds: int) -> Read:
    return Read(vector=units(0)[0], pieces=units(0, *seeds)[1:], word=np.arange(len(seeds)))


def test_pieces_are_told_by_the_words_that_they_stand_in() -> None:
    text = "A&E, re-ablement"  # two words with an ampersand and a hyphen between their pieces: a&e, re, ablement
    offsets = [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (5, 7), (7, 8), (8, 10), (10, 16), (0, 0)]
    read = read_pieces(text, units(0)[0], units(*range(10)) * 3, offsets)
    assert read.word.tolist() == [0, 0, 0, 1, 2, 2]
    np.testing.assert_allclose(read.pieces, units(1, 2, 3, 5, 7, 8), rtol=1e-5)


def test_a_word_of_several_pieces_is_stored_as_one() -> None:
    together = Read(vector=units(0)[0], pieces=units(1, 2, 3), word=np.array([0, 0, 4]))
    words = coded([together])
    assert words.codes.shape == (2, WIDTH // 2)
    np.testing.assert_array_equal(words.codes[1:], coded([a_read(3)]).codes)


def test_four_bits_tell_cosines_to_within_some_hundredths() -> None:
    question = units(*range(40))
    passages = [a_read(at) for at in range(20)]
    blended = question[:20] + units(*range(100, 120))
    near = Read(vector=units(0)[0], pieces=blended / np.linalg.norm(blended, axis=1, keepdims=True), word=np.arange(20))
    told = best_met(question, coded([*passages, near]))
    for at in range(20):
        assert told[at, at] == pytest.approx(1, abs=0.03)
        assert told[20, at] == pytest.approx(float((near.pieces @ question[at]).max()), abs=0.03)
    assert abs(told[:20, 20:]).max() < 0.25


@pytest.mark.parametrize("width", [7, 48])
def test_a_model_of_any_width_is_told_as_its_codes_stand(width: int) -> None:
    rows = np.random.default_rng(width).standard_normal((30, width)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    words = coded([Read(vector=one[0], pieces=one, word=np.array([0])) for one in np.split(rows, 30)])
    assert words.codes.shape == (30, (width + 1) // 2)
    assert abs(best_met(rows, words) - rows @ rows.T).max() < 0.2


def test_codes_are_the_same_on_every_machine() -> None:
    (first,) = coded([replace(a_read(1), pieces=np.eye(1, WIDTH, dtype=np.float32), word=np.array([0]))]).codes
    assert first[:8].tolist() == FIRST


def test_a_question_counts_by_how_rare_its_words_are() -> None:
    pieces = units(1, 2)
    said = weighed(
        "the clinic", Read(vector=pieces[0], pieces=pieces, word=np.array([0, 1])), {"the": 1, "clinic": 3}.get
    )
    assert said.weights.tolist() == [0.25, 0.75]
    both = met(said, coded([a_read(1), a_read(2), a_read(1, 2)]))
    assert both[0] < 0.5 < both[1] < both[2]


def test_words_that_are_everywhere_are_not_rare(pipeline) -> None:
    rarity = partial(rarity_in, pipeline.generation.keywords, pipeline.generation.all_rows)
    assert rarity(stem("northbridge")) < rarity(stem("dental")) < rarity("zz")


def test_what_has_no_words_meets_nothing() -> None:
    said = Weighed(pieces=units(1), weights=np.ones(1, dtype=np.float32))
    assert met(said, no_words(2)).tolist() == [0, 0]
    empty = weighed("", without_words(units(0)[0]), {}.get)
    assert met(empty, coded([a_read(1), a_read(2)])).tolist() == [0, 0]
    between = coded([a_read(), a_read(1), a_read(), a_read(1)])
    assert [round(float(one)) for one in met(said, between)] == [0, 1, 0, 1]


def test_words_are_cut_taken_and_joined() -> None:
    words = coded([a_read(1, 2), a_read(), a_read(3), a_read(4, 5, 6)])
    assert words.ends.tolist() == [2, 2, 3, 6]
    assert words.of(1, 3).ends.tolist() == [0, 1]
    np.testing.assert_array_equal(words.of(2, 4).codes, words.codes[2:])
    taken = words.take(np.array([3, 0, 1]))
    assert taken.ends.tolist() == [3, 5, 5]
    np.testing.assert_array_equal(taken.codes, words.codes[[3, 4, 5, 0, 1]])
    again = joined_words([words.of(0, 1), words.of(1, 2), words.of(2, 4)])
    np.testing.assert_array_equal(again.codes, words.codes)
    assert again.ends.tolist() == words.ends.tolist()


def test_an_index_holds_the_words_of_every_passage(pipeline, embedder: Embedder) -> None:
    generation = pipeline.generation
    words = generation.words(np.arange(generation.size))
    assert len(words) == generation.size
    clinic = next(row for row in range(generation.size) if "walk-in clinic" in generation.at(row).text)
    (question,) = embedder.read(["walk-in clinic"])
    told = met(Weighed(pieces=question.pieces, weights=np.full(len(question.pieces), 1 / len(question.pieces))), words)
    assert told[clinic] > np.median(told) + 0.1
    passage = generation.at(clinic)
    assert len(generation.words(np.array([clinic])).codes) == len(tokens(f"{passage.context}\n{passage.text}"))


def test_words_are_taken_over_and_embedded_once(tmp_path: Path, embedder: Embedder) -> None:
    class Counting:
        name, digest, dimensions = embedder.name, embedder.digest, embedder.dimensions
        asked = 0

        def encode_parts(self, parts, *, total):
            for part in parts:
                self.asked += len(part)
                yield from embedder.encode_parts([part], total=total)

    counting = Counting()
    first = Generations(tmp_path).write([a_plan("north", "Open a clinic", "Train nurses")], embedder=counting)
    then = Generations(tmp_path).write(
        [a_plan("north", "Train nurses", "Close it", "Open a clinic")], embedder=counting
    )
    assert counting.asked == 3
    old, new = (one.words(np.arange(one.size)) for one in (first, then))
    np.testing.assert_array_equal(new.of(0, 1).codes, old.of(1, 2).codes)
    np.testing.assert_array_equal(new.of(2, 3).codes, old.of(0, 1).codes)


def test_a_model_that_tells_no_words_is_searched_without(tmp_path: Path) -> None:
    generation = Generations(tmp_path).write([a_plan("north", "Open a clinic", "Train")], embedder=CountingEmbedder())
    words = generation.words(np.arange(2))
    assert words.ends.tolist() == [0, 0]


def test_another_model_tells_its_words_too(embedder: Embedder) -> None:
    named = NamedEmbedder(str(packaged_folder()))
    for mine, other in zip(embedder.read(EASTVALE.splitlines()), named.read(EASTVALE.splitlines()), strict=True):
        assert mine.word.tolist() == other.word.tolist()
        if len(mine.word):
            assert (mine.pieces * other.pieces).sum(axis=1).min() > 0.99
