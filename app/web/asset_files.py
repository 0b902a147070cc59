"""The files of Gradio's page, served from memory: their names change with what is in them, so they are kept."""

import gzip
import mimetypes
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["AssetFiles"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_PREFIX = "/assets/"
_ZIPPED = (".js", ".css", ".svg")
_KEPT = (b"cache-control", b"public, max-age=31536000, immutable")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it is sent: whole, and compressed where that makes it smaller."""

    kind: bytes
    whole: bytes
    zipped: bytes


class AssetFiles:
    """Answers for /assets/NAME from a folder, and hands everything else on to the application.

    `made` are further files by name, which are not in the folder.
    """

    def __init__(self, app: App, *, folder: Path, made: Mapping[str, bytes]) -> None:
        self._app = app
        self._names = frozenset(path.name for path in folder.iterdir() if path.is_file()) | made.keys()
        self._file = cache(lambda name: _file(name, made[name] if name in made else (folder / name).read_bytes()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        file = self._asked(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", file.kind), (b"vary", b"accept-encoding"), _KEPT]
        body = file.whole
        if file.zipped and _takes_gzip(scope):
            body = file.zipped
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _asked(self, scope: Scope) -> _File | None:
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not path.startswith(_PREFIX):
            return None
        name = path.removeprefix(_PREFIX)
        return self._file(name) if name in self._names else None


def _file(name: str, whole: bytes) -> _File:
    zipped = gzip.compress(whole, mtime=0) if name.endswith(_ZIPPED) else b""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _File(kind=_typed(kind), whole=whole, zipped=zipped if len(zipped) < len(whole) else b"")


def _typed(kind: str) -> bytes:
    return f"{kind}; charset=utf-8".encode() if kind.startswith("text/") else kind.encode()


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
