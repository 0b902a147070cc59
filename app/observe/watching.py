"""Gives every request an id, counts it and writes it down, by the pattern of its address and nothing else of it."""

import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from app.observe.logs import request_log
from app.observe.metrics import Metrics
from app.observe.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span

__all__ = ["Watched"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_FAILED = 500


class Watched:
    """Watches an application. A proxy's X-Request-Id is kept where it looks like one; otherwise one is made."""

    def __init__(self, app: App, *, metrics: Metrics, tracing: Tracing | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = _id_of(scope), time.perf_counter(), _FAILED
        scope.setdefault("state", {})["request_id"] = request_id

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
            await send(message)

        with self._span(request_id) as span:
            try:
                await self._app(scope, receive, sending)
            finally:
                self._noted(scope, request_id, status, time.perf_counter() - began)
                if span is not None:
                    _told(span, _method(scope), _pattern(scope), status)

    def _span(self, request_id: str) -> "AbstractContextManager[Span | None]":
        if self._tracing is None:
            return nullcontext()
        return self._tracing.span("request", {"planwatch.request_id": request_id}, serves=True)

    def _noted(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        method, route = _method(scope), _pattern(scope)
        self._metrics.answered(method=method, route=route, status=status, seconds=seconds)
        facts = {"event": "request", "id": request_id, "method": method, "route": route, "status": status}
        request_log.info("request", extra={"facts": {**facts, "ms": round(seconds * 1000, 1)}})


def _id_of(scope: Scope) -> str:
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
    return given if _ID.fullmatch(given) else secrets.token_hex(8)


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "other"


def _told(span: "Span", method: str, route: str, status: int) -> None:
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})


def _pattern(scope: Scope) -> str:
    """The pattern of the address as the application's routes have it, without anything that stands in its place."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope.get('root_path', '')}{path}" if path else "other"
