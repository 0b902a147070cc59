"""What people say is wrong, with the answer it is about: each report is a file of the home, or a row of a database."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.shelf import write_whole
from plans.errors import HomeNotWritable, WrongCall
from plans.unseen import without_unseen

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = [
    "LONGEST_REPORT",
    "Feedback",
    "FiledReports",
    "Reports",
    "StoredReports",
    "is_as_written",
    "keep_feedback",
    "read_feedback",
]

LONGEST_REPORT = 4_000
_LARGEST_RECEIPT = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A report: the question, what is wrong, what the person says is right, and the receipt of the answer.

    `earlier` are the questions before it, where it was a follow-up.
    """

    question: str
    wrong: str
    right: str
    receipt: Mapping[str, object] = field(default_factory=dict)
    id: str = ""
    sent_at: str = ""
    earlier: tuple[str, ...] = ()


class Reports(Protocol):
    """Where reports are kept."""

    def keep(self, feedback: Feedback) -> Feedback:
        """Keep a report, and give it back with its id and time.

        Raises WrongCall for an empty or very long report, HomeNotWritable, StoreUnavailable.
        """
        ...

    def all(self) -> tuple[Feedback, ...]:
        """Every report, oldest first. Raises StoreUnavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReports:
    """Reports as files of a home."""

    home: Path

    def keep(self, feedback: Feedback) -> Feedback:
        """Write a report to `feedback/ID.json`, as `keep_feedback` does."""
        return keep_feedback(self.home, feedback)

    def all(self) -> tuple[Feedback, ...]:
        """Every report, oldest first."""
        return read_feedback(self.home)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReports:
    """Reports in a database whose tables are there; those that the home had before stay among them."""

    engine: "Engine"
    home: Path

    def keep(self, feedback: Feedback) -> Feedback:
        """Write a report to the database. Raises WrongCall for an empty or very long one, StoreUnavailable, Busy."""
        from sqlalchemy import insert

        from commitments.database import translated
        from commitments.tables import reports

        kept = _checked(feedback)
        row = {"id": kept.id, "sent_at": kept.sent_at, "report": _as_json(asdict(kept))}
        with translated(), self.engine.begin() as connection:
            connection.execute(insert(reports).values(row))
        return kept

    def all(self) -> tuple[Feedback, ...]:
        """Every report, oldest first. Raises StoreUnavailable, Busy."""
        from sqlalchemy import select

        from commitments.database import translated
        from commitments.tables import reports

        with translated(), self.engine.connect() as connection:
            rows = connection.execution_options(writes=False).execute(select(reports.c.report))
            stored = [_read(json.loads(report)) for report in rows.scalars()]
        return tuple(sorted([*read_feedback(self.home), *stored], key=lambda one: (one.sent_at, one.id)))


def keep_feedback(home: Path, feedback: Feedback) -> Feedback:
    """Write a report to `home/feedback/ID.json` in one step, and give it back with its id and time.

    Raises WrongCall for an empty or very long report, and HomeNotWritable.
    """
    kept = _checked(feedback)
    _write(home / "feedback" / f"{kept.id}.json", kept)
    return kept


def read_feedback(home: Path) -> tuple[Feedback, ...]:
    """Every report that is a file of a home, oldest first."""
    files = sorted((home / "feedback").glob("*.json"))
    return tuple(_read(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def is_as_written(content: bytes) -> bool:
    """Whether a report's file holds what was written; those of earlier versions, which have no digest, always do.

    Raises ValueError where it is no report at all.
    """
    fields = json.loads(content)
    if not isinstance(fields, dict):
        raise ValueError("no report")
    return fields.get("digest", "") in ("", _digest(fields))


def _digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 of the fields of a report but this one."""
    told = {name: value for name, value in fields.items() if name != "digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _as_json(fields: Mapping[str, Any]) -> str:
    """The fields as JSON to be read by people; half a character, which no encoding takes, as its number."""
    text = json.dumps(fields, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _checked(feedback: Feedback) -> Feedback:
    said = feedback.wrong.strip() + feedback.right.strip()
    if not said:
        raise WrongCall("The report is empty; write what is wrong, or what the plans say.")
    if len(said) > LONGEST_REPORT:
        raise WrongCall(f"The report has {len(said):,} characters; write at most {LONGEST_REPORT:,}.")
    if len(json.dumps(dict(feedback.receipt))) > _LARGEST_RECEIPT:
        raise WrongCall("The receipt is not one of an answer: it is far too long. Send the report without it.")
    now = datetime.now(UTC)
    return replace(
        feedback,
        wrong=without_unseen(feedback.wrong).strip(),
        right=without_unseen(feedback.right).strip(),
        id=f"{now:%Y%m%d}-{secrets.token_hex(4)}",
        sent_at=now.isoformat(timespec="seconds"),
    )


def _read(fields: dict[str, Any]) -> Feedback:
    known = {name: value for name, value in fields.items() if name != "digest"}
    return Feedback(**{**known, "earlier": tuple(fields.get("earlier", ()))})


def _write(path: Path, kept: Feedback) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _as_json({**asdict(kept), "digest": _digest(asdict(kept))}).encode())
    except OSError as error:
        raise HomeNotWritable(f"The report could not be stored in {path.parent}: {error.strerror}.") from error
