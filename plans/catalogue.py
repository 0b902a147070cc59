"""What is known about a plan beside its words: the catalogue entry, and the plan as it is listed."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plans.errors import WrongCall

__all__ = [
    "SUPERSEDED",
    "UNKNOWN_PUBLISHER",
    "Period",
    "Plan",
    "PlanEntry",
    "entry_from",
    "read_entry",
    "sample_library",
]

SUPERSEDED = "superseded"
"""The status of a plan that has a newer edition."""

UNKNOWN_PUBLISHER = "publisher not stated"
"""What stands as the publisher of a plan that does not name one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The years a plan covers: its first and last day, and how that is written."""

    written: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """A plan's catalogue entry. `id` matches `[a-z0-9][a-z0-9-]*`; `file` is the plan file beside the entry.

    `ocr` says that the words of scanned pages are to be recognised whenever the file is read.
    """

    id: str
    title: str
    publisher: str
    edition: str
    file: str
    area: str | None = None
    kind: str | None = None
    period: Period | None = None
    status: str | None = None
    review_date: date | None = None
    source: str | None = None
    licence: str | None = None
    provenance: str | None = None
    names: tuple[str, ...] = ()
    supersedes: str | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan in the index: its entry, the hash of its file, and how much was read of it.

    `read_with` names the versions of what read it: a plan that was read with others is read again.
    """

    entry: PlanEntry
    sha256: str
    pages: int | None
    passages: int
    commitments: int
    warnings: tuple[str, ...] = ()
    read_with: str = ""

    @property
    def id(self) -> str:
        """The plan's id."""
        return self.entry.id


def read_entry(path: Path) -> PlanEntry:
    """Read a catalogue entry from its TOML file.

    Raises WrongCall when a key is missing or unknown.
    """
    return entry_from(tomllib.loads(path.read_text(encoding="utf-8")), where=str(path))


def entry_from(fields: dict[str, Any], *, where: str) -> PlanEntry:
    """Build an entry from parsed TOML; `where` names the source in an error.

    Raises WrongCall when a key is missing or unknown.
    """
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    period = values.pop("period", None)
    try:
        return PlanEntry(**values, period=None if period is None else Period(**period))
    except TypeError as error:
        raise WrongCall(f"The catalogue entry {where} is not complete: {error}.") from error


def sample_library() -> Path:
    """The folder of the plans that come with the package: `<id>.toml` beside the file that it names."""
    return Path(__file__).parent / "library"
