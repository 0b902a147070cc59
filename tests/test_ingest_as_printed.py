"""Plans as word processors and browsers print them: habits of the programs, made small."""

import os
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from made_pdf import PdfMaker, line

from app.entries import entry_from_reading
from app.files import files_in
from ingest.hyphens import UNDECIDED, settled
from ingest.limits import Limits
from ingest.mail import without_headers
from ingest.parts import Part
from ingest.readers import read_bytes
from plans.document import Block, BlockKind, Document


def _read(*pages: str) -> Document:
    made = PdfMaker()
    for page in pages:
        made.page(page)
    return read_bytes(made.bytes(), "plan.pdf", Limits(process=False))


def _shown(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def _block(document: Document, words: str) -> Block:
    (block,) = [b for b in document.blocks if document.text[b.start : b.end] == words]
    return block


def _lines(*shown: tuple[str, float, float]) -> str:
    return "\n".join(line(text, x, y, size=10) for text, x, y in shown)


@pytest.mark.parametrize(
    ("parted", "others", "whole"),
    [
        ("smoke-|free", "smoke-free homes", "smoke-free"),
        ("compre-|hensive", "a comprehensive plan", "comprehensive"),
        ("pick-|up", "they pick it up", "pick-up"),
        ("under-|fives", "the fives and under", "under-fives"),
        ("co-|morbidity", "Co-morbidities", "co-morbidity"),
        ("improve-|ment", "we improve", "improvement"),
        ("in-|clude", "to include it; the commis|sion", "include"),
    ],
)
def test_the_words_of_the_file_tell_whether_a_hyphen_at_a_line_end_stays(parted: str, others: str, whole: str) -> None:
    word = parted.replace("-|", UNDECIDED)
    run = settled([Part(kind=BlockKind.PARAGRAPH, text=text) for text in (f"The {word} is here.", others)])
    assert isinstance(run[0], Part)
    assert run[0].text == f"The {whole} is here."


def test_bullets_set_apart_by_tabs_are_a_list_and_no_table_and_nest_by_where_they_begin() -> None:
    items = [
        ("Open a clinic", 0),
        ("Train carers, including", 0),
        ("young carers", 1),
        ("new carers", 1),
        ("Report", 0),
    ]
    shown = [("The council will:", 72.0, 780.0)]
    for n, (text, depth) in enumerate(items):
        gap = 10 if depth else 0  # a list within a list stands a little off
        shown += [("•", 72.0 + 18 * depth, 760.0 - 16 * n - gap), (text, 90.0 + 18 * depth, 760.0 - 16 * n - gap)]
    document = _read(_lines(*shown))
    assert [b.kind for b in document.blocks] == [BlockKind.PARAGRAPH, *[BlockKind.ITEM] * 5]
    assert _block(document, "new carers").place.lead_in == "Train carers, including"
    assert _block(document, "Report").place.lead_in == "The council will:"


def test_bare_numbers_beside_the_words_of_a_list_number_its_items() -> None:
    shown = [("People asked, in this order, for:", 72.0, 780.0)]
    for n in range(4):
        shown += [
            (str(n + 1), 72.0, 760.0 - 14 * n),
            (f"more of the help they had, wish number {n}", 90.0, 759.0 - 14 * n),
        ]
    document = _read(_lines(*shown))
    items = [block for block in document.blocks if block.kind is BlockKind.ITEM]
    assert [item.ordinal for item in items] == ["1", "2", "3", "4"]


def test_a_sentence_below_an_item_that_hangs_from_its_bullet_is_a_paragraph() -> None:
    shown = [
        ("•", 72.0, 760.0),
        ("Open the clinic in the north of the town by the spring", 90.0, 760.0),
        ("Progress is told to the board.", 74.0, 746.0),
    ]
    assert _shown(_read(_lines(*shown)))[-1] == "Progress is told to the board."


def test_a_number_right_before_a_capital_numbers_a_list() -> None:
    shown = [("Replies:", 72.0, 780.0), *((f"{n}.Open more clinics", 72.0, 770.0 - 14 * n) for n in range(9, 12))]
    ordinals = [block.ordinal for block in _read(_lines(*shown)).blocks if block.kind is BlockKind.ITEM]
    assert ordinals == ["9", "10", "11"]


_ROWS = (
    ("Ref", "Action", "Lead"),
    ("A1", "Open a clinic in the north of the county for", "Director of"),
    ("A2", "Train the carers of the south of the county in", "Head of"),
    ("A3", "Publish what the people of the towns have said of", "Head of"),
)
_SECOND = ("new parents", "carers’ cafés", "the plan")


def _row_lines() -> list[str]:
    columns = (70, 92, 310, 380)
    return [f"{a} {y} m {b} {y} l S" for y in (760, 728, 696, 664) for a, b in pairwise(columns)]


def _row_words() -> list[str]:
    shown = [line(text, x, 766, size=9, bold=True) for text, x in zip(_ROWS[0], (73, 95, 312), strict=True)]
    for n, (row, rest) in enumerate(zip(_ROWS[1:], _SECOND, strict=True)):
        y = 748 - 32 * n
        shown += [line(text, x, y, size=9) for text, x in zip(row, (73, 95, 312), strict=True)]
        shown += [line(rest, 95, y - 11, size=9), line("Care", 312, y - 11, size=9)]
    return shown


def test_the_pieces_of_the_lines_between_rows_tell_the_columns_however_close_they_stand() -> None:
    document = _read("\n".join([*_row_lines(), *_row_words()]))
    lead = _block(document, "Director of Care")
    assert (lead.place.column, lead.place.row) == ("Lead", "Open a clinic in the north of the county for new parents")


def test_a_row_without_lines_down_is_parted_where_its_words_stand_as_those_of_other_rows_do() -> None:
    across = [f"70 {y} m 380 {y} l S" for y in (780, 760, 728, 696, 664)]
    down = [f"{x} {a} m {x} {b} l S" for x in (92, 310) for a, b in ((760, 780), (728, 760), (664, 696))]
    sides = [f"{x} 664 m {x} 780 l S" for x in (70, 380)]
    document = _read("\n".join([*across, *down, *sides, *_row_words()]))
    assert _block(document, "Train the carers of the south of the county in carers’ cafés").place.column == "Action"


def test_a_large_first_letter_does_not_mix_the_lines_of_another_column() -> None:
    left = [line("E", 72, 742, size=25), line("veryone grows older here", 90, 752, size=9)]
    left += [line("in good company and care.", 90, 740, size=9)]
    right = [line(word, x, 755, size=9) for x, word in ((320, "all"), (334, "who"), (355, "care"))]
    right += [line(word, x, 742, size=9) for x, word in ((320, "for"), (335, "the"), (351, "old"))]
    text = _read("\n".join([*left, *right])).text
    assert "Everyone grows older here in good company and care." in text
    assert "all who care for the old" in text


def test_years_at_the_foot_of_pages_are_no_page_numbers() -> None:
    pages = [
        _lines(("What the board does in the year.", 72, 700), (f"Done by March {2025 + n}", 72, 40)) for n in range(4)
    ]
    assert {block.place.page_label for block in _read(*pages).blocks} == {None}


def _tagged_table() -> bytes:
    """A table of one column head that is printed on both pages, and of a row on each."""
    made = PdfMaker()
    texts = (
        ("Action", "Lead", "Open a clinic in the north", "Director"),
        ("Action", "Lead", "Train the carers", "Head"),
    )
    for texts_of_page in texts:
        shown = (
            f"/P << /MCID {n} >> BDC {line(text, 72 + 250 * (n % 2), 760 - 20 * (n // 2))} EMC"
            for n, text in enumerate(texts_of_page)
        )
        made.page("\n".join(shown), entries="/StructParents 0")
    first, second = made.pages

    def cell(role: str, *marks: tuple[int, int]) -> int:
        kids = " ".join(f"<< /Type /MCR /Pg {page} 0 R /MCID {mcid} >>" for page, mcid in marks)
        return made.add(f"<< /S /{role} /K [{kids}] >>")

    rows = [
        [cell("TH", (first, n), (second, n)) for n in (0, 1)],
        [cell("TD", (first, n)) for n in (2, 3)],
        [cell("TD", (second, n)) for n in (2, 3)],
    ]
    trs = [made.add(f"<< /S /TR /K [{a} 0 R {b} 0 R] >>") for a, b in rows]
    table = made.add(f"<< /S /Table /K [{' '.join(f'{tr} 0 R' for tr in trs)}] >>")
    root = made.add(f"<< /Type /StructTreeRoot /K {table} 0 R >>")
    made.catalog = f"/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >>"
    return made.bytes()


def test_a_tagged_column_head_that_each_page_prints_again_is_told_once() -> None:
    document = read_bytes(_tagged_table(), "plan.pdf", Limits(process=False))
    assert _shown(document).count("Action") == 1
    assert _block(document, "Head").place.column == "Lead"
    assert _block(document, "Head").place.page == 2


def test_bullets_typed_in_word_nest_by_how_far_they_are_set_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = docx.Document()
    made.add_paragraph("We will:")
    for text, left in (("•\ttrain carers, including", 0), ("o\tyoung carers", 18), ("•\tpublish a report", 0)):
        made.add_paragraph(text).paragraph_format.left_indent = Pt(left)
    path = tmp_path_factory.mktemp("word") / "plan.docx"
    made.save(str(path))
    document = read_bytes(path.read_bytes(), "plan.docx", Limits(process=False))
    assert _block(document, "young carers").place.lead_in == "train carers, including"
    assert _block(document, "publish a report").place.lead_in == "We will:"


def test_the_headers_of_an_e_mail_are_no_part_of_the_plan_and_its_subject_names_it() -> None:
    mail = "From: Ann\nTo: The board\nSent: 4 June\nSubject: FW: Winter plan\n\nThe trust opens 24 beds.\nTo: nobody\n"
    letter = without_headers(mail)
    assert letter.subject == "Winter plan"
    assert letter.text.strip() == "The trust opens 24 beds.\nTo: nobody"
    assert without_headers("Subject: matters\nFrom April we open.").text == "Subject: matters\nFrom April we open."


def test_pipes_and_links_in_a_folder_are_named_so_that_their_refusal_is_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("given")
    (folder / "plan.txt").write_text("We will open a clinic.")
    (folder / "gone.pdf").symlink_to("nowhere")
    (folder / "up").symlink_to("..")
    assert [path.name for path in files_in([folder])] == ["gone.pdf", "plan.txt", "up"]


def test_what_tabs_and_buttons_of_a_page_open_is_read_and_their_labels_are_not() -> None:
    page = """<html><body><main><h1>Our strategy for the county</h1>
    <p>It has two parts, and each has a page of its own.</p>
    <ul role="tablist"><li><a role="tab" href="#one">Aims</a></li><li><a role="tab" href="#two">Deeds</a></li></ul>
    <section id="one"><h2>Our aims</h2><p>Nobody is lonely in any of our towns by 2031.</p></section>
    <section id="two" hidden><h2>Our deeds</h2><p>We open six hubs.</p></section>
    <button><h2>Money</h2></button><div style="display:none"><p>The partners put aside two million.</p></div>
    <details><summary><h2>Reports</h2></summary><p>The board hears each June.</p></details>
    <div style="display:none"><p>Nobody opens this.</p></div></main></body></html>"""
    document = read_bytes(page.encode(), "plan.html", Limits(process=False))
    assert _block(document, "We open six hubs.").place.section[-1] == "Our deeds"
    assert _block(document, "The partners put aside two million.").place.section[-1] == "Money"
    assert _block(document, "The board hears each June.").place.section == ("Our strategy for the county", "Reports")
    assert not {"Aims", "Deeds", "Nobody opens this."} & set(_shown(document))


def test_bullets_between_line_breaks_are_items_and_a_bold_line_is_a_heading() -> None:
    page = """<html><body><div id="masthead">Home About</div><h1>Carers plan</h1>
    <h2>Aims</h2><p>We listen to carers.</p>
    <p><strong>What we will do</strong></p><p>&bull; open a helpline<br>&bull; pay for breaks</p>
    <div class="widget-area"><h3>Recent posts</h3></div></body></html>"""
    document = read_bytes(page.encode(), "plan.html", Limits(process=False))
    assert [b.kind for b in document.blocks][-3:] == [BlockKind.HEADING, BlockKind.ITEM, BlockKind.ITEM]
    assert not {"Home About", "Recent posts"} & set(_shown(document))


def test_a_bold_numbered_line_over_a_table_is_a_heading(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = docx.Document()
    for number, title in enumerate(("Our homes", "Our deeds"), start=1):
        made.add_paragraph().add_run(f"{number}. {title}").bold = True
        if number == 1:
            made.add_paragraph("Damp is worst in the rented homes of the north of the county.")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Action", "Lead", "Inspect 400 homes", "Housing team"), strict=True):
        cell.text = text
    path = tmp_path_factory.mktemp("word") / "plan.docx"
    made.save(str(path))
    document = read_bytes(path.read_bytes(), "plan.docx", Limits(process=False))
    assert _block(document, "2. Our deeds").kind is BlockKind.HEADING


def test_boxes_to_tick_are_no_words_of_an_item() -> None:
    document = read_bytes(b"# Plan\n\n- [ ] open a clinic\n- [x] publish a report\n", "plan.md", Limits(process=False))
    assert _shown(document)[1:] == ["open a clinic", "publish a report"]


def test_a_file_name_in_no_known_character_set_names_a_plan_that_can_be_written_down() -> None:
    entry = entry_from_reading({}, Path(os.fsdecode(b"na\xffme.txt")), {}, ())
    assert (entry.file, entry.title) == ("na?me.txt", "na?me")


def test_a_year_at_the_top_of_a_page_goes_on_from_the_month_that_the_page_before_ends_with() -> None:
    item = ("•", 72.0, 60.0), ("Train three hundred listeners in all towns of the county by October", 90.0, 60.0)
    pages = (
        _lines(("We will:", 72, 76), *item),
        _lines(("2027", 90, 780), ("•", 72, 760), ("Publish a report", 90, 760)),
    )
    document = _read(*pages)
    trained = _block(document, "Train three hundred listeners in all towns of the county by October 2027")
    assert (trained.kind, trained.place.page, trained.place.last_page) == (BlockKind.ITEM, 1, 2)
    assert _block(document, "Publish a report").place.year is None


def _page_with_box() -> str:
    left = [
        ("Our towns", 72.0, 780.0),
        *((f"The partners of the towns meet each month, line {n},", 72.0, 750.0 - 13 * n) for n in range(9)),
        ("and they will:", 72.0, 620.0),
        ("•", 72.0, 540.0),
        ("Open a clinic in the north of the town", 90.0, 540.0),
        *((f"Words of the towns go on below, number {n}.", 72.0, 500.0 - 26 * n) for n in range(6)),
    ]
    shown = [line(text, x, y, size=15 if y == 780 else 10, bold=y == 780) for text, x, y in left]
    box = [line("Did you know?", 370, 735, size=12, bold=True)]
    box += [line(f"Four in five people walk, {n}", 370, 715 - 13 * n, size=10) for n in range(4)]
    return "\n".join(["0.9 0.95 1 rg 360 650 180 105 re f", *shown, *box])


def test_the_title_of_a_box_beside_text_heads_nothing_after_it_and_breaks_no_list() -> None:
    document = _read(_page_with_box())
    item = _block(document, "Open a clinic in the north of the town")
    assert item.place.section == ("Our towns",)
    assert (item.place.lead_in or "").endswith("and they will:")
    (told,) = [b for b in document.blocks if "Four in five" in document.text[b.start : b.end]]
    assert told.place.section == ("Our towns", "Did you know?")
    assert _block(document, "Words of the towns go on below, number 5.").place.section == ("Our towns",)


def test_an_aside_in_the_text_of_a_page_is_read_and_heads_nothing_after_it() -> None:
    page = """<html><body><main><h1>Plan</h1><h2>Aims</h2><p>We listen to carers in all towns of the county.</p>
    <aside><h3>Did you know?</h3><p>One in ten of us cares for somebody.</p></aside><p>We train them too.</p>
    <aside><a href="/x">Summer fair</a></aside></main><aside><p>News of the site</p></aside></body></html>"""
    document = read_bytes(page.encode(), "plan.html", Limits(process=False))
    assert _block(document, "One in ten of us cares for somebody.").place.section == ("Plan", "Aims", "Did you know?")
    assert _block(document, "We train them too.").place.section == ("Plan", "Aims")
    assert not {"Summer fair", "News of the site"} & set(_shown(document))


def test_no_line_goes_on_from_one_card_to_the_next_however_near_they_stand() -> None:
    boxes = "0.9 0.9 0.6 rg 70 560 150 180 re f 0.8 0.9 0.8 rg 223 560 150 180 re f"
    left = [line(f"Housing is a basic right {n}", 78, 700 - 12 * n, size=12) for n in range(5)]
    right = [line(f"and the town shapes us {n}", 228, 700 - 12 * n, size=12) for n in range(5)]
    text = _read("\n".join([boxes, *left, *right])).text
    assert text.index("basic right 4") < text.index("shapes us 0")


def test_arrays_without_end_and_a_vast_map_of_a_font_cost_no_words() -> None:
    made = PdfMaker()
    vast = " ".join(f"<{n % 65536:04X}> <{'0041' * 50}>" for n in range(25_000))
    chars = made.stream(f"begincmap 25000 beginbfchar {vast} endbfchar endcmap", packed=True)
    made.objects[3] = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {chars} 0 R >>".encode()
    made.page("[" * 5_000 + "\n" + line("We will open two clinics by March.", 72, 700))
    assert read_bytes(made.bytes(), "plan.pdf", Limits(process=False)).text == "We will open two clinics by March."
