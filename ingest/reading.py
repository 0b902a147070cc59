"""Reads a plan file: the one way in."""

from pathlib import Path

from ingest.child import read_apart, whole
from ingest.limits import Limits
from plans.catalogue import PlanEntry
from plans.document import Document

__all__ = ["READER_VERSION", "read_document"]

READER_VERSION = "2"
_LIMITS = Limits()


def read_document(path: Path, *, entry: PlanEntry | None = None, limits: Limits = _LIMITS) -> Document:
    """Read a plan file into one reading text with its blocks, in a process of its own unless `limits` say otherwise.

    `entry` is what the catalogue knows of the plan; nothing of it changes the reading.
    Raises Refused, with the reason, for a file that cannot or will not be read.
    """
    del entry
    if limits.process:
        return read_apart(path, limits)
    from ingest.readers import read_bytes

    return read_bytes(whole(path, limits), path.name, limits)
