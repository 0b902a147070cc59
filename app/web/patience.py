"""Connections whose requests do not begin: what says nothing, half a head or a head without end is closed in time."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

__all__ = ["HEAD_SECONDS", "MOST_HEAD_BYTES", "Impatient"]

HEAD_SECONDS = 20.0
MOST_HEAD_BYTES = 65_536
_Connection: Any = AutoHTTPProtocol
_KEEPS_ALL = hasattr(_Connection, "on_headers_complete")  # httptools; the other parser, h11, has a limit of its own


class Impatient(_Connection):  # type: ignore[misc]
    """Uvicorn's connection, which closes itself where the head of a request takes longer than HEAD_SECONDS to come, or
    more than MOST_HEAD_BYTES.

    Between requests uvicorn has a limit of its own. What comes after a body or between its pieces and is none of it is
    held to the same size: the parser keeps whatever it is sent.
    """

    _look: asyncio.TimerHandle | None = None
    _no_use = 0  # bytes since a head was whole, or a piece of a body came
    _head_is_whole = False

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; where it is no whole head yet, the time goes on."""
        self._no_use += len(data)
        super().data_received(data)
        if _KEEPS_ALL and self._no_use > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._no_use = 0
            self.send_400_response("The head of the request is too long.")
        if self._is_served():
            self._stop()
        elif self._look is None:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin to take a head."""
        self._head_is_whole = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a line of the head; one that comes after the body is left out.

        The parser gives both alike, and so a visitor could say after the body what only a proxy may say before it.
        """
        if not self._head_is_whole:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin a request whose head is whole."""
        self._no_use = 0
        self._head_is_whole = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._no_use = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Know that a request is whole."""
        self._no_use = 0
        super().on_message_complete()

    def _is_served(self) -> bool:
        served: bool = self.cycle is not None and not self.cycle.response_complete
        return served

    def _wait(self) -> None:
        self._look = self.loop.call_later(HEAD_SECONDS, self._close)

    def _stop(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def _close(self) -> None:
        self._look = None
        between = self.timeout_keep_alive_task is not None
        if not self._is_served() and not between and not self.transport.is_closing():
            self.transport.close()
