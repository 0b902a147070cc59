"""The page around Gradio: its HTML dressed with our head, header and footer, and nothing of another host."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from app.web.markup import page
from app.web.needed_assets import NeededAssets

__all__ = ["Dressed", "dress"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_FOREIGN_META = re.compile(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>\s*")
_UNWANTED = re.compile(r"<base\b[^>]*>|<link rel=\"manifest\"[^>]*>|<title>.*?</title>", re.DOTALL)
_STYLE = re.compile(r"<link rel=\"stylesheet\"[^>]* href=\"\./assets/([\w.-]+)\">")
_SCRIPT = re.compile(r"<script\b")
_BODY = re.compile(r"(<body\b[^>]*>)(.*)(</body>)", re.DOTALL)


def dress(html: str, *, nonce: str, needed: NeededAssets, first: Mapping[str, Any]) -> str:
    """Gradio's page with a nonce on its scripts, our style sheet and script, header, status line and footer.

    What `first` tells is shown, and can be used, until Gradio is there; below it stands what Gradio will need, so that
    the browser asks for all of it at once.
    """
    html = _UNWANTED.sub("", _FOREIGN_META.sub("", html))
    html = _STYLE.sub(lambda match: "" if match[1] in needed.styles else match[0], html)
    html = html.replace('<html\n\tlang="en"', '<html\n\tlang="en-GB"', 1)
    html = html.replace("</head>", page("ask_head.html", needed=needed) + "</head>", 1)
    top, end = page("ask_top.html", here="ask", needed=needed, **first), page("ask_end.html")
    html = _BODY.sub(lambda match: match[1] + top + match[2] + end + match[3], html)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)


class Dressed:
    """Serves Gradio, its one page dressed."""

    def __init__(self, app: App, *, needed: NeededAssets, first: Callable[[], Mapping[str, Any]]) -> None:
        self._app = app
        self._needed = needed
        self._first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        nonce = scope["state"]["nonce"]
        gathering = _Gathering(
            send, dressed=lambda html: dress(html, nonce=nonce, needed=self._needed, first=self._first())
        )
        await self._app({**scope, "headers": plain}, receive, gathering)


class _Gathering:
    """Takes a response in whole, and sends it dressed."""

    def __init__(self, send: Send, *, dressed: Callable[[str], str]) -> None:
        self._send = send
        self._dressed = dressed
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
            whole = self._dressed(whole.decode("utf-8")).encode("utf-8")
        headers = [(name, value) for name, value in self._start["headers"] if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(whole)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": whole})
