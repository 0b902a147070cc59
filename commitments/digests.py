"""The hash chain of a history: each entry's digest holds the one before it, so that tampering shows."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from commitments.checks import History, Mark

__all__ = ["digest_of", "is_intact"]


def digest_of(mark: Mark, number: int, at: datetime, undoes: int | None, before: str) -> str:
    """The hash of an entry with that of the one before it: SHA-256 over JSON with sorted keys, in UTF-8."""
    told = json.dumps(
        {"mark": asdict(mark), "number": number, "at": at.isoformat(), "undoes": undoes, "before": before},
        sort_keys=True,
        default=str,
        ensure_ascii=False,
    )
    return hashlib.sha256(told.encode()).hexdigest()


def is_intact(history: History) -> bool:
    """Whether every entry of a history still has the digest that it was given, from the first one on."""
    before = ""
    for entry in history.entries:
        if entry.digest != digest_of(entry.mark, entry.number, entry.at, entry.undoes, before):
            return False
        before = entry.digest
    return True
