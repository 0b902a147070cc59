"""The evaluation's commands: `planwatch eval` asks the development questions; its sub-commands do one step each."""

import typer

from app.cli import evaluation_reading, evaluation_resuming, evaluation_runs, evaluation_sets, evaluation_wordings
from app.cli.options import AsJson
from app.cli.printing import print_found
from app.cli.running import running

__all__ = ["evaluation"]

evaluation = typer.Typer(rich_markup_mode="rich", help="Measure how good the assistant is.")


@evaluation.callback(invoke_without_command=True)
def quick(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Measure how good the assistant is: asks the development questions and prints the table.

    Example:

      planwatch eval
    """
    if ctx.invoked_subcommand is not None:
        return
    with running(ctx) as planwatch:
        from app.evaluating import measured_quickly
        from eval.quick import quick_text

        found = measured_quickly(planwatch)
    print_found(found, quick_text(found), as_json=as_json)


for step in (
    evaluation_runs.run,
    evaluation_runs.generate,
    evaluation_resuming.resume,
    evaluation_runs.score,
    evaluation_runs.gate,
    evaluation_runs.report,
    evaluation_runs.compare,
    evaluation_runs.explain,
    evaluation_wordings.robustness,
    evaluation_sets.make,
    evaluation_sets.attack,
    evaluation_sets.commitments,
    evaluation_sets.external,
    evaluation_sets.calibrate,
    evaluation_sets.judge,
    evaluation_sets.export,
    evaluation_reading.twins,
    evaluation_reading.reading,
):
    evaluation.command()(step)
