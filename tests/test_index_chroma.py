"""A Chroma server in place of the folder: the same answers, told when it is away, and nothing left behind on it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chroma_server import ChromaServer
from made_up_plan import built
from test_index_generations import NORTH, SOUTH, CountingEmbedder

from index import dense
from index.chroma import open_passages
from index.chroma_rows import ChromaRows
from index.collected import HOME_NUMBER, collection_folder, collection_name
from index.generation import Generation
from index.generations import Generations
from index.moving import move_vectors
from plans.answer import Question
from plans.errors import NoIndex, StoreUnavailable
from plans.seams import Query

QUESTIONS = (
    "When will the walk-in clinic at Mill Street open?",
    "How many dental appointments for children are promised?",
    "What is the target for answering calls?",
    "Who looks after unpaid carers?",
    "How much is invested in community transport?",
    "Which hospital will be rebuilt?",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as started:
        yield started


@pytest.fixture(autouse=True)
def running(server: ChromaServer) -> None:
    """Each test finds the server running, whatever the one before did to it."""
    server.start()


def on_server(server: ChromaServer, home: Path) -> dict[str, int]:
    """The collections of that home, and how many passages each holds."""
    client = chromadb.HttpClient(host="127.0.0.1", port=server.port)
    number = (home / "index" / HOME_NUMBER).read_text()
    return {one.name: one.count() for one in client.list_collections() if number in one.name}


def rows_of(generation: Generation, **changed: object) -> ChromaRows:
    given = {
        "name": collection_name(generation.folder.parent.parent, generation.collection.name),
        "folder": collection_folder(generation.folder.parent.parent, generation.collection.name),
        "url": generation.chroma_url,
        "expected": generation.size,
        **changed,
    }
    return ChromaRows(given.pop("name"), **given)


@pytest.mark.parametrize("exact_up_to", [dense.EXACT_UP_TO, 0])
def test_a_server_gives_the_same_hits_and_answers_as_the_folder(
    tmp_path: Path, server: ChromaServer, embedder, monkeypatch: pytest.MonkeyPatch, exact_up_to: int
) -> None:
    # At 0 every search goes through Chroma's own index, as it does in libraries of a million passages.
    monkeypatch.setattr(dense, "EXACT_UP_TO", exact_up_to)
    (tmp_path / "own").mkdir()
    (tmp_path / "served").mkdir()
    own, served = built(tmp_path / "own", embedder), built(tmp_path / "served", embedder, chroma_url=server.url)
    assert own.generation.content == served.generation.content
    for text in QUESTIONS:
        for plans in ((), ("eastvale-2024",), ("eastvale-2024", "northbridge-2024")):
            query = Query(text=text, plans=plans)
            assert served.search.search(query).hits == own.search.search(query).hits
            question = Question(text=text, plans=plans)
            answers = [one.answerer.ask(question) for one in (own, served)]
            assert answers[0].text == answers[1].text
            assert answers[0].citations == answers[1].citations
    assert not list((tmp_path / "served").rglob("chroma.sqlite3"))


def test_a_server_is_given_no_words(tmp_path: Path, server: ChromaServer) -> None:
    Generations(tmp_path / "home", chroma_url=server.url).write([NORTH], embedder=CountingEmbedder())
    server.stop()
    kept = b"".join(path.read_bytes() for path in server.folder.rglob("*") if path.is_file())
    assert kept
    assert b"dentists" not in kept
    assert b"Dentistry" not in kept


def test_two_homes_on_one_server_keep_out_of_each_others_way(tmp_path: Path, server: ChromaServer) -> None:
    first, second = (Generations(tmp_path / name, chroma_url=server.url) for name in "ab")
    for home in (first, second):
        home.write([NORTH], embedder=CountingEmbedder())
    first.write([SOUTH], embedder=CountingEmbedder())
    first.forget_older()
    assert [*on_server(server, tmp_path / "a").values(), *on_server(server, tmp_path / "b").values()] == [1, 3]
    kept = second.current()
    assert kept is not None
    assert kept.notices == ()


def test_what_is_forgotten_is_gone_from_the_server(tmp_path: Path, server: ChromaServer) -> None:
    home = tmp_path / "home"
    generations = Generations(home, chroma_url=server.url)
    for number in range(5):
        generations.write([NORTH, SOUTH][number % 2 :], embedder=CountingEmbedder())
    assert len(on_server(server, home)) == 3
    generations.forget_older()
    used = generations.current()
    assert used is not None
    assert on_server(server, home) == {collection_name(home / "index", used.generation): used.size}


def test_what_could_not_be_dropped_is_dropped_by_the_next_writer(tmp_path: Path, server: ChromaServer) -> None:
    home = tmp_path / "home"
    generations = Generations(home, chroma_url=server.url)
    generations.write([NORTH, SOUTH], embedder=CountingEmbedder())
    generations.write([NORTH], embedder=CountingEmbedder())
    server.stop()
    generations.forget_older()
    assert not [path for path in home.rglob("*") if path.is_file() and b"Fewer waits" in path.read_bytes()]
    server.start()
    assert len(on_server(server, home)) == 2
    used = generations.write([SOUTH], embedder=CountingEmbedder())
    generations.forget_older()
    assert on_server(server, home) == {collection_name(home / "index", used.generation): used.size}


def test_a_write_without_its_server_says_so_and_changes_nothing(
    tmp_path: Path, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    generations = Generations(home, chroma_url=server.url)
    before = generations.write([NORTH], embedder=CountingEmbedder())
    monkeypatch.setattr("index.chroma._PAUSES_S", (0.01, 0.01))
    server.stop()
    with pytest.raises(StoreUnavailable, match=r"PLANWATCH_CHROMA_URL"):
        generations.write([SOUTH], embedder=CountingEmbedder())
    assert Generations(home).current() is not None
    assert generations.current() is before


def test_a_write_waits_out_a_server_that_starts_again(
    tmp_path: Path, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.chroma._PAUSES_S", (0.2,) * 50)
    server.stop()
    back = threading.Timer(0.3, server.start)
    back.start()
    try:
        generations = Generations(tmp_path / "home", chroma_url=server.url)
        assert generations.write([NORTH], embedder=CountingEmbedder()).size == 3
    finally:
        back.join()


@pytest.mark.parametrize("trouble", ["gone", "held up"])
def test_search_goes_on_without_the_server_says_so_and_recovers_by_itself(
    tmp_path: Path, server: ChromaServer, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 0)
    monkeypatch.setattr("index.chroma._ASKING_S", 0.5)
    generations = Generations(tmp_path / "home", chroma_url=server.url)
    generation = generations.write([NORTH, SOUTH], embedder=CountingEmbedder())
    clock = [0.0]
    generation.__dict__["chroma"] = rows_of(generation, now=lambda: clock[0])
    question = generation.vectors[2]
    scope = dense.scope_of(generation, ())
    wanted = dense.nearest(generation, question[None], scope, limit=2)[0].tolist()
    assert generation.chroma.nearest(question, limit=2) is not None
    assert generation.notices == ()

    server.stop() if trouble == "gone" else server.hold_up()
    clock[0] += 60
    assert dense.nearest(generation, question[None], scope, limit=2)[0].tolist() == wanted
    (notice,) = generation.notices
    assert server.url in notice
    assert "Until then" in notice

    server.start() if trouble == "gone" else server.go_on()
    assert generation.chroma.nearest(question, limit=2) is None, "it is left alone for a moment"
    clock[0] += 60
    assert dense.nearest(generation, question[None], scope, limit=2)[0].tolist() == wanted
    assert generation.chroma.nearest(question, limit=2) is not None
    assert generation.notices == ()


def test_vectors_move_to_a_server_and_back(tmp_path: Path, server: ChromaServer) -> None:
    home = tmp_path / "home"
    Generations(home).write([SOUTH], embedder=CountingEmbedder())
    Generations(home).write([NORTH, SOUTH], embedder=CountingEmbedder())
    unmoved = Generations(home, chroma_url=server.url).current()
    assert unmoved is not None
    assert "planwatch store move server" in unmoved.notices[0]

    move_vectors(home, url=server.url, to_server=True)
    assert list(on_server(server, home).values()) == [4]
    assert not list(home.rglob("chroma.sqlite3"))
    served = Generations(home, chroma_url=server.url).current()
    assert served is not None
    served.check()
    assert served.notices == ()
    assert served.chroma.nearest(served.vectors[3], limit=1).tolist() == [3]

    move_vectors(home, url=server.url, to_server=False)
    assert on_server(server, home) == {}
    back = Generations(home).current()
    assert back is not None
    assert back.generation == served.generation
    with open_passages(
        collection_name(home / "index", back.generation),
        folder=collection_folder(home / "index", back.generation),
        url=None,
        expected=4,
    ) as passages:
        assert [row for row, _ in passages.nearest(back.vectors[1], limit=1)] == [1]


def test_nothing_is_moved_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoIndex):
        move_vectors(tmp_path, url="http://127.0.0.1:9", to_server=True)


def test_rows_out_of_scope_are_left_out_and_too_few_are_made_up_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 0)
    generation = Generations(tmp_path).write([NORTH, SOUTH], embedder=CountingEmbedder())
    for plans in ((), ("north",), ("south",), ("north", "south")):
        scope = dense.scope_of(generation, plans)
        for question in generation.vectors:
            (found,) = dense.nearest(generation, np.asarray(question)[None], scope, limit=3)
            exact = scope.best(generation.vectors.dots(np.asarray(question)[None], scope.runs)[0], 3)
            assert found.tolist() == exact.tolist()


def test_a_damaged_folder_of_chroma_is_told_and_exact_search_goes_on(tmp_path: Path) -> None:
    generation = Generations(tmp_path).write([NORTH], embedder=CountingEmbedder())
    (collection_folder(tmp_path / "index", generation.generation) / "chroma.sqlite3").write_bytes(
        b"this is no database" * 100
    )
    assert rows_of(generation).nearest(generation.vectors[0], limit=1) is None
