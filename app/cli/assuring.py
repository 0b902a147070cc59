"""The commands of assurance: the line of delivery, the quarterly progress report, the evidence pack of a commitment."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, OnePlanOrMore
from app.cli.printing import note, print_json, print_outcome, print_text
from app.cli.running import running
from app.cli.writing import write_out
from plans.errors import WrongCall

__all__ = ["delivery", "pack", "progress"]

_Out = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)]


def delivery(ctx: typer.Context, plan: OnePlanOrMore = None, as_json: AsJson = False) -> None:
    """Draw the line of delivery: the outcomes that the plans name, and how many commitments serve each.

    Of more than eight plans, those that are to be held beside each other have to be named.

    Example:

      planwatch delivery --plan kirklees --json
    """
    with running(ctx) as planwatch:
        from app.beside import MOST_BESIDE, beside
        from app.delivery import Delivery, delivery_json

        chosen = beside(planwatch.library.plans(), plan or [])
        if not chosen:
            raise WrongCall(f"The library holds more than {MOST_BESIDE} plans; name those that are meant with --plan.")
        drawn = Delivery(planwatch).line(chosen)
    if as_json:
        print_json(delivery_json(drawn))
        return
    for one in drawn.outcomes:
        confirmed, proposed = len(drawn.line.confirmed[one.id]), len(drawn.line.proposed[one.id])
        print_text(f"{one.name}\n  {one.kind}; {confirmed} confirmed, {proposed} proposed\n")
    note(f"{len(drawn.line.unserved)} of {len(drawn.outcomes)} outcomes have neither.")
    note(f"{len(drawn.line.serving_none)} of {len(drawn.commitments)} commitments serve none as far as is known.")


def progress(
    ctx: typer.Context,
    out: _Out,
    plan: OnePlanOrMore = None,
    day: Annotated[str | None, typer.Option(metavar="DATE", help="A day of the quarter; today's by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the quarterly progress report, as Word or HTML by the file's ending: what was due, what is known of it.

    Example:

      planwatch progress q1.docx --plan kirklees --day 2024-06-30
    """
    form = out.suffix.lower()
    if form not in (".docx", ".html"):
        raise WrongCall("The progress report is written to a file ending in .docx or .html.")
    from app.filters import wanted_from
    from app.questions import chosen_plans

    wanted = wanted_from([("due_before", day)] if day else []).due_before or date.today()
    with running(ctx) as planwatch:
        from app.assurance import progress_of
        from commitments.reports import to_docx, to_html

        plans = chosen_plans(plan or [], [one.entry for one in planwatch.library.plans()])
        report = progress_of(planwatch, plans=plans, day=wanted)
        write_out(out, to_docx(report) if form == ".docx" else to_html(report).encode())
    print_outcome({"title": report.title, "file": str(out)}, f"{report.title}: {out}", as_json=as_json)


def pack(
    ctx: typer.Context,
    commitment_id: Annotated[str, typer.Argument(metavar="ID", help="The commitment's id.", show_default=False)],
    out: _Out,
    as_json: AsJson = False,
) -> None:
    """Write the evidence pack of one commitment, a ZIP file with a receipt that can be verified offline.

    Example:

      planwatch pack kirklees-hcp-2023-c-0123456789ab pack.zip
    """
    with running(ctx) as planwatch:
        from app.assurance import pack_of

        found = planwatch.register.commitment(commitment_id)
        if found is None:
            raise WrongCall(f"There is no commitment “{commitment_id}” in the register.")
        write_out(out, pack_of(planwatch, found))
    print_outcome({"commitment": commitment_id, "file": str(out)}, f"The evidence pack is in {out}.", as_json=as_json)
