"""Visitors who send or read byte by byte, or say nothing at all, keep no others waiting and are let go in time."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from app.observe.crowd import Crowd
from app.observe.metrics import Metrics
from app.web import patience
from app.web.bodies import Body, BodyTooLarge, BodyTooSlow
from app.web.patience import Impatient
from app.web.security import Guard

HEAD = b"POST /api/v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads a body and says how long it was."""
    size, more = 0, scope["type"] == "http"
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(size).encode() if scope["path"] != "/large" else b"x" * 20_000_000
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def _served(app: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=Impatient, lifespan="off", log_level="critical", timeout_keep_alive=5)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=10)


def _app(*, body_seconds: float = 30.0, at_once: int = 2) -> Any:
    metrics = Metrics(plans=lambda: 1, passages=lambda: 1)
    crowd = Crowd(_echo, metrics=metrics, at_once=at_once, waiting=8, patience_s=2.0)
    return Guard(crowd, public_origin="", most_bytes=30_000_000, body_seconds=body_seconds)


def _answer(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return _read(connection)


def _read(connection: socket.socket) -> bytes:
    """What comes, until the connection is closed or the body is whole."""
    told = b""
    while b"\r\n\r\n" not in told or len(told.partition(b"\r\n\r\n")[2]) < _length(told):
        piece = connection.recv(65_536)
        if not piece:
            break
        told += piece
    return told


def _length(told: bytes) -> int:
    lines = told.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")), 0)


def test_many_who_send_a_body_byte_by_byte_keep_nobody_waiting() -> None:
    with _served(_app(at_once=2)) as port:
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(24)]
        for connection in slow:
            connection.sendall(HEAD + b"content-length: 1000\r\n\r\n{")
        for _ in range(3):
            assert _answer(port, HEAD + b"content-length: 5\r\n\r\n12345").endswith(b"\r\n\r\n5")
        for connection in slow:
            connection.close()


def test_many_who_send_a_large_body_slowly_leave_places_to_others() -> None:
    with _served(_app(at_once=4)) as port:
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
        for connection in slow:
            connection.sendall(HEAD + b"content-length: 900000\r\n\r\n" + b"x" * 300_000)
        told = [_read(connection) for connection in slow[4:]]
        assert sum(b" 503 " in one.split(b"\r\n")[0] and b"retry-after: 5" in one.lower() for one in told) >= 8
        assert _answer(port, HEAD + b"content-length: 5\r\n\r\n12345").endswith(b"\r\n\r\n5")
        for connection in slow:
            connection.close()


def test_many_who_do_not_read_their_answers_keep_nobody_waiting() -> None:
    with _served(_app(at_once=2)) as port:
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
        for connection in slow:
            connection.sendall(b"GET /large HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        for _ in range(3):
            assert _answer(port, HEAD + b"content-length: 5\r\n\r\n12345").endswith(b"\r\n\r\n5")
        for connection in slow:
            connection.close()


def test_a_body_that_does_not_come_in_time_is_refused_and_one_that_comes_is_taken_however_long_the_answer_takes() -> (
    None
):
    with _served(_app(body_seconds=0.3)) as port:
        assert b" 408 " in _answer(port, HEAD + b"content-length: 1000\r\n\r\n{").split(b"\r\n")[0]
        assert b" 408 " in _answer(port, HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n").split(b"\r\n")[0]
        assert _answer(port, HEAD + b"content-length: 200000\r\n\r\n" + b"x" * 200_000).endswith(b"\r\n\r\n200000")


def test_a_body_is_held_to_its_pace_and_its_size_and_not_once_it_is_whole() -> None:
    async def come() -> None:
        pieces = [b"x" * 10_000, b"x" * 10_000]

        async def receive() -> dict[str, Any]:
            if not pieces:
                await asyncio.sleep(0.3)
                return {"type": "http.disconnect"}
            await asyncio.sleep(0.15)
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        body = Body(receive, _nowhere, most_bytes=30_000, seconds=0.2)
        for _ in range(2):  # 20,000 bytes a second are quick enough: what came lengthens the time
            assert len((await body.receive())["body"]) == 10_000
        assert (await body.receive())["type"] == "http.disconnect"
        pieces[:] = [b"x", b"x"]
        slow = Body(receive, _nowhere, most_bytes=30_000, seconds=0.2)
        await slow.receive()
        with pytest.raises(BodyTooSlow):
            await slow.receive()
        pieces[:] = [b"x" * 40_000]
        with pytest.raises(BodyTooLarge):
            await Body(receive, _nowhere, most_bytes=30_000, seconds=0.2).receive()

    asyncio.run(come())


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ", b"POST / HTT"]
)
def test_a_connection_whose_request_does_not_begin_is_closed(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)
    with _served(_app()) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(begun)
            assert connection.recv(100) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(HEAD + b"content-length: 5\r\n\r\n12345")
            assert _read(connection).endswith(b"5")
            connection.sendall(begun or b"G")
            assert connection.recv(100) == b"", "the second request is held to it as well"


def test_a_connection_that_is_used_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)
    with _served(_app()) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(HEAD + b"content-length: 5\r\n\r\n123")
            time.sleep(0.3)
            connection.sendall(b"45")
            assert _read(connection).endswith(b"\r\n\r\n5")
            time.sleep(0.3)


_MANY_HEADERS = b"".join(b"x-%d: aaaaaaaaaaaaaaaaaaaaaaaa\r\n" % number for number in range(1_000))
_CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (HEAD + b"x-long: ", b"a" * 50_000),
        (HEAD, b"a" * 50_000),
        (HEAD, _MANY_HEADERS),
        (b"GET /plans?q=", b"a" * 50_000),
        (_CHUNKED + b"1;", b"a" * 50_000),
        (_CHUNKED + b"5\r\nabcde\r\n0\r\n", _MANY_HEADERS),
    ],
    ids=["a value", "a name", "many headers", "an address", "of a piece", "after a body"],
)
def test_a_head_without_end_is_cut_off_before_it_fills_the_memory(begun: bytes, piece: bytes) -> None:
    with _served(_app()) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(begun)
            sent = _poured(connection, piece, most=100_000_000)
        assert sent < 30_000_000, "the system's own buffers take some of it, the server none"
        assert _answer(port, HEAD + b"content-length: 5\r\n\r\n12345").endswith(b"5")


def test_what_is_said_after_a_body_is_no_part_of_the_head() -> None:
    """A proxy that signs people in says who they are in the head; what comes behind a body is the visitor's own."""
    told: list[set[bytes]] = []

    async def listens(scope: Any, receive: Any, send: Any) -> None:
        await _echo(scope, receive, send)
        told.append({name for name, _ in scope["headers"]})

    behind = b"1\r\na\r\n0\r\nx-forwarded-user: admin\r\nx-forwarded-groups: admins\r\n\r\n"
    with _served(listens) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for request in (_CHUNKED + behind, HEAD + b"x-forwarded-user: ann\r\ncontent-length: 1\r\n\r\na"):
            connection.sendall(request)
            assert _read(connection).endswith(b"\r\n\r\n1")
    assert [one & {b"x-forwarded-user", b"x-forwarded-groups"} for one in told] == [set(), {b"x-forwarded-user"}]


def test_a_large_body_in_small_pieces_is_no_head_without_end() -> None:
    with _served(_app()) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(_CHUNKED + b"1\r\na\r\n" * 60_000 + b"0\r\n\r\n")
        assert _read(connection).endswith(b"\r\n\r\n60000")


def _poured(connection: socket.socket, piece: bytes, *, most: int) -> int:
    """How many bytes go in until the other side has had enough."""
    sent = 0
    with suppress(OSError):
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    return sent


async def _nowhere(_message: Any) -> None:
    """Send it to nobody."""
