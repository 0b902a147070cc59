"""The command that proves a receipt."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_json, print_text
from app.cli.running import running
from plans.errors import PlanwatchError, WrongCall

__all__ = ["verify"]


def verify(
    ctx: typer.Context,
    receipt: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A receipt of the page or of `ask --receipt`.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Prove a receipt offline: that it was not changed, and that the plans still say what it quotes.

    Example:

      planwatch verify receipt.json
    """
    from assistant.receipt_check import check_receipt
    from assistant.receipts import read_receipt

    read = read_receipt(_fields(receipt))
    with running(ctx) as planwatch:
        findings = check_receipt(read, planwatch.library)
    if as_json:
        print_json([{"n": finding.n, "fate": finding.fate, "note": finding.note} for finding in findings])
    else:
        for finding in findings:
            print_text(f"[{finding.n}] {finding.fate}: {finding.note}")
    unsaid = sum(finding.fate == "unsaid" for finding in findings)
    lost = sum(finding.fate in ("reworded", "gone") for finding in findings)
    if lost:
        quoted = len(findings) - unsaid
        raise PlanwatchError(f"{lost} of {quoted} quotations are no longer in the plans as they were quoted.")
    if unsaid:
        raise PlanwatchError("The answer in the receipt says what its quotations do not say; see above.")
    note("The receipt is whole, and every quotation in it is in the plans.")


def _fields(path: Path) -> dict[str, object]:
    import json

    try:
        fields = json.loads(path.read_bytes())
    except OSError as error:
        raise WrongCall(f"The receipt {path} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except ValueError as error:
        raise WrongCall(f"The file {path} is not a Planwatch receipt.") from error
    if not isinstance(fields, dict):
        raise WrongCall(f"The file {path} is not a Planwatch receipt.")
    return fields
