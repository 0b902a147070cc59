"""Makes the catalogue entry of a plan file: a sample's own, the one beside the file, or from what the plan says."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from plans.catalogue import UNKNOWN_PUBLISHER, Period, PlanEntry, entry_from
from plans.errors import WrongCall
from plans.unseen import without_unseen

__all__ = ["entry_beside", "entry_from_reading", "free_id", "period_from"]

_LONGEST_ID = 60
_LONGEST_FIELD = 400
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*(?:-|–|—|/|to)\s*(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
_UNKNOWN_EDITION = "edition not stated"


def entry_beside(path: Path) -> PlanEntry | None:
    """The entry in a TOML file beside a plan file that names it: `<stem>.toml` first, then any that names the file.

    Raises WrongCall when `<stem>.toml` is there and is not a catalogue entry.
    """
    own = path.with_suffix(".toml")
    if own.is_file():
        return _read(own, file=path.name)
    for candidate in sorted(path.parent.glob("*.toml")):
        fields = _fields(candidate)
        if fields is not None and fields.get("file") == path.name:
            return _read(candidate, file=path.name)
    return None


def entry_from_reading(
    said: Mapping[str, str], path: Path, overrides: Mapping[str, str], taken: Collection[str]
) -> PlanEntry:
    """An entry from what a plan says about itself, with the words of the person who adds it before the plan's own.

    `taken` are the ids that are in use. Raises WrongCall when an id that was asked for cannot be one or is in use.
    """
    known = {name: _plain(value) for name, value in {**said, **overrides}.items()}
    title = known.get("title") or _title_of(path)
    return PlanEntry(
        id=_wanted_id(overrides["id"], taken) if "id" in overrides else free_id(title, taken),
        title=title,
        publisher=known.get("publisher") or UNKNOWN_PUBLISHER,
        edition=known.get("edition") or _UNKNOWN_EDITION,
        file=_encodable(path.name),
        area=known.get("area"),
        period=period_from(known.get("period") or title),
        status=known.get("status"),
        review_date=_day(known.get("review_date")),
        source=known.get("source"),
        licence=known.get("licence"),
        names=(_plain(path.stem),),
        supersedes=known.get("supersedes"),
    )


def free_id(title: str, taken: Collection[str]) -> str:
    """An id made of a title's words that is not in use: the words, or the words and a number from 2."""
    words = _NOT_IN_AN_ID.sub("-", title.lower()).strip("-")
    base = words if len(words) <= _LONGEST_ID else words[:_LONGEST_ID].rpartition("-")[0] or words[:_LONGEST_ID]
    base = base or "plan"
    number = 2
    free = base
    while free in taken:
        free = f"{base}-{number}"
        number += 1
    return free


def period_from(text: str) -> Period | None:
    """The years that a text gives as `2023-2028`, `2023/24` or `2023 to 2028`, from 1 April to 31 March."""
    found = _YEARS.search(text)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    last = last if last > 99 else first // 100 * 100 + last
    if last <= first:
        return None
    return Period(written=found[0], first=date(first, 4, 1), last=date(last, 3, 31))


def _read(path: Path, *, file: str) -> PlanEntry:
    fields = _fields(path)
    if fields is None:
        raise WrongCall(f"The catalogue entry {path} cannot be read as TOML; mend it or move it away.")
    plain = {name: _plain(value) if isinstance(value, str) else value for name, value in fields.items()}
    entry = entry_from({**plain, "file": file}, where=str(path))
    if not _ID.fullmatch(entry.id):
        raise WrongCall(f"The id “{entry.id}” in {path} may only have small letters, digits and hyphens.")
    return replace(entry, file=file)


def _fields(path: Path) -> dict[str, object] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None


def _wanted_id(wanted: str, taken: Collection[str]) -> str:
    if not _ID.fullmatch(wanted):
        raise WrongCall(f"The id “{wanted}” may only have small letters, digits and hyphens.")
    if wanted in taken:
        raise WrongCall(f"The library holds another plan with the id “{wanted}”; choose another.")
    return wanted


def _title_of(path: Path) -> str:
    return _plain(re.sub(r"[-_]+", " ", path.stem)) or "Untitled plan"


def _plain(text: str) -> str:
    """Words on one line, of a length that can be shown, without characters that nobody sees."""
    return " ".join(without_unseen(_encodable(text)).split())[:_LONGEST_FIELD]


def _encodable(name: str) -> str:
    """A name with question marks for the bytes of a file's name that are in no character set known here."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _day(text: str | None) -> date | None:
    """A date as 2024-04-01 or 01/04/2024, None where it is neither."""
    if text is None:
        return None
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    try:
        return date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(text.strip())
    except ValueError:
        return None
