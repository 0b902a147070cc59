"""Reading and embedding on Ray: workers that keep the model loaded, on this machine or on a cluster.

The process that ingests stays the only writer. Every machine of a cluster sees the same home and the same plan files
under the same paths. docs/decisions/0006-ray-actors.md says why these are actors and no Ray Data.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.apart import FailedApart, answer_of
from plans.errors import PlanwatchError, Refused, WrongCall

if TYPE_CHECKING:
    from index.embed import Embedded, Embedder
    from index.words import Read

__all__ = ["RayEngine", "started_ray"]

T = TypeVar("T")
Floats = NDArray[np.float32]

_RETRIES = 2  # of a piece of work whose worker ended: a file that ends three workers is refused
_OBJECT_STORE = 256 * 1024 * 1024
_AHEAD = 2  # parts of texts a worker has in hand, so that none waits for the next


@contextmanager
def started_ray(*, address: str | None, workers: int | None, embed_model: str | None) -> "Iterator[RayEngine]":
    """A Ray engine on the cluster of that address, or on one of this machine alone that ends with it.

    `workers` is how many processes read and embed; as many as the cluster has processors where None. Token
    authentication is on and usage statistics are off. Raises WrongCall, PlanwatchError where no cluster answers.
    """
    # Ray reads these when it is first imported.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    try:
        import ray
    except ImportError as error:
        raise WrongCall("The engine `ray` is not installed: pip install 'planwatch[ray]'.") from error
    quiet: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    own: dict[str, Any] = {
        "num_cpus": workers or os.cpu_count(),
        "include_dashboard": False,
        "object_store_memory": _OBJECT_STORE,
    }
    try:
        ray.init(address=address, **quiet) if address else ray.init(**own, **quiet)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        raise PlanwatchError(f"The Ray cluster at {address or 'this machine'} cannot be used: {error}") from error
    try:
        yield RayEngine(workers=workers, embed_model=embed_model)
    finally:
        ray.shutdown()


class _Worker:
    """A process of the cluster. The model is loaded when it first embeds, and kept."""

    def __init__(self, embed_model: str | None) -> None:
        self._embed_model = embed_model
        self._embedder: Embedder | None = None

    def do(self, piece: Callable[[], Any]) -> tuple[Any, Exception | None, str | None]:
        """Do a piece of work: its result, or the error that is told in one sentence, or the traceback of a fault."""
        return answer_of(piece)

    def embedded(self, texts: Sequence[str], total: int) -> "Embedded":
        """Texts as they are stored, made as they are where there are so many in all."""
        if self._embedder is None:
            from index.embed import load_embedder

            self._embedder = load_embedder(self._embed_model)
        return next(self._embedder.encode_parts([texts], total=total))


class RayEngine:
    """The workers of a cluster that was connected to."""

    def __init__(self, *, workers: int | None, embed_model: str | None) -> None:
        """Start so many workers, one a processor where None; where the cluster has GPUs, one a GPU embeds."""
        import ray

        remote: Any = ray.remote
        resources: Any = ray.cluster_resources
        found = resources()
        gpus = int(found.get("GPU", 0))
        lasting: dict[str, Any] = {"max_restarts": -1, "max_task_retries": _RETRIES}
        started = remote(num_cpus=1, **lasting)(_Worker)
        on_gpu = remote(num_cpus=0, num_gpus=1, **lasting)(_Worker)
        self._readers = [started.remote(embed_model) for _ in range(workers or max(1, int(found.get("CPU", 1))))]
        self._embedders = [on_gpu.remote(embed_model) for _ in range(gpus)] or self._readers

    def doing(self, work: Sequence[Callable[[], T]]) -> Iterator[Future[T]]:
        """Do pieces of work, which can be pickled: a future for each, in their order, as they are done.

        A worker has one piece at a time, so that a piece at which it dies costs no other piece.
        """
        asked = _in_order(self._readers, work, lambda worker, piece: worker.do.remote(piece), ahead=1)
        for outcome in asked:
            yield _future(outcome)

    def embedder(self, own: "Embedder") -> "RayEmbedder":
        """The model of `own`, on the workers."""
        return RayEmbedder(own, self._embedders)


class RayEmbedder:
    """An embedding model on the workers of a cluster; a few texts are embedded here."""

    def __init__(self, own: "Embedder", workers: Sequence[Any]) -> None:
        """The workers load the same model that `own` is."""
        self._own = own
        self._workers = workers
        self.name, self.digest, self.dimensions = own.name, own.digest, own.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, made here."""
        return self._own.encode(texts)

    def read(self, texts: Sequence[str]) -> "Sequence[Read]":
        """The vectors of texts and of the pieces of their words, made here."""
        return self._own.read(texts)

    def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> "Iterator[Embedded]":
        """Each part in turn, as it is stored; a part is embedded whole by one worker, as it would be here.

        Raises PlanwatchError where workers keep ending.
        """
        asked = _in_order(
            self._workers, parts, lambda worker, part: worker.embedded.remote(list(part), total), ahead=_AHEAD
        )
        for embedded in asked:
            if isinstance(embedded, Exception):
                raise PlanwatchError(
                    f"The workers that embed keep ending ({type(embedded).__name__}); what is done is kept: "
                    "run it again, with fewer workers or with `--engine local`."
                ) from embedded
            yield embedded


def _in_order(
    workers: Sequence[Any], pieces: Iterable[Any], ask: Callable[[Any, Any], Any], *, ahead: int
) -> Iterator[Any]:
    """What the workers make of the pieces, in their order; an exception of Ray's in the place of a lost one.

    A worker has at most `ahead` pieces, and no more results than that wait for their turn a worker: whoever takes
    them slowly holds up the work, and not the memory.
    """
    import ray
    from ray.exceptions import RayError

    coming = iter(pieces)
    free = deque(list(workers) * ahead)
    at_work: dict[Any, Any] = {}
    order: deque[Any] = deque()
    done: set[Any] = set()
    most = len(workers) * ahead * 2
    while True:
        while free and len(order) < most and (piece := next(coming, _ENDED)) is not _ENDED:
            reference = ask(worker := free.popleft(), piece)
            at_work[reference] = worker
            order.append(reference)
        if not order:
            return
        if order[0] in done:
            done.discard(order[0])
            try:
                yield ray.get(order.popleft())
            except RayError as error:
                yield error
            continue
        (ready,), _ = ray.wait(list(at_work), num_returns=1)
        free.append(at_work.pop(ready))
        done.add(ready)


_ENDED = object()


def _future(outcome: Any) -> Future[Any]:
    future: Future[Any] = Future()
    if isinstance(outcome, Exception):
        refusal = Refused("The process that reads plans ended each time it read this one.")
        refusal.__cause__ = outcome
        future.set_exception(refusal)
        return future
    result, error, fault = outcome
    if fault is not None:
        future.set_exception(FailedApart(fault))
    elif error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
    return future
