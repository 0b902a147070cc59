"""A bounded queue before the application: so many requests at work, so many waiting, and the others are told when to
come back, before any work was done for them."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from typing import Any

from starlette.responses import HTMLResponse, Response

from app.api.problems import problem
from app.observe.metrics import Metrics
from app.web.bodies import begun
from app.web.markup import page

__all__ = ["Crowd"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Always answered: whether the server lives, and what is small or has a queue of its own.
_FREE = ("/healthz", "/readyz", "/metrics", "/site/", "/assets/", "/static/", "/favicon.ico", "/gradio_api/")
_COME_BACK_S = 5
_FULL = (
    "So many people are asking just now that this was not begun; nothing was lost. "
    f"Please try again in {_COME_BACK_S} seconds."
)


class Crowd:
    """Lets at most `at_once` requests be worked on and `waiting` wait, each for at most `patience_s` seconds."""

    def __init__(
        self, app: App, *, metrics: Metrics, at_once: int = 16, waiting: int = 64, patience_s: float = 15.0
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._places = asyncio.Semaphore(at_once)
        self._large = asyncio.Semaphore(max(1, at_once // 4))  # of the places, for bodies that are still coming in
        self._waiting = 0
        self._most_waiting = waiting
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        receive, large = await begun(scope, receive)
        if (large and self._large.locked()) or not await self._got_a_place():
            self._metrics.turned_away()
            await _full(scope)(scope, receive, send)
            return
        async with self._large if large else nullcontext():
            await self._work(scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = _Place(self._places, self._metrics)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                place.leave()  # the work is done: whoever reads his answer slowly keeps nobody waiting
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            place.leave()

    async def _got_a_place(self) -> bool:
        if not self._places.locked():
            return await self._places.acquire()
        if self._waiting >= self._most_waiting:
            return False
        self._count(1)
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        self._waiting += step
        self._metrics.waiting.set(self._waiting)


class _Place:
    """A place among those that are worked on, from its making until it is left."""

    def __init__(self, places: asyncio.Semaphore, metrics: Metrics) -> None:
        self._places = places
        self._metrics = metrics
        self._held = True
        metrics.at_work.inc()

    def leave(self) -> None:
        """Leave the place to somebody else, once."""
        if self._held:
            self._held = False
            self._metrics.at_work.dec()
            self._places.release()


def _full(scope: Scope) -> Response:
    accepted = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    if b"text/html" in accepted:
        response: Response = HTMLResponse(page("problem.html", here="", title="Please wait a moment", text=_FULL), 503)
    else:
        response = problem(503, _FULL)
    response.headers["retry-after"] = str(_COME_BACK_S)
    return response
