"""Forms that only our own pages can send: a token in each, bound to the person and to the session."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sqlalchemy import select, text

from app.access import tables
from app.access.store import AccessStore
from plans.errors import Busy, HomeNotWritable, StoreUnavailable

__all__ = ["FIELD", "FormTokens", "peeked", "with_tokens"]

FIELD = "form_token"
_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b[^>]*>", re.IGNORECASE)
_IN_MULTIPART = re.compile(rb'name="form_token"\r\n(?:[^\r\n]*\r\n)*\r\n([0-9a-f]{64})\r\n')
_IN_ADDRESS_FORM = re.compile(rb"(?:^|&)form_token=([0-9a-f]{64})(?:&|$)")
_LOOKED_AT = 65_536
_KEPT_ONCE = text("INSERT INTO keys (name, value) VALUES ('forms', :value) ON CONFLICT DO NOTHING")
_KEPT = select(tables.keys.c.value).where(tables.keys.c.name == "forms")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class FormTokens:
    """Makes the tokens, with a key that is kept, so that a form outlives a restart and is good at every replica."""

    def __init__(self, store: AccessStore) -> None:
        """Keep the key in that store."""
        self._store = store
        self._key = b""
        self._passing = secrets.token_bytes(32)

    def token(self, holder: str) -> str:
        """The token for forms of that holder: a person's id with the name of the session, if any."""
        return hmac.new(self._kept(), holder.encode(), hashlib.sha256).hexdigest()

    def is_good(self, token: str, holder: str) -> bool:
        """Whether a form with that token came from a page that was shown to the holder."""
        return hmac.compare_digest(token.encode(), self.token(holder).encode())

    def _kept(self) -> bytes:
        """The key; one of this process alone while it can be neither read nor kept: no marks are taken then either."""
        if not self._key:
            try:
                with self._store.writing() as connection:
                    connection.execute(_KEPT_ONCE, {"value": self._passing})
                    self._key = connection.execute(_KEPT).scalar_one()
            except (Busy, HomeNotWritable, StoreUnavailable):
                return self._passing
        return self._key


def with_tokens(html: str, token: str) -> str:
    """A page of ours with the token as the first field of every form that posts."""
    field = f'<input type="hidden" name="{FIELD}" value="{token}">'
    return _FORM.sub(lambda match: match[0] + field, html)


async def peeked(receive: Receive) -> tuple[str, Receive]:
    """The token of a form whose body is about to be received, and a way to receive the body from its beginning.

    The token is the first field of our forms, so the beginning of the body is enough.
    """
    held: list[Message] = []
    begun = b""
    token = ""
    while len(begun) < _LOOKED_AT and not token:
        message = await receive()
        held.append(message)
        begun += message.get("body", b"")
        match = _IN_MULTIPART.search(begun) or _IN_ADDRESS_FORM.search(begun)
        token = match[1].decode() if match else ""
        if message["type"] != "http.request" or not message.get("more_body", False):
            break

    async def again() -> Message:
        return held.pop(0) if held else await receive()

    return token, again
