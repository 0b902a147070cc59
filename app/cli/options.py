"""Options that several commands have, with one meaning and one help text each."""

from typing import Annotated

import typer

__all__ = ["AsJson", "OnePlanOrMore"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
OnePlanOrMore = Annotated[
    list[str] | None,
    typer.Option("--plan", metavar="ID", help="Only this plan: its id, name, or how they begin. Repeat it for more."),
]
