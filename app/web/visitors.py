"""Who a visitor is known as on the pages: by the sign-in, or by the name that he typed when he last marked."""

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response

from app.access.door import signature_of

__all__ = ["is_signed_in", "known_as", "remember"]

_COOKIE = "planwatch-person"


def known_as(request: Request) -> str:
    """The name that stands beside what the visitor enters, as far as it is known."""
    return signature_of(request, unquote(request.cookies.get(_COOKIE, "")))


def is_signed_in(request: Request) -> bool:
    """Whether the name is proven, so that none is to be typed."""
    return bool(signature_of(request, ""))


def remember(response: Response, request: Request, person: str) -> None:
    """Keep a typed name in a cookie until the browser is closed, to fill it in again; a proven one needs none."""
    if not is_signed_in(request):
        response.set_cookie(_COOKIE, quote(person.strip())[:200], httponly=True, samesite="strict", path="/commitments")
