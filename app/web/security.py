"""What every response says to the browser, and which requests are turned away before they reach a page."""

import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from app.web.addresses import host_name, is_loopback
from app.web.bodies import Body, BodyTooLarge, BodyTooSlow

__all__ = ["Guard", "OnlyNeeded", "content_policy"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SAFE = {"GET", "HEAD", "OPTIONS"}
_LONGEST_TARGET = 16_384
_ONCE = ("host", "origin", "content-length", "content-type", "authorization", "cookie", "sec-fetch-site")
# With these a visitor could tell Gradio, or any part to come, another host or path than the one he asked.
_TELLS_ELSEWHERE = re.compile(
    rb"forwarded|x-forwarded-(host|server|port|prefix|path|uri|scheme|ssl)|x-original-\w+|x-rewrite-\w+|x-script-name"
    rb"|x-host|x-http-host-override|x-(http-)?method-override"
)
_SCHEMES = (b"http", b"https")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_FRAMED = re.compile(r"/plans/[^/]+/original")  # shown beside the words that were read of it
_BY_OUR_PAGES = ("frame-ancestors 'none'", "frame-ancestors 'self'")
_FILES_OF_GRADIO = ("/assets/", "/static/")
_NEEDED_BY_GRADIO = (
    *_FILES_OF_GRADIO,
    "/theme.css",
    "/config",
    "/gradio_api/queue/",
    "/gradio_api/heartbeat/",
    "/gradio_api/startup-events",
    "/gradio_api/cancel",
    "/gradio_api/reset",
)


def content_policy(nonce: str) -> str:
    """The content security policy: scripts only of this server or with this nonce, nothing from another host."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class Guard:
    """Refuses requests that are too large, for another host, or sent by another site's page; adds the headers.

    `public_origin` is where people reach the server (`https://plans.example.org`), empty where only this machine does.
    Its host and the loopback names are the only ones answered to, so that no page elsewhere can reach the server
    through a name of its own.
    """

    def __init__(self, app: App, *, public_origin: str, most_bytes: int, body_seconds: float = 30.0) -> None:
        self._app = app
        self._public_origin = public_origin
        self._public_host = urlsplit(public_origin).netloc
        self._most_bytes = most_bytes
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "websocket":  # nothing of ours speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        scope["headers"] = [pair for pair in scope["headers"] if not _tells_elsewhere(*pair)]
        dressed = _with_headers(send, nonce, scope["path"], secure=self._public_origin.startswith("https://"))
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(dressed, status=refusal[0], why=refusal[1])
            return
        body = Body(receive, dressed, most_bytes=self._most_bytes, seconds=self._body_seconds)
        try:
            await self._app(scope, body.receive, body.send)
        except BodyTooLarge:
            await body.refuse(partial(_refuse, status=413, why=self._too_large()))
        except BodyTooSlow:
            await body.refuse(partial(_refuse, status=408, why="The request did not come in time; send it again."))

    def _too_large(self) -> str:
        return f"The request is larger than {self._most_bytes // 1_000_000} MB."

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
        if any(names.count(name) > 1 for name in _ONCE):
            return 400, "The request says the same thing twice."
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "").lower()
        if not host and scope.get("http_version") != "1.0":
            return 400, "The request does not say whom it is for."
        if host != self._public_host and not is_loopback(host_name(host)):
            return 421, "This server does not answer to that name."
        if not scope["path"].isprintable():
            return 400, "The address holds characters that cannot be seen."
        if len(scope["path"]) + len(scope.get("query_string", b"")) > _LONGEST_TARGET:
            return 414, "The address is too long."
        if scope["method"] not in _SAFE and not self._same_site(headers, host):
            return 403, "The request came from a page of another site."
        length = headers.get("content-length", "0")
        if not re.fullmatch(r"[0-9]{1,18}", length) or int(length) > self._most_bytes:
            return 413, self._too_large()
        return None

    def _same_site(self, headers: dict[str, str], host: str) -> bool:
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        if host == self._public_host:
            return origin.lower() == self._public_origin
        return origin.lower() in {f"http://{host}", f"https://{host}"}


class OnlyNeeded:
    """Lets through to Gradio what its page needs, and nothing else of what it offers: no file proxy, no uploads.

    Of the paths of its files only those in `files`: it takes any other to the file system as it was sent.
    """

    lets_through = _NEEDED_BY_GRADIO

    def __init__(self, app: App, *, files: frozenset[str], not_there: App) -> None:
        self._app = app
        self._files = files
        self._not_there = not_there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not self._is_needed(scope.get("path", "/")):
            await self._not_there(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_needed(self, path: str) -> bool:
        if path.startswith(_FILES_OF_GRADIO):
            return path in self._files
        return path == "/" or path.startswith(self.lets_through)


def _tells_elsewhere(name: bytes, value: bytes) -> bool:
    plain = name.lower()
    return bool(_TELLS_ELSEWHERE.fullmatch(plain)) or (plain == b"x-forwarded-proto" and value.lower() not in _SCHEMES)


def _with_headers(send: Send, nonce: str, path: str, *, secure: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {**_HEADERS, "content-security-policy": content_policy(nonce)}
            if _FRAMED.fullmatch(path):
                own["x-frame-options"] = "SAMEORIGIN"
                own["content-security-policy"] = own["content-security-policy"].replace(*_BY_OUR_PAGES)
            if secure:
                own["strict-transport-security"] = "max-age=31536000"
            if not path.startswith(("/assets/", "/site/", "/static/")):
                own["cache-control"] = "no-store"
            kept = [(name, value) for name, value in message.get("headers", []) if name.decode().lower() not in own]
            message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in own.items())]
        await send(message)

    return sending


async def _refuse(send: Send, *, status: int, why: str) -> None:
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": why}
    body = json.dumps(problem).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
