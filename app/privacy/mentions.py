"""Where a person's name still stands in a home, in words that somebody wrote, and the logs without those that did."""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.shelf import write_whole

__all__ = ["files_that_mention", "mentions", "taken_from_logs"]

# Plans are public and the index is made of them; the two databases are asked row by row.
_NOT_SEARCHED = frozenset({"index", "library", "cache", "checks.sqlite", "access.sqlite"})


def mentions(words: str, name: str) -> bool:
    """Whether the name stands in some words as a whole, in whatever case, composed or not, or as JSON writes it."""
    text = _plain(words)
    forms = {form for form in (_plain(name), _plain(json.dumps(name)[1:-1])) if form}
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms)


def files_that_mention(home: Path, name: str) -> Iterator[str]:
    """Every file of a home that holds the name, as its path below the home: reports, logs, runs, what a restore
    replaced, and backups that are kept there. Of plans and of the index, none is looked at."""
    for top in sorted(home.iterdir()) if home.is_dir() else ():
        if top.name.removesuffix("-wal").removesuffix("-shm") in _NOT_SEARCHED:
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else (top,):
            if path.is_file() and any(mentions(part, name) for part in _parts(path)):
                yield path.relative_to(home).as_posix()


def taken_from_logs(home: Path, name: str) -> int:
    """Take every logged question and every fault that holds the name out of the logs; how many there were.

    Raises HomeNotWritable.
    """
    return sum(
        _without(path, name, between)
        for pattern, between in (("questions/*.jsonl", "\n"), ("faults.log", "\n\n"))
        for path in sorted((home / "log").glob(pattern))
    )


def _without(path: Path, name: str, between: str) -> int:
    entries = path.read_text(encoding="utf-8", errors="replace").split(between)
    kept = [entry for entry in entries if not mentions(entry, name)]
    if len(kept) < len(entries):
        write_whole(path, between.join(kept).encode())
        path.chmod(0o600)
    return len(entries) - len(kept)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _parts(path: Path) -> Iterator[str]:
    """What a file says, or each member of a backup but its plans."""
    if not zipfile.is_zipfile(path):
        yield path.read_text(encoding="utf-8", errors="replace")
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if not member.startswith("home/library/"):
                yield archive.read(member).decode("utf-8", "replace")
