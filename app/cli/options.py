"""Options that several commands have, with one meaning and one help text each."""

from typing import Annotated

import typer

__all__ = ["AsJson", "OnePlanOrMore"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
OnePlanOrMore = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="ID",
        help="Only this plan, by id or name, or a collection: area:Leeds, kind:…, year:2025. Repeat it for more.",
    ),
]
