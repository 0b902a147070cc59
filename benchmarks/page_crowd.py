"""People who ask through the page at once, over the sample library: how long each waits for an answer, and what fails.

    .venv/bin/python benchmarks/page_crowd.py                       # ten people for two minutes
    .venv/bin/python benchmarks/page_crowd.py --people 10 --seconds 120 --pause 0

Each person opens the page as a browser does, with a session of its own, and sends what the page sends on Enter: the
question joins Gradio's queue, and the time runs until the finished answer has come back over the session's stream.
After every second question a follow-up is asked. Between questions a person reads for about `--pause` seconds.
"""

import argparse
import asyncio
import json
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from page_speed import QUESTIONS, planwatch_call, served

_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)
_MOST_PEOPLE, _MOST_SECONDS = 200, 600
_PATIENCE_S = 60
_FOLLOW_UP = "and in Kirklees?"


@dataclass(slots=True)
class Tally:
    """Seconds from sending a question to its answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the page: its number, and what its inputs hold before anything is typed."""

    number: int
    inputs: list[Any]
    trigger: int


class Person:
    """Somebody with the page open."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any], tally: Tally) -> None:
        self._client = client
        self._tally = tally
        self._session = secrets.token_hex(6)
        self._first = _event(config, "question")
        self._follow = _event(config, "follow-up")

    async def asks(self, *, until: float, pause: float) -> None:
        """Ask one question after the other until that time."""
        await asyncio.sleep(random.uniform(0, pause))
        while time.perf_counter() < until:
            await self._timed(self._first, random.choice(QUESTIONS))
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
            if random.random() < 0.5 and time.perf_counter() < until:
                await self._timed(self._follow, _FOLLOW_UP)
                await asyncio.sleep(random.uniform(0.5, 1.5) * pause)

    async def _timed(self, event: Event, question: str) -> None:
        began = time.perf_counter()
        try:
            await self._answered(event, question)
        except (httpx.HTTPError, ValueError) as error:
            self._tally.faults.append(f"{type(error).__name__}: {error}")
        else:
            self._tally.seconds.append(time.perf_counter() - began)

    async def _answered(self, event: Event, question: str) -> None:
        joined = await self._client.post(
            "/gradio_api/queue/join",
            json={
                "data": [question, *event.inputs[1:]],
                "event_data": None,
                "fn_index": event.number,
                "trigger_id": event.trigger,
                "session_hash": self._session,
            },
        )
        joined.raise_for_status()
        stream = self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session})
        shown = ""
        async with stream as lines:
            async for line in lines.aiter_lines():
                if not line.startswith("data:"):
                    continue
                shown += line
                message = json.loads(line.removeprefix("data:"))
                if message["msg"] == "process_completed":
                    _hold(message, shown)
                if message["msg"] == "close_stream":
                    return
        raise ValueError("the stream ended before the answer")


def _hold(message: dict[str, Any], shown: str) -> None:
    if not message.get("success"):
        raise ValueError("the page says that it failed")
    if "answer answer-" not in shown:
        raise ValueError("what came back holds no answer")


def main() -> int:
    """Let people ask, and print what they met; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=10, choices=range(1, _MOST_PEOPLE + 1), metavar="N")
    parser.add_argument("--seconds", type=int, default=120, choices=range(1, _MOST_SECONDS + 1), metavar="N")
    parser.add_argument("--home", type=Path, help="a home that is built already; one is made where none is named")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds that a person reads, about")
    given = parser.parse_args()
    random.seed(20260301)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="planwatch-crowd-") as folder:
        home = given.home or Path(folder) / "home"
        subprocess.run([*planwatch_call(home), "plans"], check=True, capture_output=True)
        with served(home) as (address, _):
            asyncio.run(_crowd(address, tally, people=given.people, seconds=given.seconds, pause=given.pause))
    held = sorted(tally.seconds)
    if not held:
        raise SystemExit(f"Nobody got an answer: {sorted(set(tally.faults))[:3]}")
    slow = statistics.quantiles(held, n=20)[-1] if len(held) > 1 else float("nan")
    print(f"{given.people} people for {given.seconds} s, reading about {given.pause:g} s: {len(held)} answers")
    print(f"answer   {statistics.median(held):6.3f} s median, {slow:.3f} s p95, {held[-1]:.3f} s slowest")
    print(f"errors   {len(tally.faults)} {sorted(set(tally.faults))[:3] if tally.faults else ''}")
    return 1 if tally.faults else 0


async def _crowd(address: str, tally: Tally, *, people: int, seconds: int, pause: float) -> None:
    limits = httpx.Limits(max_connections=4 * people)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE_S, limits=limits) as client:
        found = _CONFIG.search((await client.get("/")).text)
        if found is None:
            raise SystemExit("The page does not hold its configuration where it is looked for.")
        config = json.loads(found[1])
        await Person(client, config, Tally()).asks(until=time.perf_counter() + 1, pause=0)  # warm
        until = time.perf_counter() + seconds
        await asyncio.gather(*(Person(client, config, tally).asks(until=until, pause=pause) for _ in range(people)))


def _event(config: dict[str, Any], box: str) -> Event:
    """What is done when Enter is pressed in a box."""
    components = {one["id"]: one["props"] for one in config["components"]}
    (trigger,) = (number for number, props in components.items() if props.get("elem_id") == box)
    found = next(one for one in config["dependencies"] if [trigger, "submit"] in one["targets"])
    inputs = [components[number].get("value") for number in found["inputs"]]
    return Event(number=found["id"], inputs=inputs, trigger=trigger)


if __name__ == "__main__":
    sys.exit(main())
