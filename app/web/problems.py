"""Faults as a visitor meets them: a page in plain words."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from app.api.problems import NotThere, explained, problem
from app.web.markup import page
from plans.errors import PlanwatchError

__all__ = ["NOTHING_HERE", "NotThere", "not_there_page", "with_pages"]

NOTHING_HERE = "There is nothing at this address. It may have been mistyped, or a plan may have been taken out."
_FOR_PROGRAMS = ("/healthz", "/readyz", "/answers/")


def with_pages(app: FastAPI) -> None:
    """Answer every fault of an application's routes with a page that says what happened and where to go."""

    async def answer(request: Request, error: Exception) -> Response:
        status, detail, faults = explained(error)
        path = request.url.path
        if path.startswith(_FOR_PROGRAMS):
            return problem(status, detail, faults)
        here = next((name for name in ("plans", "commitments") if path.startswith(f"/{name}")), "")
        return not_there_page(status, detail, here=here)

    for kind in (PlanwatchError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)


def not_there_page(status: int, detail: str, *, here: str = "") -> Response:
    """The page for something that is not there or did not work."""
    heading = "This page is not here" if status == 404 else "That did not work"
    return HTMLResponse(page("problem.html", here=here, title=heading, text=detail), status)
