"""Bytes of a file into a document, whatever kind of file it is. Runs in the process that `child` confines."""

from collections.abc import Callable
from dataclasses import replace

from ingest.assembly import lay_out
from ingest.charset import decoded
from ingest.cleaning import clean
from ingest.contents import without_contents
from ingest.glossary import glossary_of
from ingest.html import read_html
from ingest.hyphens import settled
from ingest.joins import join_pages
from ingest.kinds import Kind, kind_of
from ingest.limits import Limits
from ingest.list_depths import nested
from ingest.lost import supply_titles
from ingest.mail import without_headers
from ingest.markdown import read_markdown
from ingest.outline import levelled
from ingest.parts import Part, Read, Run, Table, words
from ingest.pdf import read_pdf
from ingest.planted import without_planted
from ingest.said import said_of
from ingest.signatures import signed
from ingest.styles import style_headings
from ingest.text import read_text
from ingest.text_pages import without_page_edges
from ingest.titles import find_headings
from ingest.word import read_word
from plans.document import BlindSpot, Document
from plans.errors import Refused

__all__ = ["document_of", "read_bytes"]

_TOLD = 0.5  # of the words of a Markdown file; the rest are signs


def read_bytes(data: bytes, name: str, limits: Limits) -> Document:
    """Read the bytes of a file of that name.

    Raises Refused with the reason where they are not read.
    """
    reader = _READERS[kind_of(data, name)]
    document = document_of(reader(data, limits))
    if not document.text.strip():
        raise Refused("The file holds no words.")
    if len(document.text) > limits.characters:
        raise Refused(f"The file holds more than {limits.characters:,} letters; split it into parts.")
    return document


def document_of(read: Read) -> Document:
    """A document out of what a reader handed over: headings found, titles supplied, laid out, acronyms listed."""
    plain, planted = without_planted(read.run)
    run, noted = join_pages(plain) if read.pages else (without_contents(plain), ())
    run = nested(settled(run))
    run = signed(find_headings(style_headings(run) if read.styled else run))
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
        blind_spots=(*read.blind, *planted, *noted, *lost),
        said=dict(said_of(laid.text, laid.blocks, title=read.title)),
    )


def _text(data: bytes, limits: Limits) -> Read:
    cleaned = clean(without_page_edges(_bounded(decoded(data), limits)))
    letter = without_headers(cleaned.text)
    return _decoded(Read(run=read_text(letter.text), title=letter.subject), cleaned.removed)


def _markdown(data: bytes, limits: Limits) -> Read:
    cleaned = clean(_bounded(decoded(data), limits))
    read = read_markdown(cleaned.text)
    told = sum(len(words(part).split()) for part in read.run)
    if told < _TOLD * len(cleaned.text.split()) and not read.blind:  # deeper than Markdown is read: nothing may be lost
        read = Read(run=read_text(cleaned.text))
    return _decoded(read, cleaned.removed)


def _html(data: bytes, limits: Limits) -> Read:
    cleaned = clean(_bounded(decoded(data), limits, signs=6))
    return _decoded(read_html(cleaned.text), cleaned.removed)


def _decoded(read: Read, removed: int) -> Read:
    """What was read, cleaned once more: entities (&#x202e;) hide characters until they are decoded."""
    run: Run = []
    for part in read.run:
        if isinstance(part, Table):
            rows = []
            for row in part.rows:
                cells = [[_clean_part(inner) for inner in cell] for cell in row.cells]
                removed += sum(count for cell in cells for _, count in cell)
                rows.append(
                    replace(row, cells=tuple(tuple(inner for inner, _ in cell if inner.text) for cell in cells))
                )
            run.append(replace(part, rows=tuple(rows)))
        else:
            found, count = _clean_part(part)
            removed += count
            run.extend([found] if found.text else [])
    return replace(read, run=run, blind=(*read.blind, *removed_characters(removed)))


def _clean_part(part: Part) -> tuple[Part, int]:
    cleaned = clean(part.text)
    if cleaned.text == part.text:
        return part, 0
    return replace(part, text=" ".join(cleaned.text.split())), cleaned.removed


def _bounded(text: str, limits: Limits, *, signs: float = 1.2) -> str:
    """The text, where it is not `signs` times as long as a reading text may be."""
    if len(text) > signs * limits.characters:
        raise Refused(f"The file holds more than {limits.characters:,} letters; split it into parts.")
    return text


def removed_characters(count: int) -> tuple[BlindSpot, ...]:
    """The note on characters that were taken out because they cannot be seen and can deceive."""
    if not count:
        return ()
    note = f"{count} invisible character{'s' if count > 1 else ''} (zero-width or direction-changing) taken out."
    return (BlindSpot(kind="removed_characters", note=note),)


_READERS: dict[Kind, Callable[[bytes, Limits], Read]] = {
    "pdf": read_pdf,
    "docx": read_word,
    "html": _html,
    "markdown": _markdown,
    "text": _text,
}
