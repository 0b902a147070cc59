"""People who ask, mark and export at once, against a server that this starts on loopback over a home of its own.

    .venv/bin/python benchmarks/load.py people 10 --seconds 120     # ten people, each a pause of about two seconds
    .venv/bin/python benchmarks/load.py people 100 --seconds 60 --pause 0
    .venv/bin/python benchmarks/load.py soak 20000                  # so many questions, and the memory meanwhile

It prints the latency of each kind of request at the 50th and 95th percentile, what was refused and what failed, the
server's memory, and whether every mark that was confirmed is in the register afterwards. A person who is turned away
waits for as long as Retry-After says and goes on. It exits 1 where something failed, was refused without Retry-After or
was lost. tests/test_operation_load.py runs it for some seconds; load_table.py makes the table of docs/reliability.md.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

_ROOT = Path(__file__).resolve().parents[1]
_SEED = 20260301
_MOST_PEOPLE, _MOST_SECONDS, _MOST_QUESTIONS = 200, 600, 50_000
_STARTS_IN_S, _PATIENCE_S = 300, 60
_LONG_PATIENCE_S = 900  # of a soak, which measures memory and not time, also on a machine that others keep busy
_LATER = (429, 503)
_MIB = 1024 * 1024
_OF_WHAT_PEOPLE_DO = {"ask": 70, "search": 10, "list": 8, "mark": 8, "export": 4}


@dataclass(slots=True)
class Tally:
    """What happened, by kind of request."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    impolite: int = 0
    confirmed: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    memory: tuple[float, float] = (float("nan"), float("nan"))

    @property
    def sound(self) -> bool:
        """Whether nothing failed, was lost, or was refused without being told when to come back."""
        return not (self.failed or self.impolite or self.lost)

    def percentile(self, kind: str, percent: int) -> float:
        """The seconds that so many percent of the requests of a kind took at the most."""
        took = self.seconds[kind]
        return statistics.quantiles(took, n=100, method="inclusive")[percent - 1] if len(took) > 1 else sum(took)

    @property
    def refused(self) -> int:
        """How many requests were told to come back later."""
        return sum(number for (_, status), number in self.statuses.items() if status in _LATER)

    @property
    def failed(self) -> int:
        """How many requests had no answer, or one that is a fault of the server."""
        broken = sum(number for (_, status), number in self.statuses.items() if status >= 500 and status not in _LATER)
        return broken + self.faults.total()


class Person:
    """Somebody who does one thing after the other. Keeps to loopback."""

    def __init__(self, name: str, client: httpx.AsyncClient, tally: Tally, commitments: Sequence[str]) -> None:
        self._name = name
        self._client = client
        self._tally = tally
        self._commitments = commitments
        self._random = random.Random(f"{_SEED} {name}")
        self._number = 0

    async def go_on(self, until: float, pause: float) -> None:
        """Do things until a moment of the monotonic clock, with a pause between them."""
        does: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
            "ask": lambda: self._client.post("/api/v1/ask", json={"question": self._random.choice(_questions())}),
            "search": lambda: self._client.get("/api/v1/search", params={"query": self._random.choice(_questions())}),
            "list": lambda: self._client.get("/commitments", headers={"accept": "text/html"}),
            "mark": self._mark,
            "export": lambda: self._client.get("/commitments/download/csv"),
        }
        while time.monotonic() < until:
            (kind,) = self._random.choices(list(does), weights=[_OF_WHAT_PEOPLE_DO[kind] for kind in does])
            wait = await self._timed(kind, does[kind])
            left = max(0.0, until - time.monotonic())
            await asyncio.sleep(min(left, max(wait, self._random.uniform(0.5, 1.5) * pause)))

    async def _timed(self, kind: str, do: Callable[[], Awaitable[httpx.Response]]) -> float:
        """Do one thing; for how many seconds the server wants to be left alone after it."""
        began = time.perf_counter()
        try:
            response = await do()
        except httpx.HTTPError as error:
            self._tally.faults[type(error).__name__] += 1
            return 1.0
        self._tally.statuses[kind, response.status_code] += 1
        if response.status_code in _LATER:
            self._tally.impolite += "retry-after" not in response.headers
            return float(response.headers.get("retry-after", 5))
        self._tally.seconds[kind].append(time.perf_counter() - began)
        return 0.0

    async def _mark(self) -> httpx.Response:
        """Enter a note about some commitment, as somebody who has read its history."""
        commitment = self._random.choice(self._commitments)
        history = await self._client.get(f"/api/v1/commitments/{commitment}/history")
        if history.status_code != 200:
            return history
        self._number += 1
        note = f"note {self._number} of {self._name}"
        seen = len(history.json()["entries"])
        body = {"commitment_id": commitment, "person": self._name, "kind": "note", "note": note, "seen": seen}
        entered = await self._client.post("/api/v1/checks", json=body)
        if entered.status_code == 201:
            self._tally.confirmed.append(note)
        return entered


async def crowd(address: str, people: int, seconds: float, pause: float) -> Tally:
    """That many people for that long, at a server on this machine."""
    if httpx.URL(address).host != "127.0.0.1":
        raise SystemExit("Only a server on this machine may be loaded.")
    tally = Tally()
    limits = httpx.Limits(max_connections=people, max_keepalive_connections=people)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE_S, limits=limits) as client:
        commitments = [one["id"] for one in (await client.get("/api/v1/commitments")).json()]
        before = _memory(address)
        until = time.monotonic() + seconds
        crowd = [Person(f"person {number}", client, tally, commitments) for number in range(people)]
        await asyncio.gather(*(one.go_on(until, pause) for one in crowd))
        tally.lost = set(tally.confirmed) - _notes((await client.get("/api/v1/checks")).json())
    tally.memory = before, _memory(address)
    _report(tally, people, seconds)
    return tally


def soak(address: str, questions: int) -> list[float]:
    """Ask that many questions, two at a time; the server's memory in MiB twenty times on the way, which is printed too.

    Every second one holds a word that was never asked before, so that what is kept by words shows.
    """
    asked = itertools.islice(_with_new_words(itertools.cycle(_questions())), questions)
    every = max(1, questions // 20)
    series: list[float] = []
    began = time.monotonic()

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=_LONG_PATIENCE_S) as client:
            for done, pair in enumerate(_pairs(asked)):
                answers = await asyncio.gather(*(client.post("/api/v1/ask", json={"question": one}) for one in pair))
                assert all(answer.status_code == 200 for answer in answers), [a.status_code for a in answers]
                if (2 * done) % every == 0:
                    series.append(_memory(address))
                    took = time.monotonic() - began
                    print(f"{2 * done:>7,} questions  {series[-1]:8.1f} MiB  {took:7.0f} s", flush=True)

    asyncio.run(ask())
    warm = series[len(series) // 10 or 1]
    print(f"memory {series[-1]:.1f} MiB at the end, {warm:.1f} MiB when warm: {series[-1] / warm - 1:+.1%}")
    return series


def _with_new_words(questions: Iterator[str]) -> Iterator[str]:
    for number, question in enumerate(questions):
        yield f"{question.rstrip('?')} in {_word(number)}?" if number % 2 else question


def _word(number: int) -> str:
    """A made-up word for a number, another for each."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return f"Qu{letters}wick"


def _pairs(questions: Iterator[str]) -> Iterator[tuple[str, ...]]:
    while pair := tuple(itertools.islice(questions, 2)):
        yield pair


@cache
def _questions() -> tuple[str, ...]:
    """The development questions."""
    lines = (_ROOT / "eval" / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    turns = (turn for line in lines for turn in json.loads(line)["turns"])
    return tuple(turn["text"] for turn in turns if turn["role"] == "user")


def _notes(histories: list[dict[str, Any]]) -> set[str]:
    return {entry["note"] for history in histories for entry in history["entries"]}


def _memory(address: str) -> float:
    """The server's memory in MiB, as it tells it itself."""
    counted = httpx.get(f"{address}/metrics", timeout=_LONG_PATIENCE_S).text
    found = re.search(r"^process_resident_memory_bytes (\S+)", counted, re.MULTILINE)
    return float(found[1]) / _MIB if found else float("nan")


def _report(tally: Tally, people: int, seconds: float) -> None:
    print(f"{people} people for {seconds:.0f} s")
    for kind in sorted(tally.seconds):
        counts = {status: number for (of, status), number in sorted(tally.statuses.items()) if of == kind}
        median, late = (tally.percentile(kind, percent) * 1000 for percent in (50, 95))
        print(f"  {kind:<7} p50 {median:7.0f} ms  p95 {late:7.0f} ms  statuses {counts}")
    done = sum(map(len, tally.seconds.values()))
    print(f"  {done / seconds:.1f} a second; {tally.refused} refused, {tally.impolite} without Retry-After")
    print(f"  {tally.failed} failed; connections that failed: {dict(tally.faults)}")
    marks = f"{len(tally.confirmed)} marks confirmed, {len(tally.lost)} of them lost"
    print(f"  {marks}; memory {tally.memory[0]:.0f} to {tally.memory[1]:.0f} MiB")


@contextmanager
def served() -> Iterator[str]:
    """A server on a free port of loopback over a fresh home; its address. It ends with this process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="planwatch-load-") as home:
        environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PLANWATCH_HOME": home}
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=_PATIENCE_S)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_IN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit("The server did not start.")


def main() -> None:
    """Read the arguments, start the server, and do what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["people", "soak"])
    parser.add_argument("number", type=int, nargs="+", help="how many people, one run after the other, or questions")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between what one person does, on average")
    given = parser.parse_args()
    most = _MOST_PEOPLE if given.what == "people" else _MOST_QUESTIONS
    if max(given.number) > most or given.seconds > _MOST_SECONDS:
        parser.error("that is more than this may do")
    sound = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with this process then, too
    with served() as address:
        for number in given.number:
            if given.what == "people":
                sound &= asyncio.run(crowd(address, number, given.seconds, given.pause)).sound
            else:
                soak(address, number)
    sys.exit(not sound)


if __name__ == "__main__":
    main()
