"""Reads a plan file: the one way in."""

from pathlib import Path

from ingest.assembly import lay_out
from ingest.cleaning import clean
from ingest.glossary import glossary_of
from ingest.limits import Limits
from ingest.lost import supply_titles
from ingest.outline import levelled
from ingest.parts import Part, Run
from ingest.text import read_text
from ingest.titles import find_headings
from plans.catalogue import PlanEntry
from plans.document import BlindSpot, Document

__all__ = ["READER_VERSION", "read_document"]

READER_VERSION = "1"
_LIMITS = Limits()


def read_document(path: Path, *, entry: PlanEntry | None = None, limits: Limits = _LIMITS) -> Document:
    """Read a plan file into one reading text with its blocks.

    Raises Refused, with the reason, for a file that cannot or will not be read.
    """
    del entry, limits
    cleaned = clean(path.read_text(encoding="utf-8"))
    return document_of(read_text(cleaned.text))


def document_of(run: Run, *, pages: int | None = None, blind: tuple[BlindSpot, ...] = ()) -> Document:
    """A document out of what a reader handed over: headings found, titles supplied, laid out, acronyms listed."""
    run = levelled(supply_titles(find_headings(run)))
    laid = lay_out(run)
    supplied = [part for part in run if isinstance(part, Part) and part.supplied]
    lost = tuple(
        BlindSpot(
            kind="lost_title",
            note=f"The file has lost the title of this part; “{part.text}” is put in from elsewhere in the plan.",
            section=(part.text,),
        )
        for part in supplied
    )
    return Document(
        text=laid.text,
        blocks=laid.blocks,
        pages=pages,
        glossary=glossary_of(laid.text, laid.blocks),
        blind_spots=(*blind, *lost),
    )
