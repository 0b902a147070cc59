"""The report on the register: how it was made, the totals, and a table a theme with quotes and pages."""

from collections.abc import Sequence
from datetime import date

from commitments.queries import Tally, tallies
from commitments.reports import Report, Section, Sheet
from commitments.sheets import Listing, measure_said
from plans.commitment import Commitment

__all__ = ["METHOD", "register_report"]

METHOD = (
    "The commitments were read out of the plans by rules that are published with the software: what stands under "
    "headings such as Key Changes, Ambition, Next Steps or We will, and sentences that promise something. What was "
    "achieved, background and definitions are left out. Each is given in the plan's own words, with its place.",
    "Written quality, delivery and strength of evidence are three separate things. 'Checkable' means that the action "
    "or the measure, the deadline and the accountable body are all stated. 'Not yet rated' says that nobody looked; "
    "it does not mean that there is no evidence. A status is only ever set by a person.",
    "Commitments that were dropped, superseded or withdrawn stay in the totals.",
)


def register_report(listing: Listing, *, asked: str, today: date) -> Report:
    """The report on some commitments; `asked` says in words which they are."""
    chosen = listing.commitments
    sections = [
        Section(heading="Method", said=METHOD),
        Section(heading="Totals", said=(_summed(chosen, today),), sheet=_totals(chosen, listing, today)),
        *(_theme(tally.name, listing) for tally in tallies(chosen, by="theme", today=today)),
    ]
    return Report(title="Register of commitments", said=(asked, f"As at {today:%d %B %Y}."), sections=sections)


def _summed(chosen: Sequence[Commitment], today: date) -> str:
    unsaid = tallies(chosen, by="plan", today=today)
    total = len(chosen)
    return (
        f"{total:,} commitments: {_sum(unsaid, 'no_owner')} name no owner, {_sum(unsaid, 'no_deadline')} no date, "
        f"{_sum(unsaid, 'no_measure')} no measure; {_sum(unsaid, 'checkable')} are checkable; the last day of "
        f"{_sum(unsaid, 'overdue')} is past."
    )


def _sum(counted: Sequence[Tally], name: str) -> str:
    return f"{sum(getattr(tally, name) for tally in counted):,}"


def _totals(chosen: Sequence[Commitment], listing: Listing, today: date) -> Sheet:
    told = []
    for kind in ("plan", "theme", "type"):
        for tally in tallies(chosen, by=kind, today=today):
            name = listing.titles.get(tally.name, tally.name)
            numbers = (tally.total, tally.no_owner, tally.no_deadline, tally.no_measure, tally.checkable, tally.overdue)
            told.append((kind, name, *(f"{number:,}" for number in numbers)))
    columns = ("By", "Name", "Commitments", "No owner", "No date", "No measure", "Checkable", "Past their day")
    return Sheet(
        caption="How many commitments there are, and what they leave unsaid", columns=columns, rows=tuple(told)
    )


def _theme(name: str, listing: Listing) -> Section:
    chosen = [one for one in listing.commitments if (one.theme or "not stated") == name]
    rows = tuple(_row(one, listing) for one in chosen)
    columns = ("Words of the plan", "Where", "Due", "Who leads", "Measures", "Left unsaid", "Status")
    sheet = Sheet(caption=f"{len(chosen):,} commitments under {name}", columns=columns, rows=rows)
    return Section(heading=name, sheet=sheet)


def _row(one: Commitment, listing: Listing) -> tuple[str, ...]:
    page = one.place.page_label or one.place.page
    where = [listing.titles.get(one.plan_id, one.plan_id), *one.place.section[-2:], f"page {page}" if page else ""]
    leads = [f"{owner.name} ({owner.basis})" for owner in one.owners if owner.role == "lead"]
    return (
        f"“{one.text}”",
        "\n".join(part for part in where if part),
        one.deadline.isoformat() if one.deadline else (one.timeframe or "not stated"),
        "\n".join(leads),
        "\n".join(measure_said(measure) for measure in one.measures),
        ", ".join(one.missing),
        listing.statuses.get(one.id, "not yet rated"),
    )
