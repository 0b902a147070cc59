"""Documents as people really make them: faults of layout that a reader sees through."""

import pytest
from made_pdf import PdfMaker, line

from ingest.limits import Limits
from ingest.readers import read_bytes
from plans.document import Block, BlockKind, Document

TEXT = """NORTHTOWN HEALTH PLAN 2024-27

Page 1 of 3

1.1  Who we are

We are the council, the care board and the trusts of Northtown.

 Action                          Lead            By when
 Open two clinics                Trust           March 2025
 Train forty nurses each year    University      Sept 2025
 with the college
 Review the plan                 Board           2026

Page 2 of 3

2  What we will do

   a) Cut waits by 10%
   b) Halve smoking
        i. in pregnancy
       ii. in mental health wards
   c) Publish data
"""
PAGE = """<html><body><div class="cookie-banner">We use cookies. <button>Accept</button></div><main>
<h1>Delivery plan</h1><p>What we will do, and who leads on it.</p>
<table><thead><tr><th rowspan=2>Action</th><th colspan=2>Target</th><th rowspan=2>Lead</th></tr>
<tr><th>2025</th><th>2026</th></tr></thead>
<tr><td>Health checks</td><td>85%</td><td>90%</td><td>Trust</td></tr></table>
<dl><dt>UCR</dt><dd>Urgent community response</dd></dl></main></body></html>"""


def _read(text: str, name: str) -> Document:
    return read_bytes(text.encode(), name, Limits(process=False))


def _told(document: Document, *kinds: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if not kinds or b.kind in kinds]


def _block(document: Document, words: str) -> Block:
    (block,) = [b for b in document.blocks if document.text[b.start : b.end] == words]
    return block


def test_feet_of_printed_pages_are_no_part_of_a_text_file() -> None:
    assert not [text for text in _told(_read(TEXT, "p.txt")) if text.startswith("Page")]


def test_a_cell_that_goes_on_below_does_not_end_an_aligned_table() -> None:
    document = _read(TEXT, "p.txt")
    place = _block(document, "2026").place
    assert (place.row, place.column) == ("Review the plan", "By when")
    assert "Train forty nurses each year with the college" in _told(document, BlockKind.CELL)


def test_a_question_without_a_mark_is_a_heading() -> None:
    assert "1.1 Who we are" in _told(_read(TEXT, "p.txt"), BlockKind.HEADING)


def test_the_letters_of_a_list_go_on_after_a_list_in_it() -> None:
    document = _read(TEXT, "p.txt")
    items = [(b.ordinal, b.level, b.list_id) for b in document.blocks if b.kind is BlockKind.ITEM]
    assert [(ordinal, level) for ordinal, level, _ in items] == [("a", 1), ("b", 1), ("i", 2), ("ii", 2), ("c", 1)]
    assert len({list_id for _, _, list_id in items}) == 1


def test_a_heading_over_several_columns_is_told_of_each_and_once() -> None:
    document = _read(PAGE, "p.html")
    assert _block(document, "90%").place.column == "Target 2026"
    assert _told(document).count("Action") == 1


def test_what_is_about_the_site_is_left_out_of_a_page() -> None:
    assert not [text for text in _told(_read(PAGE, "p.html")) if "cookies" in text]


@pytest.mark.parametrize("name", ["p.html", "p.txt"])
def test_a_term_and_its_meaning_stand_together(name: str) -> None:
    text = PAGE if name == "p.html" else "Terms we use\n\nUCR\u2003Urgent community response\n\nWe act.\n"
    document = _read(text, name)
    assert [(entry.acronym, entry.expansion) for entry in document.glossary] == [("UCR", "Urgent community response")]
    assert not [told for told in _told(document, BlockKind.HEADING) if told.startswith("UCR")]


@pytest.mark.parametrize("office", ["Chair of the Board", "Cabinet Member for Adults", "Acting Chief Executive"])
def test_who_signs_a_foreword_is_no_heading(office: str) -> None:
    signed = (
        f"## Foreword\n\nWe are glad to share this plan.\n\n### Cllr Ann Example\n\n### {office}\n\n## Aims\n\nWe act."
    )
    assert _told(_read(signed, "p.md"), BlockKind.HEADING) == ["Foreword", "Aims"]


def test_an_address_is_no_heading() -> None:
    document = _read("# Plan\n\nWe act.\n\nwww.northtown.gov.uk\n\nAsk us anything you like.\n", "p.txt")
    assert "www.northtown.gov.uk" not in _told(document, BlockKind.HEADING)


def test_a_tagged_row_that_lacks_its_empty_cell_keeps_its_columns() -> None:
    made = PdfMaker()
    rows = (("What", "Who", "When"), ("Build a hub", "Council", "2025"), ("Hire nurses", "Trust", "2026"),
            ("Review it", None, "2027"))  # fmt: skip
    cells = [
        (text, 72 + 160 * column, 700 - 30 * row, row)
        for row, told in enumerate(rows)
        for column, text in enumerate(told)
        if text is not None
    ]
    content = "\n".join(f"/TD << /MCID {n} >> BDC {line(text, x, y)} EMC" for n, (text, x, y, _) in enumerate(cells))
    page = made.page(content, entries="/StructParents 0")
    leaves = [
        made.add(f"<< /S /{'TD' if row else 'TH'} /Pg {page} 0 R /K {n} >>") for n, (_, _, _, row) in enumerate(cells)
    ]
    trs = [
        made.add("<< /S /TR /K [" + " ".join(f"{leaf} 0 R" for leaf, cell in zip(leaves, cells, strict=True)
                                             if cell[3] == row) + "] >>")
        for row in range(len(rows))
    ]  # fmt: skip
    table = made.add("<< /S /Table /K [" + " ".join(f"{tr} 0 R" for tr in trs) + "] >>")
    root = made.add(f"<< /Type /StructTreeRoot /K [{table} 0 R] >>")
    made.catalog = f"/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >>"
    document = read_bytes(made.bytes(), "p.pdf", Limits(process=False))
    place = _block(document, "2027").place
    assert (place.row, place.column) == ("Review it", "When")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "p.html",
            "<main><h1>Pl&#x202e;an</h1><p>We&#8203; act.</p><table><tr><td>a&#x2066;</td><td>b</td></tr></table>",
        ),
        ("p.md", "# Pl&#x202e;an\n\nWe&#8203; act.\n"),
        ("p.txt", "Pl&#x202e;an\n\nWe&#8203; act on waiting times.\n"),
    ],
)
def test_characters_that_hide_behind_their_numbers_are_taken_out(name: str, text: str) -> None:
    document = _read(text, name)
    assert not set(document.text) & {"\u202e", "\u200b", "\u2066"}
    assert "removed_characters" in {spot.kind for spot in document.blind_spots}


def test_titles_that_only_differ_in_their_number_are_no_running_heads() -> None:
    made = PdfMaker()
    made.page(line("A plan for all of us", 72, 500, size=30, bold=True))
    for number in range(1, 5):
        lines = [line(f"Priority {number}", 72, 790, size=18, bold=True), line("Our plan 2025", 72, 815, size=8)]
        words = (f"We will open {number} clinics in the places where", f"people wait longest, and {number} more later.")
        made.page("\n".join([*lines, *(line(text, 72, 765 - 13 * n, size=10) for n, text in enumerate(words))]))
    document = read_bytes(made.bytes(), "p.pdf", Limits(process=False))
    assert _told(document, BlockKind.HEADING) == [f"Priority {number}" for number in range(1, 5)]
    assert document.text.count("in the places where people wait longest") == 4
    assert "Our plan 2025" not in document.text


def test_column_headings_at_the_top_of_every_page_are_no_running_heads() -> None:
    made = PdfMaker()
    for page in range(4):
        rows = [("Action", "Lead", "By when"), *((f"Open hub {page}{n}", "Council", f"20{n + 25}") for n in range(4))]
        made.page("\n".join(
            line(cell, 72 + 180 * column, 800 - 18 * n, size=10, bold=n == 0)
            for n, row in enumerate(rows) for column, cell in enumerate(row)
        ))  # fmt: skip
    document = read_bytes(made.bytes(), "p.pdf", Limits(process=False))
    assert {b.place.column for b in document.blocks if document.text[b.start : b.end] == "Council"} == {"Lead"}
