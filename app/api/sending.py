"""Objects sent as JSON, written as the command line writes them."""

from fastapi.responses import Response

from app.wire import dumps

__all__ = ["sent"]


def sent(value: object, *, status: int = 200) -> Response:
    """A response with a value as JSON."""
    return Response(dumps(value), status, media_type="application/json")
