"""Does many pieces of work in a few processes of their own: each worker does one piece after the other.

A worker ends when its standard input does, so none outlives the process that started it, however that ends.
"""

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from plans.errors import PlanwatchError, Refused

__all__ = ["Doing", "FailedApart", "Worker", "answer_of", "done_apart", "done_here", "done_where_it_pays", "serve"]

T = TypeVar("T")

_WORTH_A_PROCESS = 4  # pieces of work; starting a process and loading what it needs takes as long as reading a plan
_MOST_WORKERS = 4


class Doing(Protocol):
    """Does pieces of work: a future for each, in their order, as they are done."""

    def __call__(self, work: Sequence[Callable[[], T]]) -> Iterator[Future[T]]:
        """Do all of it."""
        ...


class FailedApart(Exception):
    """A fault in a worker; the message is its traceback."""


def done_where_it_pays(work: Sequence[Callable[[], T]]) -> Iterator[Future[T]]:
    """Do pieces of work: in this process where they are few, else in a process for each processor, up to four."""
    if len(work) < _WORTH_A_PROCESS:
        return done_here(work)
    return done_apart(work, workers=min(os.cpu_count() or 1, _MOST_WORKERS))


def done_here(work: Sequence[Callable[[], T]]) -> Iterator[Future[T]]:
    """Do pieces of work in this process."""
    for piece in work:
        future: Future[T] = Future()
        try:
            future.set_result(piece())
        except Exception as error:  # noqa: BLE001 - raised where the result is asked for
            future.set_exception(error)
        yield future


def done_apart(work: Sequence[Callable[[], T]], *, workers: int) -> Iterator[Future[T]]:
    """Do pieces of work, which can be pickled, in so many processes.

    A piece at which its worker dies is refused; the next one gets a new worker. Whoever leaves off in the middle
    leaves no process behind.
    """
    crew = _Crew()
    local = threading.local()

    def ask(piece: Callable[[], T]) -> T:
        worker: Worker | None = getattr(local, "worker", None)
        if worker is None or not worker.alive:
            worker = local.worker = crew.another()
        answer: T = worker.ask(piece)
        return answer

    pool = ThreadPoolExecutor(workers)
    try:
        for future in [pool.submit(ask, piece) for piece in work]:
            future.exception()
            yield future
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        crew.end()


class Worker:
    """A worker process, as its user sees it."""

    def __init__(self) -> None:
        """Start it."""
        root = str(Path(__file__).resolve().parent.parent)
        paths = os.pathsep.join([root, *(entry for entry in sys.path if entry)])
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from app.apart import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def ask(self, piece: Callable[[], Any]) -> Any:
        """Have a piece of work done.

        Raises what it raises where that is told in one sentence, FailedApart for a fault, Refused where
        the worker died.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump(piece, self._process.stdin)
            self._process.stdin.flush()
            result, error, fault = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as broken:
            self.end()
            raise Refused("The process that reads plans ended while it read this one.") from broken
        if fault is not None:
            raise FailedApart(fault)
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()


class _Crew:
    """The workers of one call: none is left when it ends, not even one that another thread is starting then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: list[Worker] = []
        self._ended = False

    def another(self) -> Worker:
        with self._lock:
            if self._ended:
                raise Refused("The work was left off.")
            self._started.append(Worker())
            return self._started[-1]

    def end(self) -> None:
        with self._lock:
            self._ended = True
            for worker in self._started:
                worker.end()


def serve() -> None:
    """Do pieces of work from standard input until it ends: a worker's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that is printed may mix with the answers
    source = sys.stdin.buffer
    while (piece := _next(source)) is not None:
        answer = io.BytesIO()
        pickle.dump(answer_of(piece), answer)
        target.write(answer.getvalue())
        target.flush()


def _next(source: BinaryIO) -> Callable[[], Any] | None:
    try:
        piece: Callable[[], Any] = pickle.load(source)
    except EOFError:
        return None
    return piece


def answer_of(piece: Callable[[], Any]) -> tuple[Any, Exception | None, str | None]:
    """The result, or the error that is told in one sentence, or the traceback of a fault."""
    try:
        return piece(), None, None
    except (PlanwatchError, OSError) as error:
        return None, error, None
    except Exception:  # noqa: BLE001 - told to the process that started this one
        return None, None, traceback.format_exc()
