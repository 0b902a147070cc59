"""The commands of the evaluation that make, score, compare and judge runs, each a step that can be taken again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_found
from app.cli.running import running, settings_of
from plans.errors import WrongCall

if TYPE_CHECKING:
    from eval.gate import Ruling
    from eval.runs import Run

__all__ = ["compare", "explain", "gate", "generate", "report", "run", "run_of", "score"]

_Tier = Annotated[str, typer.Argument(help="smoke, dev, dialogues, test, or a file of cases.", metavar="TIER")]
_Run = Annotated[str, typer.Argument(help="A run: its folder, its name, or latest.", metavar="RUN")]
_Variants = Annotated[bool, typer.Option("--variants", help="Ask the other wordings too.")]
_Category = Annotated[str | None, typer.Option(metavar="NAME", help="Only the questions of this category.")]
_Repeat = Annotated[int, typer.Option(min=1, help="Ask everything this many times over.")]
_Price = Annotated[
    tuple[float, float] | None,
    typer.Option(metavar="SENT RECEIVED", help="What a million tokens to and from the language model cost."),
]
_Baseline = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Judge against this file in place of the project's own baseline.")
]


def generate(
    ctx: typer.Context,
    tier: _Tier = "dev",
    category: _Category = None,
    variants: _Variants = False,
    repeat: _Repeat = 1,
    token_price: _Price = None,
    as_json: AsJson = False,
) -> None:
    """Ask the questions of a tier and keep what was answered: the only step that asks.

    Examples:

      planwatch eval generate smoke

      planwatch eval generate dev --category owner --variants
    """
    kept = _generated(ctx, tier, category, variants, repeat, token_price)
    print_found({"run": kept.folder}, str(kept.folder), as_json=as_json)


def score(ctx: typer.Context, run: _Run = "latest", as_json: AsJson = False) -> None:
    """Score a run again from what it kept; nothing is asked.

    Example:

      planwatch eval score latest
    """
    from eval.steps import score_run

    kept = run_of(ctx, run)
    scores = score_run(kept)
    file = kept.folder / "scores.jsonl"
    found = {"run": kept.folder, "answers": len(scores), "scores": file}
    print_found(found, f"{len(scores)} answers scored: {file}", as_json=as_json)


def gate(
    ctx: typer.Context,
    run: _Run = "latest",
    baseline: _Baseline = None,
    accept: Annotated[bool, typer.Option("--accept", help="Make this run the baseline; floors only rise.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say PASS, WARN or FAIL of a scored run, against the baseline; FAIL ends with exit status 1.

    Examples:

      planwatch eval gate latest

      planwatch eval gate latest --accept
    """
    from eval.baseline import BASELINE, read_baseline, renewed, write_baseline
    from eval.steps import gate_run

    kept, path = run_of(ctx, run), baseline or BASELINE
    held = read_baseline(path)
    ruling = gate_run(kept, held)
    print_found(ruling, _ruling_text(ruling), as_json=as_json)
    if accept:
        own = [one for one in kept.scores() if not one.variant and not one.repeat]
        manifest = kept.manifest()
        accepted = renewed(held, run=kept.name, tier=manifest.tier, scores=own, versions=manifest.versions)
        write_baseline(accepted, path)
        note(f"{path} holds this run now; review it as you would a change of code.")
    elif ruling.failures:
        raise typer.Exit(1)


def report(
    ctx: typer.Context,
    run: _Run = "latest",
    against: Annotated[
        str | None, typer.Option(metavar="RUN", help="Show answers that flipped since this run, side by side.")
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            help="Show the printed pages that hold the gold's words, from the plans as FOLDER/PLAN-ID.pdf.",
        ),
    ] = None,
    baseline: _Baseline = None,
    as_json: AsJson = False,
) -> None:
    """Write a run's report: one HTML page that needs nothing from elsewhere, with Markdown and JUnit beside it.

    Examples:

      planwatch eval report latest --against 20240401T120000Z-dev

      planwatch eval report latest --against 20240401T120000Z-dev --pages ~/plans-as-pdf
    """
    from eval.page_pictures import PrintedPages
    from eval.report import write_report

    kept = run_of(ctx, run)
    page = write_report(
        kept,
        ruling=_ruling(kept, baseline),
        before=run_of(ctx, against) if against else None,
        printed=PrintedPages(pages, sorted(kept.books())) if pages else None,
    )
    print_found({"run": kept.folder, "page": page}, str(page), as_json=as_json)


def run(
    ctx: typer.Context,
    tier: _Tier = "smoke",
    category: _Category = None,
    variants: _Variants = False,
    token_price: _Price = None,
    baseline: _Baseline = None,
    as_json: AsJson = False,
) -> None:
    """Take all steps for a tier: generate, score, gate, report. FAIL ends with exit status 1.

    Example:

      planwatch eval run smoke
    """
    from eval.report import write_report
    from eval.steps import score_run

    kept = _generated(ctx, tier, category, variants, 1, token_price)
    score_run(kept)
    ruling = _ruling(kept, baseline)
    page = write_report(kept, ruling=ruling)
    found = {"run": kept.folder, "page": page, "ruling": ruling}
    print_found(found, (page.parent / "report.md").read_text(encoding="utf-8"), as_json=as_json)
    note(f"The whole report: {page}")
    if ruling is not None and ruling.failures:
        raise typer.Exit(1)


def compare(
    ctx: typer.Context,
    runs: Annotated[list[str], typer.Argument(help="Two runs or more.", metavar="RUN RUN...")],
    as_json: AsJson = False,
) -> None:
    """Set scored runs beside each other, question by question, with intervals and tests.

    Example:

      planwatch eval compare 20240401T120000Z-dev latest
    """
    if len(runs) < 2:
        raise WrongCall("Name two runs or more to compare.")
    from eval.comparing import comparison_text
    from eval.quick import SHOWN
    from eval.summary import summarise

    held = [run_of(ctx, one) for one in runs]
    measures = [name for name, _ in SHOWN]
    found = [{"run": one.folder, "measured": summarise(one.scores(), measures)} for one in held]
    print_found(found, comparison_text(held), as_json=as_json)


def explain(
    ctx: typer.Context,
    run: _Run,
    case: Annotated[str, typer.Argument(help="The case's id.", metavar="CASE")],
    as_json: AsJson = False,
) -> None:
    """Show all that a run knows of one case: what was wanted, found, said, and how that was scored.

    Example:

      planwatch eval explain latest dev-target-001
    """
    from eval.explaining import explanation

    kept = run_of(ctx, run)
    told = explanation(kept, case)
    found = {
        "case": next(one for one in kept.cases() if one.id == case),
        "answers": [one for one in kept.traces() if one.case == case],
        "scores": [one for one in kept.scores() if one.case == case],
    }
    print_found(found, told, as_json=as_json)


def _generated(
    ctx: typer.Context,
    tier: str,
    category: str | None,
    variants: bool,
    repeat: int,
    price: tuple[float, float] | None,
) -> "Run":
    with running(ctx) as planwatch:
        from eval.tiers import cases_of, of_category

        cases = of_category(cases_of(tier), category)  # a wrong name is told before anything is read
        from app.evaluating import product_under_test, runs_folder
        from eval.steps import generate as ask_tier

        return ask_tier(
            tier,
            product_under_test(planwatch),
            runs_folder(planwatch.settings),
            cases=cases,
            variants=variants,
            repeats=repeat,
            token_price=price,
            progress=lambda done, total: planwatch.progress("asking", done, total),
        )


def run_of(ctx: typer.Context, named: str) -> "Run":
    """The run of that folder or name, or the latest.

    Raises RunError.
    """
    from app.evaluating import runs_folder
    from eval.runs import latest_run, open_run

    folder = runs_folder(settings_of(ctx))
    if named == "latest":
        return latest_run(folder)
    return open_run(Path(named) if Path(named).is_dir() else folder / named)


def _ruling(kept: "Run", baseline: Path | None) -> "Ruling | None":
    """The gate's ruling; None where there is no baseline to judge against and none was named."""
    from eval.baseline import BASELINE, read_baseline
    from eval.steps import gate_run

    path = baseline or BASELINE
    if baseline is None and not path.is_file():
        return None
    return gate_run(kept, read_baseline(path))


def _ruling_text(ruling: "Ruling") -> str:
    lines = [str(ruling.verdict)]
    lines += [f"fails: {reason}" for reason in ruling.failures]
    lines += [f"needs a note: {reason}" for reason in ruling.warnings]
    return "\n".join(lines)
