"""Events of Gradio's page, done for the visitor who sent them: Gradio does them in threads of its own."""

from collections.abc import Callable, Generator
from typing import Any

import gradio as gr

from app.access.sees import NOTHING, Sees, step_by_step

__all__ = ["for_visitor"]


def for_visitor(event: Callable[..., Any], *, told: bool = False) -> Callable[..., Generator[Any, None, None]]:
    """The event, each step of which sees what the visitor sees; it is `told` the request where it wants it."""

    def done(request: gr.Request, *inputs: Any) -> Generator[Any, None, None]:
        yield from step_by_step(_sees(request), _steps(event, (request, *inputs) if told else inputs))

    done.__name__ = event.__name__  # the name under which the page calls it
    return done


def _steps(event: Callable[..., Any], inputs: tuple[Any, ...]) -> Generator[Any, None, None]:
    given = event(*inputs)
    if isinstance(given, Generator):
        yield from given
    else:
        yield given


def _sees(request: gr.Request | None) -> Sees:
    """What the visitor sees who sent a request; nothing where it is not known."""
    state = getattr(getattr(request, "request", None), "state", None)
    visitor = getattr(state, "visitor", None)
    return NOTHING if visitor is None else visitor.person.sees
