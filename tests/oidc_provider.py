"""A small real OpenID Connect provider for tests: it signs with its own key, holds clients to PKCE, can misbehave."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

_ANY_HEADER = JWSRegistry(strict_check_header=False)
CLIENT, SECRET = "planwatch-test", "a-secret-of-the-test"


@dataclass
class OidcProvider:
    """The provider. `person` is who signs in next; `claims` and `signed_by` say how its ID tokens are untrue."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "ann-1", "name": "Ann Lee"})
    claims: dict[str, Any] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signed_by: str = "its key"
    header: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    alive: bool = True
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser of somebody who has just signed in is sent."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"], "iss": self.issuer})

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """An answer to a code: once, to the client it was given for, with the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != expected or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if _base64(digest) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {**claims, **self.person, **self.claims}
        claims = {name: value for name, value in claims.items() if name not in self.without}
        if self.signed_by == "nobody":
            return _by_hand({"alg": "none"}, claims, lambda _: b"")
        if self.signed_by == "its public key as a secret":
            secret = self.key.as_pem(private=False)
            return _by_hand({"alg": "HS256", "kid": "one"}, claims, lambda text: hmac.digest(secret, text, "sha256"))
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.signed_by == "another key" else self.key
        head = {"alg": "RS256", "kid": str(self.key.kid), **self.header}
        if self.signed_by == "a key that it brings along":
            key = RSAKey.generate_key(2048, {"kid": "hers"})
            head |= {"kid": "hers", "jwk": key.as_dict(private=False)}
        return jwt.encode(head, claims, key, registry=_ANY_HEADER)


def _by_hand(header: dict[str, str], claims: dict[str, Any], signature: Callable[[bytes], bytes]) -> str:
    text = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{_base64(signature(text.encode()))}"


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def oidc_provider() -> Iterator[OidcProvider]:
    """A provider that is served on loopback for as long as the block runs."""
    provider = OidcProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if not provider.alive:
                self._send(503, {})
            elif parts.path == "/.well-known/openid-configuration":
                base = provider.issuer
                told = {"issuer": base, "authorization_endpoint": f"{base}/authorize", "jwks_uri": f"{base}/keys",
                        "token_endpoint": f"{base}/token"}  # fmt: skip
                self._send(200, told if provider.userinfo is None else {**told, "userinfo_endpoint": f"{base}/about"})
            elif parts.path == "/keys":
                self._send(200, {"keys": [{**provider.key.as_dict(private=False), "use": "sig", "alg": "RS256"}]})
            elif parts.path == "/about":
                self._send(200, provider.userinfo or {})
            else:
                self.send_response(302)
                self.send_header("location", provider.authorize(query))
                self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(*provider.token(form, self.headers.get("authorization", "")))

        def _send(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()
