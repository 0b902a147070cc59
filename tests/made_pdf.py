"""Small PDF files for tests, written byte by byte, so that a test can make any fault on purpose."""

import zlib
from collections.abc import Sequence

__all__ = ["PdfMaker", "line", "page_of"]

CATALOG, PAGES, REGULAR, BOLD = 1, 2, 3, 4


def line(
    text: str, x: float, y: float, *, size: float = 11, bold: bool = False, colour: str = "0 g", mode: int = 0
) -> str:
    """The operators that show one line of text."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"{colour} BT /{'B' if bold else 'R'} {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm ({shown}) Tj ET"


def page_of(lines: Sequence[str], *, top: float = 780, size: float = 11, x: float = 72, leading: float = 1.3) -> str:
    """The operators that show lines of text from the top of a page down."""
    return "\n".join(line(text, x, top - n * size * leading, size=size) for n, text in enumerate(lines))


class PdfMaker:
    """Collects the objects of a PDF file. Objects 1 to 4 are the catalogue, the page tree and two fonts."""

    def __init__(self, *, box: tuple[float, float] = (595, 842)) -> None:
        self.box = box
        self.objects: dict[int, bytes] = {
            REGULAR: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            BOLD: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        }
        self.pages: list[int] = []
        self.catalog = ""

    def add(self, body: str | bytes) -> int:
        """Add an object; its number."""
        number = max(4, *self.objects) + 1
        self.objects[number] = body.encode("cp1252") if isinstance(body, str) else body
        return number

    def stream(self, data: str | bytes, *, entries: str = "", packed: bool = False) -> int:
        """Add a stream; its number."""
        raw = data.encode("cp1252") if isinstance(data, str) else data
        raw, packing = (zlib.compress(raw, 9), " /Filter /FlateDecode") if packed else (raw, "")
        return self.add(
            b"<< /Length %d%s %s >>\nstream\n%s\nendstream" % (len(raw), packing.encode(), entries.encode(), raw)
        )

    def page(self, content: str | bytes, *, resources: str = "", entries: str = "") -> int:
        """Add a page with that content; its number."""
        return self.page_with(self.stream(content), resources=resources, entries=entries)

    def page_with(self, stream: int, *, resources: str = "", entries: str = "") -> int:
        """Add a page whose content is a stream that is there already; its number."""
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.box[0]} {self.box[1]}] /Contents {stream} 0 R"
            f" /Resources << /Font << /R 3 0 R /B 4 0 R >> {resources} >> {entries} >>"
        )
        self.pages.append(number)
        return number

    def bytes(self) -> bytes:
        """The file."""
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.objects.setdefault(PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>".encode())
        self.objects[CATALOG] = f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode()
        out = bytearray(b"%PDF-1.7\n")
        places: dict[int, int] = {}
        for number in sorted(self.objects):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, self.objects[number])
        start = len(out)
        size = max(self.objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
        out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
        return bytes(out)
