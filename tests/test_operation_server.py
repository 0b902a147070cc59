"""A running server can be watched without learning what anybody asked, and refuses politely when it is overrun."""

import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.build import Planwatch, untold
from app.observe.crowd import Crowd
from app.observe.logs import JsonLines, keep_log
from app.observe.metrics import Metrics
from app.observe.watching import Watched
from app.web.server import make_app
from plans.settings import Settings

HOME = "http://127.0.0.1:7860"
SECRET = "zygomorphic"


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url=HOME, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    loggers = [logging.getLogger(name) for name in ("planwatch", "uvicorn")]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    keep_log()
    yield written
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def _metrics() -> Metrics:
    return Metrics(plans=lambda: 2, passages=lambda: 10)


def test_every_answer_carries_the_id_that_its_log_line_has(client: TestClient, lines: io.StringIO) -> None:
    answered = client.get("/api/v1/plans")
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert line["id"] == answered.headers["x-request-id"]
    assert (line["route"], line["method"], line["status"]) == ("/api/v1/plans", "GET", 200)
    assert line["ms"] > 0


def test_a_proxys_id_is_kept_and_one_that_could_forge_a_line_is_not(client: TestClient) -> None:
    assert client.get("/healthz", headers={"x-request-id": "abc-12345678"}).headers["x-request-id"] == "abc-12345678"
    for odd in ('x"}, "level": "error', "a" * 65, "short", ""):
        assert client.get("/healthz", headers={"x-request-id": odd}).headers["x-request-id"] != odd


def test_neither_log_nor_metrics_hold_what_was_asked_or_who_asked(client: TestClient, lines: io.StringIO) -> None:
    client.get("/api/v1/ask", params={"question": f"What of {SECRET}?"})
    client.post("/api/v1/ask", json={"question": f"And {SECRET}?"})
    client.get(f"/api/v1/search?query={SECRET}", headers={"user-agent": SECRET, "x-request-id": "12345678"})
    client.get(f"/plans/{SECRET}")
    client.get(f"/{SECRET}/nothing")
    client.request(SECRET.upper(), "/plans")
    counted = client.get("/metrics").text
    assert lines.getvalue().count("\n") == 7
    for written in (lines.getvalue(), counted):
        assert SECRET not in written.lower()
        assert "testclient" not in written


def test_an_exception_is_logged_by_its_kind_and_place_without_its_words() -> None:
    try:
        raise ValueError(f"cannot read {SECRET}")
    except ValueError:
        record = logging.LogRecord("uvicorn", logging.ERROR, "", 1, "Exception", (), sys.exc_info())
    line = JsonLines().format(record)
    assert SECRET not in line
    assert json.loads(line)["exception"] == "ValueError"
    assert "test_operation_server" in json.loads(line)["at"][0]


def test_metrics_are_what_prometheus_reads_and_count_by_pattern(client: TestClient) -> None:
    for plan in ("kirklees-hcp-2023", "wy-jfp-2024"):
        assert client.get(f"/api/v1/plans/{plan}").status_code == 200
    answered = client.get("/metrics")
    assert answered.headers["content-type"].startswith("text/plain")
    assert 'planwatch_requests_total{method="GET",route="/api/v1/plans/{plan_id}",status="200"} 2.0' in answered.text
    assert "planwatch_plans 2.0" in answered.text
    assert re.search(r"^process_resident_memory_bytes \d", answered.text, re.MULTILINE)
    assert re.search(r'^planwatch_build_info\{version="[^"]+"\} 1.0$', answered.text, re.MULTILINE)


def test_a_server_whose_database_is_gone_says_so_answers_questions_and_recovers_by_itself(
    tmp_path: Path, planwatch: Any
) -> None:
    home = tmp_path / "gone"
    made = Planwatch(
        Settings(home=planwatch.settings.home, database_url=f"sqlite:///{home / 'checks.sqlite'}"), progress=untold
    )
    made.embedder = planwatch.embedder
    home.write_text("a file where the folder of the database was")
    with TestClient(make_app(made), base_url=HOME, raise_server_exceptions=False) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert "Checks cannot be read or entered just now" in ready.json()["notices"][0]
        assert client.get("/api/v1/ask", params={"question": "What is planned for unpaid carers?"}).status_code == 200
        told = client.get("/api/v1/checks")
        assert (told.status_code, told.headers["retry-after"]) == (503, "30")
        home.unlink()
        assert "notices" not in client.get("/readyz").json()
        assert client.get("/api/v1/checks").status_code == 200


class _Slow:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.served = 0

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        await self.go.wait()
        self.served += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def _asked(app: Any, path: str = "/api/v1/ask", accept: bytes = b"*/*") -> tuple[int, dict[str, str], bytes]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept", accept)]}
    await app(scope, None, send)
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return messages[0]["status"], headers, b"".join(one.get("body", b"") for one in messages[1:])


def test_those_that_find_no_place_are_told_when_to_come_back_and_all_others_are_served() -> None:
    async def rush() -> None:
        slow = _Slow()
        crowd = Crowd(slow, metrics=_metrics(), at_once=2, waiting=3)
        asked = [asyncio.create_task(_asked(crowd)) for _ in range(5)]
        await asyncio.sleep(0)
        status, headers, body = await _asked(crowd)
        assert (status, headers["retry-after"]) == (503, "5")
        assert "try again in 5 seconds" in json.loads(body)["detail"]
        page = await _asked(crowd, path="/commitments", accept=b"text/html,*/*")
        assert b"<h1>Please wait a moment</h1>" in page[2]
        slow.go.set()
        assert [status for status, _, _ in await asyncio.gather(*asked)] == [200] * 5
        assert (await _asked(crowd))[0] == 200
        assert slow.served == 6

    asyncio.run(rush())


def test_a_server_that_is_overrun_still_says_that_it_lives() -> None:
    async def rush() -> None:
        slow = _Slow()
        crowd = Crowd(slow, metrics=_metrics(), at_once=1, waiting=0)
        asked = asyncio.create_task(_asked(crowd))
        await asyncio.sleep(0)
        alive = asyncio.create_task(_asked(crowd, path="/healthz"))
        assert (await _asked(crowd))[0] == 503
        slow.go.set()
        assert (await alive)[0] == (await asked)[0] == 200

    asyncio.run(rush())


def test_one_who_waits_too_long_is_told_and_one_who_leaves_frees_his_place() -> None:
    async def rush() -> None:
        slow = _Slow()
        crowd = Crowd(slow, metrics=_metrics(), at_once=1, waiting=5, patience_s=0.01)
        first = asyncio.create_task(_asked(crowd))
        await asyncio.sleep(0)
        assert (await _asked(crowd))[0] == 503
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        slow.go.set()
        assert (await _asked(crowd))[0] == 200

    asyncio.run(rush())


def test_a_request_that_fails_is_counted_as_one_that_failed() -> None:
    async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ValueError

    metrics = _metrics()
    with pytest.raises(ValueError):
        asyncio.run(_asked(Watched(failing, metrics=metrics)))
    assert b'planwatch_requests_total{method="GET",route="other",status="500"} 1.0' in metrics.page()
