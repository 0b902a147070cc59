"""The register as CSV, as a spreadsheet and as a calendar; nothing in it can run as a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from commitments.unsaid import quality_of
from plans.commitment import Commitment, Measure
from plans.document import Place
from plans.unseen import without_unseen

__all__ = ["COLUMNS", "Listing", "calendar", "harmless", "measure_said", "place_said", "rows", "to_csv", "to_xlsx"]

# Where a cell begins, and after what some spreadsheets take for the end of one; wide, small, raised and lowered forms
# count in some of them, too, and stand for the plain ones after a conversion.
_STARTS_A_FORMULA = re.compile(r"^[\s'\"]*[=+\-@|%]")
_STARTS_ONE_INSIDE = re.compile(r"([;,\"]\s*)(?=[=@＝﹦⁼₌＠﹫]|[+\-＋－﬩﹢⁺₊﹣⁻₋−][A-Za-z0-9_]+[(!|])")
_BEGINNING = 60
_LONGEST_CELL = 32_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Commitments with what is listed beside them: plan titles by id, statuses and web addresses by commitment id."""

    commitments: Sequence[Commitment]
    titles: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)


_Column = Callable[[Commitment, Listing], object]
COLUMNS: Mapping[str, _Column] = {
    "Id": lambda one, _: one.id,
    "Plan": lambda one, listing: listing.titles.get(one.plan_id, one.plan_id),
    "Edition": lambda one, _: one.edition,
    "Words of the plan": lambda one, _: one.text,
    "Type": lambda one, _: one.type,
    "How strongly": lambda one, _: one.modality,
    "Theme": lambda one, _: one.theme or "",
    "Service": lambda one, _: one.place.row or "",
    "Place": lambda one, _: place_said(one.place),
    "Page": lambda one, _: one.place.page_label or one.place.page or "",
    "Timeframe": lambda one, _: one.timeframe or "",
    "Due": lambda one, _: one.deadline or "",
    "Measures": lambda one, _: "; ".join(measure_said(measure) for measure in one.measures),
    "Leads": lambda one, _: _owners(one, "lead"),
    "Leads known from": lambda one, _: "; ".join(dict.fromkeys(o.basis for o in one.owners if o.role == "lead")),
    "Partners": lambda one, _: _owners(one, "partner"),
    "Overseen by": lambda one, _: _owners(one, "overseer"),
    "For whom": lambda one, _: one.population or "",
    "Left unsaid": lambda one, _: "; ".join(one.missing),
    "Checkable": lambda one, _: "yes" if quality_of(one).checkable else "no",
    "Status": lambda one, listing: listing.statuses.get(one.id, "not yet rated"),
    "Confidence of the reading": lambda one, _: round(one.confidence, 2),
    "Address": lambda one, listing: listing.addresses.get(one.id, ""),
}


def rows(listing: Listing) -> list[list[object]]:
    """A row for each commitment, in the order of COLUMNS."""
    return [[value(one, listing) for value in COLUMNS.values()] for one in listing.commitments]


def to_csv(listing: Listing) -> bytes:
    """The listing as CSV in UTF-8 with a byte order mark, which spreadsheets want; what could run is made harmless."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(listing):
        writer.writerow([harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def to_xlsx(listing: Listing) -> bytes:
    """The listing as a spreadsheet: text is written as text, days as days, the head stays in view."""
    import xlsxwriter

    stored = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stored, options) as book:
        sheet = book.add_worksheet("Commitments")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, bold)
        for row, cells in enumerate(rows(listing), start=1):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, wrapped, quoted, day)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(listing.commitments)), len(COLUMNS) - 1)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        sheet.set_column(3, 3, 60)
    return stored.getvalue()


def calendar(listing: Listing, *, now: datetime | None = None) -> bytes:
    """The days on which commitments fall due, as an .ics file of all-day events. Those without a day are left out."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Planwatch//Commitments//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Commitments due")
    for one in listing.commitments:
        if one.deadline is None:
            continue
        event = Event()
        event.add("uid", f"{one.id}@planwatch")
        event.add("dtstamp", (now or datetime.now(UTC)).astimezone(UTC))
        event.add("dtstart", one.deadline)
        event.add("summary", f"Due: {_short(without_unseen(one.text))}")
        event.add("description", _described(one, listing))
        event.add("categories", [one.type])
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def harmless(cell: object) -> object:
    """A cell on one line that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it.

    So does what would begin one if the line were split at semicolons, commas or quotation marks.
    """
    if not isinstance(cell, str):
        return cell.isoformat() if isinstance(cell, date) else cell
    line = _STARTS_ONE_INSIDE.sub(r"\1'", " ".join(without_unseen(cell).split()))
    begins = unicodedata.normalize("NFKC", line[:_BEGINNING])
    return f"'{line}" if _STARTS_A_FORMULA.match(begins) else line


def measure_said(measure: Measure) -> str:
    """A measure in words: 'at least 76 percent of patients'."""
    said = f"{measure.comparator.replace('_', ' ')} {measure.value:g} {measure.unit.replace('_', ' ')}"
    of = f" of {measure.of}" if measure.of else ""
    baseline = f" from {measure.baseline:g}" if measure.baseline is not None else ""
    return f"{said}{of}{baseline}{' (national figure)' if measure.national else ''}"


def place_said(place: Place) -> str:
    """Where words stand: the headings, outermost first."""
    return " > ".join(place.section)


def _write(sheet: Any, row: int, column: int, cell: object, wrapped: Any, quoted: Any, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell, wrapped)
    else:
        text = without_unseen(str(cell))[:_LONGEST_CELL]
        sheet.write_string(row, column, text, quoted if _STARTS_A_FORMULA.match(text) else wrapped)


def _owners(one: Commitment, role: str) -> str:
    return "; ".join(owner.name for owner in one.owners if owner.role == role)


def _short(text: str, most: int = 90) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rsplit(' ', 1)[0]}…"


def _described(one: Commitment, listing: Listing) -> str:
    told = [f"“{one.text}”", f"{listing.titles.get(one.plan_id, one.plan_id)}, {one.edition}", place_said(one.place)]
    told.append(f"Leads: {_owners(one, 'lead')}. Timeframe: {one.timeframe or 'not stated'}.")
    told.append(f"Status: {listing.statuses.get(one.id, 'not yet rated')}.")
    return without_unseen("\n".join([*(line for line in told if line), *filter(None, [listing.addresses.get(one.id)])]))
