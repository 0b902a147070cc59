"""Host names: which of them are this machine."""

import ipaddress
import re

__all__ = ["host_name", "is_loopback"]


_HOST = re.compile(r"(?:\[(?P<bracketed>[0-9A-Fa-f:.]+)\]|(?P<name>[^:@/\\?#\[\]\s]+))(?::\d{1,5})?")


def host_name(host: str) -> str:
    """The name in a Host header, without its port and brackets; empty where it is none."""
    found = _HOST.fullmatch(host)
    return "" if found is None else found["bracketed"] or found["name"]


def is_loopback(name: str) -> bool:
    """Whether a name or address is this machine's own and nobody else's."""
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
