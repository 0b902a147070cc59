"""Reads a plan file: the one way in."""

from pathlib import Path

from ingest.assembly import lay_out
from ingest.cleaning import clean
from ingest.glossary import glossary_of
from ingest.joins import join_pages
from ingest.limits import Limits
from ingest.lost import supply_titles
from ingest.outline import levelled
from ingest.parts import Part, Read
from ingest.pdf import read_pdf
from ingest.styles import style_headings
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
    del entry
    data = path.read_bytes()
    if data[:1024].lstrip().startswith(b"%PDF"):
        return document_of(read_pdf(data, limits))
    cleaned = clean(data.decode("utf-8"))
    return document_of(Read(run=read_text(cleaned.text)))


def document_of(read: Read) -> Document:
    """A document out of what a reader handed over: headings found, titles supplied, laid out, acronyms listed."""
    run, blind = join_pages(read.run) if read.pages else (read.run, ())
    run = style_headings(run) if read.styled else find_headings(run)
    run = levelled(supply_titles(run))
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
        pages=read.pages,
        glossary=glossary_of(laid.text, laid.blocks),
        blind_spots=(*read.blind, *blind, *lost),
    )
