"""The register as the commands give it: what is wanted of it, written out in the form that a file's name asks for."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.filters import Wanted
from app.listing import listed_commitments
from plans.commitment import Commitment
from plans.errors import WrongCall

if TYPE_CHECKING:
    from app.parts import Parts
    from commitments.sheets import Listing

__all__ = ["FORMS", "listing_of", "wanted_commitments", "written_as"]


def wanted_commitments(planwatch: "Parts", wanted: Wanted, *, today: date) -> tuple[Commitment, ...]:
    """The commitments that are wanted, in the order that is wanted.

    Raises UnknownPlan.
    """
    statuses = planwatch.checks.statuses() if wanted.status else {}
    return listed_commitments(planwatch, wanted, today=today, statuses=statuses).commitments


def listing_of(planwatch: "Parts", commitments: tuple[Commitment, ...]) -> "Listing":
    """Commitments with the titles of their plans and what people found."""
    from commitments.sheets import Listing

    titles = {plan.id: plan.entry.title for plan in planwatch.library.plans()}
    return Listing(commitments=commitments, titles=titles, statuses=planwatch.checks.statuses())


def written_as(path: Path, listing: "Listing", *, asked: str, today: date) -> bytes:
    """The listing as the ending of a file's name has it: csv, xlsx, ics, html or docx.

    Raises WrongCall for another ending.
    """
    write = FORMS.get(path.suffix.lower())
    if write is None:
        raise WrongCall(f"A file ending in {path.suffix or 'nothing'} is not known; use {', '.join(FORMS)}.")
    return write(listing, asked, today)


def _csv(listing: "Listing", _asked: str, _today: date) -> bytes:
    from commitments.sheets import to_csv

    return to_csv(listing)


def _xlsx(listing: "Listing", _asked: str, _today: date) -> bytes:
    from commitments.sheets import to_xlsx

    return to_xlsx(listing)


def _ics(listing: "Listing", _asked: str, _today: date) -> bytes:
    from commitments.sheets import calendar

    return calendar(listing)


def _json(listing: "Listing", _asked: str, _today: date) -> bytes:
    import json

    from app.wire import commitment_json

    return json.dumps([commitment_json(one) for one in listing.commitments], ensure_ascii=False, indent=1).encode()


def _html(listing: "Listing", asked: str, today: date) -> bytes:
    from commitments.register_report import register_report
    from commitments.reports import to_html

    return to_html(register_report(listing, asked=asked, today=today)).encode()


def _docx(listing: "Listing", asked: str, today: date) -> bytes:
    from commitments.register_report import register_report
    from commitments.reports import to_docx

    return to_docx(register_report(listing, asked=asked, today=today))


FORMS: Mapping[str, Callable[["Listing", str, date], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".ics": _ics,
    ".html": _html,
    ".docx": _docx,
    ".json": _json,
}
