"""Where faults that nobody foresaw are written down, so that a person can send them to a developer."""

import os
import stat
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent

from app.privacy.redaction import redacted
from plans.unseen import without_unseen

__all__ = ["write_down"]


def write_down(home: Path) -> str:
    """Append the exception in hand to `<home>/log/faults.log`, or to the temporary folder where that cannot be
    written; the place of the log in words."""
    # A message may quote what was asked. Indented, so that no line of it can pass for the beginning of another entry.
    told = indent(redacted(without_unseen(traceback.format_exc())), "  ", lambda _: True)
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{told}\n"
    for folder in (home / "log", Path(tempfile.gettempdir()) / f"planwatch-{os.getuid()}"):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            log = folder / "faults.log"
            if folder.parent != home and not _is_own(folder):
                continue
            with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(entry)
        except OSError:
            continue
        return str(log)
    return "no log, because no folder could be written"


def _is_own(folder: Path) -> bool:
    """Whether nobody else made it: in the temporary folder anybody can lay a link under a name that is foreseen."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
