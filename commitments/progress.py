"""The quarterly progress report: what was due, what is known of it, and what changed since the last one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commitments.checks import Entry, EntryKind, History, Status
from commitments.reports import Report, Section, Sheet
from commitments.sheets import Listing
from plans.commitment import Commitment
from plans.years import financial_year, months_later

__all__ = ["Quarter", "as_at", "progress_report", "quarter_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter of a financial year: 2024/25 Q1 is April to June 2024."""

    name: str
    first: date
    last: date


def quarter_of(day: date) -> Quarter:
    """The quarter that a day is in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    number = (first.month - 4) % 12 // 3 + 1
    return Quarter(
        name=f"{financial_year(day)} Q{number}", first=first, last=months_later(first, 3) - timedelta(days=1)
    )


def as_at(history: History, day: date) -> History:
    """A history as it stood at the end of a day."""
    return replace(history, entries=tuple(entry for entry in history.entries if entry.at.date() <= day))


def progress_report(listing: Listing, histories: Mapping[str, History], quarter: Quarter) -> Report:
    """The report on a quarter, for the bodies that a plan's assurance names.

    Statuses are those that people had set by the quarter's last day; what changed is told against the quarter before.
    """
    then = {one: as_at(history, quarter.first - timedelta(days=1)) for one, history in histories.items()}
    now = {one: as_at(history, quarter.last) for one, history in histories.items()}
    chosen = listing.commitments
    due = [one for one in chosen if one.deadline and quarter.first <= one.deadline <= quarter.last]
    late = [one for one in chosen if one.deadline and one.deadline < quarter.first and not _settled(now, one)]
    return Report(
        title=f"Progress report, {quarter.name}",
        said=(
            f"{quarter.first:%d %B %Y} to {quarter.last:%d %B %Y}; {len(chosen):,} commitments.",
            "Statuses are set by people and never by software; 'not yet rated' means that nobody has looked.",
        ),
        sections=(
            Section(heading="Where all commitments stand", sheet=_standing(chosen, then, now)),
            Section(
                heading="Due in this quarter", said=_none(due), sheet=_table(due, now, listing, "due in the quarter")
            ),
            Section(
                heading="Due before it and still open", said=_none(late), sheet=_table(late, now, listing, "still open")
            ),
            Section(heading="What changed in this quarter", sheet=_changed(chosen, histories, quarter, listing)),
            Section(heading="Who is on the hook for what was due", sheet=_by_body([*due, *late], now)),
        ),
    )


_SETTLED = (Status.MET, Status.MET_LATE, Status.NOT_MET, Status.SUPERSEDED, Status.WITHDRAWN)


def _status(histories: Mapping[str, History], one: Commitment) -> Status:
    return histories[one.id].standing if one.id in histories else Status.NOT_RATED


def _settled(histories: Mapping[str, History], one: Commitment) -> bool:
    return _status(histories, one) in _SETTLED


def _standing(chosen: Sequence[Commitment], then: Mapping[str, History], now: Mapping[str, History]) -> Sheet:
    before, after = (Counter(_status(histories, one) for one in chosen) for histories in (then, now))
    rows = tuple(
        (str(status), f"{before[status]:,}", f"{after[status]:,}", f"{after[status] - before[status]:+,}")
        for status in Status
        if before[status] or after[status]
    )
    return Sheet(
        caption="Commitments by status at the end of the quarter before and of this one",
        columns=("Status", "Before", "Now", "Change"),
        rows=rows,
    )


def _none(listed: Sequence[Commitment]) -> tuple[str, ...]:
    return () if listed else ("None.",)


def _table(listed: Sequence[Commitment], now: Mapping[str, History], listing: Listing, what: str) -> Sheet | None:
    if not listed:
        return None
    in_order = sorted(listed, key=lambda one: (one.deadline or date.max, one.plan_id, one.start))
    rows = tuple(_row(one, now, listing) for one in in_order)
    columns = ("Words of the plan", "Plan", "Due", "Who leads", "Status", "What is known")
    return Sheet(caption=f"{len(listed):,} commitments {what}", columns=columns, rows=rows)


def _row(one: Commitment, now: Mapping[str, History], listing: Listing) -> tuple[str, ...]:
    history = now.get(one.id, History(commitment_id=one.id))
    told = [entry for entry in history.live if entry.mark.kind is not EntryKind.SECOND_MARK or history.awaits is None]
    leads = "; ".join(owner.name for owner in one.owners if owner.role == "lead")
    deadline = one.deadline.isoformat() if one.deadline else ""
    title = listing.titles.get(one.plan_id, one.plan_id)
    printed = one.place.page_label or one.place.page
    return (
        f"“{one.text}”",
        title if printed is None else f"{title}, page {printed}",
        deadline,
        leads,
        str(history.standing),
        _known(told[-1]) if told else "Nobody has looked.",
    )


def _known(entry: Entry) -> str:
    proofs = "; ".join(f"{proof.stands}: {proof.where}" for proof in entry.mark.evidence)
    said = f"{entry.mark.kind} of {entry.at:%d %B %Y}"
    return ". ".join(part.rstrip(". ") for part in (said, entry.mark.note, proofs) if part)


def _changed(
    chosen: Sequence[Commitment], histories: Mapping[str, History], quarter: Quarter, listing: Listing
) -> Sheet:
    rows = []
    for one in chosen:
        for entry in histories.get(one.id, History(commitment_id=one.id)).entries:
            if quarter.first <= entry.at.date() <= quarter.last:
                title = listing.titles.get(one.plan_id, one.plan_id)
                status = str(entry.mark.status or "")
                rows.append(
                    (f"{entry.at:%Y-%m-%d}", f"“{one.text}”", title, str(entry.mark.kind), status, entry.mark.note)
                )
    rows.sort()
    columns = ("When", "Words of the plan", "Plan", "What", "Status", "Note")
    return Sheet(caption=f"{len(rows):,} entries in the quarter", columns=columns, rows=tuple(rows))


def _by_body(listed: Sequence[Commitment], now: Mapping[str, History]) -> Sheet:
    counts: dict[str, Counter[str]] = {}
    for one in listed:
        for owner in one.owners:
            if owner.role == "lead":
                counts.setdefault(owner.name, Counter())[str(_status(now, one))] += 1
    rows = tuple(
        (name, f"{sum(told.values()):,}", ", ".join(f"{status}: {number:,}" for status, number in told.most_common()))
        for name, told in sorted(counts.items())
    )
    return Sheet(caption="What was due by body and status", columns=("Body", "Commitments", "Statuses"), rows=rows)
