"""Vectors: each text is embedded once, those of an interrupted writing are kept, and what is torn is made again."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from test_index_generations import NORTH, SOUTH, CountingEmbedder, a_plan

from index.generations import Generations
from index.rows import PassageRows
from index.vectors import embedded_text

LINES = [f"We will open {n} clinics" for n in range(6)]


class _Stopped(Exception):
    pass


def _stop_after_four(what: str, done: int, total: int) -> None:
    if what == "embedding" and done >= 4:
        raise _Stopped(f"{done} of {total}")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the vectors of a writing that was interrupted after four of six."""
    monkeypatch.setattr("index.vectors._AT_ONCE", 2)
    with pytest.raises(_Stopped):
        Generations(tmp_path).write(
            [a_plan("north", *LINES)],
            embedder=CountingEmbedder(),
            progress=_stop_after_four,
        )
    (file,) = (tmp_path / "index" / "embedded").iterdir()
    return file


def test_an_interrupted_writing_repeats_no_vector(tmp_path: Path, kept: Path) -> None:
    embedder = CountingEmbedder()
    generation = Generations(tmp_path).write([a_plan("north", *LINES)], embedder=embedder)
    assert len(embedder.asked) == 2
    expected = CountingEmbedder().encode([embedded_text(generation.at(row)) for row in range(6)])
    np.testing.assert_allclose(generation.vectors, expected, rtol=1e-6)
    assert not kept.exists()


@pytest.mark.parametrize("harm", ["cut", "zeros"])
def test_a_torn_vector_is_made_again(tmp_path: Path, kept: Path, harm: str) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[:-5] if harm == "cut" else content + bytes(40))
    embedder = CountingEmbedder()
    generation = Generations(tmp_path).write([a_plan("north", *LINES)], embedder=embedder)
    assert len(embedder.asked) == (3 if harm == "cut" else 2)
    expected = CountingEmbedder().encode([embedded_text(generation.at(row)) for row in range(6)])
    np.testing.assert_allclose(generation.vectors, expected, rtol=1e-6)


def test_progress_is_told_in_small_steps(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    lines = [f"Line {n} of many" for n in range(700)]
    Generations(tmp_path).write(
        [a_plan("north", *lines)],
        embedder=CountingEmbedder(),
        progress=lambda what, done, total: told.append((done, total)) if what == "embedding" else None,
    )
    assert told[0] == (0, 700)
    assert told[-1] == (700, 700)
    assert all(after - before <= 256 for (before, _), (after, _) in pairwise(told))


def test_one_text_in_several_plans_is_embedded_once(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    one = a_plan("north", *LINES)
    twin = replace(a_plan("north", *LINES, "One more"), plan=a_plan("twin", "x").plan)
    Generations(tmp_path).write([one, twin], embedder=embedder)
    assert len(embedder.asked) == 7


def test_rows_are_passages_plan_after_plan(tmp_path: Path) -> None:
    for plan in (NORTH, SOUTH):
        plan.write_body(tmp_path / f"{plan.plan.id}.json")
    rows = PassageRows(tmp_path, ["north", "south"])
    assert list(rows) == [*NORTH.passages, *SOUTH.passages]
    assert [rows[row] for row in range(4)] == list(rows)
    assert rows[1:4] == list(rows)[1:4]
    assert rows.rows == {"north": (0, 3), "south": (3, 4)}
