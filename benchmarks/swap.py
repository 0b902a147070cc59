"""A new generation of a large library under two servers: how soon both answer from it, and whether a request fails.

    python benchmarks/made_home.py HOME --plans 300 --copies
    python benchmarks/swap.py HOME

Four visitors ask and open pages without a pause. A plan is added and then removed; from the end of each writing it
is noted when both servers name the new generation, and when both find the plan, or find it no longer. The longest
that a visitor waited is told for the time of the writing and of the swap.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from made_home import asked

PAGES = (
    "/api/v1/search?query=virtual+wards",
    "/api/v1/search?query=unpaid+carers",
    "/plans",
    "/commitments?words=dental",
    "/api/v1/commitments?words=carers&limit=20",
)
PLAN = """Zebrastone Health and Care Plan 2026-2031

Zebras in Zebrastone

We will open a zebra clinic in Zebrastone by March 2029. Zebrastone Trust will lead the zebra clinic.
"""
_FINDS = "/api/v1/search?query=zebra+clinic+in+Zebrastone"
_PATIENCE_S = 60


def main() -> None:
    """Serve, write, watch, and print a line of JSON for each writing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.port:
        served(options.home, options.port)
        return
    with servers(options.home, 2) as addresses, tempfile.TemporaryDirectory() as folder:
        plan = Path(folder, "zebrastone.txt")
        plan.write_text(PLAN, encoding="utf-8")
        writer = asked(options.home)
        with Visitors(addresses * 2) as visitors:
            time.sleep(5)
            report = swapped(addresses, lambda: writer.plans.ingest([plan], progress=_untold), there=True)
            print(json.dumps({"what": "a plan added", **report, **visitors.told()}), flush=True)
            added = {one.id for one in writer.library.plans() if "zebrastone" in one.id}
            report = swapped(addresses, lambda: writer.plans.remove([*added], progress=_untold), there=False)
            print(json.dumps({"what": "a plan removed", **report, **visitors.told()}), flush=True)


def swapped(addresses: Sequence[str], write: Callable[[], Any], *, there: bool) -> dict[str, Any]:
    """How long a writing took, and how long after it both servers had gone on to what it wrote."""
    before = {httpx.get(f"{one}/readyz", timeout=_PATIENCE_S).json()["generation"] for one in addresses}
    begun = time.perf_counter()
    write()
    ended = time.perf_counter()
    for one in addresses:
        _wait(lambda one=one: httpx.get(f"{one}/readyz", timeout=_PATIENCE_S).json()["generation"] not in before)
    named = time.perf_counter()
    for one in addresses:
        _wait(lambda one=one: ("Zebrastone" in httpx.get(f"{one}{_FINDS}", timeout=_PATIENCE_S).text) == there)
    found = time.perf_counter()
    seconds = {"written_s": ended - begun, "named_s": named - ended, "answers_from_it_s": found - ended}
    return {name: round(value, 2) for name, value in seconds.items()}


class Visitors:
    """Threads that ask for pages again and again, and note how long each took and which failed."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._took: list[float] = []
        self._failed: list[str] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(address,)) for address in addresses]

    def told(self) -> dict[str, Any]:
        """How many requests there were since this was last asked, the longest of them, and those that failed."""
        took, self._took = self._took, []
        failed, self._failed = self._failed, []
        return {"requests": len(took), "longest_s": round(max(took, default=0.0), 2), "failed": failed}

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, address: str) -> None:
        with httpx.Client(base_url=address, timeout=_PATIENCE_S) as client:
            while not self._ended.is_set():
                for page in PAGES:
                    begun = time.perf_counter()
                    try:
                        status = client.get(page).status_code
                    except httpx.HTTPError as error:
                        self._failed.append(f"{page}: {error!r}")
                        continue
                    self._took.append(time.perf_counter() - begun)
                    if status != 200:
                        self._failed.append(f"{page}: {status}")


@contextmanager
def servers(home: Path, count: int) -> Iterator[tuple[str, ...]]:
    """So many servers over a home, each a process of its own, once they answer."""
    ports = [_free_port() for _ in range(count)]
    started = [subprocess.Popen([sys.executable, __file__, str(home), "--port", str(port)]) for port in ports]
    addresses = tuple(f"http://127.0.0.1:{port}" for port in ports)
    try:
        for one in addresses:
            _wait(lambda one=one: httpx.get(f"{one}{_FINDS}", timeout=_PATIENCE_S).status_code == 200)
        yield addresses
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def served(home: Path, port: int) -> None:
    """Serve a made home, looking for new generations as `planwatch serve` does."""
    import uvicorn

    from app.latest import kept_up
    from app.web.server import make_app

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    made = asked(home)
    made.keep_ready()
    with kept_up(made.keep_ready, home=home):
        uvicorn.run(make_app(made), host="127.0.0.1", port=port, log_level="error", timeout_keep_alive=75)


def _wait(holds: Callable[[], bool]) -> None:
    begun = time.perf_counter()
    while time.perf_counter() - begun < 2 * _PATIENCE_S:
        try:
            if holds():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the servers did not come to what was waited for")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _untold(_what: str, _done: int, _total: int) -> None:
    """Nobody wants to know."""


if __name__ == "__main__":
    main()
