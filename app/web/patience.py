"""Connections whose requests do not begin: one that is opened and says nothing, or half a head, is closed in time."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

__all__ = ["HEAD_SECONDS", "Impatient"]

HEAD_SECONDS = 20.0
_Connection: Any = AutoHTTPProtocol


class Impatient(_Connection):  # type: ignore[misc]
    """Uvicorn's connection, which closes itself where the head of a request takes longer than HEAD_SECONDS to come.

    Between requests uvicorn has a limit of its own.
    """

    _look: asyncio.TimerHandle | None = None

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
        super().data_received(data)
        if self._is_served():
            self._stop()
        elif self._look is None:
            self._wait()

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
