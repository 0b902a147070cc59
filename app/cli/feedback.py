"""The commands for what people say is wrong: list the reports, show one, make a case of the evaluation of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_json, print_table, print_text
from app.cli.running import running, unstarted
from plans.errors import WrongCall

if TYPE_CHECKING:
    from app.feedback import Feedback

__all__ = ["feedback"]

feedback = typer.Typer(
    rich_markup_mode="rich", help="Read what people say is wrong, and make tests of it.", no_args_is_help=True
)

_Report = Annotated[str, typer.Argument(metavar="ID", help="A report, as `list` names it, or how it begins.")]


@feedback.command("list")
def listed(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the reports, oldest first.

    Example:

      planwatch feedback list
    """
    reports = unstarted(ctx).reports.all()
    if as_json:
        print_json([_json(report) for report in reports])
        return
    rows = [(report.id, report.sent_at[:10], report.question, report.wrong or report.right) for report in reports]
    print_table(("id", "sent", "question", "what is wrong"), rows)
    note(f"{len(reports):,} reports.")


@feedback.command()
def show(ctx: typer.Context, report: _Report, as_json: AsJson = False) -> None:
    """Show one report: what was asked and answered, what is wrong, and what the person says is right.

    Example:

      planwatch feedback show 20260312-5f0a
    """
    found = _report(ctx, report)
    if as_json:
        print_json(_json(found))
        return
    for heading, text in _told(found):
        print_text(f"{heading}\n  {text.strip().replace(chr(10), chr(10) + '  ')}\n")


@feedback.command()
def promote(
    ctx: typer.Context,
    report: _Report,
    expect: Annotated[
        str | None,
        typer.Option(help="What should come of it: answer, partial, abstain, clarify, correct_premise or redirect."),
    ] = None,
    quote: Annotated[
        list[str] | None, typer.Option(help="Words of a plan that bear the right answer. Repeat it for more.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file of cases to add to; feedback/candidates.jsonl in the home if none."
        ),
    ] = None,
) -> None:
    """Make a case of the evaluation of a report, and add it to a file of cases that `eval run` takes.

    The words that the person says are right become its evidence where they stand in a plan; otherwise they are given.

    Examples:

      planwatch feedback promote 20260312-5f0a

      planwatch feedback promote 20260312-5f0a --expect abstain --out eval/gold/dev.jsonl
    """
    found = _report(ctx, report)
    with running(ctx) as planwatch:
        from app.promoting import candidate, keep_candidate

        case = candidate(found, planwatch.library, expect=expect, quotes=quote or ())
        file = out or planwatch.settings.home / "feedback" / "candidates.jsonl"
        keep_candidate(case, file)
    print_text(case.model_dump_json(exclude_defaults=True, indent=2))  # which is JSON, asked for or not
    note(f"Added {case.id} to {file}. Ask it with `planwatch eval run {file}`.")


def _report(ctx: typer.Context, wanted: str) -> "Feedback":
    found = [report for report in unstarted(ctx).reports.all() if report.id.startswith(wanted)]
    if len(found) != 1:
        what = "could be any of several reports" if found else "names no report"
        raise WrongCall(f"“{wanted}” {what}; `planwatch feedback list` names them.")
    return found[0]


def _json(report: "Feedback") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(report)


def _told(report: "Feedback") -> list[tuple[str, str]]:
    told = [("Report", f"{report.id}, {report.sent_at}")]
    told += [("Asked before", text) for text in report.earlier]
    told += [("Question", report.question), ("Answer that was given", str(report.receipt.get("answer", "not kept")))]
    told += [("What is wrong", report.wrong or "not said"), ("What is right", report.right or "not said")]
    return told
