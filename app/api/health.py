"""Whether the server lives, and whether it can answer."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.api.shapes import StateShape
from app.parts import Parts

__all__ = ["health_routes"]


def health_routes(parts: Parts) -> APIRouter:
    """The addresses /healthz and /readyz."""
    routes = APIRouter()

    @routes.get("/healthz", response_model=StateShape)
    def healthz() -> Response:
        return _state(StateShape(status="ok"))

    @routes.get("/readyz", response_model=StateShape)
    def readyz() -> Response:
        library = parts.library
        used = parts.plans.current()
        notices = None if used is None else used.notices or None
        return _state(
            StateShape(status="ready", generation=library.generation, plans=len(library.plans()), notices=notices)
        )

    return routes


def _state(state: StateShape) -> Response:
    return Response(state.model_dump_json(exclude_none=True), media_type="application/json")
