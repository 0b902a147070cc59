"""Generations: written whole, pointed to at the end, checked when read, and never half there."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.chroma import open_passages
from index.collected import collection_folder, collection_name
from index.embed import SentenceEmbedder
from index.generations import Generation, Generations, IndexedPlan
from index.keywords import Sought
from index.runs import runs_of
from index.vectors import embedded_text
from plans.catalogue import Period, Plan, PlanEntry
from plans.document import Block, BlockKind, Document, GlossaryEntry, Passage, Place
from plans.errors import BrokenIndex, Busy, HomeNotWritable, UnknownPlan


class CountingEmbedder(SentenceEmbedder):
    """Three dimensions made of a text's letters; remembers what it was asked for."""

    name = "letters"
    digest = "letters-1"
    dimensions = 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.extend(texts)
        rows = np.array([[text.count("a") + 1, text.count("e") + 1, len(text)] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def a_plan(plan_id: str, *texts: str) -> IndexedPlan:
    text = "\n".join(texts)
    starts = [text.index(one) for one in texts]
    place = Place(section=("Actions", "2023/24"), year="2023/24", row="Dentistry")
    passages = tuple(
        Passage(
            id=f"{plan_id}-{number}",
            plan_id=plan_id,
            edition="1",
            start=start,
            end=start + len(one),
            text=one,
            kind=BlockKind.ITEM,
            place=place,
            context=f"Plan {plan_id} > Actions > 2023/24",
            list_id=1,
            position=number,
        )
        for number, (one, start) in enumerate(zip(texts, starts, strict=True))
    )
    entry = PlanEntry(
        id=plan_id,
        title=f"Plan {plan_id}",
        publisher="A council",
        edition="1",
        file=f"{plan_id}.txt",
        period=Period(written="2023-28", first=date(2023, 4, 1), last=date(2028, 3, 31)),
    )
    document = Document(
        text=text,
        blocks=tuple(Block(kind=BlockKind.ITEM, start=p.start, end=p.end, place=place) for p in passages),
        glossary=(GlossaryEntry(acronym="UDA", expansion="units of dental activity", start=0, end=1),),
        said={"title": "A plan"},
    )
    plan = Plan(entry=entry, sha256="ab" * 32, pages=None, passages=len(passages), commitments=0)
    return IndexedPlan(plan=plan, document=document, passages=passages)


NORTH = a_plan("north", "More dentists by March 2024", "Open a clinic & café", "£6.5m for teeth")
SOUTH = a_plan("south", "Fewer waits for all")


@pytest.fixture
def written(tmp_path: Path) -> tuple[Generations, Generation]:
    generations = Generations(tmp_path)
    return generations, generations.write([SOUTH, NORTH], embedder=CountingEmbedder())


def test_nothing_written_is_no_generation(tmp_path: Path) -> None:
    assert Generations(tmp_path).current() is None


def test_what_is_written_is_read_back(written: tuple[Generations, Generation], tmp_path: Path) -> None:
    read = Generations(tmp_path).current()
    assert read is not None
    assert [plan.id for plan in read.plans()] == ["north", "south"]
    assert read.stored("north") == NORTH
    assert read.document("north").text[0:27] == "More dentists by March 2024"
    assert read.passage("south-0") == SOUTH.passages[0]
    assert read.passage("south-9") is None
    assert read.glossary("north")[0].acronym == "UDA"
    assert list(read.commitments()) == []
    assert read.generation == written[1].generation


def test_rows_vectors_and_keywords_keep_one_order(written: tuple[Generations, Generation]) -> None:
    generation = written[1]
    assert generation.rows("south") == slice(3, 4)
    assert generation.at(3) == SOUTH.passages[0]
    expected = CountingEmbedder().encode([embedded_text(generation.at(row)) for row in range(4)])
    np.testing.assert_allclose(generation.vectors, expected, rtol=1e-6)
    scores = generation.keywords.text.saturation("wait", Sought(runs_of([slice(0, 4)])))
    assert scores.argmax() == 3
    assert np.count_nonzero(scores) == 1


def test_an_unknown_plan_is_told_with_those_that_are_held(written: tuple[Generations, Generation]) -> None:
    with pytest.raises(UnknownPlan, match="north, south"):
        written[1].document("east")


def test_chroma_holds_the_same_passages(written: tuple[Generations, Generation], tmp_path: Path) -> None:
    generation = written[1]
    name = collection_name(tmp_path / "index", generation.generation)
    with open_passages(
        name, folder=collection_folder(tmp_path / "index", generation.generation), url=None, expected=4
    ) as passages:
        vector = CountingEmbedder().encode([embedded_text(SOUTH.passages[0])])[0]
        row, cosine = passages.nearest(vector, limit=1, plans=("south",))[0]
    assert row == 3
    assert cosine == pytest.approx(1.0, abs=1e-5)


@pytest.mark.usefixtures("written")
def test_no_memory_of_the_process_is_saved_with_the_vectors(tmp_path: Path) -> None:
    # With so few passages Chroma keeps the vectors in its database, and the HNSW file is nothing but room.
    (room,) = tmp_path.rglob("data_level0.bin")
    assert room.stat().st_size > 0
    assert not any(room.read_bytes())


def test_writing_the_same_again_writes_nothing(written: tuple[Generations, Generation], tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    again = Generations(tmp_path).write([NORTH, SOUTH], embedder=embedder)
    assert again.generation == written[1].generation
    assert embedder.asked == []


@pytest.mark.usefixtures("written")
def test_vectors_of_unchanged_passages_are_taken_over(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    changed = a_plan("south", "Fewer waits for all", "A new line")
    generation = Generations(tmp_path).write([NORTH, changed], embedder=embedder)
    assert embedder.asked == [embedded_text(changed.passages[1])]
    expected = CountingEmbedder().encode([embedded_text(generation.at(row)) for row in range(5)])
    np.testing.assert_allclose(generation.vectors, expected, rtol=1e-6)


@pytest.mark.usefixtures("written")
def test_another_model_embeds_everything_again(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    embedder.digest = "letters-2"
    Generations(tmp_path).write([NORTH, SOUTH], embedder=embedder)
    assert len(embedder.asked) == 4


def test_a_reader_notices_a_new_generation(written: tuple[Generations, Generation], tmp_path: Path) -> None:
    reader = Generations(tmp_path)
    before = reader.current()
    assert before is not None
    assert reader.current() is before
    written[0].write([NORTH], embedder=CountingEmbedder())
    after = reader.current()
    assert after is not None
    assert [plan.id for plan in after.plans()] == ["north"]
    assert before.document("south").text == "Fewer waits for all"


def test_three_generations_are_kept(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    for number in range(5):
        generations.write([a_plan("north", f"Line {number}")], embedder=CountingEmbedder())
    names = sorted(folder.name[:6] for folder in (tmp_path / "index" / "generations").iterdir())
    assert names == ["000003", "000004", "000005"]


def test_an_empty_library_can_be_written(tmp_path: Path) -> None:
    generation = Generations(tmp_path).write([], embedder=CountingEmbedder())
    assert generation.size == 0
    assert generation.vectors.shape == (0, 3)
    assert generation.keywords.text.saturation("wait", Sought(runs_of([]))).shape == (0,)


@pytest.mark.parametrize(
    "name", ["manifest.json", "plans.json", "plans/north.json", "vectors.npy", "text.txt", "passages.npy", "ids.npy"]
)
@pytest.mark.parametrize("harm", ["removed", "cut", "changed"])
def test_a_harmed_file_is_named(written: tuple[Generations, Generation], tmp_path: Path, name: str, harm: str) -> None:
    path = next(path for path in written[1].folder.rglob("*") if path.as_posix().endswith(f"/{name}"))
    content = path.read_bytes()
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes(content[:-3] if harm == "cut" else content[:-3] + b"\x07\x07\x07")
    with pytest.raises(BrokenIndex, match=Path(name).name):
        _read_everything(Generations(tmp_path))


@pytest.mark.usefixtures("written")
def test_a_pointer_to_nowhere_is_named(tmp_path: Path) -> None:
    pointer = tmp_path / "index" / "current.json"
    pointer.write_text("{")
    with pytest.raises(BrokenIndex, match=r"current\.json"):
        Generations(tmp_path).current()


def test_a_broken_index_is_mended_by_writing_again(written: tuple[Generations, Generation], tmp_path: Path) -> None:
    next(written[1].folder.rglob("vectors.npy")).unlink()
    mended = Generations(tmp_path).write([NORTH, SOUTH], embedder=CountingEmbedder())
    assert mended.vectors.shape == (4, 3)


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index" / "writer.lock"), pytest.raises(Busy):
        Generations(tmp_path).write([NORTH], embedder=CountingEmbedder())


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeNotWritable, match="PLANWATCH_HOME"):
        Generations(tmp_path / "home").write([NORTH], embedder=CountingEmbedder())


_KILLED_WRITER = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    import index.filling as filling
    import index.generations as generations
    import test_index_generations as here

    calls = 0
    def die_at(*args, **kwargs):
        global calls
        calls += 1
        if calls == {call}:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying(function):
        def told(*args, **kwargs):
            die_at()
            result = function(*args, **kwargs)
            die_at()
            return result
        return told

    for module, names in (
        (generations, ("_write_manifest", "durably", "open_generation")),
        (filling, ("write_group", "record_files", "shared")),
        (generations, ("collect",)),
    ):
        for name in names:
            setattr(module, name, dying(getattr(module, name)))
    Path.rename = dying(Path.rename)
    generations.Generations(Path({home!r})).write([here.NORTH], embedder=here.CountingEmbedder())
"""


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("call", range(2, 17, 2))
def test_a_killed_writer_leaves_the_old_index_or_the_new_one(tmp_path: Path, call: int) -> None:
    script = _KILLED_WRITER.format(call=call, home=str(tmp_path), tests=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    survivor = Generations(tmp_path).current()
    assert survivor is not None
    _read_everything(Generations(tmp_path))
    assert [plan.id for plan in survivor.plans()] in (["north"], ["north", "south"])
    Generations(tmp_path).write([SOUTH], embedder=CountingEmbedder())
    assert not [folder for folder in (tmp_path / "index" / "generations").iterdir() if folder.name.startswith(".")]


def _read_everything(generations: Generations) -> None:
    generation = generations.current()
    assert generation is not None
    generation.check()
    for plan in generation.plans():
        generation.document(plan.id)
    assert generation.vectors.shape[0] == generation.size
    generation.keywords.text.count("wait")


def test_the_writer_is_not_fooled_by_a_stale_lock_file(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "writer.lock").write_text(str(os.getpid()))
    assert Generations(tmp_path).write([NORTH], embedder=CountingEmbedder()).size == 3
