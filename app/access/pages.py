"""The addresses to sign in and out at."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.access.door import Door, cookie_in
from app.access.errors import SignInFailed
from app.access.people import Identity, person_of
from app.web.markup import local, page
from app.web.problems import NotThere

__all__ = ["sign_in_routes"]

_TIME = 600


def sign_in_routes(door: Door) -> APIRouter:
    """The addresses."""
    routes = APIRouter(include_in_schema=False)
    secure = door.policy.secure
    begun, way = door.begun_cookie, "/" if secure else "/sign-in"

    @routes.get("/sign-in")
    def sign_in(next: str = "/") -> Response:  # noqa: A002 - the name in the address
        if door.oidc is None:
            raise NotThere("There is nothing to sign in to here.")
        address, state = door.oidc.begin(local(next) or "/")
        response = RedirectResponse(address, 303)
        # Lax, because the provider sends the browser back from another site; it proves nothing by itself.
        response.set_cookie(begun, state, max_age=_TIME, httponly=True, secure=secure, samesite="lax", path=way)
        return response

    @routes.get("/sign-in/callback")
    def callback(request: Request, state: str = "", code: str = "", iss: str = "", error: str = "") -> Response:
        if door.oidc is None:
            raise NotThere("There is nothing to sign in to here.")
        if error or not code:
            raise SignInFailed("The provider did not sign you in. Go back and try again.")
        address = request.state.visitor.address
        try:
            cookie = request.cookies.get(begun, "")
            identity, next_path = door.oidc.finish(state=state, cookie=cookie, code=code, issuer=iss)
        except SignInFailed:
            door.limits.failed(address)
            raise
        person = person_of(identity, door.policy.grants)
        session = _begun_anew(door, request, identity)
        # The strict cookie is not sent along a way that began at another site: our own page leads on.
        response = HTMLResponse(page("signed_in.html", here="", person=person, next=next_path))
        response.set_cookie(door.cookie, session, httponly=True, secure=secure, samesite="strict", path="/")
        response.delete_cookie(begun, path=way, httponly=True, secure=secure, samesite="lax")
        return response

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        session = request.state.visitor.session
        if session:
            await run_in_threadpool(door.sessions.end, session)
        response = RedirectResponse("/signed-out", 303)
        response.delete_cookie(door.cookie, path="/", httponly=True, secure=secure, samesite="strict")
        response.headers["clear-site-data"] = '"cache", "storage"'
        return response

    @routes.get("/signed-out", response_class=HTMLResponse)
    def signed_out() -> str:
        end = door.oidc.end_address() if door.oidc is not None else ""
        return page("signed_out.html", here="", end=end)

    return routes


def _begun_anew(door: Door, request: Request, identity: Identity) -> str:
    """A session under a name that nobody knew before; the one that this browser had is over."""
    before = cookie_in(request.headers, door.cookie)
    if before:
        door.sessions.end(before)
    return door.sessions.begin(identity, person=person_of(identity, door.policy.grants).signature)
