"""HTTP to one endpoint that can take no longer, bring no more and lead nowhere else than it was allowed to."""

import ssl
from collections.abc import Iterable
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from assistant.patience import Patience

__all__ = ["bounded_client"]

_MOST_BYTES = 256 * 1024  # a reply of a few hundred tokens is a few kilobytes
_GLANCE = 0.2  # seconds between looks at whether the question was taken back
_SENT = frozenset({"host", "content-type", "content-length", "authorization"})


def bounded_client(patience: Patience, *, proxied: bool) -> httpx.Client:
    """A client whose every call ends when patience does; no redirect is followed and no cookie kept.

    `proxied` lets it go through the proxy that the environment names. Besides the key and the body it sends nothing
    that tells of this machine. Close it after use.
    """
    return httpx.Client(transport=_Bounded(patience, proxied=proxied), follow_redirects=False, trust_env=False)


class _Bounded(httpx.BaseTransport):
    def __init__(self, patience: Patience, *, proxied: bool) -> None:
        self._patience = patience
        self._proxied = proxied

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole of its reply.

        Raises LanguageModelFailed when patience ends, httpcore's errors, and httpx.DecodingError for a reply that
        is packed: what it unpacks to has no bound.
        """
        headers = [(name, value) for name, value in request.headers.raw if name.decode().lower() in _SENT]
        with self._pool(str(request.url)) as pool:
            reply = pool.request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=[*headers, (b"Accept", b"application/json"), (b"Accept-Encoding", b"identity")],
                content=request.read(),
            )
        if any(name.lower() == b"content-encoding" for name, _ in reply.headers):
            raise httpx.DecodingError("the reply is packed", request=request)
        kind = [(name, value) for name, value in reply.headers if name.lower() == b"content-type"]
        return httpx.Response(reply.status, headers=kind, content=reply.content, request=request)

    def _pool(self, url: str) -> httpcore.ConnectionPool:
        backend = _Backend(self._patience)
        trusted = httpx.create_ssl_context()
        proxy = _proxy_for(url) if self._proxied else None
        if proxy is None:
            return httpcore.ConnectionPool(ssl_context=trusted, network_backend=backend)
        return httpcore.HTTPProxy(proxy, ssl_context=trusted, network_backend=backend)


def _proxy_for(url: str) -> str | None:
    parts = httpx.URL(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return None if proxy is None or proxy_bypass(parts.host) else proxy


class _Backend(httpcore.NetworkBackend):
    """Opens connections that keep to a patience."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the patience is the only limit of time
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect within what is left."""
        stream = self._inner.connect_tcp(host, port, self._patience.left(), local_address, socket_options)
        return _Stream(stream, self._patience)


class _Stream(httpcore.NetworkStream):
    """A connection that is read in glances, so that neither a slow reply nor an endless one holds anything up."""

    def __init__(self, inner: httpcore.NetworkStream, patience: Patience) -> None:
        self._inner = inner
        self._patience = patience
        self._bytes = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - see connect_tcp
        """The next bytes.

        Raises LanguageModelFailed when patience ends, httpcore.ReadError when too much came.
        """
        while True:
            try:
                got = self._inner.read(max_bytes, min(_GLANCE, self._patience.left()))
            except httpcore.ReadTimeout:
                continue
            self._bytes += len(got)
            if self._bytes > _MOST_BYTES:
                raise httpcore.ReadError("the reply is too long")
            return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - see connect_tcp
        """Send bytes within what is left."""
        self._inner.write(buffer, self._patience.left())

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - see connect_tcp
    ) -> httpcore.NetworkStream:
        """Go on encrypted, with the hand-shake within what is left."""
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._patience.left()), self._patience)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection."""
        return self._inner.get_extra_info(info)
