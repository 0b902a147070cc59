"""The page around Gradio: its HTML dressed with our head, header and footer, and nothing of another host."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.web.markup import page

__all__ = ["Dressed", "dress"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_FOREIGN_META = re.compile(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>\s*")
_UNWANTED = re.compile(r"<base\b[^>]*>|<link rel=\"manifest\"[^>]*>|<title>.*?</title>", re.DOTALL)
_SCRIPT = re.compile(r"<script\b")
_BODY = re.compile(r"(<body\b[^>]*>)(.*)(</body>)", re.DOTALL)


def dress(html: str, *, nonce: str) -> str:
    """Gradio's page with a nonce on its scripts, our style sheet and script, header, status line and footer."""
    html = _UNWANTED.sub("", _FOREIGN_META.sub("", html))
    html = html.replace('<html\n\tlang="en"', '<html\n\tlang="en-GB"', 1)
    html = html.replace("</head>", page("ask_head.html") + "</head>", 1)
    html = _BODY.sub(
        lambda match: match[1] + page("ask_top.html", here="ask") + match[2] + page("ask_end.html") + match[3], html
    )
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)


class Dressed:
    """Serves Gradio, its one page dressed."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        gathering = _Gathering(send, nonce=scope["state"]["nonce"])
        await self._app({**scope, "headers": plain}, receive, gathering)


class _Gathering:
    """Takes a response in whole, and sends it dressed."""

    def __init__(self, send: Send, *, nonce: str) -> None:
        self._send = send
        self._nonce = nonce
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] != "http.response.body":
            return
        else:
            self._body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await self._sent_whole()

    async def _sent_whole(self) -> None:
        whole = bytes(self._body)
        if self._start["status"] == 200:
            whole = dress(whole.decode("utf-8"), nonce=self._nonce).encode("utf-8")
        headers = [(name, value) for name, value in self._start["headers"] if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(whole)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": whole})
