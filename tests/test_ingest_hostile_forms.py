"""More files that a stranger may bring: odd forms, lost parts, huge tables, scripts of other directions."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_pdf import PdfMaker, line, page_of

from ingest.limits import Limits
from ingest.reading import read_document
from plans.document import Document
from plans.errors import Refused

MIB = 1024 * 1024
LIMITS = Limits(size=20 * MIB, pages=500, memory=1_500 * MIB, cpu=20, wall=40, unpacked=60 * MIB)
PROSE = "The partners will open two new clinics in Testshire by March 2026 and report to the board each year."
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _pdf(*contents: str | bytes, entries: str = "", resources: str = "") -> bytes:
    made = PdfMaker()
    for content in contents:
        made.page_with(made.stream(content, packed=True), entries=entries, resources=resources)
    made.page(page_of([PROSE]))
    return made.bytes()


def _xfa() -> bytes:
    made = PdfMaker()
    made.page(page_of([PROSE]))
    packet = made.stream("<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><x>&#x41;</x></xdp:xdp>" * 10, packed=True)
    made.catalog = f"/AcroForm << /XFA [(template) {packet} 0 R (form) {packet} 0 R] /NeedAppearances true >>"
    return made.bytes()


def _object_stream_cycle() -> bytes:
    made = PdfMaker()
    made.page(page_of([PROSE]))
    loop = made.add("")
    made.objects[loop] = (
        f"<< /Type /ObjStm /N 1 /First 4 /Extends {loop} 0 R /Length {loop} 0 R >>\nstream\n1 0 null\nendstream"
    ).encode()
    made.catalog = f"/Names {loop} 0 R"
    return made.bytes()


def _huge_picture() -> bytes:
    made = PdfMaker()
    picture = made.stream(
        b"\x00" * 50,
        entries="/Type /XObject /Subtype /Image /Width 99999 /Height 99999 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        " /Filter /JBIG2Decode",
    )
    made.page("q 100 0 0 100 0 0 cm /I Do Q " + page_of([PROSE]), resources=f"/XObject << /I {picture} 0 R >>")
    return made.bytes()


def _font_without_letters() -> bytes:
    made = PdfMaker()
    font = made.add("<< /Type /Font /Subtype /Type0 /BaseFont /Lost /Encoding /Identity-H /DescendantFonts"
                    " [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Lost /W [0 [500]] >>] >>")  # fmt: skip
    made.page("BT /R 11 Tf 72 700 Td <000100020003> Tj ET")
    made.objects[made.pages[0]] = made.objects[made.pages[0]].replace(b"/R 3 0 R", b"/R %d 0 R" % font)
    made.page(page_of([PROSE]))
    return made.bytes()


def _one_stream_often() -> bytes:
    made = PdfMaker()
    stream = made.stream(page_of([PROSE]))
    made.page_with(stream)
    often = " ".join(f"{stream} 0 R" for _ in range(2_000))
    made.objects[made.pages[0]] = made.objects[made.pages[0]].replace(
        b"/Contents %d 0 R" % stream, f"/Contents [{often}]".encode()
    )
    return made.bytes()


def _docx(body: str, **parts: bytes) -> bytes:
    import docx

    out = io.BytesIO()
    docx.Document().save(out)
    made = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'.encode()
            target.writestr(name, parts.get(name, data))
    return made.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _table_in_tables(deep: int) -> str:
    opening, closing = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return opening * deep + _paragraph("innermost") + closing * deep


READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf with a form of XML": ("a.pdf", _xfa),
    "pdf with an object stream in itself": ("a.pdf", _object_stream_cycle),
    "pdf with a picture of 30 GB": ("a.pdf", _huge_picture),
    "pdf with a font that tells no letters": ("a.pdf", _font_without_letters),
    "pdf that draws one stream 2,000 times": ("a.pdf", _one_stream_often),
    "pdf of a page without a size": ("a.pdf", lambda: _pdf("", entries="/CropBox [0 0 0 0]")),
    "pdf of numbers without an operator": ("a.pdf", lambda: _pdf(b"1 " * 400_000)),
    "pdf of blanks": ("a.pdf", lambda: _pdf(b" \n" * 1_000_000)),
    "pdf of open brackets": ("a.pdf", lambda: _pdf(b"[(" * 3_000)),
    "pdf of an array without end": ("a.pdf", lambda: _pdf(b"[" + b"(a) 1 " * 100_000)),
    "pdf of an array of 300,000": ("a.pdf", lambda: _pdf(b"BT /R 9 Tf [" + b"(a) 1 " * 150_000 + b"] TJ ET")),
    "pdf of boxes in rows": (
        "a.pdf",
        lambda: _pdf("\n".join(f"0.9 g {n % 5 * 110} {n * 8 % 800} 100 60 re f" for n in range(5_000))),
    ),
    "pdf of scattered words": (
        "a.pdf",
        lambda: _pdf("\n".join(line("Word", n * 37 % 560, n * 53 % 820, size=6) for n in range(4_000))),
    ),
    "docx of 50,000 empty paragraphs": ("a.docx", lambda: _docx("<w:p/>" * 50_000 + _paragraph(PROSE))),
    "docx of tracked changes": (
        "a.docx",
        lambda: _docx(f'<w:p>{"<w:del><w:r><w:delText>x</w:delText></w:r></w:del>" * 20_000}</w:p>{_paragraph(PROSE)}'),
    ),
    "docx with tables in tables": ("a.docx", lambda: _docx(_paragraph(PROSE) + _table_in_tables(40))),
    "html with tables in tables": (
        "a.html",
        lambda: b"<html><body><p>" + PROSE.encode() + b"</p>" + b"<table><tr><td>x" * 150 + b"</table>",
    ),
    "html with a table of 2,000 columns": (
        "a.html",
        lambda: b"<html><body><p>" + PROSE.encode() + b"</p><table>" + (b"<tr>" + b"<td>x" * 2_000) * 5 + b"</table>",
    ),
    "html of 15 MB in one line": (
        "a.html",
        lambda: b"<html><body><p>" + PROSE.encode() + b"</p><p hidden>" + b"word " * 3 * MIB + b"</p></body></html>",
    ),
    "html with a picture in its text": (
        "a.html",
        lambda: b"<html><body><img src='data:image/png;base64," + b"QUJD" * 2 * MIB + b"'><p>" + PROSE.encode(),
    ),
    "html as plain text": ("a.html", lambda: b"<html><body><p>" + PROSE.encode() + b"</p><plaintext><b>" * 50),
    "markdown of 20,000 headings": (
        "a.md",
        lambda: PROSE.encode() + b"\n\n" + b"".join(b"## Part %d\n\n" % n for n in range(20_000)),
    ),
    "markdown table of 1,000 columns": (
        "a.md",
        lambda: PROSE.encode() + b"\n\n" + (b"|a" * 1_000 + b"|\n" + b"|-" * 1_000 + b"|\n" + b"|x" * 1_000 + b"|\n"),
    ),
    "text of three encodings": (
        "a.txt",
        lambda: f"{PROSE} café\n".encode() + "Café – naïve\n".encode("cp1252") + "Zoë\n".encode("latin-1"),
    ),
    "text from right to left": ("a.txt", lambda: f"{PROSE}\n\nستفتح العيادات في مارس\n\nהמרפאות ייפתחו\n".encode()),
    "text of marks over marks": ("a.txt", lambda: f"{PROSE}\n\n{'e' + chr(0x301) * 200_000}\n".encode()),
    "text of old Mac lines": ("a.txt", lambda: PROSE.encode() + b"\r" + b"Line\r" * 5_000),
}  # fmt: skip

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "html of 50 MB": ("a.html", lambda: b"<p>" + b"word " * 10 * MIB, "MB"),
    "docx without a body": ("a.docx", lambda: _docx("").replace(b"word/document.xml", b"word/documint.xml"), ""),
    "docx with empty parts": (
        "a.docx",
        lambda: _docx(_paragraph(PROSE), **{"word/numbering.xml": b"", "docProps/core.xml": b""}),
        "damaged",
    ),
    "docx of nothing": ("a.docx", lambda: _docx("<w:p/>"), "no words"),
    "html of scripts alone": ("a.html", lambda: b"<html><body><script>" + b"x=1;" * 100_000 + b"</script>", "no words"),
}


@pytest.mark.parametrize("case", READ)
def test_an_odd_file_is_read_within_its_limits(case: str, tmp_path: Path) -> None:
    name, make = READ[case]
    assert PROSE[:60] in " ".join(_read(tmp_path, name, make()).text.split())


@pytest.mark.parametrize("case", REFUSED)
def test_an_odd_file_is_refused_with_its_reason(case: str, tmp_path: Path) -> None:
    name, make, reason = REFUSED[case]
    with pytest.raises(Refused) as refusal:
        _read(tmp_path, name, make())
    assert reason.casefold() in str(refusal.value).casefold()
    assert str(refusal.value).endswith(".")


def _read(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_document(path, limits=LIMITS)
