"""What the settings say of signing in, read once and held to being whole."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from app.access.people import EVERYTHING, Grants, Role, roles_up_to
from app.access.sees import Sees, sees_in
from app.web.addresses import is_loopback
from plans.errors import WrongCall
from plans.settings import Settings

__all__ = ["Network", "OidcPolicy", "Policy", "ProxyPolicy", "policy_of"]

_BY_PERSON, _BY_ADDRESS = 60, 300
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyPolicy:
    """A proxy that signs people in: the headers it tells of them in, and the secret that shows that it is the one."""

    person_header: str
    name_header: str
    groups_header: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcPolicy:
    """An OpenID Connect provider, and how this server is known there."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    groups_claim: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How people sign in, what each may do, and how much at a time.

    `asks_by_person` and `asks_by_address` are how often a minute; None: as often as one likes. `public_origin` is
    where people reach the server (`https://plans.example.org`), and empty where only this machine does.
    """

    sign_in: Literal["none", "proxy", "oidc"]
    anonymous: frozenset[Role]
    grants: Grants
    proxies: tuple[Network, ...] = ()
    proxy: ProxyPolicy | None = None
    oidc: OidcPolicy | None = None
    public_origin: str = ""
    session_seconds: int
    idle_seconds: int
    asks_by_person: int | None = None
    asks_by_address: int | None = None

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https, so that cookies may be held to it."""
        return self.public_origin.startswith("https://")

    def is_proxy(self, address: str) -> bool:
        """Whether a request from that address came from a trusted proxy."""
        try:
            peer = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(peer, "ipv4_mapped", None)
        return any((mapped or peer) in network for network in self.proxies)


def policy_of(settings: Settings) -> Policy:
    """The policy that the settings ask for.

    Raises WrongCall for settings that do not hold together.
    """
    signed = settings.sign_in != "none"
    return Policy(
        sign_in=settings.sign_in,
        anonymous=_anonymous(settings, signed),
        grants=Grants(named=_roles(settings), seen=_seen(settings, signed)),
        proxies=_networks(settings.proxy_addresses),
        proxy=_proxy(settings) if settings.sign_in == "proxy" else None,
        oidc=_oidc(settings) if settings.sign_in == "oidc" else None,
        public_origin=_origin(settings, signed),
        session_seconds=settings.session_hours * 3600,
        idle_seconds=settings.session_idle_minutes * 60,
        asks_by_person=settings.asks_per_minute or (_BY_PERSON if signed else None),
        asks_by_address=settings.asks_per_minute_by_address or (_BY_ADDRESS if signed else None),
    )


def _roles(settings: Settings) -> dict[Role, frozenset[str]]:
    return {role: _named(getattr(settings, f"{role}s")) for role in Role}


def _seen(settings: Settings, signed: bool) -> Mapping[str, Sees] | None:
    if settings.plans_seen and not signed:
        raise WrongCall("PLANWATCH_PLANS_SEEN needs a way to sign in: without one nobody is told from anybody.")
    return sees_in(settings.plans_seen)


def _anonymous(settings: Settings, signed: bool) -> frozenset[Role]:
    if settings.anonymous_role is None:
        return frozenset() if signed else EVERYTHING
    if settings.anonymous_role == "nothing":
        return frozenset()
    role = Role(settings.anonymous_role)
    if signed and role is not Role.READER:
        raise WrongCall("With sign-in, PLANWATCH_ANONYMOUS_ROLE can only be nothing or reader.")
    return roles_up_to(role)


def _named(listed: str) -> frozenset[str]:
    names = (name.strip() for name in listed.split(","))
    return frozenset(name.lower() if "@" in name and not name.startswith("group:") else name for name in names if name)


def _networks(listed: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip())
    except ValueError as error:
        raise WrongCall(f"PLANWATCH_PROXY_ADDRESSES holds something that is no address: {error}.") from error


def _proxy(settings: Settings) -> ProxyPolicy:
    if not settings.proxy_addresses.strip():
        raise WrongCall("Sign-in by a proxy needs PLANWATCH_PROXY_ADDRESSES: only those are believed.")
    secret = settings.proxy_secret.get_secret_value() if settings.proxy_secret else ""
    wide = any(network.prefixlen == 0 for network in _networks(settings.proxy_addresses))
    if wide and not secret:
        raise WrongCall("PLANWATCH_PROXY_ADDRESSES lets every address in; then PLANWATCH_PROXY_SECRET has to be set.")
    return ProxyPolicy(
        person_header=settings.proxy_person_header.lower(),
        name_header=settings.proxy_name_header.lower(),
        groups_header=settings.proxy_groups_header.lower(),
        secret=secret,
    )


def _oidc(settings: Settings) -> OidcPolicy:
    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise WrongCall("Sign-in by OpenID Connect needs PLANWATCH_OIDC_ISSUER and PLANWATCH_OIDC_CLIENT_ID.")
    _safe_address("PLANWATCH_OIDC_ISSUER", settings.oidc_issuer)
    return OidcPolicy(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else "",
        scopes=settings.oidc_scopes,
        groups_claim=settings.oidc_groups_claim,
        provider=urlsplit(settings.oidc_issuer).hostname or "",
    )


def _origin(settings: Settings, signed: bool) -> str:
    if not settings.public_url:
        if signed:
            raise WrongCall("Sign-in needs PLANWATCH_PUBLIC_URL, where people reach this server.")
        return ""
    return _safe_address("PLANWATCH_PUBLIC_URL", settings.public_url)


def _safe_address(name: str, url: str) -> str:
    """The origin of an address that may carry secrets: https, or plain http on this machine.

    Raises WrongCall for any other.
    """
    parts = urlsplit(url)
    allowed: Sequence[str] = ("https", "http") if is_loopback(parts.hostname or "") else ("https",)
    if parts.scheme not in allowed or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise WrongCall(f"{name} has to be an https address such as https://plans.example.org; {url} is not.")
    return f"{parts.scheme}://{parts.netloc.lower()}"
