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
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import httpx
from chroma_server import free_port
from made_home import asked
from visitors import Visitors, Visits

PAGES = (
    "/api/v1/search?query=virtual+wards",
    "/api/v1/search?query=unpaid+carers",
    "/plans",
    "/commitments?words=dental",
    "/commitments?words=carers",
)
PLAN = """Zebrastone Health and Care Plan 2026-2031

Zebras in Zebrastone

We will open a zebra clinic in Zebrastone by March 2029. Zebrastone Trust will lead the zebra clinic.
"""
_FINDS = "/api/v1/search?query=zebra+clinic+in+Zebrastone"
_ID = "zebrastone-health"  # begins the id of the plan, which the question that is told again does not hold
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
        with Visitors(addresses * 2, PAGES) as visitors:
            time.sleep(5)
            report = swapped(addresses, lambda: writer.plans.ingest([plan], progress=_untold), there=True)
            print(json.dumps({"what": "a plan added", **report, **told(visitors.visits())}), flush=True)
            added = {one.id for one in writer.library.plans() if "zebrastone" in one.id}
            report = swapped(addresses, lambda: writer.plans.remove([*added], progress=_untold), there=False)
            print(json.dumps({"what": "a plan removed", **report, **told(visitors.visits())}), flush=True)


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
        _wait(lambda one=one: (_ID in httpx.get(f"{one}{_FINDS}", timeout=_PATIENCE_S).text) == there)
    found = time.perf_counter()
    seconds = {"written_s": ended - begun, "named_s": named - ended, "answers_from_it_s": found - ended}
    return {name: round(value, 2) for name, value in seconds.items()}


def told(visits: Visits) -> dict[str, Any]:
    """How many visits there were, the longest of them, and those that failed."""
    took = [seconds for page in visits.took.values() for seconds in page]
    return {"requests": len(took), "longest_s": round(max(took, default=0.0), 2), "failed": visits.failed}


@contextmanager
def servers(home: Path, count: int) -> Iterator[tuple[str, ...]]:
    """So many servers over a home, each a process of its own, once they answer."""
    ports = [free_port() for _ in range(count)]
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
    with kept_up(made):
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


def _untold(_what: str, _done: int, _total: int) -> None:
    """Nobody wants to know."""


if __name__ == "__main__":
    main()
