"""Of the files that are large, each passage's part is held against its own sum when it is read, and harm is named."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_index_generations import a_plan

from index.array_file import HEAD
from index.generation import Generation
from index.generations import Generations
from index.summed import Summed, sums_of
from plans.errors import BrokenIndex

NORTH = a_plan("north", "More dentists by March 2024", "Open a clinic for teeth", "Fewer waits for all who wait")

READS: dict[str, Callable[[Generation, int], object]] = {
    "passages.npy": lambda generation, row: generation.at(row),
    "words.npy": lambda generation, row: generation.words(np.array([row])).codes.tobytes(),
}


@pytest.fixture
def written(tmp_path: Path, embedder: Any) -> Generations:
    generations = Generations(tmp_path)
    generations.write([NORTH], embedder=embedder)
    return Generations(tmp_path)


def harmed(home: Path, name: str, at: int) -> Path:
    """Turn one byte of a file of the only group, counted from its end where negative."""
    (path,) = home.rglob(f"groups/*/{name}")
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
    return path


def read(generations: Generations) -> Generation:
    generation = generations.current()
    assert generation is not None
    return generation


@pytest.mark.parametrize("name", READS)
def test_harm_in_one_passage_is_named_when_that_one_is_read_and_the_others_are_as_they_were(
    written: Generations, tmp_path: Path, name: str
) -> None:
    whole = [READS[name](read(Generations(tmp_path)), row) for row in (0, 1)]
    harmed(tmp_path, name, -1)
    generation = read(written)
    assert [READS[name](generation, row) for row in (0, 1)] == whole
    for _ in range(2):  # it is not taken for whole because it was read before
        with pytest.raises(BrokenIndex, match=rf"{name} is not what was written.*planwatch rebuild"):
            READS[name](generation, 2)


@pytest.mark.parametrize("name", READS)
def test_harm_is_found_by_reading_everything(written: Generations, tmp_path: Path, name: str) -> None:
    harmed(tmp_path, name, -1)
    with pytest.raises(BrokenIndex, match=name):
        read(written).check()


@pytest.mark.parametrize("name", READS)
def test_a_harmed_head_changes_nothing_that_is_read(written: Generations, tmp_path: Path, name: str) -> None:
    whole = [READS[name](read(Generations(tmp_path)), row) for row in range(3)]
    harmed(tmp_path, name, HEAD - 60)
    assert [READS[name](read(written), row) for row in range(3)] == whole
    with pytest.raises(BrokenIndex, match=name):
        read(written).check()


@pytest.mark.parametrize("name", ["passage-sums.npy", "word-sums.npy", "passage-ends.npy", "word-ends.npy"])
def test_what_tells_the_sums_is_held_against_its_own_hash(written: Generations, tmp_path: Path, name: str) -> None:
    harmed(tmp_path, name, -1)
    with pytest.raises(BrokenIndex, match=name):
        [told(read(written), 0) for told in READS.values()]


@pytest.mark.parametrize("name", READS)
def test_a_file_that_goes_away_under_a_reader_is_named(written: Generations, tmp_path: Path, name: str) -> None:
    generation = read(written)
    (path,) = tmp_path.rglob(f"groups/*/{name}")
    path.unlink()
    with pytest.raises(BrokenIndex, match=f"{name} is missing"):
        READS[name](generation, 0)


@pytest.mark.parametrize("name", READS)
def test_harm_is_not_carried_over_into_a_new_generation(
    written: Generations, tmp_path: Path, embedder: Any, name: str
) -> None:
    before = read(Generations(tmp_path))
    kept = before.kept(before.plans()[0])
    harmed(tmp_path, name, -1)
    with pytest.raises(BrokenIndex, match=name):
        written.write([kept, a_plan("north-2", "A second plan of the same group")], embedder=embedder)
    assert read(Generations(tmp_path)).generation == before.generation


def test_any_byte_that_turned_is_seen_in_its_row_alone(tmp_path: Path) -> None:
    rows = [b"", b"teeth", b"a", b"", b"waits \0\0"]
    content, ends = b"".join(rows), np.cumsum([len(row) for row in rows], dtype=np.int64)
    sums = sums_of(np.frombuffer(content, dtype=np.uint8), ends)
    for at in range(len(content)):
        turned = bytearray(content)
        turned[at] ^= 64
        (tmp_path / "rows").write_bytes(bytes(HEAD) + turned)
        summed = Summed(tmp_path / "rows", ends=ends, sums=sums)
        for number, row in enumerate(rows):
            if int(ends[number]) - len(row) <= at < ends[number]:
                with pytest.raises(BrokenIndex):
                    summed.row(number)
            else:
                assert summed.row(number) == row


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told in /proc")
def test_what_was_read_of_a_large_file_does_not_stay_in_memory(tmp_path: Path) -> None:
    length, rows = 1 << 16, 512
    content = np.arange(rows, dtype=np.uint32).repeat(length // 4).view(np.uint8)
    ends = np.arange(1, rows + 1, dtype=np.int64) * length
    path = tmp_path / "rows"
    path.write_bytes(bytes(HEAD) + content.tobytes())
    summed = Summed(path, ends=ends, sums=sums_of(content, ends))
    before = mapped_kib()
    assert b"".join(map(summed.row, range(rows))) == content.tobytes()
    assert mapped_kib() - before < rows * length >> 13  # an eighth of the file


def mapped_kib() -> int:
    """So much of mapped files is in the memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssFile:")[2].split()[0])


def test_a_library_can_be_opened_before_anybody_asks_and_harm_is_named(written: Generations, tmp_path: Path) -> None:
    generation = read(written)
    generation.open()
    harmed(tmp_path, "vectors.npy", -1)
    generation.open()  # it is open, and is not held against its hash again
    with pytest.raises(BrokenIndex, match=r"vectors\.npy is not what was written"):
        read(Generations(tmp_path)).open()


@pytest.mark.parametrize("name", READS)
def test_a_file_cut_short_under_a_reader_is_named_and_ends_no_process(
    written: Generations, tmp_path: Path, name: str
) -> None:
    generation = read(written)
    first = READS[name](generation, 0)
    (path,) = tmp_path.rglob(f"groups/*/{name}")
    os.truncate(path, path.stat().st_size - 1)
    generation.expect(np.arange(3))
    with pytest.raises(BrokenIndex, match=rf"{name} is not what was written"):
        READS[name](generation, 2)
    assert READS[name](generation, 0) == first


def test_what_was_expected_is_read_as_if_it_were_not(written: Generations, tmp_path: Path) -> None:
    generation, plain = read(written), read(Generations(tmp_path))
    rows = np.arange(3)
    generation.expect(rows)
    assert [generation.at(row) for row in range(3)] == [plain.at(row) for row in range(3)]
    taken, each = generation.words(rows), [plain.words(np.array([row])) for row in range(3)]
    assert taken.codes.tobytes() == b"".join(one.codes.tobytes() for one in each)
    assert np.diff(taken.ends, prepend=0).tolist() == [int(one.ends[-1]) for one in each]


def test_what_goes_into_chroma_reads_no_words(written: Generations, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = read(written)

    def unwanted(*_: object) -> None:
        raise AssertionError("words were read")

    monkeypatch.setattr(Summed, "hold", unwanted)
    given = list(generation.collected_passages())
    assert [row for row, _, _ in given] == [0, 1, 2]
    assert np.stack([vector for _, _, vector in given]).tobytes() == generation.vectors.take(np.arange(3)).tobytes()
