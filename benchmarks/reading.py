"""How fast plan files are read and in how much memory, beside bare text extraction with pypdf.

Printed is a line a file: pages, pages a second from the second file on (reading only, by the clock, each in its own
process as always), the same for pypdf's `extract_text` in this process, and the highest memory of a reader. A file of
300 pages is made of the pages of the others.

    python benchmarks/reading.py FILE.pdf...
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pypdf import PdfReader, PdfWriter

from ingest.reading import read_document

_LONG = 300
_PEAK = """
import re, sys
from pathlib import Path
from ingest.limits import Limits
from ingest.reading import read_document
document = read_document(Path(sys.argv[1]), limits=Limits(process=False))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def main() -> None:
    """Measure each file, all together, and a long one made of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    files: list[Path] = parser.parse_args().files
    read_document(files[0])  # the process that reads is started and loaded once
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.pdf"
        _write_long(files, long)
        told = [_measured(file) for file in (*files, long)]
    pages = sum(one[0] for one in told[:-1])
    ours, bare = sum(one[1] for one in told[:-1]), sum(one[2] for one in told[:-1])
    print(
        json.dumps({"all files": pages, "pages_a_second": round(pages / ours, 1), "times_bare": round(ours / bare, 2)})
    )


def _measured(file: Path) -> tuple[int, float, float]:
    started = time.perf_counter()
    pages = read_document(file).pages or 0
    ours = time.perf_counter() - started
    started = time.perf_counter()
    for page in PdfReader(file).pages:
        page.extract_text()
    bare = time.perf_counter() - started
    peak = int(subprocess.run([sys.executable, "-c", _PEAK, str(file)], capture_output=True, check=True).stdout)
    line = {
        "file": file.name,
        "pages": pages,
        "pages_a_second": round(pages / ours, 1),
        "bare_pypdf_pages_a_second": round(pages / bare, 1),
        "times_bare": round(ours / bare, 2),
        "peak_mb": peak >> 10,
    }
    print(json.dumps(line), flush=True)
    return pages, ours, bare


def _write_long(files: Sequence[Path], target: Path) -> None:
    writer = PdfWriter()
    readers = [PdfReader(file) for file in files]
    while len(writer.pages) < _LONG:
        for reader in readers:
            for page in reader.pages[: _LONG - len(writer.pages)]:
                writer.add_page(page)
    with target.open("wb") as file:
        writer.write(file)


if __name__ == "__main__":
    main()
