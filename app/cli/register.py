"""The command for the register of commitments."""

from typing import Annotated

import typer

from app.cli.options import AsJson, OnePlanOrMore
from app.cli.printing import note, print_json, print_text
from app.cli.running import running

__all__ = ["commitments"]


def commitments(
    ctx: typer.Context,
    plan: OnePlanOrMore = None,
    kind: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="target, action or aspiration.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the commitments of the plans, each in the plan's own words."""
    from app.questions import chosen_plans

    with running(ctx) as planwatch:
        ids = chosen_plans(plan or (), [held.entry for held in planwatch.library.plans()])
        found = [one for one in planwatch.register.commitments(ids) if kind is None or one.type == kind]
    if as_json:
        from app.wire import commitment_json

        print_json([commitment_json(commitment) for commitment in found])
        return
    from app.cli.pages import commitment_page

    for commitment in found:
        print_text(commitment_page(commitment) + "\n")
    note(f"{len(found):,} commitments.")
