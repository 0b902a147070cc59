"""What those who assure a plan ask for: the progress of a quarter, a pack for one commitment, what is to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.parts import Parts
from app.register import listing_of
from plans.commitment import Commitment
from plans.errors import WrongCall

if TYPE_CHECKING:
    from commitments.checks import Agreement
    from commitments.reports import Report

__all__ = ["Checking", "checking_of", "pack_of", "progress_of"]

_AROUND = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How far markers agree, what waits for a second mark, where two marks differ, and the sample for the audit."""

    agreement: "Agreement"
    second: tuple[Commitment, ...]
    differing: tuple[Commitment, ...]
    audit: tuple[Commitment, ...]


def progress_of(parts: Parts, *, plans: Sequence[str] = (), day: date) -> "Report":
    """The progress report of the quarter that a day is in, on some plans or on all.

    Raises UnknownPlan.
    """
    from commitments.progress import progress_report, quarter_of

    listing = listing_of(parts, tuple(parts.register.commitments(tuple(plans))))
    return progress_report(listing, parts.checks.histories(), quarter_of(day))


def pack_of(parts: Parts, commitment: Commitment, *, person: str = "", now: datetime | None = None) -> bytes:
    """The evidence pack of a commitment, as a ZIP file.

    Raises WrongCall while a second mark is awaited: the pack would show the first one to whoever is to give it.
    """
    from commitments.packs import PackSource, evidence_pack

    history = parts.checks.history(commitment.id)
    if history.as_seen_by(person) != history:
        raise WrongCall("The pack can be had when the second mark is given: until then the first one is not shown.")
    plan = next(plan for plan in parts.library.plans() if plan.id == commitment.plan_id)
    text = parts.library.document(plan.id).text
    source = PackSource(
        title=plan.entry.title,
        sha256=plan.sha256,
        before=text[max(0, commitment.start - _AROUND) : commitment.start],
        after=text[commitment.end : commitment.end + _AROUND],
        address=f"/commitments/{commitment.id}",
    )
    return evidence_pack(commitment, history, source, now=now or datetime.now(UTC))


def checking_of(parts: Parts, *, share: float, seed: str) -> Checking:
    """What is to be done by those who check, with the sample of what was checked that the seed draws for the audit."""
    from commitments.checks import EntryKind, agreement, audit_sample

    histories = parts.checks.histories()
    held = {one: found for one in histories if (found := parts.register.commitment(one)) is not None}
    waiting = {one: history.awaits for one, history in histories.items() if one in held and history.live}
    judged = [one for one, history in histories.items() if one in held and history.latest(EntryKind.FIRST_MARK)]
    return Checking(
        agreement=agreement(histories.values()),
        second=tuple(held[one] for one, awaited in waiting.items() if awaited is EntryKind.SECOND_MARK),
        differing=tuple(held[one] for one, awaited in waiting.items() if awaited is EntryKind.RECONCILED),
        audit=tuple(held[one] for one in audit_sample(judged, share=share, seed=seed)) if judged and seed else (),
    )
