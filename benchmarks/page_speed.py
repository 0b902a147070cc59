"""How fast the page is in a real browser, over the sample library: starting, the first load, Enter to answer.

    .venv/bin/python benchmarks/page_speed.py              # needs Debian's chromium

Each number is measured from outside, with a server process of its own on loopback: `serve` is the time from the call
of `planwatch serve`, over a library that is built, until /readyz answers; `first box` and `first load` those from an
empty browser cache until a question can be typed, and until the whole page is there; `answer` that from Enter until the
answer is in the page, warm.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

__all__ = ["QUESTIONS", "planwatch_call", "served"]

_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 300
_LOADS = 5
QUESTIONS = (
    "What is the target for waiting in A&E?",
    "What will be done about virtual wards in Kirklees?",
    "How much will dental access improve?",
    "Who leads on mental health response vehicles in Kirklees?",
    "What is planned for community pharmacy?",
    "By when will the Kirklees plan be reviewed?",
    "What is said about unicorns?",
    "Which actions are about workforce in 2024/25?",
    "What is promised to people with a learning disability?",
    "How many additional roles will be recruited?",
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=2, help="how often each of ten questions is asked")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="planwatch-page-") as folder:
        home = Path(folder) / "home"
        subprocess.run([*planwatch_call(home), "plans"], check=True, capture_output=True, cwd=_ROOT)
        with served(home) as (address, started), sync_playwright() as playwright:
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            _first_load(browser, address)  # the browser's own start
            boxes, loads = zip(*(_first_load(browser, address) for _ in range(_LOADS)), strict=True)
            answers = _answers(browser, address, rounds)
            browser.close()
    print(f"serve       {started:6.2f} s until ready")
    print(f"first box   {statistics.median(boxes):6.2f} s median of {len(boxes)}, {max(boxes):.2f} s slowest")
    print(f"first load  {statistics.median(loads):6.2f} s median of {len(loads)}, {max(loads):.2f} s slowest")
    slow = statistics.quantiles(answers, n=20)[-1]
    print(f"answer      {statistics.median(answers) * 1000:6.0f} ms median of {len(answers)}, {slow * 1000:.0f} ms p95")
    return 0


def _first_load(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds until a question can be typed, and until Gradio's page has taken over."""
    page = browser.new_context().new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#first-question, #question textarea")
    box = time.perf_counter() - began
    page.wait_for_selector("#question textarea")
    whole = time.perf_counter() - began
    page.context.close()
    return box, whole


def _answers(browser: Browser, address: str, rounds: int) -> list[float]:
    """Seconds from Enter to the answer, for each question asked on one page; the first round only warms up."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    took = [_asked(page, question) for _ in range(rounds + 1) for question in QUESTIONS]
    return took[len(QUESTIONS) :]


def _asked(page: Any, question: str) -> float:
    before = page.evaluate("document.querySelector('.turn-latest')?.id ?? ''")
    page.fill("#question textarea", question)
    began = time.perf_counter()
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "before => (document.querySelector('.turn-latest')?.id ?? before) !== before", arg=before, polling="raf"
    )
    return time.perf_counter() - began


@contextmanager
def served(home: Path) -> Iterator[tuple[str, float]]:
    """The address of a server of its own, and the seconds until it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    process = subprocess.Popen(
        [*planwatch_call(home), "serve", "--port", str(port)], cwd=_ROOT, stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        while not _ready(address):
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
                raise SystemExit("The server did not start.")
            time.sleep(0.05)
        yield address, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def planwatch_call(home: Path) -> list[str]:
    """The command line of this Python over a home."""
    return [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home)]


if __name__ == "__main__":
    sys.exit(main())
