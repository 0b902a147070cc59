"""Ten people who mark the same few commitments at once, through the HTTP interface, for a minute.

    .venv/bin/python benchmarks/marking.py                                   # SQLite in a home of its own
    .venv/bin/python benchmarks/marking.py --database postgresql://…/empty   # an empty PostgreSQL database
    .venv/bin/python benchmarks/marking.py --home built             # a home whose index is built; checks are its own
    .venv/bin/python benchmarks/marking.py --people 10 --seconds 60 --commitments 5 --pause 0.2

It starts a server on loopback over the sample plans. Each person reads a commitment's history, says how many entries
he has seen, and enters a note that nobody else enters; who is told that others were faster reads again. At the end
every note that was accepted must stand in its history, under its number, once, and nothing else may stand there.
Printed are how many were accepted and refused, the times of the requests that enter, and what was lost.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

Send = Callable[[str, str, dict[str, object] | None], httpx.Response]


@dataclass
class Marked:
    """What was accepted: person and number by note; how long each request took; how many were refused, and how."""

    accepted: dict[str, tuple[str, int]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)


def mark_together(send: Send, commitments: Sequence[str], *, people: int, seconds: float, pause: float) -> Marked:
    """Let people mark at once; each pauses about `pause` seconds between two entries."""
    marked, lock = Marked(), threading.Lock()
    until = time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        entry = 0
        while time.monotonic() < until:
            one = chance.choice(commitments)
            seen = len(send("GET", f"/commitments/{one}/history", None).json()["entries"])
            note = f"note {entry} of person {number}"
            body = {"commitment_id": one, "kind": "note", "person": f"Person {number}", "note": note, "seen": seen}
            started = time.monotonic()
            answer = send("POST", "/checks", body)
            with lock:
                marked.times.append(time.monotonic() - started)
                if answer.status_code == 201:
                    marked.accepted[note] = (one, answer.json()["number"])
                    entry += 1
                else:
                    marked.refused[answer.status_code] += 1
            time.sleep(chance.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return marked


def faults(send: Send, commitments: Sequence[str], marked: Marked) -> list[str]:
    """What is wrong with the histories: marks that were accepted and are not there, are there twice, or were never."""
    found = []
    held = {
        entry["note"]: (one, entry["number"])
        for one in commitments
        for entry in send("GET", f"/commitments/{one}/history", None).json()["entries"]
    }
    for note, (one, number) in marked.accepted.items():
        if held.get(note) != (one, number):
            found.append(f"{note}: accepted as entry {number} of {one}, stands as {held.get(note)}")
    found += [f"{note}: stands, and was not accepted" for note in held.keys() - marked.accepted.keys()]
    for one in commitments:
        entries = send("GET", f"/commitments/{one}/history", None).json()["entries"]
        if [entry["number"] for entry in entries] != list(range(1, len(entries) + 1)):
            found.append(f"{one}: its entries are not numbered one by one")
    return found


def main() -> None:
    """Start a server, let people mark, and say what came of it."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="planwatch-marking-") as home:
        port = _free_port()
        settings = {**os.environ, "PLANWATCH_HOME": asked.home or home}
        settings["PLANWATCH_DATABASE_URL"] = asked.database or f"sqlite:///{home}/checks.db"
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30) as client:
                _wait(client, server)
                _run(client, asked)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _run(client: httpx.Client, asked: argparse.Namespace) -> None:
    def send(method: str, path: str, body: dict[str, object] | None) -> httpx.Response:
        return client.request(method, path, json=body)

    listed = client.get("/commitments", params={"words": "carers"}).json()
    commitments = [one["id"] for one in listed[: asked.commitments]]
    marked = mark_together(send, commitments, people=asked.people, seconds=asked.seconds, pause=asked.pause)
    times, wrong = sorted(marked.times), faults(send, commitments, marked)
    print(f"{asked.people} people, {asked.seconds:.0f} s, {len(commitments)} commitments")
    print(f"accepted {len(marked.accepted)}, refused {dict(marked.refused)}, wrong {len(wrong)}")
    for share in (0.5, 0.95, 0.99):
        print(f"{share:.0%} within {1000 * times[min(len(times) - 1, int(share * len(times)))]:.0f} ms")
    print("\n".join(wrong[:20]))
    if wrong:
        raise SystemExit(1)


def _wait(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("The server ended before it answered.")
        try:
            if client.get("/plans").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit("The server does not answer.")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--commitments", type=int, default=5)
    parser.add_argument("--pause", type=float, default=0.2)
    parser.add_argument("--database", default="")
    parser.add_argument("--home", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
