"""Spans for OpenTelemetry, sent to a collector where one is set and made for nobody otherwise. They say what kind of
request came, how long each part of its answer took and how it ended; never what was asked, nor who asked."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from app.parts import Answerer, Parts
from plans.answer import Answer, Question
from plans.errors import PlanwatchError, WrongCall
from plans.seams import Query, Search, SearchResult
from plans.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

__all__ = ["Traced", "Tracing", "tracing_of", "with_tracing"]

_PATH = "/v1/traces"
_SEND_S = 5
_NANOSECONDS = 1_000_000
_TOTAL = "total"
_MOST_HELD, _AT_A_TIME = 2048, 256


class Tracing:
    """Makes spans and sends them from a thread of its own: a collector that is slow or away delays nobody."""

    def __init__(self, exporter: "SpanExporter") -> None:
        """Send what is made there. Nothing of the process's global OpenTelemetry is read or set."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        about = Resource({"service.name": "planwatch", "service.version": version("planwatch")})
        self._provider = TracerProvider(resource=about, shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=_MOST_HELD, max_export_batch_size=_AT_A_TIME)
        )
        self._tracer = self._provider.get_tracer("planwatch")

    @contextmanager
    def span(self, name: str, facts: Mapping[str, str | int], *, serves: bool = False) -> "Iterator[Span]":
        """A span around a block, a child of the one that it stands in. Of an exception it has the kind alone: the
        message can hold words of a question."""
        from opentelemetry.trace import SpanKind, StatusCode

        with self._tracer.start_as_current_span(
            name,
            kind=SpanKind.SERVER if serves else SpanKind.INTERNAL,
            attributes=facts,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise

    def stages(self, timings_ms: Mapping[str, float], *, began: int) -> None:
        """A span for each stage of work that began then (nanoseconds of the clock), one after the other."""
        for name, lasted in timings_ms.items():
            if name != _TOTAL:
                ended = began + int(lasted * _NANOSECONDS)
                self._tracer.start_span(name, start_time=began).end(ended)
                began = ended

    def close(self) -> None:
        """Send what is left, for as long as one sending may take."""
        self._provider.shutdown()


class _Answers:
    def __init__(self, parts: Parts, tracing: Tracing) -> None:
        self._parts, self._tracing = parts, tracing

    def ask(self, question: Question) -> Answer:
        """Answer a question, in a span with one for each stage."""
        facts = {"planwatch.turns": len(question.history), "planwatch.plans_named": len(question.plans)}
        with self._tracing.span("answer", facts) as span:
            began = time.time_ns()
            answer = self._parts.answerer.ask(question)
            span.set_attributes(
                {
                    "planwatch.status": answer.status.value,
                    "planwatch.engine": answer.engine,
                    "planwatch.citations": len(answer.citations),
                }
            )
            self._tracing.stages(answer.timings_ms, began=began)
            return answer


class _Finds:
    def __init__(self, parts: Parts, tracing: Tracing) -> None:
        self._parts, self._tracing = parts, tracing

    def search(self, query: Query) -> SearchResult:
        """Find passages, in a span with one for each stage."""
        with self._tracing.span("search", {"planwatch.plans_named": len(query.plans)}) as span:
            began = time.time_ns()
            found = self._parts.search.search(query)
            span.set_attributes({"planwatch.hits": len(found.hits), "planwatch.passages_examined": found.examined})
            self._tracing.stages(found.timings_ms, began=began)
            return found


class Traced:
    """A Planwatch put together, whose answers and searches make spans; all else as it is."""

    def __init__(self, parts: Parts, tracing: Tracing) -> None:
        """Stand before those parts."""
        self._parts = parts
        self.answerer: Answerer = _Answers(parts, tracing)
        self.search: Search = _Finds(parts, tracing)

    def __getattr__(self, name: str) -> Any:
        """Give a part as it is."""
        return getattr(self._parts, name)


def with_tracing(parts: Parts, tracing: Tracing | None) -> Parts:
    """The parts, their answers and searches traced where that is wanted."""
    return parts if tracing is None else cast("Parts", Traced(parts, tracing))  # what it lacks it gives as it is


def tracing_of(settings: Settings) -> Tracing | None:
    """What the settings want: None where no collector is named.

    Raises WrongCall for an address that is none, PlanwatchError where the extra is not installed.
    """
    if settings.otel_url is None:
        return None
    parts = urlsplit(settings.otel_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise WrongCall("PLANWATCH_OTEL_URL has to be the address of a collector, such as http://127.0.0.1:4318.")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ModuleNotFoundError as error:
        raise PlanwatchError(
            "PLANWATCH_OTEL_URL is set and the extra `otel` is not installed; "
            "run `.venv/bin/pip install -e '.[otel]'` in the folder of Planwatch, or unset it."
        ) from error
    return Tracing(OTLPSpanExporter(endpoint=settings.otel_url.rstrip("/") + _PATH, timeout=_SEND_S))
