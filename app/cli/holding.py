"""The commands for what the library holds: plans, ingest, remove, rebuild, extract."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import AsJson, OnePlanOrMore
from app.cli.printing import note, print_json, print_outcome, print_table, print_text
from app.cli.progress import shown_progress
from app.cli.running import running, unstarted
from plans.errors import PlanwatchError, WrongCall

if TYPE_CHECKING:
    from app.library import FileReport, PlanLibrary
    from plans.catalogue import Plan

__all__ = ["extract", "ingest", "plans", "rebuild", "remove"]


class Engine(StrEnum):
    """What reads and embeds plans."""

    LOCAL = "local"
    RAY = "ray"


_WARNING_WIDTH = 160
_Field = Annotated[
    str | None, typer.Option(help="For a single file, in place of what is read.", rich_help_panel="Entry")
]


def plans(ctx: typer.Context, plan: OnePlanOrMore = None, as_json: AsJson = False) -> None:
    """List the plans in the library, with what was read of each and what could not be.

    Example:

      planwatch plans --plan year:2025
    """
    from app.questions import chosen_plans

    with running(ctx) as planwatch:
        held = planwatch.library.plans()
    if plan:
        wanted = set(chosen_plans(plan, [one.entry for one in held]))
        held = [one for one in held if one.id in wanted]
    if as_json:
        from app.wire import plan_json

        print_json([plan_json(plan) for plan in held])
        return
    headings = ("id", "title", "edition", "pages", "passages", "commitments")
    print_table(headings, [_row(plan) for plan in held])
    for listed in held:
        for warning in listed.warnings:
            note(f"{listed.id}: {shorten(warning, _WARNING_WIDTH)}")


def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="Plan files, and folders of them.", show_default=False),
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Add the plans that come with Planwatch.")] = False,
    ocr: Annotated[
        bool,
        typer.Option(
            "--ocr", help="Recognise the text of scanned pages of PDF files; needs ocrmypdf and tesseract. It is slow."
        ),
    ] = False,
    as_json: AsJson = False,
    plan_id: Annotated[
        str | None, typer.Option("--id", help="The id that the plan is to have.", rich_help_panel="Entry")
    ] = None,
    title: _Field = None,
    publisher: _Field = None,
    edition: _Field = None,
    area: _Field = None,
    period: _Field = None,
    supersedes: Annotated[
        str | None, typer.Option(metavar="ID", help="The plan that this is a new edition of.", rich_help_panel="Entry")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="What reads and embeds.", rich_help_panel="Engine")] = Engine.LOCAL,
    ray_address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="The Ray cluster; one of this machine where unset.", rich_help_panel="Engine"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Ray workers; one a processor where unset.", rich_help_panel="Engine"),
    ] = None,
) -> None:
    """Read plan files into the library: text, Markdown, PDF, DOCX, HTML. What is held already is left alone.

    A TOML file beside a plan that names it gives its title, publisher, edition and so on; otherwise they are read
    from the plan, or given here for a single file.

    Examples:

      planwatch ingest our-plan.pdf --publisher "Leeds City Council"

      planwatch ingest plans-of-2026/ --json

      planwatch ingest plans-of-england/ --engine ray --ray-address 10.0.0.5:6379
    """
    given = {
        "id": plan_id,
        "title": title,
        "publisher": publisher,
        "edition": edition,
        "area": area,
        "period": period,
        "supersedes": supersedes,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    files = _files(paths or [], sample=sample, fields=fields)
    with _library(ctx, engine, address=ray_address, workers=workers) as library, shown_progress() as progress:
        reports = library.ingest(files, given=fields, ocr=ocr, progress=progress)
    if as_json:
        print_json([_report_json(report) for report in reports])
    else:
        for report in reports if len(reports) > 1 or reports[0].plan else ():
            print_text(_report_line(report))
    refused = [report for report in reports if report.outcome == "refused"]
    if refused:
        raise PlanwatchError(_refusal(refused, of=len(reports)))


def remove(
    ctx: typer.Context,
    plan: Annotated[list[str], typer.Argument(metavar="ID...", help="The plans to remove.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Remove plans from the library: their files, and their words from the index. Checks that people made stay.

    Example:

      planwatch remove dental-plan-2024
    """
    planwatch = unstarted(ctx)
    from app.questions import chosen_plans

    ids = chosen_plans(plan, [shelved.entry for shelved in planwatch.plans.shelf.plans()])
    with shown_progress() as progress:
        planwatch.plans.remove(ids, progress=progress)
    print_outcome({"removed": list(ids)}, f"Removed {', '.join(ids)}.", as_json=as_json)


def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Read every plan again from its file and make the index anew; the old one is in use until that is done.

    Example:

      planwatch rebuild
    """
    with shown_progress() as progress:
        generation = unstarted(ctx).plans.rebuild(progress)
    held = [plan.id for plan in generation.plans()]
    print_outcome({"plans": held}, f"The index holds {len(held)} plans and is up to date.", as_json=as_json)


def extract(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A plan file.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Read the commitments of one document without adding it to the library.

    Example:

      planwatch extract our-plan.pdf --json
    """
    from app.entries import entry_beside, entry_from_reading
    from app.reading import indexed_plan
    from app.shelf import hash_of, sample_entry
    from ingest.reading import read_document

    sha256 = hash_of(path)
    document = read_document(path)
    known = sample_entry(sha256) or entry_beside(path)
    read = indexed_plan(document, entry=known or entry_from_reading(document.said, path, {}, ()), sha256=sha256)
    if as_json:
        from app.wire import commitment_json

        print_json([commitment_json(commitment) for commitment in read.commitments])
        return
    from app.cli.pages import commitment_page

    for commitment in read.commitments:
        print_text(commitment_page(commitment) + "\n")
    note(f"{len(read.commitments):,} commitments in {read.plan.entry.title}.")


@contextmanager
def _library(
    ctx: typer.Context, engine: Engine, *, address: str | None, workers: int | None
) -> Iterator["PlanLibrary"]:
    planwatch = unstarted(ctx)
    if engine is Engine.LOCAL:
        if address is not None or workers is not None:
            raise WrongCall("--ray-address and --workers go with --engine ray.")
        yield planwatch.plans
        return
    from app.engines.ray import started_ray

    with started_ray(address=address, workers=workers, embed_model=planwatch.settings.embed_model) as ray:
        yield planwatch.library_on(ray)


def _files(paths: list[Path], *, sample: bool, fields: dict[str, str]) -> list[Path]:
    from plans.catalogue import sample_library

    files = [*paths, sample_library()] if sample else paths
    if not files:
        raise WrongCall("Name the files or folders to read, or give --sample for the plans that come with Planwatch.")
    if fields and (len(files) != 1 or files[0].is_dir()):
        raise WrongCall("--title, --publisher and the other fields of an entry go with a single file.")
    return files


def _row(plan: "Plan") -> tuple[str, ...]:
    entry = plan.entry
    pages = "" if plan.pages is None else f"{plan.pages:,}"
    edition = f"{entry.edition} ({entry.status})" if entry.status else entry.edition
    return plan.id, entry.title, edition, pages, f"{plan.passages:,}", f"{plan.commitments:,}"


def _report_json(report: "FileReport") -> dict[str, Any]:
    if report.plan is None:
        return {"file": report.file, "outcome": report.outcome, "reason": report.reason}
    plan = report.plan
    return {
        "file": report.file,
        "outcome": report.outcome,
        "plan_id": plan.id,
        "title": plan.entry.title,
        "edition": plan.entry.edition,
        "supersedes": plan.entry.supersedes,
        "pages": plan.pages,
        "passages": plan.passages,
        "commitments": plan.commitments,
        "warnings": list(plan.warnings),
    }


def _report_line(report: "FileReport") -> str:
    if report.plan is None:
        return f"refused  {_named(report)}"
    plan = report.plan
    if report.outcome == "held":
        return f"held     {report.file}: it is in the library already, as {plan.id}; nothing was done"
    newer = f"; it supersedes {plan.entry.supersedes}" if plan.entry.supersedes else ""
    counts = f"{plan.passages:,} passages, {plan.commitments:,} commitments"
    warned = "".join(f"\n         {shorten(warning, _WARNING_WIDTH)}" for warning in plan.warnings)
    return f"added    {report.file}: {plan.entry.title} as {plan.id}, {counts}{newer}{warned}"


def _named(report: "FileReport") -> str:
    """The reason of a refusal with the file, once."""
    reason = report.reason or ""
    return reason if report.file in reason else f"{report.file}: {reason}"


def _refusal(refused: "list[FileReport]", *, of: int) -> str:
    if of == 1:
        return _named(refused[0])
    return f"{len(refused)} of {of} files were refused; the others are in the library."
