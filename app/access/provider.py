"""An OpenID Connect provider as it describes itself: its addresses, its keys, and the tokens that it signed."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.access.errors import SignInUnavailable
from app.web.addresses import is_loopback

__all__ = ["TIMEOUT", "Provider"]

TIMEOUT = 10.0
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_KEYS_NO_SOONER = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    told: Mapping[str, Any]
    keys: KeySet
    at: float


class Provider:
    """One provider. It is asked when it is first needed, and for its keys again when it signs with others."""

    def __init__(self, issuer: str, *, now: Callable[[], float]) -> None:
        """Ask it at its issuer address."""
        self.issuer = issuer
        self._now = now
        self._held: _Known | None = None
        self._lock = threading.Lock()

    def address(self, name: str) -> str:
        """One of its addresses; empty where it has none of that name.

        Raises SignInUnavailable.
        """
        return str(self._known().told.get(name) or "")

    def decoded(self, id_token: str) -> jwt.Token:
        """An ID token whose signature is proven by the provider's keys: never by a shared secret, never by none.

        Raises SignInUnavailable, JoseError, ValueError.
        """
        known = self._known()
        try:
            return jwt.decode(id_token, known.keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            if self._now() - known.at < _KEYS_NO_SOONER:
                raise
            return jwt.decode(id_token, self._known(fresh=True).keys, algorithms=_ALGORITHMS)

    def about(self, access_token: str) -> Mapping[str, Any]:
        """What its page about the user says; nothing where it has none.

        Raises SignInUnavailable.
        """
        endpoint = self.address("userinfo_endpoint")
        if not endpoint or not access_token:
            return {}
        told = self._got(endpoint, {"authorization": f"Bearer {access_token}"})
        return told if isinstance(told, dict) else {}

    def unavailable(self) -> SignInUnavailable:
        """What to raise where it does not answer."""
        host = urlsplit(self.issuer).hostname
        return SignInUnavailable(f"{host}, where people sign in, does not answer as it should; try again in a moment.")

    def _known(self, *, fresh: bool = False) -> _Known:
        with self._lock:
            if self._held is None or fresh:
                told = self._got(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                try:
                    _held_to(told, self.issuer)
                    keys = KeySet.import_key_set(self._got(told["jwks_uri"]))
                except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
                    raise self.unavailable() from error
                self._held = _Known(told=told, keys=keys, at=self._now())
            return self._held

    def _got(self, address: str, headers: Mapping[str, str] | None = None) -> Any:
        try:
            with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
                return client.get(address, headers=headers).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise self.unavailable() from error


def _held_to(told: Mapping[str, Any], issuer: str) -> None:
    """Hold what a provider says of itself to its own name, and its addresses to https or to this machine."""
    if told.get("issuer") != issuer:
        raise ValueError("another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        parts = urlsplit(told[name])
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError(f"{name} is not https")
