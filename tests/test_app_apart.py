"""Work in processes of its own: results in order, failures told, a worker that dies, and nobody left behind."""

import os
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from app import apart
from app.apart import FailedApart, Worker, done_apart, done_here
from app.shelf import hash_of
from plans.errors import Refused


def _children() -> set[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text(encoding="ascii").split()}


def test_results_come_in_the_order_of_the_work() -> None:
    work = [partial(pow, 2, exponent) for exponent in range(7)]
    assert [future.result() for future in done_apart(work, workers=2)] == [1, 2, 4, 8, 16, 32, 64]
    assert [future.result() for future in done_here(work)] == [1, 2, 4, 8, 16, 32, 64]


def test_a_refusal_a_fault_and_a_dead_worker_cost_only_their_own_piece(tmp_path: Path) -> None:
    work = [partial(hash_of, tmp_path / "none"), partial(int, "x"), partial(os._exit, 3), partial(pow, 3, 2)]
    refused, failed, died, done = done_apart(work, workers=1)
    with pytest.raises(Refused, match="There is no file"):
        refused.result()
    with pytest.raises(FailedApart, match="ValueError: invalid literal"):
        failed.result()
    with pytest.raises(Refused, match="ended while it read"):
        died.result()
    assert done.result() == 9


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc here to look for processes in")
def test_whoever_leaves_off_leaves_no_process_behind() -> None:
    before = _children()
    results = done_apart([partial(pow, 2, 2), partial(time.sleep, 600), partial(time.sleep, 600)], workers=2)
    assert next(results).result() == 4
    assert _children() - before
    results.close()
    deadline = time.monotonic() + 10
    while _children() - before and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert not _children() - before


def test_a_worker_that_is_being_started_as_the_work_is_left_off_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    first = threading.Event()
    made: list[Worker] = []

    class Slow(Worker):
        """The second worker takes its time to start."""

        def __init__(self) -> None:
            if first.is_set():
                threading.Event().wait(0.5)
            first.set()
            super().__init__()
            made.append(self)

    monkeypatch.setattr(apart, "Worker", Slow)
    results = done_apart([partial(pow, 2, 2), partial(time.sleep, 600), partial(time.sleep, 600)], workers=2)
    next(results)
    results.close()
    threading.Event().wait(1)
    assert made
    assert not any(worker.alive for worker in made)
