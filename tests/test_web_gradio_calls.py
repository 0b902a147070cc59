"""What a visitor sends to Gradio is words: nothing that it would copy, fetch, or keep without end."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from gradio.state_holder import StateHolder
from starlette.testclient import TestClient

from app.web.ask import ask_page
from app.web.kept import KeptAnswers
from app.web.server import make_app

HOME = "http://127.0.0.1:7860"
JOIN = "/gradio_api/queue/join"
A_FILE = {"path": "/etc/hostname", "url": "https://evil.example/x", "meta": {"_type": "gradio.FileData"}}
ASKED: dict[str, Any] = {"data": ["What is planned for carers?", [], []], "fn_index": 0, "session_hash": "abc"}


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url=HOME, raise_server_exceptions=False) as client:
        yield client


def _sent(client: TestClient, body: Any, path: str = JOIN) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, content=content, headers={"content-type": "application/json", "origin": HOME})


@pytest.mark.parametrize(
    "data",
    [
        [A_FILE, [], []],
        ["carers", [A_FILE], []],
        ["carers", {"x": A_FILE}, []],
        [[["carers"]], [], []],
        [True, [], []],
        [1.5, [], []],
        ["x" * 20_001, [], []],
        ["carers", ["x"] * 10_001, []],
        ["carers", ["x" * 501], []],
        ["carers"] * 21,
        "carers",
        {"0": "carers"},
    ],
)
def test_nothing_but_words_and_lists_of_words_reaches_gradio(client: TestClient, data: Any) -> None:
    answer = _sent(client, {**ASKED, "data": data})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(
    "odd",
    [
        {"fn_index": -1},
        {"fn_index": "0"},
        {"fn_index": 1e9},
        {"session_hash": "x" * 65},
        {"session_hash": "../x"},
        {"session_hash": None},
        {"trigger_id": {"a": 1}},
    ],
)
def test_an_event_in_another_shape_is_refused(client: TestClient, odd: dict[str, Any]) -> None:
    assert _sent(client, {**ASKED, **odd}).status_code == 422


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"\xff", b"null", b"{}", b'{"data": [NaN]}', b'{"data": ["\\ud800"]}']
)
def test_no_shape_of_json_reaches_it(client: TestClient, body: bytes) -> None:
    for path in (JOIN, "/gradio_api/cancel", "/gradio_api/reset"):
        assert _sent(client, body, path).status_code == 422


def test_a_body_longer_than_any_of_the_page_is_refused(client: TestClient) -> None:
    assert _sent(client, b" " * 1_000_001).status_code == 413


def test_what_is_added_to_an_event_does_not_reach_gradio(client: TestClient) -> None:
    more = {"event_data": A_FILE, "batched": True, "simple_format": True, "oauth_token": "x", "event_id": "y"}
    assert _sent(client, {**ASKED, **more}).status_code == 200
    assert "carers" in _told(client, "abc")
    twice = b'{"data": ["carers", [], []], "data": ["nurses", [], []], "fn_index": 0, "session_hash": "twice"}'
    assert _sent(client, twice).status_code == 200
    assert "You asked: </span>nurses" in _told(client, "twice")


@pytest.mark.parametrize("path", ["heartbeat/" + "x" * 65, "heartbeat/a.b", "queue/data?session_hash=" + "x" * 9_000])
def test_a_session_is_named_as_gradio_names_them(client: TestClient, path: str) -> None:
    assert client.get(f"/gradio_api/{path}").status_code == 422


@pytest.mark.parametrize("name", ["a" * 5_000, "../routes.py", "%00", "/etc/passwd", "a/" * 2_000, "", "img"])
def test_no_name_of_a_file_of_gradios_but_its_own_is_looked_for(client: TestClient, name: str) -> None:
    for folder in ("assets", "static"):
        assert client.get(f"/{folder}/{name}").status_code in {400, 404}


def test_the_conversations_that_are_kept_are_so_many_and_no_more(planwatch: Any) -> None:
    page = ask_page(planwatch, KeptAnswers())
    holder = StateHolder()
    holder.set_blocks(page)
    assert holder.capacity == 1_000


def _told(client: TestClient, session: str) -> str:
    """All that the server says in a session until its event is done, as it would be read."""
    lines = []
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
        for line in events.iter_lines():
            lines.append(line)
            if "process_completed" in line or "close_stream" in line:
                break
    return unescape(
        "".join(json.dumps(json.loads(line[5:]), ensure_ascii=False) for line in lines if line[:5] == "data:")
    )
