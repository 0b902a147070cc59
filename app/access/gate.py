"""The gate that every request passes: who is it, may he do this, not too much of it, and did he mean to."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.access.door import Door, Visitor
from app.access.errors import Spoofed
from app.access.forms import peeked, with_tokens
from app.access.people import Role
from app.access.rules import Rule, rule_for
from app.access.sees import SEES
from app.api.problems import problem
from app.web.markup import page
from plans.errors import PlanwatchError

__all__ = ["Gate", "plain_headers"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SAFE = {"GET", "HEAD", "OPTIONS"}
_FOR_PROGRAMS = ("/api/", "/gradio_api/", "/answers/", "/config", "/metrics", "/healthz", "/readyz")
_VISITOR = "<!-- visitor -->"
_JSON = re.compile(r"application/([a-z.+-]+\+)?json\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What the gate looks at of a request."""

    method: str
    path: str
    target: str
    headers: dict[str, str]
    peer: str

    @property
    def by_browser(self) -> bool:
        """Whether it carries what a browser always sends along."""
        return "origin" in self.headers or "sec-fetch-site" in self.headers

    @property
    def wants_page(self) -> bool:
        """Whether a person waits for a page, and not a program for data."""
        return not self.path.startswith(_FOR_PROGRAMS) and "text/html" in self.headers.get("accept", "")


class Gate:
    """Lets a request through to the application with its visitor in `request.state.visitor`, or turns it away."""

    def __init__(self, app: App, *, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _request(scope)
        proxy = self._door.policy.proxy
        if proxy is not None and _says_twice(scope, {proxy.person_header, proxy.name_header, proxy.groups_header}):
            await _told(request, 403, "This request says more than once who you are.")(scope, receive, send)
            return
        rule = rule_for(request.method, request.path)
        try:
            visitor = await run_in_threadpool(self._door.visitor, request.headers, request.peer)
            refusal = self._refused(request, rule, visitor)
            if refusal is None and request.method not in _SAFE:
                refusal, receive = await self._forged(request, visitor, receive)
        except Spoofed as error:
            refusal = _told(request, 403, str(error))
        except PlanwatchError as error:
            refusal = _told(request, 503, str(error))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["visitor"] = visitor
        SEES.set(visitor.person.sees)
        await self._app(scope, receive, _Personal(send, self._door, visitor))

    def _refused(self, request: _Request, rule: Rule | None, visitor: Visitor) -> Response | None:
        if visitor.wait:
            return _later(request, visitor.wait)
        if visitor.no_good:
            response = _told(request, 401, visitor.no_good)
            response.headers["www-authenticate"] = "Bearer"
            return response
        needed = Role.ADMIN if rule is None else rule.role
        if needed is not None and not visitor.person.may(needed):
            return self._not_allowed(request, rule, visitor)
        work = rule is not None and rule.work
        free = rule is not None and rule.role is None and not work
        wait = 0 if free else self._door.limits.wait(visitor.person, visitor.address, work=work)
        return _later(request, wait) if wait else None

    def _not_allowed(self, request: _Request, rule: Rule | None, visitor: Visitor) -> Response:
        if rule is None:
            return _told(request, 404, "There is nothing at this address.")
        if visitor.person.signed_in or not self._door.can_sign_in:
            return _told(request, 403, f"This needs the role {rule.role}, which {_whose(visitor)} not have.")
        if request.wants_page and request.method == "GET" and self._door.signs_in_by_itself:
            return RedirectResponse(f"/sign-in?next={quote(request.target, safe='')}", 303)
        response = _told(request, 401, "Sign in first.")
        response.headers["www-authenticate"] = "Bearer"
        return response

    async def _forged(self, request: _Request, visitor: Visitor, receive: Receive) -> tuple[Response | None, Receive]:
        """Hold a request that changes something to having been meant by the person whose browser sends it."""
        if visitor.by_token or not (visitor.person.signed_in or request.by_browser):
            return None, receive  # no browser sends these along by itself
        if _JSON.match(request.headers.get("content-type", "")):
            if request.by_browser:  # and then the guard has held its origin to ours
                return None, receive
            return _told(request, 403, "A program sends a token and not the sign-in of a person."), receive
        token, receive = await peeked(receive)
        if await run_in_threadpool(self._door.forms.is_good, token, visitor.holder):
            return None, receive
        return _told(request, 403, "The form is not one that was shown to you here. Open the page again."), receive


class _Personal:
    """Sends a response, and puts into a page of ours the tokens of its forms and who is signed in."""

    def __init__(self, send: Send, door: Door, visitor: Visitor) -> None:
        self._send = send
        self._door = door
        self._visitor = visitor
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Send a message on; those of a page are held until it is whole."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = (await run_in_threadpool(self._written, self._body.decode("utf-8"))).encode()
        headers = [(name, value) for name, value in self._start["headers"] if name.lower() != b"content-length"]
        self._start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})

    def _written(self, html: str) -> str:
        if self._door.can_sign_in:
            person = self._visitor.person
            html = html.replace(_VISITOR, page("visitor.html", person=person, by_proxy=self._door.by_proxy), 1)
        return with_tokens(html, self._door.forms.token(self._visitor.holder)) if "<form" in html else html


def plain_headers(scope: Scope) -> dict[str, str]:
    """The headers of a request by their lower-case names; several of one name are joined, as RFC 9110 has it."""
    joined: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name, said = raw.decode("latin-1").lower(), value.decode("latin-1")
        joined[name] = f"{joined[name]}, {said}" if name in joined else said
    return joined


def _says_twice(scope: Scope, names: set[str]) -> bool:
    """Whether one of those headers comes more than once: one of the two is then not the proxy's."""
    found = [name for raw, _ in scope["headers"] if (name := raw.decode("latin-1").lower()) in names]
    return len(found) > len(set(found))


def _request(scope: Scope) -> _Request:
    query = scope.get("query_string", b"").decode("latin-1")
    client = scope.get("client")
    return _Request(
        method=scope["method"],
        path=scope["path"],
        target=quote(scope["path"]) + (f"?{query}" if query else ""),
        headers=plain_headers(scope),
        peer=client[0] if client else "",
    )


def _is_page(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message.get("headers", [])}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-disposition" not in headers


def _whose(visitor: Visitor) -> str:
    return f"{visitor.person.name} does" if visitor.person.signed_in else "visitors do"


def _told(request: _Request, status: int, detail: str) -> Response:
    if not request.wants_page:
        return problem(status, detail)
    return HTMLResponse(page("problem.html", here="", title="That did not work", text=detail), status)


def _later(request: _Request, seconds: int) -> Response:
    response = _told(request, 429, f"That is too much at a time. Try again in {seconds} seconds.")
    response.headers["retry-after"] = str(seconds)
    return response
