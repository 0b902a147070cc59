"""Faulty copies of real files, by the seed: each is read or refused, and what is read keeps its promises."""

import io
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from made_mutations import mutations
from made_pdf import PdfMaker, line, page_of
from test_ingest_ugly import PAGE, TEXT

from ingest.cleaning import clean
from ingest.limits import Limits
from ingest.passages import passages_of
from ingest.readers import read_bytes
from ingest.reading import read_document
from plans.catalogue import PlanEntry
from plans.errors import Refused

ENTRY = PlanEntry(id="p", title="P", publisher="P", edition="1", file="p")
KINDS = ("pdf", "docx", "html", "txt", "md")


@cache
def _whole(kind: str) -> bytes:
    if kind == "pdf":
        made = PdfMaker()
        made.page(page_of(["Our plan", "We will open two clinics and", "hire forty nurses by 2026."]))
        made.page("\n".join(line(f"cell {n} {k}", 72 + 120 * k, 700 - 20 * n) for n in range(5) for k in range(3)))
        return made.bytes()
    if kind == "docx":
        document = docx.Document()
        document.add_heading("Our plan", 1)
        document.add_paragraph("We will open two clinics.", style="List Bullet")
        table = document.add_table(rows=3, cols=3)
        for cell in (cell for row in table.rows for cell in row.cells):
            cell.text = "a cell of it"
        table.cell(1, 0).merge(table.cell(2, 0))
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()
    return {"html": PAGE, "txt": TEXT, "md": "# Plan\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n  - y\n\n" + TEXT}[
        kind
    ].encode()


def _check(data: bytes, kind: str) -> bool:
    """Read a file in this process; whether it was read. What is read is held against what every reading promises."""
    try:
        document = read_bytes(data, f"p.{kind}", Limits(process=False))
    except Refused:
        return False
    passages = passages_of(document, entry=ENTRY)
    assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)
    assert all(0 <= b.start < b.end <= len(document.text) for b in document.blocks)
    assert all(one.end <= other.start for one, other in pairwise(document.blocks))
    assert clean(document.text).text == document.text
    return True


def _refusal(path: Path) -> str:
    """Why a file is refused in a process of its own, '' where it is read."""
    try:
        read_document(path)
    except Refused as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("kind", ["html", "txt", "md"])
def test_faulty_text_is_read_or_refused(kind: str) -> None:
    read = [_check(data, kind) for data in mutations(_whole(kind), seed=f"short {kind}", count=60)]
    assert sum(read) > 20


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_faulty_files_end_apart_with_a_reason_or_words(kind: str, tmp_path: Path) -> None:
    refusals = []
    for number, data in enumerate(mutations(_whole(kind), seed=f"short {kind}", count=25)):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(data)
        refusals.append(_refusal(path))
    assert any(refusals)
    assert not [reason for reason in refusals if "crashed" in reason]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_faulty_files_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    for number, data in enumerate(mutations(_whole(kind), seed=f"long {kind}", count=1_500)):
        if kind in ("pdf", "docx"):
            path = tmp_path / f"{number % 10}.{kind}"
            path.write_bytes(data)
            assert "crashed" not in _refusal(path)
        else:
            _check(data, kind)
