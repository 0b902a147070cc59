"""Spans of requests, searches and answers reach a collector that is named, none is made otherwise, and none of them
holds a word of what was asked."""

import gzip
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.testclient import TestClient

from app.doctor.stores import collector_answers
from app.observe.tracing import Tracing, tracing_of
from app.web.server import make_app
from plans.errors import WrongCall
from plans.settings import Settings

HOME = "http://127.0.0.1:7860"
SECRET = "zygomorphic"


class Collector:
    """A collector that keeps what it is sent, as every other would take it: protobuf over HTTP."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.status = 200
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Take a batch."""
                body = self.rfile.read(int(self.headers["content-length"]))
                assert self.headers["content-type"] == "application/x-protobuf"
                packed = self.headers.get("content-encoding") == "gzip"
                if self.path == "/v1/traces" and kept.status == 200:
                    kept.bodies.append(gzip.decompress(body) if packed else body)
                self.send_response(kept.status if self.path == "/v1/traces" else 404)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> list[Span]:
        """Every span that came."""
        sent = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for request in sent
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


def _traced(planwatch: Any, collector: Collector) -> tuple[TestClient, Tracing]:
    tracing = tracing_of(Settings(home=planwatch.settings.home, otel_url=collector.url))
    assert tracing is not None
    return TestClient(make_app(planwatch, tracing=tracing), base_url=HOME, raise_server_exceptions=False), tracing


def _facts(span: Span) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_request_an_answer_and_its_stages_are_one_trace_without_a_word_of_the_question(
    planwatch: Any, collector: Collector
) -> None:
    client, tracing = _traced(planwatch, collector)
    question = f"What is planned for {SECRET} carers?"
    answered = client.get("/api/v1/ask", params={"question": question, "plan": "kirklees"})
    client.post("/api/v1/ask", json={"question": question, "history": [{"question": SECRET, "answer": SECRET}]})
    client.get(f"/{SECRET}", headers={"x-forwarded-user": SECRET, "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    tracing.close()
    assert answered.status_code == 200
    assert all(SECRET.encode() not in body for body in collector.bodies)
    spans = collector.spans()
    (request,) = [
        span for span in spans if _facts(span).get("planwatch.request_id") == answered.headers["x-request-id"]
    ]
    assert request.name == "GET /api/v1/ask"
    assert request.kind == Span.SpanKind.SPAN_KIND_SERVER
    assert _facts(request)["http.response.status_code"] == 200
    within = {span.name: span for span in spans if span.trace_id == request.trace_id and span is not request}
    assert set(within) == {"answer", "search", "compose"}
    assert within["answer"].parent_span_id == request.span_id
    assert within["search"].parent_span_id == within["compose"].parent_span_id == within["answer"].span_id
    assert within["search"].end_time_unix_nano == within["compose"].start_time_unix_nano
    assert _facts(within["answer"])["planwatch.status"] == answered.json()["status"]
    assert len({span.trace_id for span in spans}) == 3, "what a visitor says of a trace is not taken over"
    (resource,) = {
        str(ExportTraceServiceRequest.FromString(body).resource_spans[0].resource) for body in collector.bodies
    }
    assert '"planwatch"' in resource
    assert "host" not in resource


def test_a_search_is_a_span_with_its_stages(planwatch: Any, collector: Collector) -> None:
    client, tracing = _traced(planwatch, collector)
    found = client.get("/api/v1/search", params={"query": f"{SECRET} dental access"})
    tracing.close()
    assert found.status_code == 200
    (search,) = [span for span in collector.spans() if span.name == "search"]
    assert _facts(search)["planwatch.passages_examined"] == found.json()["examined"]
    assert [span for span in collector.spans() if span.parent_span_id == search.span_id]
    assert all(SECRET.encode() not in body for body in collector.bodies)


def test_of_an_exception_the_kind_is_told_and_not_its_words(collector: Collector) -> None:
    tracing = tracing_of(Settings(otel_url=collector.url))
    assert tracing is not None
    with pytest.raises(ValueError), tracing.span("answer", {}):
        raise ValueError(SECRET)
    tracing.close()
    (span,) = collector.spans()
    assert (_facts(span)["error.type"], span.status.code, span.status.message) == ("ValueError", 2, "")
    assert not span.events
    assert SECRET.encode() not in collector.bodies[0]


@pytest.mark.parametrize("trouble", ["away", "silent", "refusing"])
def test_a_collector_in_trouble_delays_and_breaks_no_answer(
    planwatch: Any, collector: Collector, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.observe.tracing._SEND_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        silents = f"http://127.0.0.1:{silent.getsockname()[1]}"
        collector.status = 503
        url = {"away": "http://127.0.0.1:9", "silent": silents, "refusing": collector.url}[trouble]
        tracing = tracing_of(Settings(home=planwatch.settings.home, otel_url=url))
        client = TestClient(make_app(planwatch, tracing=tracing), base_url=HOME)
        for _ in range(3):
            assert client.get("/api/v1/plans").status_code == 200
        assert tracing is not None
        tracing.close()


def test_nothing_is_loaded_or_made_where_no_collector_is_named(planwatch: Any) -> None:
    assert tracing_of(planwatch.settings) is None
    loaded = (
        "import sys; from app.observe.tracing import tracing_of; from plans.settings import Settings; "
        "assert tracing_of(Settings()) is None; print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "otlp"}
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:4318", "file:///etc/passwd", "ftp://127.0.0.1", "http://", "http://ann:secret@127.0.0.1:4318"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(WrongCall, match="PLANWATCH_OTEL_URL") as told:
        tracing_of(Settings(otel_url=url))
    assert "secret" not in str(told.value)


def test_the_doctor_says_whether_the_collector_answers(collector: Collector, tmp_path: Any) -> None:
    def told(url: str) -> list[tuple[str, str]]:
        return [(one.state, one.note) for one in collector_answers(Settings(home=tmp_path, otel_url=url))]

    assert told(collector.url)[0][0] == "fine"
    collector.status = 404
    (state, note), *_ = told(collector.url)
    assert (state, "404" in note) == ("fault", True)
    (state, note), *_ = told("http://127.0.0.1:9")
    assert (state, "PLANWATCH_OTEL_URL" in note) == ("fault", True)
    (state, note), *_ = told("nonsense")
    assert (state, "http://127.0.0.1:4318" in note) == ("fault", True)
    assert list(collector_answers(Settings(home=tmp_path))) == []
