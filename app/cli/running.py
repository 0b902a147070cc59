"""What every command needs: the settings with what the command line says of them, and a Planwatch put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from app.cli.progress import shown_progress

if TYPE_CHECKING:
    from app.build import Planwatch
    from plans.settings import Settings

__all__ = ["running", "settings_of", "unstarted"]


def settings_of(ctx: typer.Context) -> "Settings":
    """The settings: what stands before the command wins over the environment.

    Raises WrongCall.
    """
    from app.build import settings_from_environment

    given: dict[str, str] = ctx.obj or {}
    return settings_from_environment(given)


@contextmanager
def running(ctx: typer.Context) -> Iterator["Planwatch"]:
    """A Planwatch put together; it shows on standard error how far it is where it has to build its library first."""
    from app.build import build

    settings = _whole(settings_of(ctx))
    with shown_progress() as progress:
        yield build(settings, progress=progress)


def unstarted(ctx: typer.Context) -> "Planwatch":
    """A Planwatch that builds no library by itself, for work on the library that shows its own progress."""
    from app.build import build

    return build(_whole(settings_of(ctx)))


def _whole(settings: "Settings") -> "Settings":
    """The settings, once a restore of that home that was interrupted is finished."""
    if (settings.home / "restoring").is_dir():
        from app.backups.restoring import finish_restore

        finish_restore(settings)
    return settings
