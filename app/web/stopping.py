"""How the server ends: gently when it is first told to, at once when it is told again, and never without a word."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn

from app.web.security import App, Message, Receive, Scope, Send

__all__ = ["GRACE_S", "Stoppable"]

GRACE_S = 8.0  # less than a container is given before it is killed
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_DONE, _FAILED, _STOPPED = 0, 1, 130
# What a page holds open for as long as it is shown, and would keep the server waiting as long.
_HELD_OPEN = "/gradio_api/heartbeat/"


class Stoppable(uvicorn.Server):
    """A server that Ctrl-C, SIGTERM or a closed terminal ends, and that says so.

    The first lets what is being worked on be finished, for `grace_s` seconds. Whatever comes later ends the process
    where it stands: all that is written is written so that a kill does no harm.
    """

    def __init__(self, config: uvicorn.Config, *, grace_s: float = GRACE_S) -> None:
        """Serve what the configuration says."""
        super().__init__(config)
        self._grace_s = grace_s
        self._ending = _Ending(cast("App", config.app))
        config.app = self._ending
        self._over = False

    def serve_until_told(self) -> None:
        """Serve, and come back when the server has ended."""
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and (number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN):
                signal.signal(number, self._told)  # one that is ignored was meant to be: nohup
        self.run()
        self._over = True
        if self.should_exit:
            for name in _SIGNALS:
                signal.signal(getattr(signal, name, signal.SIGINT), signal.SIG_IGN)  # it is said, and about to be done
            _say("Stopped; everything that was confirmed is kept.")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals as they are set: uvicorn's own way is to raise each again when it has ended."""
        yield

    async def shutdown(self, sockets: Any = None) -> None:
        """Let go of the pages that hold a connection open, then end as ever."""
        self._ending.began.set()
        await super().shutdown(sockets)

    def _told(self, number: int, _: FrameType | None) -> None:
        if self.should_exit:
            self._end_now("Stopped at once.", _STOPPED if number == signal.SIGINT else _FAILED)
        self.should_exit = True
        _say(f"Stopping within {self._grace_s:.0f} seconds, when what is being worked on is done; again for at once.")
        timer = threading.Timer(self._grace_s, self._time_is_up)
        timer.daemon = True
        timer.start()

    def _time_is_up(self) -> None:
        left = len(self.server_state.tasks)
        if self._over or not left:
            self._end_now("", _DONE)
        self._end_now(f"Stopped; requests that were still being worked on and are cut off: {left}.", _FAILED)

    def _end_now(self, sentence: str, status: int) -> None:
        _say(sentence)
        os._exit(status)


class _Ending:
    """An application, some of whose visitors are taken to have left once the server's end has begun."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.began = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_HELD_OPEN):
            receive = partial(self._received, receive)
        await self._app(scope, receive, send)

    async def _received(self, receive: Receive) -> Message:
        came, over = asyncio.ensure_future(receive()), asyncio.ensure_future(self.began.wait())
        try:
            done, _ = await asyncio.wait({came, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            came.cancel()
            over.cancel()
        return came.result() if came in done else {"type": "http.disconnect"}


def _say(sentence: str) -> None:
    """Write a sentence straight to standard error, which can be done while another is being written, or to nobody."""
    with contextlib.suppress(OSError):
        os.write(2, f"{sentence}\n".encode() if sentence else b"")
