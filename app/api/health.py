"""Whether the server lives, whether it can answer, and what it has counted."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from app.api.shapes import StateShape
from app.observe.metrics import CONTENT_TYPE_LATEST, Metrics
from app.parts import Parts
from assistant.rested_model import RestedModel
from plans.errors import PlanwatchError

__all__ = ["health_routes"]


def health_routes(parts: Parts, metrics: Metrics) -> APIRouter:
    """The addresses /healthz, /readyz and /metrics."""
    routes = APIRouter()

    @routes.get("/healthz", response_model=StateShape)
    def healthz() -> Response:
        return _state(StateShape(status="ok"))

    @routes.get("/readyz", response_model=StateShape)
    def readyz() -> Response:
        library = parts.library
        notices = tuple(_notices(parts)) or None
        return _state(
            StateShape(status="ready", generation=library.generation, plans=len(library.plans()), notices=notices)
        )

    @routes.get("/metrics", include_in_schema=False)
    def counted() -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _notices(parts: Parts) -> Iterator[str]:
    """What does not work though questions are answered all the same, in plain sentences."""
    used = parts.plans.current()
    yield from () if used is None else used.notices
    failing = parts.model.notice if isinstance(parts.model, RestedModel) else None
    yield from () if failing is None else (failing,)
    try:
        parts.checks.history("")
    except PlanwatchError as error:
        yield f"Checks cannot be read or entered just now. {error}"


def _state(state: StateShape) -> Response:
    return Response(state.model_dump_json(exclude_none=True), media_type="application/json")
