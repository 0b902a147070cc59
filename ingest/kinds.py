"""What kind of file it is, by its content first and its name second; and what to do with those not read here."""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from plans.errors import Refused

__all__ = ["Kind", "kind_of"]

Kind = Literal["pdf", "docx", "html", "markdown", "text"]

_INSTEAD = "save it as PDF or DOCX and add that"
_REFUSED_BY_CONTENT: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", f"This is a rich text (RTF) file; open it in a word processor, {_INSTEAD}."),
    (b"\x89PNG", "This is a picture; recognise its text first and add the result, or add the plan it is from."),
    (b"\xff\xd8\xff", "This is a picture; recognise its text first and add the result, or add the plan it is from."),
    (b"GIF8", "This is a picture; recognise its text first and add the result, or add the plan it is from."),
    (b"II*\x00", "This is a scanned picture (TIFF); recognise its text first and add the result as PDF."),
    (b"MM\x00*", "This is a scanned picture (TIFF); recognise its text first and add the result as PDF."),
    (b"BM", "This is a picture; recognise its text first and add the result, or add the plan it is from."),
    (b"\x1f\x8b", "This is a compressed archive; unpack it and add the plans in it."),
    (b"7z\xbc\xaf", "This is a compressed archive; unpack it and add the plans in it."),
    (b"Rar!", "This is a compressed archive; unpack it and add the plans in it."),
    (b"BZh", "This is a compressed archive; unpack it and add the plans in it."),
    (b"\xfd7zXZ", "This is a compressed archive; unpack it and add the plans in it."),
    (b"\x7fELF", "This is a program, not a plan."),
    (b"MZ", "This is a program, not a plan."),
    (b"%!PS", "This is a PostScript file; make a PDF of it and add that."),
    (b"AT&TFORM", "This is a DjVu file; make a PDF of it and add that."),
    (b"SQLite format 3", "This is a database, not a plan."),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_ZIP = (
    ("xl/", f"This is a spreadsheet; if the plan is in it, {_INSTEAD}."),
    ("ppt/", f"This is a presentation; {_INSTEAD}."),
    ("META-INF/", f"This is an OpenDocument or e-book file; {_INSTEAD}."),
    ("mimetype", f"This is an OpenDocument or e-book file; {_INSTEAD}."),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BY_NAME: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}


def kind_of(data: bytes, name: str) -> Kind:
    """What kind of file these bytes are.

    Raises Refused, with what to do instead, for every kind that is not read.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused("The file is empty.")
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if data.startswith(_OLD_OFFICE):
        raise Refused(f"This is an old Word, Excel or PowerPoint file, or one locked with a password; {_INSTEAD}.")
    for start, why in _REFUSED_BY_CONTENT:
        if data.startswith(start) and (len(start) > 2 or b"\x00" in data[:512]):
            raise Refused(why)
    if suffix in (".pdf", ".docx"):
        raise Refused(
            f"The name says {suffix[1:].upper()}, but the content is something else, or it is cut off at the start."
        )
    if suffix in (".doc", ".rtf", ".odt", ".pages", ".ppt", ".pptx", ".xls", ".xlsx", ".epub"):
        raise Refused(f"Files of the kind {suffix} are not read; {_INSTEAD}.")
    if _HTML.match(data[:4096]):
        return "html"
    return _BY_NAME.get(suffix, "text")


def _in_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Refused("The file is a damaged or cut-off archive (a DOCX is one too); get a whole copy.") from error
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return "docx"
    for start, why in _IN_ZIP:
        if any(name.startswith(start) for name in names):
            raise Refused(why)
    raise Refused("This is a ZIP archive; unpack it and add the plans in it.")
