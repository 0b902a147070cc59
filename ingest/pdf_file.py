"""Opens PDF files: the one module that imports pypdf. Gives pages, fonts, labels, outline and tags as plain values."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf._codecs.adobe_glyphs import adobe_glyphs
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from pypdf.generic._font import Font

from ingest.limits import Limits
from plans.errors import Refused

__all__ = [
    "OutlineEntry",
    "PdfFile",
    "PdfFont",
    "PdfPage",
    "Resources",
    "is_form",
    "is_picture",
    "matrix_of",
    "open_pdf",
    "plain",
    "reference_of",
    "stream_data",
]

_MIB = 1024 * 1024
_LARGEST_MAP = 4_000_000  # bytes of a font's map of characters; those of whole alphabets have a tenth
_DEEPEST = 100
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its words, its depth from 1, and the page it leads to, from 0."""

    title: str
    level: int
    page: int | None


@dataclass(slots=True)
class PdfFont:
    """A font that turns the bytes of a string into words and their width in thousandths of the font's size."""

    font: Font
    bold: bool
    known: dict[bytes, tuple[str, float, int]] = field(default_factory=dict)

    def shown(self, data: bytes) -> tuple[str, float, int]:
        """The words of a string, the width of them, and the number of characters with a width of their own."""
        found = self.known.get(data)
        if found is None:
            found = self._decoded(data)
            if len(self.known) < 20_000:
                self.known[data] = found
        return found

    def _decoded(self, data: bytes) -> tuple[str, float, int]:
        if isinstance(self.font.encoding, str):
            raw = data.decode(self.font.encoding, "replace")
            codes = list(raw)
        else:
            raw = "".join(chr(byte) for byte in data)
            codes = [self.font.encoding.get(byte, chr(byte)) for byte in data]
        mapped = (self.font.character_map.get(code, code) for code in codes)
        text = "".join(_glyph(word) for word in mapped if isinstance(word, str))
        width = sum(self._width(character) for character in raw)
        return text, width, len(raw)

    def _width(self, character: str) -> float:
        if character == self.font.space_char:
            return float(self.font.space_width)
        return float(self.font.get_text_width(character))


@dataclass(slots=True)
class Resources:
    """What a content stream can name: fonts, forms and pictures, properties, graphics states."""

    file: "PdfFile"
    raw: Any
    fonts: dict[str, PdfFont | None] = field(default_factory=dict)

    def font(self, name: str) -> PdfFont | None:
        """The font of that name."""
        if name not in self.fonts:
            self.fonts[name] = self.file.font(_entry(self.raw, "/Font", name))
        return self.fonts[name]

    def entry(self, kind: str, name: str) -> Any:
        """An entry of one of the dictionaries of the resources, or None."""
        return plain(_entry(self.raw, kind, name))

    def switched_off(self, name: str) -> bool:
        """Whether the layer of that name is not shown when the file is opened."""
        layer = _entry(self.raw, "/Properties", name)
        return isinstance(layer, IndirectObject) and layer.idnum in self.file.layers_off()

    def inside(self, form: Any) -> "Resources":
        """The resources of a form, or these where it has none."""
        own = plain(form.get("/Resources"))
        return Resources(self.file, own) if isinstance(own, DictionaryObject) else self


@dataclass(slots=True)
class PdfPage:
    """A page: the bytes that draw it, what they name, and its box and turn."""

    number: int
    raw: Any
    resources: Resources

    @property
    def content(self) -> bytes:
        """The bytes that draw the page, unpacked."""
        try:
            contents = self.raw.get_contents()
            return bytes(contents.get_data()) if contents is not None else b""
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            return b""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The visible box: left, bottom, right, top."""
        try:
            box = self.raw.cropbox
            left, bottom, right, top = (float(value) for value in (box.left, box.bottom, box.right, box.top))
        except (PyPdfError, ValueError, TypeError, AttributeError, KeyError, IndexError):
            return 0.0, 0.0, 595.0, 842.0
        return min(left, right), min(bottom, top), max(left, right), max(bottom, top)

    @property
    def turn(self) -> int:
        """By how many degrees the page is turned clockwise for reading: 0, 90, 180 or 270."""
        try:
            return int(self.raw.rotation) % 360
        except (PyPdfError, ValueError, TypeError, AttributeError):
            return 0


@dataclass(slots=True)
class PdfFile:
    """An open PDF file."""

    reader: PdfReader
    fonts: dict[int, PdfFont | None] = field(default_factory=dict)
    off: frozenset[int] | None = None

    def __len__(self) -> int:
        return len(self.reader.pages)

    def pages(self) -> Iterator[PdfPage]:
        """The pages in order."""
        for number, page in enumerate(self.reader.pages):
            yield PdfPage(number, page, Resources(self, plain(page.get("/Resources"))))

    def labels(self) -> tuple[str, ...]:
        """The page labels that the file itself gives, () where it gives none."""
        if "/PageLabels" not in self.root:
            return ()
        try:
            return tuple(self.reader.page_labels)
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            return ()

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks in order."""
        try:
            return tuple(self._bookmarks(self.reader.outline, 1))
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            return ()

    def _bookmarks(self, entries: Any, level: int) -> Iterator[OutlineEntry]:
        for entry in entries:
            if isinstance(entry, list):
                if level < _DEEPEST:
                    yield from self._bookmarks(entry, level + 1)
                continue
            page = self.reader.get_destination_page_number(entry)
            yield OutlineEntry(str(entry.title or "").strip(), level, page)

    def page_numbers(self) -> dict[int, int]:
        """The number of each page, from 0, by the number of its object."""
        numbers: dict[int, int] = {}
        for number, page in enumerate(self.reader.pages):
            if page.indirect_reference is not None:
                numbers[page.indirect_reference.idnum] = number
        return numbers

    def layers_off(self) -> frozenset[int]:
        """The object numbers of the layers that are switched off."""
        if self.off is None:
            told = plain(self.root.get("/OCProperties"))
            shown = plain(told.get("/D")) if isinstance(told, DictionaryObject) else None
            listed = plain(shown.get("/OFF")) if isinstance(shown, DictionaryObject) else None
            layers = listed if isinstance(listed, ArrayObject) else []
            self.off = frozenset(layer.idnum for layer in layers if isinstance(layer, IndirectObject))
        return self.off

    def title(self) -> str | None:
        """The title in the file's own description."""
        try:
            told = self.reader.metadata.title if self.reader.metadata else None
        except (PyPdfError, ValueError, TypeError, AttributeError):
            return None
        return told.strip() if isinstance(told, str) and told.strip() else None

    @property
    def root(self) -> Any:
        """The catalogue dictionary."""
        return plain(self.reader.trailer["/Root"])

    def font(self, raw: Any) -> PdfFont | None:
        """A font out of its dictionary, each only once; None where it cannot be read."""
        dictionary = plain(raw)
        if not isinstance(dictionary, DictionaryObject):
            return None
        key = id(dictionary)
        if key not in self.fonts:
            self.fonts[key] = _font(dictionary)
        return self.fonts[key]


def open_pdf(data: bytes, limits: Limits) -> PdfFile:
    """Open a PDF file from its bytes.

    Raises Refused when it is broken, locked by a password, or has more pages than `limits` allow.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    apply_configuration(Configuration(zlib_maximum_output_length=min(limits.unpacked, 150 * _MIB)))
    try:
        reader = _opened(data)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("The PDF is locked with a password; save a copy without one and add that.")
        count = len(reader.pages)
    except DependencyError as error:
        raise Refused("The PDF is encrypted in a way that is not read here; save a copy without a password.") from error
    except LimitReachedError as error:
        raise Refused(f"The PDF holds far more than a plan does and is not read ({_reason(error)}).") from error
    except RecursionError as error:
        raise Refused(
            "The PDF refers to itself without end; save it again from the program it was made with."
        ) from error
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OSError) as error:
        raise Refused(f"The PDF is damaged or cut off and cannot be read ({_reason(error)}).") from error
    if count == 0:
        raise Refused("The PDF has no pages.")
    if count > limits.pages:
        raise Refused(f"The PDF has {count:,} pages, and at most {limits.pages:,} are read; split it into parts.")
    return PdfFile(reader)


def _opened(data: bytes) -> PdfReader:
    """A reader of the file; where its end is cut off, by looking for its objects one by one."""
    try:
        return PdfReader(io.BytesIO(data), strict=False)
    except PyPdfError:
        return PdfReader(io.BytesIO(data + b"\nstartxref\n0\n%%EOF\n"), strict=False)


def plain(value: Any) -> Any:
    """The object that a reference leads to."""
    for _ in range(_DEEPEST):
        if not isinstance(value, IndirectObject):
            return value
        try:
            value = value.get_object()
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            return None
    return None


def reference_of(dictionary: Any, key: str) -> int:
    """The number of the object that an entry refers to, -1 where it refers to none."""
    value = dictionary.raw_get(key) if key in dictionary else None
    return value.idnum if isinstance(value, IndirectObject) else -1


def stream_data(raw: Any) -> bytes:
    """The unpacked bytes of a stream, b'' where they cannot be unpacked."""
    try:
        return bytes(raw.get_data())
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return b""


def is_picture(raw: Any) -> bool:
    """Whether an object is a picture."""
    return isinstance(raw, DictionaryObject) and raw.get("/Subtype") == "/Image"


def is_form(raw: Any) -> bool:
    """Whether an object is a form: a content stream of its own."""
    return isinstance(raw, DictionaryObject) and raw.get("/Subtype") == "/Form"


def matrix_of(form: Any) -> tuple[float, float, float, float, float, float]:
    """The matrix of a form."""
    told = plain(form.get("/Matrix"))
    if not isinstance(told, ArrayObject) or len(told) != 6:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    a, b, c, d, e, f = (float(plain(value)) for value in told)
    return a, b, c, d, e, f


def _entry(raw: Any, kind: str, name: str) -> Any:
    folder = plain(raw.get(kind)) if isinstance(raw, DictionaryObject) else None
    return folder.get(name) if isinstance(folder, DictionaryObject) else None


def _font(dictionary: DictionaryObject) -> PdfFont | None:
    if len(stream_data(plain(dictionary.get("/ToUnicode")))) > _LARGEST_MAP:
        dictionary = DictionaryObject({key: value for key, value in dictionary.items() if key != "/ToUnicode"})
    try:
        font = Font.from_font_resource(dictionary)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError):
        if dictionary.get("/Subtype") == "/Type0":
            return None
        font = Font("Unknown", encoding=_WINDOWS)
    name = str(font.name)
    heavy = any(word in name.lower() for word in ("bold", "black", "heavy", "semibold"))
    return PdfFont(font, heavy or str(font.font_descriptor.weight) in {"600", "700", "800", "900"})


def _glyph(word: str) -> str:
    """The character of a glyph that is only known by its name, such as '/two.tab'."""
    if len(word) < 3 or not word.startswith("/"):
        return word
    return str(adobe_glyphs.get(word.split(".")[0], ""))


def _reason(error: Exception) -> str:
    return str(error).strip().rstrip(".")[:120] or type(error).__name__
