"""Recognises the text of scanned PDF files with ocrmypdf and tesseract, where a person asks for it."""

import shutil
import subprocess
from pathlib import Path

from ingest.limits import Limits
from plans.errors import Refused

__all__ = ["can_recognise", "may_be_scanned", "recognised"]

_PROGRAM, _RECOGNISER = "ocrmypdf", "tesseract"
_INSTALL = "On Debian and Ubuntu: apt install ocrmypdf tesseract-ocr; then read the file again."
_PDF = b"%PDF-"
_WRONG = {2: "it is no readable PDF", 4: "it is damaged", 8: "it is locked with a password", 9: "it is damaged"}


def can_recognise() -> bool:
    """Whether the programs that recognise text are installed."""
    return not _missing()


def may_be_scanned(path: Path) -> bool:
    """Whether a file is a PDF; no other kind of file has its text recognised."""
    try:
        with path.open("rb") as file:
            return _PDF in file.read(1024)
    except OSError:
        return False  # the reading tells what is wrong with it


def recognised(path: Path, folder: Path, limits: Limits) -> Path:
    """Make a copy of a scanned PDF in `folder` with its text recognised; pages that have text keep it.

    Raises Refused where the programs are not installed, take too long or cannot read the file.
    """
    program = shutil.which(_PROGRAM)
    missing = _missing()
    if program is None or missing:
        are = f"{missing[0]} is" if len(missing) == 1 else f"{' and '.join(missing)} are"
        raise Refused(f"To recognise the text of scanned pages, {are} needed and not installed. {_INSTALL}")
    target = folder / "recognised.pdf"
    command = [program, "--skip-text", "--quiet", "--output-type", "pdf", "--optimize", "0", "--jobs", "1"]
    try:
        done = subprocess.run(
            [*command, "--", str(path.absolute()), str(target)],
            timeout=limits.wall * 4,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"Text recognition took longer than {limits.wall * 4} seconds and was stopped.") from error
    if done.returncode != 0 or not target.is_file():
        why = _WRONG.get(done.returncode, f"{_PROGRAM} ended with status {done.returncode}")
        raise Refused(f"The text of the file could not be recognised: {why}.")
    return target


def _missing() -> list[str]:
    return [name for name in (_PROGRAM, _RECOGNISER) if shutil.which(name) is None]
