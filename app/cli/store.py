"""The commands for the store of vectors: store move."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import print_outcome
from app.cli.running import settings_of
from plans.errors import WrongCall

__all__ = ["store"]


class Place(StrEnum):
    """Where the vectors of a library can be."""

    SERVER = "server"
    EMBEDDED = "embedded"


store = typer.Typer(no_args_is_help=True, help="Where the vectors are: in the home, or on a Chroma server.")


@store.command()
def move(
    ctx: typer.Context,
    to: Annotated[Place, typer.Argument(help="Where the vectors are to be.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Move the vectors of the library from the home to the Chroma server that PLANWATCH_CHROMA_URL names, or back.

    Questions are answered meanwhile. Nothing is embedded again: the index has a copy of its own.

    Example:

      planwatch --chroma-url http://127.0.0.1:8000 store move server
    """
    from index.moving import move_vectors

    settings = settings_of(ctx)
    if settings.chroma_url is None:
        raise WrongCall("Name the Chroma server: set PLANWATCH_CHROMA_URL, or give --chroma-url before the command.")
    generation = move_vectors(settings.home, url=settings.chroma_url, to_server=to is Place.SERVER)
    told = "on the server: keep" if to is Place.SERVER else "in the home: unset"
    print_outcome(
        {"generation": generation.generation, "vectors": generation.size, "place": str(to)},
        f"The {generation.size:,} vectors of generation {generation.generation} are {told} PLANWATCH_CHROMA_URL.",
        as_json=as_json,
    )
