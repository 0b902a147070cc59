"""The body of a request as it comes in: held to its size and to a pace, and its beginning received before any work."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

__all__ = ["Body", "BodyTooLarge", "BodyTooSlow", "begun"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_SLOWEST_BYTES_A_SECOND = 20_000
_SMALL_BYTES = 256_000


class BodyTooLarge(Exception):
    """More of a body came than may come."""


class BodyTooSlow(Exception):
    """A body did not come in time."""


class Body:
    """A request's body, counted and timed as it comes in: what it says of its own length need not be true.

    It may take `seconds`, and what it would take at the slowest pace that is allowed.
    """

    def __init__(self, receive: Receive, send: Send, *, most_bytes: int, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._left = most_bytes
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._began: float | None = None
        self._whole = False
        self._started = False

    async def receive(self) -> Message:
        """Give the next piece.

        Raises BodyTooLarge, BodyTooSlow.
        """
        if self._whole:  # and now it is waited for whether the visitor leaves, for as long as an answer takes
            return await self._receive()
        try:
            async with asyncio.timeout(self._time_left()):
                message = await self._receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the answer on."""
        self._started = True
        await self._send(message)

    async def refuse(self, answer: Callable[[Send], Awaitable[None]]) -> None:
        """Give an answer that refuses it, unless another has begun."""
        if not self._started:
            await answer(self._send)

    def _time_left(self) -> float:
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        came = self._most_bytes - self._left
        return max(0.0, self._began + self._seconds + came / _SLOWEST_BYTES_A_SECOND - now)


async def begun(scope: Scope, receive: Receive) -> tuple[Receive, bool]:
    """A way to receive a body whose beginning is here already, and whether there is more of it.

    What is small is here whole, so that nobody takes up a place where work is done while he sends it byte by byte.
    """
    held: list[Message] = []
    size, more = 0, any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
    while more and size <= _SMALL_BYTES:
        message = await receive()
        held.append(message)
        size += len(message.get("body", b""))
        more = message.get("more_body", False)

    async def again() -> Message:
        return held.pop(0) if held else await receive()

    return again, more
