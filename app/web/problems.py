"""Faults as a visitor meets them: a page in plain words, or for the HTTP interface a problem object (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from app.web.markup import page
from plans.errors import (
    BrokenIndex,
    Busy,
    NoIndex,
    PlanwatchError,
    Refused,
    StoreUnavailable,
    UnknownPlan,
    WrongCall,
)

__all__ = ["NotThere", "problem", "with_problems"]

_STATUS: tuple[tuple[type[PlanwatchError], int], ...] = (
    (UnknownPlan, 404),
    (WrongCall, 422),
    (Refused, 422),
    (Busy, 503),
    (NoIndex, 503),
    (BrokenIndex, 503),
    (StoreUnavailable, 503),
)


class NotThere(PlanwatchError):
    """A page or an object that does not exist."""


def with_problems(app: FastAPI) -> None:
    """Answer every fault of our own routes in words that a person, or a program, can act on."""
    app.add_exception_handler(PlanwatchError, _on_planwatch_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_wrong_request)


def problem(request: Request, status: int, detail: str, **more: Any) -> Response:
    """One fault, as a page or as problem+json, by who asks."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith(("/api/", "/healthz", "/readyz")):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
        headers = {"retry-after": "30"} if status == 503 else None
        return JSONResponse(body, status, media_type="application/problem+json", headers=headers)
    here = "plans" if request.url.path.startswith("/plans") else ""
    heading = "This page is not here" if status == 404 else "That did not work"
    return HTMLResponse(page("problem.html", here=here, title=heading, text=detail), status)


def _on_planwatch_error(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NotThere) else _status_of(error)
    return problem(request, status, str(error))


def _on_http_exception(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    if detail == HTTPStatus(status).phrase and status == 404:
        detail = "There is nothing at this address. It may have been mistyped, or the plan may have been taken out."
    return problem(request, status, str(detail))


def _on_wrong_request(request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [
        {"in": ".".join(str(part) for part in fault["loc"]), "detail": str(fault["msg"])} for fault in errors[:10]
    ]
    said = "; ".join(f"{fault['in']}: {fault['detail']}" for fault in faults)
    return problem(request, 422, f"The request is not right: {said}.", errors=faults)


def _status_of(error: Exception) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
