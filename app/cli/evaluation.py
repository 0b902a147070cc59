"""The evaluation's commands: `planwatch eval` asks the development questions; its sub-commands do one step each."""

import typer

from app.cli.printing import print_text
from app.cli.running import running

__all__ = ["evaluation"]

evaluation = typer.Typer(rich_markup_mode="rich", help="Measure how good the assistant is.")


@evaluation.callback(invoke_without_command=True)
def quick(ctx: typer.Context) -> None:
    """Measure how good the assistant is: asks the development questions and prints the table.

    Example:

      planwatch eval
    """
    if ctx.invoked_subcommand is not None:
        return
    with running(ctx) as planwatch:
        from app.evaluating import quick_table

        table = quick_table(planwatch)
    print_text(table)
