"""The commands that keep what people gave: backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_outcome
from app.cli.progress import shown_progress
from app.cli.running import unstarted

__all__ = ["backup", "restore"]


def backup(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write.", show_default=False)],
    with_index: Annotated[
        bool, typer.Option("--with-index", help="Take the index too, for a large library; it can be made again.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an archive of that name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the plans with their entries, the checks, reports and whatever else people gave into one archive.

    Others may go on asking and marking meanwhile. Every file in the archive has its hash, and the archive is read
    through before it takes its name. It holds what people wrote: keep it where only you can read it.

    Example:

      planwatch backup /srv/backups/planwatch-2026-03-01.zip
    """
    from app.backups.taking import take_backup

    with shown_progress() as progress:
        plans, files = take_backup(unstarted(ctx), path, with_index=with_index, replace=force, progress=progress)
    print_outcome(
        {"archive": str(path), "plans": plans, "files": files},
        f"{path} holds {plans} plans in {files:,} files, and the checks; every hash was read again and is right.",
        as_json=as_json,
    )


def restore(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to restore.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Restore over what is there; that is kept beside it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup back: its plans, checks and reports take the place of what is there; the index is made anew.

    The whole archive is checked before anything is touched, and a restore that is interrupted is finished by the next
    command.

    Example:

      planwatch --home /srv/planwatch restore /srv/backups/planwatch-2026-03-01.zip
    """
    from app.backups.restoring import restore_backup

    planwatch = unstarted(ctx)
    with shown_progress() as progress:
        restored = restore_backup(planwatch, path, replace=force, progress=progress)
        plans = planwatch.plans.brought_up_to_date(progress).plans()
    if restored.replaced is not None:
        note(f"What was there before is kept in {restored.replaced}; delete it when you no longer need it.")
    made, kept = restored.about.get("made"), restored.replaced
    print_outcome(
        {"plans": [plan.id for plan in plans], "made": made, "kept_before": None if kept is None else str(kept)},
        f"Restored {len(plans)} plans and the checks as they were at {made or 'an unknown time'}.",
        as_json=as_json,
    )
