"""The evaluation's command that holds questions in other words beside their own."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.evaluation_runs import run_of
from app.cli.options import AsJson
from app.cli.printing import note, print_found
from app.cli.running import running
from plans.errors import WrongCall

if TYPE_CHECKING:
    from eval.runs import Run

__all__ = ["robustness"]

_TIER = "wordings"


def robustness(
    ctx: typer.Context,
    run: Annotated[
        str | None, typer.Option(metavar="RUN", help="Use this run's answers in place of asking; it was --variants.")
    ] = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help="Only the questions of this category.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the development questions that have other wordings in all of them, and hold each kind beside the own.

    Printed are strict accuracy, over-refusal, false answers and evidence recall within 350 words, each with its
    paired change and interval, how many answers flip, and how many questions are right in every wording.

    Examples:

      planwatch eval robustness

      planwatch eval robustness --run latest
    """
    from eval.robustness import robustness as held_beside
    from eval.robustness import robustness_text
    from eval.steps import score_run

    kept = _asked(ctx, category) if run is None else run_of(ctx, run)
    scores = score_run(kept) if run is None else kept.scores()
    found = held_beside(scores, kept.traces())
    if found is None:
        raise WrongCall(
            f"The run {kept.name} has no other wordings; `planwatch eval generate dev --variants` asks them."
        )
    print_found(found, robustness_text(found), as_json=as_json)
    note(f"Kept in {kept.folder}")


def _asked(ctx: typer.Context, category: str | None) -> "Run":
    with running(ctx) as planwatch:
        from app.evaluating import over_the_samples, product_of, runs_folder
        from eval.steps import generate
        from eval.tiers import cases_of, of_category

        cases = of_category([case for case in cases_of("dev") if case.variants], category)
        return generate(
            _TIER,
            product_of(over_the_samples(planwatch)),
            runs_folder(planwatch.settings),
            variants=True,
            cases=cases,
            progress=lambda done, total: planwatch.progress("asking", done, total),
        )
