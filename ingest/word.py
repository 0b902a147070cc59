"""DOCX files: the one module that imports python-docx. Headings, lists, tables, text boxes and footnotes."""

import io
import zipfile
from collections import defaultdict
from typing import Any

from ingest.cleaning import clean
from ingest.limits import Limits
from ingest.marks import marked
from ingest.parts import Part, Read, Run
from ingest.word_archive import check_archive
from ingest.word_notes import notes_of
from ingest.word_numbers import Numbers
from ingest.word_runs import boxes_of, is_prompt, is_reference, runs_of, unseen, words_of
from ingest.word_styles import (
    W,
    bold_of,
    half_points,
    heading_level,
    indent_of,
    is_contents,
    is_on,
    size_of,
)
from ingest.word_tables import table_of
from plans.document import BlindSpot, BlockKind
from plans.errors import Refused

__all__ = ["read_word"]

_DEEPEST = 60


def read_word(data: bytes, limits: Limits) -> Read:
    """Read a DOCX file from its bytes.

    Raises Refused when it is broken, locked, or unpacks to more than `limits` allow.
    """
    check_archive(data, limits)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = docx.Document(io.BytesIO(data))
    except (
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        OSError,
        AttributeError,
    ) as error:
        raise Refused(
            "The DOCX is damaged and cannot be opened; open it in a word processor and save it again."
        ) from error
    reading = _Reading(document)
    reading.blocks(document.element.body, depth=0)
    reading.run.extend(notes_of(document))
    title = (document.core_properties.title or "").strip() or None
    return Read(run=reading.run, title=title, blind=reading.blind(), styled=True)


class _Reading:
    """The parts as far as they are read, and the counters of numbered lists."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.run: Run = []
        self.hidden = 0
        self.pictures = 0
        self.removed = 0
        self.styles = {style.style_id: style for style in document.styles}
        self.usual = document.styles.default(1)  # of a paragraph that names none
        self.numbers = Numbers(document)

    def blocks(self, container: Any, *, depth: int) -> None:
        """Read the paragraphs and tables of a body, a cell or a text box in their order."""
        for child in container:
            if child.tag == f"{W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                if depth <= _DEEPEST:
                    self.run.extend(table_of(child, lambda tc: self._inside(tc, depth)))
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml"):
                if is_contents(child) or is_prompt(child) or depth > _DEEPEST:
                    continue
                self.blocks(child, depth=depth + 1)

    def _paragraph(self, element: Any, depth: int) -> None:
        style = self._style(element)
        text, bold, size = self._words(element, style)
        name = (style.name or "").lower() if style is not None else ""
        if text and not name.startswith("toc"):
            self.run.append(self._part(element, style, name, text, bold=bold, size=size))
        for box in boxes_of(element):
            if depth < _DEEPEST:
                self.blocks(box, depth=depth + 1)

    def _part(self, element: Any, style: Any, name: str, text: str, *, bold: bool, size: float) -> Part:
        level = heading_level(name, style)
        if level:
            return Part(kind=BlockKind.HEADING, text=self._numbered(element, style, text), level=level, marked=True)
        number = self.numbers.of(element, style)
        if number is not None or name.startswith("list"):
            depth, ordinal = number or (0, None)
            depth = max(depth, int(name[-1]) - 1 if name.startswith("list") and name[-1].isdigit() else 0)
            typed = marked(text) if ordinal is None else None
            return Part(
                kind=BlockKind.ITEM,
                text=typed.text if typed else text,
                level=depth + 1,
                mark=f"{ordinal}." if ordinal else (typed.mark if typed else "•"),
                ordinal=ordinal or (typed.ordinal if typed else None),
                size=size,
                bold=bold,
            )
        typed = marked(text)
        if typed is not None and (typed.ordinal is None or len(text.split()) > 12 or "." not in typed.ordinal):
            return Part(
                kind=BlockKind.ITEM,
                text=typed.text,
                level=1,
                mark=typed.mark,
                ordinal=typed.ordinal,
                size=size,
                bold=bold,
                left=indent_of(element, style),
            )
        return Part(kind=BlockKind.PARAGRAPH, text=text, size=size, bold=bold)

    def _numbered(self, element: Any, style: Any, text: str) -> str:
        number = self.numbers.of(element, style)
        return f"{number[1]} {text}" if number is not None and number[1] else text

    def _style(self, element: Any) -> Any:
        told = element.find(f"{W}pPr/{W}pStyle")
        if told is not None:
            return self.styles.get(told.get(f"{W}val"))
        return self.usual

    def _words(self, element: Any, style: Any) -> tuple[str, bool, float]:
        """The words of a paragraph as they stand with all changes accepted, whether all are bold, and their size."""
        pieces: list[str] = []
        weight: dict[tuple[bool, float], int] = defaultdict(int)
        usual = size_of(style)
        for run in runs_of(element):
            told = words_of(run)
            properties = run.find(f"{W}rPr")
            size = properties.find(f"{W}sz") if properties is not None else None
            points = half_points(size, usual)
            if unseen(properties, points, element):
                self.hidden += bool(told.strip())
                continue
            if is_reference(properties, told, "".join(pieces[-3:])):
                continue
            pieces.append(told)
            bold = is_on(properties, "b") or (
                bold_of(style) and (properties is None or properties.find(f"{W}b") is None)
            )
            weight[(bold, points)] += len(told.strip())
        self.pictures += sum(1 for _ in element.iter(f"{W}drawing", f"{W}pict"))
        cleaned = clean("".join(pieces))
        self.removed += cleaned.removed
        text = " ".join(cleaned.text.split())
        common = max(weight, key=lambda key: weight[key]) if weight else (False, usual)
        return text, all(bold for (bold, _), letters in weight.items() if letters), common[1]

    def _inside(self, tc: Any, depth: int) -> Run:
        """What stands in a cell."""
        outer, self.run = self.run, []
        self.blocks(tc, depth=depth + 1)
        inner, self.run = self.run, outer
        return inner

    def blind(self) -> tuple[BlindSpot, ...]:
        """What could not be read, or was left out."""
        spots: list[BlindSpot] = []
        if self.hidden:
            spots.append(BlindSpot(kind="hidden_text", note=f"{self.hidden} pieces of hidden text left out."))
        if self.pictures:
            note = f"{self.pictures} pictures or drawings; words in pictures are not read."
            spots.append(BlindSpot(kind="picture", note=note))
        if self.removed:
            note = f"{self.removed} invisible characters (zero-width or direction-changing) taken out."
            spots.append(BlindSpot(kind="removed_characters", note=note))
        return tuple(spots)
