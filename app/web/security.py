"""What every response says to the browser, and which requests are turned away before they reach a page."""

import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from app.web.addresses import host_name, is_loopback

__all__ = ["Guard", "OnlyNeeded", "content_policy"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SAFE = {"GET", "HEAD", "OPTIONS"}
_LONGEST_TARGET = 16_384
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_NEEDED_BY_GRADIO = (
    "/assets/",
    "/static/",
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

    `local_only` says that the server listens on loopback: then only loopback names are its hosts, so that no
    page elsewhere can reach it through a name of its own.
    """

    def __init__(self, app: App, *, local_only: bool, most_bytes: int) -> None:
        self._app = app
        self._local_only = local_only
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send, nonce, scope["path"]))
        else:
            await _refuse(_with_headers(send, nonce, scope["path"]), *refusal)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if self._local_only and not is_loopback(host_name(host)):
            return 421, "This server answers only to the name localhost."
        if not scope["path"].isprintable():
            return 400, "The address holds characters that cannot be seen."
        if len(scope["path"]) + len(scope.get("query_string", b"")) > _LONGEST_TARGET:
            return 414, "The address is too long."
        if scope["method"] not in _SAFE and not _same_site(headers, host):
            return 403, "The request came from a page of another site."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most_bytes:
            return 413, f"The request is larger than {self._most_bytes // 1_000_000} MB."
        return None


class OnlyNeeded:
    """Lets through to Gradio what its page needs, and nothing else of what it offers: no file proxy, no uploads."""

    def __init__(self, app: App, *, not_there: App) -> None:
        self._app = app
        self._not_there = not_there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope.get("path", "/")
        if scope["type"] == "http" and path != "/" and not path.startswith(_NEEDED_BY_GRADIO):
            await self._not_there(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _same_site(headers: dict[str, str], host: str) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _with_headers(send: Send, nonce: str, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {**_HEADERS, "content-security-policy": content_policy(nonce)}
            if not path.startswith(("/assets/", "/site/", "/static/")):
                own["cache-control"] = "no-store"
            kept = [(name, value) for name, value in message.get("headers", []) if name.decode().lower() not in own]
            message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in own.items())]
        await send(message)

    return sending


async def _refuse(send: Send, status: int, why: str) -> None:
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": why}
    body = json.dumps(problem).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
