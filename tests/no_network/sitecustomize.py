"""Put before all else into a process and its children: every try to leave this machine is written down, and fails."""

import ipaddress
import os
import socket
from pathlib import Path

_LOG = os.environ["NO_NETWORK_LOG"]
_connect, _connect_ex, _sendto, _lookup = (
    socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo,
)  # fmt: skip


def _held(address):
    if not isinstance(address, tuple):  # a Unix socket
        return
    host = str(address[0])
    try:
        local = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        _tell(f"{address}")


def _tell(what):
    with Path(_LOG).open("a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {what}\n")
    raise OSError(f"no network here: {what}")


class _Socket(socket.socket):
    def connect(self, address):
        _held(address)
        return _connect(self, address)

    def connect_ex(self, address):
        _held(address)
        return _connect_ex(self, address)

    def sendto(self, data, *rest):
        _held(rest[-1])
        return _sendto(self, data, *rest)


def _looked_up(host, *rest, **more):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "0.0.0.0", "::"):
        _held((name,))
    return _lookup(host, *rest, **more)


socket.socket = _Socket
socket.getaddrinfo = _looked_up
