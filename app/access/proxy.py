"""Sign-in by a proxy: the person that it names in a header, believed only from the proxy itself."""

import hmac
from collections.abc import Mapping

from app.access.errors import Spoofed
from app.access.people import Identity
from app.access.policy import Policy

__all__ = ["SECRET_HEADER", "address_of", "told_by_proxy"]

SECRET_HEADER = "x-planwatch-proxy-secret"


def told_by_proxy(policy: Policy, headers: Mapping[str, str], peer: str) -> Identity | None:
    """The person that the proxy names, or None where it names nobody.

    Raises Spoofed where a person is named by another than a trusted proxy.
    """
    proxy = policy.proxy
    if proxy is None or not any(headers.get(name) for name in (proxy.person_header, SECRET_HEADER)):
        return None
    if not policy.is_proxy(peer):
        raise Spoofed("This request says who you are, but did not come through the proxy that signs people in.")
    if proxy.secret and not hmac.compare_digest(proxy.secret.encode(), headers.get(SECRET_HEADER, "").encode()):
        raise Spoofed("This request says who you are without the secret of the proxy that signs people in.")
    subject = headers.get(proxy.person_header, "").strip()
    if not subject:
        return None
    if ", " in subject:  # two headers, of which one is not the proxy's
        raise Spoofed("This request names two people at once.")
    groups = headers.get(proxy.groups_header, "")
    return Identity(
        issuer="proxy",
        subject=subject,
        name=headers.get(proxy.name_header, "").strip() or subject.partition("@")[0],
        email=subject if "@" in subject else None,
        groups=tuple(group.strip() for group in groups.split(",") if group.strip()),
    )


def address_of(policy: Policy, headers: Mapping[str, str], peer: str) -> str:
    """The network address that a request comes from: through trusted proxies, the last one that they did not add."""
    address = peer
    for earlier in reversed([one.strip() for one in headers.get("x-forwarded-for", "").split(",") if one.strip()]):
        if not policy.is_proxy(address):
            break
        address = earlier
    return address
