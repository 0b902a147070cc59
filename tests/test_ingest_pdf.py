"""PDF files: pages and their printed numbers, columns, furniture, tables, tags, what nobody sees."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from made_pdf import PdfMaker, line, page_of

from ingest.limits import Limits
from ingest.ocr import recognised
from ingest.passages import passages_of
from ingest.readers import read_bytes
from ingest.reading import read_document
from plans.catalogue import PlanEntry
from plans.document import Block, BlockKind, Document
from plans.errors import Refused

ENTRY = PlanEntry(id="p", title="P", publisher="P", edition="1", file="p.pdf")
PROSE = [
    "The partners in Testshire will open two new clinics for people who wait",
    "for care, one in the north and one in the south of the county. Both will",
    "be led by the community trust and will report to the board each year.",
]
LEFT = ["Left column first line of words", "and the second line of it here", "and the third one ends it now."]
RIGHT = ["Right column first line of words", "and the second line of it here", "and its third one ends it too."]


def _read(made: PdfMaker) -> Document:
    return read_bytes(made.bytes(), "p.pdf", Limits(process=False))


def _pdf(*pages: str, labels: str = "") -> PdfMaker:
    made = PdfMaker()
    for page in pages:
        made.page(page)
    made.catalog = labels
    return made


def _texts(document: Document, *kinds: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if not kinds or b.kind in kinds]


def _block(document: Document, words: str) -> Block:
    (block,) = [b for b in document.blocks if words in document.text[b.start : b.end]]
    return block


def test_lines_become_paragraphs_and_pages_are_known() -> None:
    document = _read(_pdf(page_of(PROSE), page_of(["A second page has other words."])))
    assert document.pages == 2
    assert _texts(document) == [" ".join(PROSE), "A second page has other words."]
    assert [b.place.page for b in document.blocks] == [1, 2]
    assert {b.place.page_label for b in document.blocks} == {None}


def test_a_word_parted_at_the_end_of_a_line_is_whole_and_a_compound_keeps_its_hyphen() -> None:
    document = _read(
        _pdf(page_of(["Each year the board reports on the compre-", "hensive plan and the long-", "term aims."]))
    )
    assert document.text == "Each year the board reports on the comprehensive plan and the long-term aims."


def test_a_paragraph_over_two_pages_is_one_and_carries_both_pages() -> None:
    first = [
        "Words that fill the page and go on over its end because the sentence",
        "is not finished on this page and the",
    ]
    document = _read(_pdf(page_of(first), page_of(["rest of it stands on the next one."])))
    (block,) = document.blocks
    assert (block.place.page, block.place.last_page) == (1, 2)
    (passage,) = passages_of(document, entry=ENTRY)
    assert (passage.place.page, passage.place.last_page) == (1, 2)


def test_columns_are_read_one_after_the_other() -> None:
    title = line("A Title over Both Columns", 72, 780, size=18, bold=True)
    page = "\n".join([title, page_of(LEFT, top=740), page_of(RIGHT, top=740, x=330)])
    document = _read(_pdf(page))
    assert _texts(document) == ["A Title over Both Columns", " ".join(LEFT), " ".join(RIGHT)]


def test_a_line_across_the_columns_parts_what_is_above_from_what_is_below() -> None:
    across = line("This one line of words runs across the whole width of the page and over both columns.", 72, 640)
    page = "\n".join([
        page_of(LEFT, top=740), page_of(RIGHT, top=740, x=330), across,
        page_of(["Below left one more line here", "and its end."], top=600),
        page_of(["Below right one more line here", "and its end."], top=600, x=330),
    ])  # fmt: skip
    told = _read(_pdf(page)).text
    order = ["Left column", "Right column", "This one line", "Below left", "Below right"]
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)


def _framed(number: int) -> str:
    head = line("Testshire Health Plan", 72, 815, size=9)
    foot = line(f"Page {number}", 280, 25, size=9)
    return "\n".join([head, page_of([f"Words of page {'abcdef'[number % 6]} alone, in one sentence."]), foot])


def test_running_heads_and_feet_are_taken_out_and_give_the_printed_numbers() -> None:
    document = _read(_pdf(page_of(["A cover page."]), *(_framed(n) for n in range(1, 6))))
    assert "Testshire Health Plan" not in document.text
    assert "Page" not in document.text
    assert [(b.place.page, b.place.page_label) for b in document.blocks] == [
        (1, None), (2, "1"), (3, "2"), (4, "3"), (5, "4"), (6, "5"),
    ]  # fmt: skip


def test_roman_numbers_at_the_foot_are_the_printed_numbers_of_the_first_pages() -> None:
    feet = ("i", "ii", "iii", "1", "2", "3")
    document = _read(_pdf(*(page_of([f"Words of page {foot} in a sentence."]) + line(foot, 300, 30) for foot in feet)))
    assert [b.place.page_label for b in document.blocks] == list(feet)


def test_page_labels_of_the_file_go_before_what_is_printed() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    document = _read(_pdf(*(page_of([f"Words of page {n} in a sentence."]) for n in "abcd"), labels=labels))
    assert [b.place.page_label for b in document.blocks] == ["i", "ii", "1", "2"]


def _table_page(rows: list[tuple[str, ...]], *, top: float = 700) -> str:
    lefts, height = [72, 300, 430, 540], 30
    drawn = [f"0.5 w {x} {top - height * len(rows)} m {x} {top} l S" for x in lefts]
    drawn += [f"72 {top - height * n} m 540 {top - height * n} l S" for n in range(len(rows) + 1)]
    words = [
        line(cell, lefts[column] + 4, top - height * row - 14, size=9)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]
    return "\n".join([*drawn, *words])


ROWS = [
    ("What", "Who", "When"),
    ("Open two diagnostic hubs", "Testshire Trust", "March 2025"),
    ("Hire", "Council", "2026"),
]


def test_a_ruled_table_gives_cells_with_row_and_column() -> None:
    document = _read(_pdf(page_of(["Our actions are these:"], top=760) + "\n" + _table_page(ROWS)))
    place = _block(document, "Testshire Trust").place
    assert (place.row, place.column, place.lead_in) == ("Open two diagnostic hubs", "Who", "Our actions are these:")
    passages = [p.text for p in passages_of(document, entry=ENTRY) if p.kind is BlockKind.CELL]
    assert passages == ["Open two diagnostic hubs\nTestshire Trust\nMarch 2025", "Hire\nCouncil\n2026"]


def test_a_table_goes_on_over_the_page_under_the_same_columns() -> None:
    second = [("Build a ward", "Health Board", "June 2026"), ("Close it", "Council", "2027")]
    document = _read(_pdf(_table_page(ROWS, top=780), _table_page(second, top=780)))
    place = _block(document, "Health Board").place
    assert (place.row, place.column, place.page) == ("Build a ward", "Who", 2)


def test_a_repeated_heading_row_on_the_next_page_is_not_read_again() -> None:
    document = _read(
        _pdf(_table_page(ROWS, top=780), _table_page([ROWS[0], ("Build", "Health Board", "2026")], top=780))
    )
    assert _texts(document).count("What") == 1
    assert _block(document, "Health Board").place.column == "Who"


def test_bookmarks_name_headings() -> None:
    made = PdfMaker()
    titles = ["Our places", "Our people", "Our plans"]
    pages = [made.page(page_of([title, "", *PROSE], leading=1.5)) for title in titles]
    items = [
        made.add(f"<< /Title ({title}) /Dest [{page} 0 R /Fit] >>") for title, page in zip(titles, pages, strict=True)
    ]
    root = made.add(f"<< /Type /Outlines /First {items[0]} 0 R /Last {items[-1]} 0 R >>")
    for item, after in pairwise(items):
        made.objects[item] = made.objects[item].replace(b" >>", f" /Next {after} 0 R >>".encode())
    made.catalog = f"/Outlines {root} 0 R"
    document = _read(made)
    assert _texts(document, BlockKind.HEADING) == titles


def test_sizes_and_weights_tell_headings_and_their_depth() -> None:
    page = "\n".join([
        line("Our priorities", 72, 780, size=20, bold=True), page_of(PROSE, top=750),
        line("Falls", 72, 690, size=14, bold=True), page_of(PROSE, top=670),
        line("What we do", 72, 610, bold=True), page_of(PROSE, top=595),
    ])  # fmt: skip
    document = _read(_pdf(page))
    heads = [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert heads == [(1, "Our priorities"), (2, "Falls"), (3, "What we do")]


def test_bullets_that_are_written_or_drawn_make_items() -> None:
    written = page_of(["We will do these things:", "\u2022 Open a clinic in the north", "\u2022 Hire nurses"], top=780)
    dots = "\n".join(
        f"0 g 74 {y} 4 4 re f " + line(words, 90, y - 2) for y, words in ((702, "Train staff"), (682, "Plan"))
    )
    items = _texts(_read(_pdf(f"{written}\n{dots}")), BlockKind.ITEM)
    assert items == ["Open a clinic in the north", "Hire nurses", "Train staff", "Plan"]


def test_the_number_of_a_footnote_is_no_part_of_the_text() -> None:
    page = "\n".join(
        [line("The rate is 10.1 per 100,000", 72, 700), line("3", 211, 705, size=6), line("in the county.", 218, 700)]
    )
    assert _read(_pdf(page)).text == "The rate is 10.1 per 100,000 in the county."


def _tagged() -> PdfMaker:
    made = PdfMaker()
    words = [("H1", "Action plan"), ("P", "We will act on falls now."), ("LBody", "Open a clinic"),
             ("LBody", "Hire nurses"), ("TH", "What"), ("TH", "Who"), ("TD", "Build"), ("TD", "Council")]  # fmt: skip
    content = "/Artifact BMC " + line("Running head", 72, 810) + " EMC\n"
    content += "\n".join(
        f"/{tag} << /MCID {n} >> BDC {line(text, 72, 700 - 40 * n)} EMC" for n, (tag, text) in enumerate(words)
    )
    page = made.page(content, entries="/StructParents 0")
    leaf = [made.add(f"<< /S /{tag} /Pg {page} 0 R /K {n} >>") for n, (tag, _) in enumerate(words)]
    items = [made.add(f"<< /S /LI /K {leaf[n]} 0 R >>") for n in (2, 3)]
    listed = made.add(f"<< /S /L /K [{items[0]} 0 R {items[1]} 0 R] >>")
    rows = [made.add(f"<< /S /TR /K [{leaf[n]} 0 R {leaf[n + 1]} 0 R] >>") for n in (4, 6)]
    table = made.add(f"<< /S /Table /K [{rows[0]} 0 R {rows[1]} 0 R] >>")
    root = made.add(f"<< /Type /StructTreeRoot /K [{leaf[0]} 0 R {leaf[1]} 0 R {listed} 0 R {table} 0 R] >>")
    made.catalog = f"/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >>"
    return made


def test_tags_tell_headings_lists_tables_and_furniture() -> None:
    document = _read(_tagged())
    assert [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks] == [
        ("heading", "Action plan"), ("paragraph", "We will act on falls now."), ("item", "Open a clinic"),
        ("item", "Hire nurses"), ("cell", "What"), ("cell", "Who"), ("cell", "Build"), ("cell", "Council"),
    ]  # fmt: skip
    assert (_block(document, "Council").place.row, _block(document, "Council").place.column) == ("Build", "Who")


def test_words_that_the_tags_forgot_are_read_all_the_same() -> None:
    made = _tagged()
    made.page(page_of(["A page that has no tags at all is read by where its words stand."]))
    assert "A page that has no tags at all" in _read(made).text


def test_a_chart_is_a_blind_spot_and_not_a_row_of_passages() -> None:
    labels = "\n".join(line(f"{n * 10}%", 72 + 40 * n, 300, size=8) for n in range(10))
    document = _read(_pdf(f"{page_of(PROSE)}\n{labels}"))
    assert document.text == " ".join(PROSE)
    assert [spot.kind for spot in document.blind_spots] == ["picture"]


def test_a_page_with_hardly_any_text_is_a_blind_spot() -> None:
    document = _read(_pdf(page_of(PROSE), line("x", 72, 400)))
    assert [(spot.kind, spot.page) for spot in document.blind_spots] == [("empty_page", 2)]


def test_a_layer_of_recognised_words_is_read_and_labelled() -> None:
    made = PdfMaker()
    picture = made.stream(b"\xff", entries="/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
                          " /BitsPerComponent 8")  # fmt: skip
    words = line("Words under a picture of a page.", 72, 700, mode=3)
    made.page(f"q 595 0 0 842 0 0 cm /I Do Q {words}", resources=f"/XObject << /I {picture} 0 R >>")
    document = _read(made)
    assert document.text == "Words under a picture of a page."
    assert document.blocks[0].ocr
    assert passages_of(document, entry=ENTRY)[0].ocr
    assert [spot.kind for spot in document.blind_spots] == ["ocr"]


def test_a_page_that_is_turned_is_read_upright() -> None:
    made = PdfMaker()
    stream = made.stream("BT /R 11 Tf 0 1 -1 0 300 100 Tm (Sideways words are read upright.) Tj ET")
    made.page_with(stream, entries="/Rotate 90")
    assert _read(made).text == "Sideways words are read upright."


def test_recognition_says_what_it_needs_where_it_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="ocrmypdf"):
        recognised(tmp_path / "a.pdf", tmp_path, Limits())


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_a_scanned_page_is_read_where_recognition_is_asked_for(tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(_pdf(page_of(PROSE, size=14)).bytes())
    picture = pdfium.PdfDocument(plain)[0].render(scale=3).to_pil()
    scan = tmp_path / "scan.pdf"
    picture.save(scan, "PDF", resolution=216)
    with pytest.raises(Refused, match="no words"):
        read_document(scan)
    document = read_document(scan, ocr=True)
    assert "two new clinics" in document.text
    assert all(block.ocr for block in document.blocks)
