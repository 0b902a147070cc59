"""The command that shows one passage or one commitment by its id."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import AsJson
from app.cli.printing import print_json, print_text
from app.cli.running import running
from plans.errors import WrongCall

if TYPE_CHECKING:
    from app.build import Planwatch
    from plans.commitment import Commitment
    from plans.document import Passage

__all__ = ["show"]


def show(
    ctx: typer.Context,
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a passage or a commitment.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Show one passage or one commitment in full, by the id that search, ask or commitments gave.

    Examples:

      planwatch show wy-jfp-2024-c-e33ca867962e

      planwatch show wy-jfp-2024-9be4813b7528529c --json
    """
    with running(ctx) as planwatch:
        passage = planwatch.library.passage(wanted)
        commitment = planwatch.register.commitment(wanted)
        if passage is not None:
            _show_passage(planwatch, passage, as_json=as_json)
        elif commitment is not None:
            _show_commitment(commitment, as_json=as_json)
        else:
            raise WrongCall(f"There is no passage or commitment “{wanted}”; `planwatch search … --json` gives ids.")


def _show_passage(planwatch: "Planwatch", passage: "Passage", *, as_json: bool) -> None:
    if as_json:
        from app.wire import passage_json

        print_json(passage_json(passage))
        return
    from app.cli.pages import where

    plan = next(plan for plan in planwatch.library.plans() if plan.id == passage.plan_id)
    title = f"{plan.entry.title}, {passage.edition}"
    place: Any = passage.place
    print_text(where(title, place.section, place.page, place.page_label) + "\n")
    print_text(passage.text)
    within = [one for one in planwatch.register.commitments((passage.plan_id,)) if one.passage_id == passage.id]
    if within:
        print_text("\nCommitments in it: " + ", ".join(one.id for one in within))


def _show_commitment(commitment: "Commitment", *, as_json: bool) -> None:
    if as_json:
        from app.wire import commitment_json

        print_json(commitment_json(commitment))
        return
    from app.cli.pages import commitment_page

    print_text(commitment_page(commitment))
