"""The footnotes and endnotes of a DOCX file."""

from collections.abc import Iterator
from typing import Any

from ingest.cleaning import clean
from ingest.parts import Part
from ingest.word_runs import words_of
from ingest.word_styles import W
from plans.document import BlockKind

__all__ = ["notes_of"]


def notes_of(document: Any) -> Iterator[Part]:
    """The notes of a file, to be read after its body and under no heading of it."""
    from lxml import etree

    first = True
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            root = etree.fromstring(relation.target_part.blob, parser)
        except etree.XMLSyntaxError:
            continue
        for note in root:
            text = " ".join("".join(map(words_of, note.iter(f"{W}r"))).split())
            if text and note.get(f"{W}type") is None:
                yield Part(kind=BlockKind.PARAGRAPH, text=clean(text).text, ends=1 if first else None, marked=True)
                first = False
