"""The server ends when it is told to, says so, gives the answers that are under way, and waits for no page to close."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

_ROOT = Path(__file__).resolve().parents[1]
_SERVER = """
    import asyncio, sys
    import uvicorn
    from app.web.stopping import Stoppable

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        if "heartbeat" in scope["path"]:
            await receive()
        else:
            await asyncio.sleep(float(scope["query_string"] or b"0"))
        await send({"type": "http.response.body", "body": b" and done"})

    config = uvicorn.Config(app, port=int(sys.argv[1]), log_level="warning", log_config=None)
    Stoppable(config, grace_s=float(sys.argv[2])).serve_until_told()
"""


def _heeds_a_closed_terminal() -> None:
    """Tests that are run under nohup ignore it, and so would what they start."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def server(
    *, grace_s: float = 20, before: Callable[[], object] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_SERVER), str(port), str(grace_s)],
        cwd=_ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before or _heeds_a_closed_terminal,
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(address)
            break
        except httpx.TransportError:
            time.sleep(0.05)
    try:
        yield address, process
    finally:
        process.kill()
        process.wait()


def begun(address: str, path: str) -> tuple[threading.Thread, list[str]]:
    """A visitor who has read the beginning of an answer and reads on; what he gets in the end is added to the list."""
    started, got = threading.Event(), list[str]()

    def read() -> None:
        try:
            with httpx.stream("GET", address + path, timeout=60) as answer:
                for piece in answer.iter_text():
                    got.append(piece)
                    started.set()
        except httpx.TransportError as error:
            got.append(type(error).__name__)

    thread = threading.Thread(target=read)
    thread.start()
    assert started.wait(30)
    return thread, got


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    told = process.communicate(timeout=60)[1]
    return process.returncode, told


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_page_that_is_open_keeps_nobody_waiting_and_an_answer_under_way_is_given(how: signal.Signals) -> None:
    with server() as (address, process):
        page, _ = begun(address, "/gradio_api/heartbeat/x")
        asked, got = begun(address, "/ask?0.5")
        process.send_signal(how)
        status, told = ended(process)
        asked.join()
        page.join()
    assert (status, "".join(got)) == (0, "begun and done")
    assert told.splitlines()[0].startswith("Stopping within 20 seconds")
    assert told.splitlines()[1:] == ["Stopped; everything that was confirmed is kept."]


@pytest.mark.parametrize(("second", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 1)])
def test_whoever_says_it_twice_is_not_made_to_wait(second: signal.Signals, status: int) -> None:
    with server() as (address, process):
        asked, _ = begun(address, "/ask?60")
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Stopping")
        process.send_signal(second)
        assert ended(process) == (status, "Stopped at once.\n")
        asked.join()


def test_what_takes_too_long_is_cut_off_and_that_is_said() -> None:
    with server(grace_s=0.3) as (address, process):
        asked, _ = begun(address, "/ask?60")
        process.send_signal(signal.SIGTERM)
        status, told = ended(process)
        asked.join()
    assert (status, told.splitlines()[1]) == (
        1,
        "Stopped; requests that were still being worked on and are cut off: 1.",
    )


def test_many_signals_at_once_leave_one_sentence_and_no_traceback() -> None:
    with server() as (_, process):
        for _ in range(30):
            process.send_signal(signal.SIGINT)
        status, told = ended(process)
    assert status in {0, 130}
    assert "Traceback" not in told
    assert "Stopped" in told.splitlines()[-1]


def test_a_server_that_was_started_to_outlive_its_terminal_does() -> None:
    with server(before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as (address, process):
        os.kill(process.pid, signal.SIGHUP)
        assert httpx.get(f"{address}/ask").status_code == 200
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0
