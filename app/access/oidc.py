"""Sign-in by OpenID Connect: the code flow with PKCE, state and nonce, and an ID token held to its signature."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from sqlalchemy import delete, insert

from app.access import tables
from app.access.errors import SignInFailed
from app.access.people import Identity
from app.access.policy import OidcPolicy
from app.access.provider import TIMEOUT, Provider
from app.access.store import AccessStore, hashed

__all__ = ["Oidc", "identity_of"]

_TIME_TO_SIGN_IN = 600
_LEEWAY = 60
_BEGUN = tables.sign_ins.c


class Oidc:
    """Signs people in at one provider."""

    def __init__(
        self, policy: OidcPolicy, store: AccessStore, *, callback: str, now: Callable[[], float] = time.time
    ) -> None:
        """Send people there, and expect them back at the address `callback`."""
        self._policy = policy
        self._store = store
        self._callback = callback
        self._now = now
        self._provider = Provider(policy.issuer, now=now)

    def begin(self, next_path: str) -> tuple[str, str]:
        """Where to send a browser, and the state that it has to bring back in a cookie and in the address.

        Raises SignInUnavailable.
        """
        state, nonce, verifier = generate_token(43), generate_token(43), generate_token(64)
        endpoint = self._provider.address("authorization_endpoint")
        with self._client() as client:
            address, _ = client.create_authorization_url(endpoint, state=state, code_verifier=verifier, nonce=nonce)
        now = self._now()
        with self._store.writing() as connection:
            connection.execute(delete(tables.sign_ins).where(_BEGUN.begun < now - _TIME_TO_SIGN_IN))
            begun = {"id": hashed(state), "nonce": nonce, "verifier": verifier, "next": next_path, "begun": now}
            connection.execute(insert(tables.sign_ins).values(begun))
        return str(address), state

    def finish(self, *, state: str, cookie: str, code: str, issuer: str) -> tuple[Identity, str]:
        """Who came back, and where he wanted to go. A state is good for one answer, in the browser that began.

        Raises SignInFailed, SignInUnavailable.
        """
        nonce, verifier, next_path = self._begun(state, cookie)
        if issuer and issuer != self._policy.issuer:
            raise SignInFailed("The answer came from another provider than the one that was asked.")
        token = self._token(code, verifier)
        access_token = str(token.get("access_token") or "")
        claims = self._claims(str(token.get("id_token") or ""), nonce, access_token)
        about = self._provider.about(access_token)
        more = about if about.get("sub") == claims["sub"] else {}
        return identity_of(claims, more, self._policy), next_path

    def end_address(self) -> str:
        """Where a person can sign out of the provider too; empty where there is no such place.

        Raises SignInUnavailable.
        """
        address = self._provider.address("end_session_endpoint")
        return address if address.startswith("https://") else ""

    def _begun(self, state: str, cookie: str) -> tuple[str, str, str]:
        if not state or state != cookie:
            raise SignInFailed("This sign-in was not begun in this browser.")
        with self._store.writing() as connection:
            taken = delete(tables.sign_ins).where(_BEGUN.id == hashed(state))
            row = connection.execute(taken.returning(_BEGUN.nonce, _BEGUN.verifier, _BEGUN.next, _BEGUN.begun)).first()
        if row is None or self._now() - row[3] > _TIME_TO_SIGN_IN:
            raise SignInFailed("This sign-in took too long, or its answer was used already.")
        return row[0], row[1], row[2]

    def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        endpoint = self._provider.address("token_endpoint")
        try:
            with self._client() as client:
                token: Mapping[str, Any] = client.fetch_token(
                    endpoint, code=code, code_verifier=verifier, grant_type="authorization_code"
                )
        except OAuthError as error:
            raise SignInFailed("The provider did not accept the code that it gave.") from error
        except (httpx.HTTPError, ValueError) as error:
            raise self._provider.unavailable() from error
        return token

    def _claims(self, id_token: str, nonce: str, access_token: str) -> dict[str, Any]:
        """What an ID token says, its signature, issuer, audience, times and nonce proven.

        The rules are those of OpenID Connect Core 1.0, 3.1.3.7.
        """
        own = self._policy.client_id
        try:
            decoded = self._provider.decoded(id_token)
            options: Any = {"iss": {"value": self._policy.issuer}, "aud": {"value": own}}
            params = {"nonce": nonce, "client_id": own, "access_token": access_token}
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(now=int(self._now()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise SignInFailed("What the provider says of you cannot be proven.") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("nonce") != nonce or (several and not claims.get("azp")):
            raise SignInFailed("What the provider says of you was meant for somebody else.")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise SignInFailed("The provider does not say who you are.")
        return dict(claims)

    def _client(self) -> OAuth2Client:
        secret = self._policy.client_secret
        return OAuth2Client(
            client_id=self._policy.client_id,
            client_secret=secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._policy.scopes,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            timeout=TIMEOUT,
            trust_env=False,
        )


def identity_of(claims: Mapping[str, Any], more: Mapping[str, Any], policy: OidcPolicy) -> Identity:
    """Who the claims of an ID token, and those of the page about the user, say that somebody is.

    An address counts only where the same source says that it is verified.
    """
    both = (claims, more)
    names = (told.get(claim) for claim in ("name", "preferred_username", "nickname") for told in both)
    emails = (told.get("email") for told in both if told.get("email_verified") is True)
    groups: Any = next((found for told in both if (found := _at(told, policy.groups_claim)) is not None), ())
    listed = groups if isinstance(groups, list | tuple) else [groups]
    return Identity(
        issuer=policy.issuer,
        subject=claims["sub"],
        name=next((name for name in names if isinstance(name, str) and name.strip()), claims["sub"]),
        email=next((email for email in emails if isinstance(email, str) and "@" in email), None),
        groups=tuple(group for group in listed if isinstance(group, str)),
    )


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim at a path of names with dots between them; None where there is none."""
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
