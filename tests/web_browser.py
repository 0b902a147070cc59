"""A real Chromium against a served Planwatch: how tests start both, and what every page is held to."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from app.web.server import make_app

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

BROWSERS_OWN = ("chrome:", "chrome-extension:")  # parts of its viewer of PDF files


def chromium() -> str | None:
    """Where Debian's Chromium is, or None."""
    return shutil.which("chromium")


@contextmanager
def served(planwatch: Any) -> Iterator[str]:
    """The address of a server over that Planwatch, for as long as the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        make_app(planwatch),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,  # as the server has it: whoever waits for so long as he is told finds the door open
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


class Visit:
    """A page in a browser, with all that it asked for and complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.set_default_timeout(20_000)

    def go(self, path: str) -> "Visit":
        """Open a page of the server, and wait until it can be used."""
        self.page.goto(self.address + path)
        if path == "/" or path.startswith("/?"):
            self.page.wait_for_selector("#question textarea")
        return self

    def ask(self, question: str, box: str = "#question") -> None:
        """Type a question, press Enter, and wait for the answer."""
        before = (
            self.page.locator(".turn-latest").get_attribute("id") if self.page.locator(".turn-latest").count() else ""
        )
        self.page.fill(f"{box} textarea", question)
        self.page.press(f"{box} textarea", "Enter")
        self.page.wait_for_function(
            "before => { const t = document.querySelector('.turn-latest'); return t && t.id !== before }", arg=before
        )

    def faults(self) -> list[str]:
        """The serious and critical faults that axe finds."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{fault['id']}: {[node['html'][:120] for node in fault['nodes'][:3]]}"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def clean(self) -> None:
        """Hold that nothing was complained of and nobody else was asked."""
        assert self.complaints == []
        assert self.foreign == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", *BROWSERS_OWN)):
            self.foreign.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


def own_copy(planwatch: Any, home: Path) -> Any:
    """A Planwatch over a copy of another one's home, to be written to; what other tests entered stays behind."""
    from app.build import Planwatch, untold
    from plans.settings import Settings

    entered = shutil.ignore_patterns("feedback", "access.sqlite*", "checks.sqlite*")
    shutil.copytree(planwatch.settings.home, home, ignore=entered)
    made = Planwatch(Settings(home=home), progress=untold)
    made.embedder = planwatch.embedder
    return made
