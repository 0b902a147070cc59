"""The command that goes on with a run of the evaluation which was stopped."""

from typing import Annotated

import typer

from app.cli.evaluation_runs import run_of
from app.cli.options import AsJson
from app.cli.printing import print_found
from app.cli.running import running

__all__ = ["resume"]


def resume(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(help="A run: its folder, its name, or latest.", metavar="RUN")] = "latest",
    as_json: AsJson = False,
) -> None:
    """Go on with a run that was stopped: ask what has no answer yet, with the same settings, plans and source.

    Example:

      planwatch eval resume latest
    """
    kept = run_of(ctx, run)
    with running(ctx) as planwatch:
        from app.evaluating import product_under_test
        from eval.steps import resume as go_on

        go_on(
            kept,
            product_under_test(planwatch),
            progress=lambda done, total: planwatch.progress("asking", done, total),
        )
    print_found({"run": kept.folder}, str(kept.folder), as_json=as_json)
