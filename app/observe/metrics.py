"""What is counted while the server runs, in the form that Prometheus reads: no names, no addresses, no questions."""

from collections.abc import Callable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one server process. A route is named by its pattern, so that no address of a page is kept."""

    def __init__(self, *, plans: Callable[[], float], passages: Callable[[], float]) -> None:
        """Count from nothing; the two functions tell how large the library is when somebody looks."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "planwatch_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "planwatch_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._turned_away = Counter(
            "planwatch_turned_away", "Requests refused because too many were waiting.", registry=self._registry
        )
        self.at_work = Gauge("planwatch_at_work", "Requests being worked on.", registry=self._registry)
        self.waiting = Gauge("planwatch_waiting", "Requests waiting for their turn.", registry=self._registry)
        built = Gauge("planwatch_build_info", "Always 1.", ("version",), registry=self._registry)
        built.labels(version("planwatch")).set(1)
        for name, told, read in (
            ("planwatch_plans", "Plans in use.", plans),
            ("planwatch_passages", "Passages in use.", passages),
        ):
            Gauge(name, told, registry=self._registry).set_function(read)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def turned_away(self) -> None:
        """Count a request that was refused because too many were waiting."""
        self._turned_away.inc()

    def page(self) -> bytes:
        """All counts as Prometheus reads them."""
        return generate_latest(self._registry)
