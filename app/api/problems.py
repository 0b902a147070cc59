"""Faults as a program meets them: problem details (RFC 9457), each with a sentence that says what to do."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.access.errors import SignInFailed, SignInUnavailable
from plans.errors import (
    BrokenIndex,
    Busy,
    ChangedMeanwhile,
    HomeNotWritable,
    ModelUnavailable,
    NoIndex,
    PlanwatchError,
    StoreUnavailable,
    UnknownPlan,
)
from plans.unseen import without_unseen

__all__ = ["NotThere", "explained", "problem", "status_of", "with_problems"]

_LATER = 30
_LONGEST_DETAIL, _LONGEST_NAME = 4_000, 300
_STATUS: tuple[tuple[type[PlanwatchError], int], ...] = (
    (UnknownPlan, 404),
    (ChangedMeanwhile, 409),
    (Busy, 503),
    (NoIndex, 503),
    (BrokenIndex, 503),
    (StoreUnavailable, 503),
    (ModelUnavailable, 503),
    (HomeNotWritable, 503),
    (SignInUnavailable, 503),
    (SignInFailed, 403),
)


class NotThere(PlanwatchError):
    """A page or an object that does not exist."""


def with_problems(app: FastAPI) -> None:
    """Answer every fault of an application's routes as problem details."""

    async def answer(request: Request, error: Exception) -> Response:
        response = problem(*explained(error))
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["allow"] = ", ".join(sorted(_allowed(app, request)))
        return response

    for kind in (PlanwatchError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)


def _allowed(app: FastAPI, request: Request) -> set[str]:
    """The methods that some route takes at the address of a request."""
    fitting = (route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return {method for route in fitting for method in getattr(route, "methods", None) or ()}


def problem(status: int, detail: str, faults: list[dict[str, str]] | None = None) -> Response:
    """One fault as problem details; `faults` names each field that is not right."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _plain(detail, _LONGEST_DETAIL),
    }
    if faults:
        body["errors"] = [{name: _plain(said, _LONGEST_NAME) for name, said in fault.items()} for fault in faults]
    headers = {"retry-after": str(_LATER)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(body, status, media_type="application/problem+json", headers=headers)


def explained(error: Exception) -> tuple[int, str, list[dict[str, str]]]:
    """A fault's status, its sentence, and the fields that are not right."""
    if isinstance(error, RequestValidationError):
        faults = [
            {"in": _plain(".".join(str(part) for part in fault["loc"]), _LONGEST_NAME), "detail": str(fault["msg"])}
            for fault in error.errors()[:10]
        ]
        said = "; ".join(f"{fault['in']}: {fault['detail']}" for fault in faults)
        return 422, f"The request is not right: {said}.", faults
    if isinstance(error, HTTPException):
        if error.status_code == HTTPStatus.NOT_FOUND and error.detail == HTTPStatus.NOT_FOUND.phrase:
            return 404, "There is nothing at this address.", []
        return error.status_code, _said_by_the_framework(error), []
    return status_of(error), str(error), []


def _plain(said: str, longest: int) -> str:
    """What can be told of words that a visitor sent: without what nobody sees, and not all of them."""
    plain = without_unseen(said)
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


def _said_by_the_framework(error: HTTPException) -> str:
    """What the framework says, as a sentence."""
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return "This address does not take that method; the header Allow names those it takes."
    return f"{str(error.detail).rstrip('.')}."


def status_of(error: Exception) -> int:
    """The HTTP status for an error of ours; 422 where the call was wrong."""
    if isinstance(error, NotThere):
        return 404
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
