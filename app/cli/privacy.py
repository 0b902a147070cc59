"""The commands about people: export what is held about one, erase it, delete logged questions that are too old."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_json, print_outcome, print_text
from app.cli.running import running, settings_of
from app.cli.writing import write_out

__all__ = ["privacy"]

privacy = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="What is held about people: export it, erase it, and delete logged questions that are too old.",
)

_Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person, as named beside his or her marks.")]


@privacy.command()
def export(
    ctx: typer.Context,
    person: _Person,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a JSON file.")] = None,
) -> None:
    """Give all that is held about a person as JSON: marks, decisions, sessions, tokens, and what else names him.

    Example:

      planwatch privacy export "Ann Lee [1f2e3d4c5b]" --out ann.json
    """
    from app.privacy.person import held_about

    with running(ctx) as planwatch:
        held = held_about(planwatch, person)
    if out is None:
        print_json(json.loads(json.dumps(held, default=str)))
        return
    write_out(out, (json.dumps(held, ensure_ascii=False, indent=2, default=str) + "\n").encode())
    note(f"{len(held['entries'])} entries and all else about {person} are in {out}.")


@privacy.command()
def erase(
    ctx: typer.Context,
    person: _Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person. Marks stay, without the name; sessions, tokens and lines of logs go. It cannot be taken back.

    Histories that held the name are hashed anew, so evidence packs from before no longer match them: the report pairs
    the old digests with the new ones. What others wrote of the person, and backups in the home, are named for you to
    judge; backups elsewhere still hold the name.

    Example:

      planwatch privacy erase "Ann Lee [1f2e3d4c5b]"
    """
    from dataclasses import asdict

    from app.privacy.person import erased

    if not yes:
        typer.confirm(f"Erase {person} for good?", abort=True, err=True)
    with running(ctx) as planwatch:
        done = erased(planwatch, person)
    if as_json:
        print_json(asdict(done))
        return
    print_text(
        f"Erased: the name on {done.entries} entries and {done.decisions} decisions, {done.sessions} sessions, "
        f"{done.tokens} tokens, {done.logged} entries of logs. {len(done.histories)} histories were hashed anew."
    )
    for place in done.mentioned_in:
        print_text(f"The name still stands in {place}; read it, and judge.")


@privacy.command()
def purge(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Delete logged questions that are older than PLANWATCH_QUESTION_LOG_DAYS; all of them where that is 0.

    Example:

      planwatch privacy purge
    """
    from app.privacy.question_log import QuestionLog

    settings = settings_of(ctx)
    gone = QuestionLog(settings.home, days=settings.question_log_days).purge()
    print_outcome({"days_deleted": gone}, f"{gone} days of questions were deleted.", as_json=as_json)
