"""What a visitor may send to Gradio: words and lists of words, in the one shape in which its own page sends them.

Gradio takes much more: an object that says it is a file is copied from this machine, or fetched from the address that
it names, before any event of ours is begun. So a body is read here, held to its shape, and written anew: what Gradio
gets is what was looked at, and nothing beside it.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Annotated, Any
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.api.problems import problem

__all__ = ["PlainCalls"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_MOST_BYTES = 1_000_000
_NAME = r"[A-Za-z0-9_-]{1,64}"
_HEARTBEAT = "/gradio_api/heartbeat/"
_EVENTS = "/gradio_api/queue/data"
_ODD = "This is not what the page sends. Open the page again."
_TOO_LONG = "This is more than the page sends."

_Words = Annotated[str, StringConstraints(max_length=20_000)]
_Ticked = Annotated[list[Annotated[str, StringConstraints(max_length=500)]], Field(max_length=10_000)]
_Name = Annotated[str, StringConstraints(pattern=f"^{_NAME}$")]
_Number = Annotated[int, Field(ge=0, le=100_000)]


class _Plain(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Join(_Plain):
    """An event with the words of the boxes and the choices ticked; a conversation is kept here and comes as nothing."""

    data: Annotated[list[_Words | _Ticked | None], Field(max_length=20)]
    fn_index: _Number
    session_hash: _Name
    trigger_id: _Number | None = None


class _Cancel(_Plain):
    session_hash: _Name
    fn_index: _Number
    event_id: _Name


class _Reset(_Plain):
    event_id: _Name


_SHAPES: dict[str, type[_Plain]] = {
    "/gradio_api/queue/join": _Join,
    "/gradio_api/cancel": _Cancel,
    "/gradio_api/reset": _Reset,
}


class PlainCalls:
    """Hands on to Gradio what has the shape that its page sends, and refuses what has not."""

    shapes = frozenset(_SHAPES)

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope.get("path", "")
        if scope["type"] != "http" or _names_oddly(path, scope.get("query_string", b"")):
            await problem(422, _ODD)(scope, receive, send)
        elif scope["method"] == "POST" and path in _SHAPES:
            await self._checked(_SHAPES[path], scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _checked(self, shape: type[_Plain], scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole(receive)
        if body is None:
            await problem(413, _TOO_LONG)(scope, receive, send)
            return
        try:
            plain = shape.model_validate_json(body).model_dump_json().encode()
        except ValidationError:
            await problem(422, _ODD)(scope, receive, send)
            return
        of_body = (b"content-length", b"content-type", b"transfer-encoding")
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in of_body]
        own = [(b"content-length", str(len(plain)).encode()), (b"content-type", b"application/json")]
        held = [{"type": "http.request", "body": plain, "more_body": False}]

        async def again() -> Message:
            return held.pop() if held else await receive()

        await self._app({**scope, "headers": [*kept, *own]}, again, send)


async def _whole(receive: Receive) -> bytes | None:
    """A body, or None where it is longer than any that the page sends."""
    body, more = bytearray(), True
    while more and len(body) <= _MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body", False))
    return None if more or len(body) > _MOST_BYTES else bytes(body)


def _names_oddly(path: str, query: bytes) -> bool:
    """Whether a request names a session that no page of Gradio's would."""
    if path.startswith(_HEARTBEAT):
        return not re.fullmatch(_NAME, path.removeprefix(_HEARTBEAT))
    if path == _EVENTS:
        return not all(re.fullmatch(_NAME, one) for one in parse_qs(query.decode("latin-1")).get("session_hash", [""]))
    return False
