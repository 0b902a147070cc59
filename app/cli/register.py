"""The commands for the register: its commitments, filtered and written out, and two editions compared."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.models import OptionInfo

from app.cli.options import AsJson, OnePlanOrMore
from app.cli.printing import note, print_json, print_text
from app.cli.running import running
from app.cli.writing import write_out
from plans.errors import WrongCall

if TYPE_CHECKING:
    from commitments.editions import Change

__all__ = ["changes", "commitments"]

_WHICH = "Which commitments"


def _which(meaning: str, metavar: str, name: str | None = None) -> OptionInfo:
    names = (name,) if name else ()
    option: OptionInfo = typer.Option(*names, help=meaning, metavar=metavar, rich_help_panel=_WHICH, show_default=False)
    return option


def _either(yes: str, meaning: str) -> OptionInfo:
    option: OptionInfo = typer.Option(f"--{yes}/--not-{yes}", help=meaning, rich_help_panel=_WHICH, show_default=False)
    return option


def commitments(
    ctx: typer.Context,
    plan: OnePlanOrMore = None,
    words: Annotated[str | None, _which("Words that must all be there.", "WORDS")] = None,
    kind: Annotated[list[str] | None, _which("target, action or aspiration.", "TYPE", "--type")] = None,
    modality: Annotated[list[str] | None, _which("will, plan, aim, explore or continue.", "HOW")] = None,
    owner: Annotated[list[str] | None, _which("A body, by any of its names.", "BODY")] = None,
    role: Annotated[list[str] | None, _which("lead, partner or overseer.", "ROLE")] = None,
    theme: Annotated[list[str] | None, _which("A heading of the plan.", "THEME")] = None,
    service: Annotated[list[str] | None, _which("The heading of a table's row.", "SERVICE")] = None,
    year: Annotated[list[str] | None, _which("Due in a financial year, as 2024/25.", "YEAR")] = None,
    due_before: Annotated[str | None, _which("Due before this day, as 2025-04-01.", "DATE")] = None,
    due_after: Annotated[str | None, _which("Due on or after this day.", "DATE")] = None,
    overdue: Annotated[bool | None, _either("overdue", "Whether its day is past.")] = None,
    vague: Annotated[bool | None, _either("vague", "Whether it names a time without a day.")] = None,
    checkable: Annotated[bool | None, _either("checkable", "Whether what, when and who are all said.")] = None,
    national: Annotated[bool | None, _either("national", "Whether its number is a national one.")] = None,
    missing: Annotated[list[str] | None, _which("What it leaves unsaid: owner, deadline, measure…", "WHAT")] = None,
    status: Annotated[list[str] | None, _which("What people found: met, not yet rated…", "STATUS")] = None,
    confidence: Annotated[str | None, _which("The least confidence of the reading, 0 to 1.", "SHARE")] = None,
    sort: Annotated[str, typer.Option(help="place, due, theme, owner, type, strength or confidence.")] = "place",
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a .csv, .xlsx, .ics, .html or .docx file.")
    ] = None,
) -> None:
    """List the commitments of the plans, each in the plan's own words; every one that fits, not the likeliest few.

    Examples:

      planwatch commitments --plan kirklees --type target --due-before 2025-04-01

      planwatch commitments --owner "Healthwatch" --missing deadline --json

      planwatch commitments --overdue --out overdue.xlsx
    """
    from app.filters import wanted_from
    from app.register import listing_of, wanted_commitments, written_as

    given: dict[str, Any] = {
        "plan": plan,
        "words": words,
        "type": kind,
        "modality": modality,
        "owner": owner,
        "role": role,
        "theme": theme,
        "service": service,
        "year": year,
        "due_before": due_before,
        "due_after": due_after,
        "overdue": overdue,
        "vague": vague,
        "checkable": checkable,
        "national": national,
        "missing": missing,
        "status": status,
        "confidence": confidence,
        "sort": sort,
    }
    pairs = _pairs(given)
    wanted, today = wanted_from(pairs), date.today()
    with running(ctx) as planwatch:
        found = wanted_commitments(planwatch, wanted, today=today)
        if out is not None:
            asked = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs) or "All commitments"
            write_out(out, written_as(out, listing_of(planwatch, found), asked=asked, today=today))
            note(f"{len(found):,} commitments are in {out}.")
            return
    if as_json:
        from app.wire import commitment_json

        print_json([commitment_json(commitment) for commitment in found])
        return
    from app.cli.pages import commitment_page

    for commitment in found:
        print_text(commitment_page(commitment) + "\n")
    note(f"{len(found):,} commitments.")


def changes(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier plan.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later plan.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Compare two editions of a plan, commitment by commitment: added, dropped, reworded, stronger, weaker, moved.

    Example:

      planwatch changes dental-plan-2024 dental-plan-2025
    """
    from app.questions import chosen_plans

    with running(ctx) as planwatch:
        entries = [plan.entry for plan in planwatch.library.plans()]
        ids = [chosen_plans([reference], entries) for reference in (old, new)]
        if ids[0] == ids[1]:
            raise WrongCall("Both names mean the same plan; name two.")
        from commitments.editions import changes as compared

        found = compared(*(planwatch.register.commitments(one) for one in ids))
    if as_json:
        print_json([_change_json(change) for change in found])
        return
    told = [change for change in found if change.kinds != ("unchanged",)]
    for change in told:
        print_text(_change_page(change) + "\n")
    note(f"{len(told):,} of {len(found):,} commitments changed.")


def _pairs(given: dict[str, Any]) -> list[tuple[str, str]]:
    """The filters that were given, a pair for each value."""
    values = {name: value if isinstance(value, list) else [value] for name, value in given.items() if value is not None}
    return [(name, str(value)) for name, listed in values.items() for value in listed]


def _change_json(change: "Change") -> dict[str, Any]:
    from app.wire import commitment_json

    return {
        "kinds": list(change.kinds),
        "reasons": list(change.reasons),
        "old": commitment_json(change.old) if change.old else None,
        "new": commitment_json(change.new) if change.new else None,
    }


def _change_page(change: "Change") -> str:
    lines = [", ".join(change.kinds)]
    lines += [f"  was: {change.old.text}"] if change.old else []
    lines += [f"  is:  {change.new.text}"] if change.new else []
    lines += [f"  {reason}" for reason in change.reasons]
    return "\n".join(lines)
