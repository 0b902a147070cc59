"""The evidence pack of one commitment: its words, its history and its evidence, with a receipt to verify offline."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from commitments.checks import Entry, Evidence, History
from commitments.digests import is_intact
from commitments.reports import Report, Section, Sheet, to_html
from commitments.sheets import measure_said, place_said
from plans.commitment import Commitment

__all__ = ["PackSource", "evidence_pack", "problems_of"]

_MADE = (2020, 1, 1, 0, 0, 0)  # one date for all members, so that the same pack is the same bytes
_HOW = (
    "To verify this pack: the SHA-256 of each file named in receipt.json must be the one given there; each entry of "
    "history.json holds the digest of the one before it; and the commitment's words must stand in the plan's reading "
    "text from `start` to `end`, the plan file having the SHA-256 given in commitment.json."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """The plan that a commitment is from: its title, the hash of its file, and the words about the commitment."""

    title: str
    sha256: str
    before: str
    after: str
    address: str = ""


def evidence_pack(commitment: Commitment, history: History, source: PackSource, *, now: datetime) -> bytes:
    """The pack as a ZIP file: a page to read, the commitment and its history as JSON, and the receipt."""
    files = {
        "commitment.json": _json({**asdict(commitment), "plan_sha256": source.sha256, "plan_title": source.title}),
        "history.json": _json([asdict(entry) for entry in history.entries]),
        "pack.html": to_html(_page(commitment, history, source, now)).encode(),
    }
    receipt = {
        "commitment": commitment.id,
        "made_at": now.isoformat(timespec="seconds"),
        "how": _HOW,
        "files": {name: hashlib.sha256(held).hexdigest() for name, held in files.items()},
        "words_sha256": hashlib.sha256(commitment.text.encode()).hexdigest(),
        "last_digest": history.entries[-1].digest if history.entries else None,
    }
    return _zipped({**files, "receipt.json": _json(receipt)})


def problems_of(pack: bytes, *, history: History | None = None) -> tuple[str, ...]:
    """What is wrong with a pack, each in a sentence; nothing where its files are those of its receipt.

    With a `history`, whether the pack's is the beginning of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(pack)) as opened:
            files = {name: opened.read(name) for name in opened.namelist()}
        receipt = json.loads(files["receipt.json"])
    except (zipfile.BadZipFile, KeyError, ValueError):
        return ("This is no evidence pack: it cannot be opened or holds no receipt.",)
    named = receipt.get("files", {})
    wrong = [f"{name} is not in the pack." for name in named if name not in files]
    wrong += [f"{name} was changed." for name, held in files.items() if name in named and _hash(held) != named[name]]
    wrong += [f"{name} is not in the receipt." for name in files if name not in named and name != "receipt.json"]
    if history is not None:
        wrong += _against(receipt, history)
    return tuple(wrong)


def _against(receipt: Mapping[str, object], history: History) -> list[str]:
    if not is_intact(history):
        return ["The history that is held was tampered with."]
    last = receipt.get("last_digest")
    if last is not None and last not in {entry.digest for entry in history.entries}:
        return ["The pack's history is not the beginning of the one that is held."]
    return []


def _page(one: Commitment, history: History, source: PackSource, now: datetime) -> Report:
    known = tuple((owner.name, owner.role, owner.basis) for owner in one.owners)
    fields = (
        ("Plan", f"{source.title}, {one.edition}"),
        ("Place", place_said(one.place)),
        ("Page", str(one.place.page_label or one.place.page or "the file has no pages")),
        ("Type", f"{one.type}, promised as '{one.modality}'"),
        ("Timeframe", one.timeframe or "not stated"),
        ("Due", one.deadline.isoformat() if one.deadline else "no day can be told"),
        ("Measures", "; ".join(measure_said(measure) for measure in one.measures) or "none"),
        ("For whom", one.population or "not stated"),
        ("Left unsaid", ", ".join(one.missing) or "nothing"),
        ("Status", str(history.standing)),
        ("Plan file, SHA-256", source.sha256),
    )
    return Report(
        title="Evidence pack",
        said=(f"“{one.text}”", f"In place: …{source.before} [{one.text}] {source.after}…", source.address, _HOW),
        sections=(
            Section(
                heading="What is read out of it", sheet=Sheet(caption="Fields", columns=("Field", "Value"), rows=fields)
            ),
            Section(
                heading="Who is on the hook",
                sheet=Sheet(caption="Bodies and how each is known", columns=("Body", "Role", "Known from"), rows=known),
            ),
            Section(heading="History", said=(f"As at {now:%d %B %Y, %H:%M} UTC.",), sheet=_history(history)),
            Section(heading="Evidence", sheet=_evidence(history)),
        ),
    )


def _history(history: History) -> Sheet:
    live = {entry.number for entry in history.live}
    rows = tuple(_entry(entry, counts=entry.number in live) for entry in history.entries)
    columns = ("No", "When", "What", "Who", "Status", "Note", "Counts")
    return Sheet(caption="Every entry, oldest first; none was changed or removed", columns=columns, rows=rows)


def _entry(entry: Entry, *, counts: bool) -> tuple[str, ...]:
    undone = f" of entry {entry.undoes}" if entry.undoes is not None else ""
    return (
        str(entry.number),
        f"{entry.at:%Y-%m-%d %H:%M}",
        f"{entry.mark.kind}{undone}",
        entry.mark.person,
        str(entry.mark.status or ""),
        entry.mark.note,
        "yes" if counts else "no",
    )


def _evidence(history: History) -> Sheet:
    columns = (
        "Entry",
        "For or against",
        "What",
        "Where",
        "Page",
        "Quote",
        "Published",
        "Retrieved",
        "Confidence",
        "SHA-256",
    )
    rows = tuple(_proof(entry.number, one) for entry in history.entries for one in entry.mark.evidence)
    return Sheet(caption="Evidence, with the entry that brought it", columns=columns, rows=rows)


def _proof(number: int, one: Evidence) -> tuple[str, ...]:
    days = [day.isoformat() if day else "" for day in (one.published, one.retrieved)]
    return (str(number), one.stands, one.kind, one.where, one.page, one.quote, *days, one.confidence, one.sha256)


def _hash(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_written).encode()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in files.items():
            made.writestr(zipfile.ZipInfo(name, date_time=_MADE), held, compress_type=zipfile.ZIP_DEFLATED)
    return stored.getvalue()
