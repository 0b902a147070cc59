"""Reads a plan file: the one way in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.child import read_apart, whole
from ingest.limits import Limits
from ingest.ocr import may_be_scanned, recognised
from plans.catalogue import PlanEntry
from plans.document import Document

__all__ = ["read_document"]

_LIMITS = Limits()


def read_document(
    path: Path, *, entry: PlanEntry | None = None, limits: Limits = _LIMITS, ocr: bool = False
) -> Document:
    """Read a plan file into one reading text with its blocks, in a process of its own unless `limits` say otherwise.

    `entry` is what the catalogue knows of the plan; nothing of it changes the reading. `ocr` has the text of scanned
    pages of a PDF recognised first; such words are marked in blocks and passages and listed among the blind spots.
    Raises Refused, with the reason, for a file that cannot or will not be read.
    """
    del entry
    if ocr and may_be_scanned(path):
        with TemporaryDirectory(prefix="planwatch-ocr-") as folder:
            return _read(recognised(path, Path(folder), limits), limits)
    return _read(path, limits)


def _read(path: Path, limits: Limits) -> Document:
    if limits.process:
        return read_apart(path, limits)
    from ingest.readers import read_bytes

    return read_bytes(whole(path, limits), path.name, limits)
