"""A language model endpoint that goes, falls silent, breaks off in the middle of its reply, and comes back: the plans'
words answer meanwhile, it is told plainly, nobody waits for it twice, and it is used again by itself."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from small_library import small_planwatch
from starlette.testclient import TestClient
from tcp_proxy import Proxy

from app.build import Planwatch, untold
from app.web.server import make_app
from assistant import rested_model
from assistant.model import Endpoint
from assistant.patience import Patience
from assistant.rested_model import RestedModel
from plans.errors import LanguageModelFailed
from plans.settings import Settings

HOME = "http://127.0.0.1:7860"
ASKED = {"question": "When will the walk-in clinic at Mill Street open?"}
LONG_S, SHORT_S = 30.0, 0.3


class Clock:
    """Time that only goes on when it is told to."""

    time = 0.0

    def __call__(self) -> float:
        return self.time


class _Quoting(BaseHTTPRequestHandler):
    """A model that says the first words of the first passage, citing it."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        prompt = body["messages"][-1]["content"]
        token = re.search(r"^\[(T[0-9A-F]{5})\]", prompt, re.MULTILINE)
        assert token is not None
        said = json.dumps({"sentences": [{"text": "The plan says so.", "passages": [token[1]]}]})
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        reply = json.dumps(whole).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Quoting)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is the point
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def small(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_planwatch(tmp_path_factory.mktemp("model"), embedder)


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    made = Proxy(lambda: socket.create_connection(("127.0.0.1", upstream)))
    yield made
    made.gone()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(small: Any, proxy: Proxy, clock: Clock) -> Iterator[TestClient]:
    made = Planwatch(Settings(home=small.settings.home), progress=untold)
    made.embedder = small.embedder
    url = f"http://127.0.0.1:{proxy.port}/v1"
    made.model = RestedModel(Endpoint(base_url=url, model="m", seconds=LONG_S), now=clock)
    with TestClient(make_app(made), base_url=HOME, raise_server_exceptions=False) as client:
        client.model = made.model  # type: ignore[attr-defined]
        yield client


def wait_for(client: TestClient, seconds: float) -> None:
    """Have the endpoint waited for so long."""
    model = client.model  # type: ignore[attr-defined]
    model._model = replace(model._model, seconds=seconds)


def _broken_off(proxy: Proxy) -> None:
    """Pass on some bytes of each reply, and cut."""
    proxy.most_bytes = 150


TROUBLES = {
    "gone": Proxy.gone,
    "silent": Proxy.fall_silent,
    "slow": lambda proxy: setattr(proxy, "delay_s", 5.0),
    "broken off": _broken_off,
}


def failed(answer: Any) -> str:
    """Why the model did not help with an answer; empty where it was asked and replied."""
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "answered"
    assert told["engine"] == "quotes"
    return str(told["record"].get("model_failed", ""))


@pytest.mark.parametrize("trouble", TROUBLES)
def test_while_the_endpoint_is_away_the_plans_words_answer_it_is_told_and_it_is_used_again_by_itself(
    client: TestClient, proxy: Proxy, clock: Clock, trouble: str
) -> None:
    before = client.post("/api/v1/ask", json=ASKED)
    assert failed(before) == ""
    assert "notices" not in client.get("/readyz").json()
    asked = _Quoting.asked

    TROUBLES[trouble](proxy)
    wait_for(client, SHORT_S)
    during = client.post("/api/v1/ask", json=ASKED)
    assert "language model" in failed(during)
    assert during.json()["text"] == before.json()["text"]
    for _ in range(5):  # and nobody waits for it again in the next moment
        assert "left alone" in failed(client.post("/api/v1/ask", json=ASKED))
    (notice,) = client.get("/readyz").json()["notices"]
    assert notice.startswith("Answers are composed of the plans' own words alone just now. The language model")
    page = client.get("/answer", params={"q": ASKED["question"]})
    assert "because the language model did not answer" in page.text

    proxy.back()
    wait_for(client, LONG_S)
    clock.time += 60
    assert failed(client.post("/api/v1/ask", json=ASKED)) == ""
    assert _Quoting.asked > asked
    assert "notices" not in client.get("/readyz").json()


class _Failing:
    """A model that fails as often as it is asked, and can be made to wait in it."""

    name, place, leaves_the_machine, seconds = "m", "here", False, 1.0

    def __init__(self) -> None:
        self.asked = 0
        self.wait = threading.Event()
        self.inside = threading.Event()
        self.wait.set()

    def complete(self, _prompt: str, *, patience: Patience | None = None) -> str:
        """Fail, when it may."""
        del patience
        self.asked += 1
        self.inside.set()
        self.wait.wait(10)
        raise LanguageModelFailed("It failed.")


def test_when_its_rest_is_over_one_tries_and_the_others_do_not_wait(clock: Clock) -> None:
    model = _Failing()
    rested = RestedModel(model, now=clock)
    with pytest.raises(LanguageModelFailed, match="It failed"):
        rested.complete("p")
    clock.time += rested_model._LEFT_ALONE_S
    model.wait.clear()
    model.inside.clear()

    def try_again() -> None:
        with pytest.raises(LanguageModelFailed, match="It failed"):
            rested.complete("p")

    tries = threading.Thread(target=try_again)
    tries.start()
    assert model.inside.wait(10)
    with pytest.raises(LanguageModelFailed, match="left alone"):
        rested.complete("p")
    model.wait.set()
    tries.join()
    assert model.asked == 2


def test_a_question_that_is_taken_back_says_nothing_about_the_model(clock: Clock) -> None:
    rested = RestedModel(_Failing(), now=clock)
    with pytest.raises(LanguageModelFailed):
        rested.complete("p", patience=Patience.lasting(5.0, cancelled=lambda: True))
    assert rested.notice is None
