"""Plans as strangers bring them: text off old computers, pages of councils, tables that only fills tell of."""

import io
from itertools import pairwise

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_pdf import PdfMaker, line

from ingest.hyphens import UNDECIDED, settled
from ingest.limits import Limits
from ingest.parts import Part
from ingest.readers import read_bytes
from plans.document import Block, BlockKind, Document

PROSE = "The partners will open two clinics and report on them to the board each year, so that all can see how it goes."


def _read(text: str, name: str = "plan.txt", codec: str = "utf-8") -> Document:
    return read_bytes(text.encode(codec), name, Limits(process=False))


def _pdf(*pages: list[str]) -> Document:
    made = PdfMaker()
    for page in pages:
        made.page("\n".join(page))
    return read_bytes(made.bytes(), "plan.pdf", Limits(process=False))


def _told(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def _block(document: Document, words: str) -> Block:
    (found,) = [b for b in document.blocks if document.text[b.start : b.end] == words]
    return found


def test_a_numbered_line_that_is_underlined_is_a_heading() -> None:
    document = _read(f"Carers’ plan\n============\n\n{PROSE}\n\n1. What it costs\n----------------\n\n{PROSE}\n")
    assert document.blocks[-1].place.section == ("Carers’ plan", "1. What it costs")


def test_the_line_below_a_lists_last_item_makes_no_heading_of_it() -> None:
    document = _read(f"1. Open a clinic in the north\n2. Train\n{'-' * 60}\n{PROSE}\n")
    assert _told(document, BlockKind.ITEM) == ["Open a clinic in the north", "Train"]


def test_a_line_drawn_below_the_heads_of_a_spaced_table_is_no_underlining() -> None:
    rows = ["Service            2026/27   2027/28", "-" * 36, "Day centres          120.5     131.0"]
    document = _read("\n".join([PROSE, "", *rows, "Respite at home       88.0      90.5", "-" * 36, "", PROSE]))
    place = _block(document, "90.5").place
    assert (place.row, place.column) == ("Respite at home", "2027/28")
    assert not _told(document, BlockKind.HEADING)


GRID = """\
+----------------+------------+-----------+
| Action         | Lead       | By when   |
+================+============+===========+
| Open a clinic  | Public     | May 2027  |
| in the north   | health     |           |
+----------------+------------+-----------+
| Train carers   | The trust  | June 2028 |
+----------------+------------+-----------+
"""


def test_the_lines_between_two_borders_of_a_drawn_table_are_one_row() -> None:
    document = _read(f"{PROSE}\n\n{GRID}\n{PROSE}\n")
    place = _block(document, "Public health").place
    assert (place.row, place.column) == ("Open a clinic in the north", "Lead")
    assert _block(document, "June 2028").place.row == "Train carers"


def test_a_table_whose_head_alone_is_bordered_has_a_row_a_line() -> None:
    border = "+-------+------+"
    document = _read("\n".join([border, "| Town  | Beds |", border, "| Ashby | 12   |", "| Corby | 31   |", border]))
    assert (_block(document, "31").place.row, _block(document, "31").place.column) == ("Corby", "Beds")


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850", "utf-16-le", "utf-16-be"])
def test_text_off_old_computers_keeps_its_signs(codec: str) -> None:
    told = f"The café – the best hour of the carers’ week – costs £9,400 a year. {PROSE}"
    told = told.replace("’", "'").replace("–", "-") if codec == "cp850" else told
    assert _read(told, codec=codec).text == told


def test_what_pages_of_plain_text_begin_and_end_with_is_left_out_and_a_sentence_goes_on() -> None:
    halves = [
        ("The board will open clinics in", "the north and the south."),
        ("It will report on the", "clinics each year."),
    ]
    pages = ["The falls plan\n\nTHE FALLS PLAN\n\nOur aims are these.\n\n" + halves[0][0]]
    pages += [f"The falls plan\n\n{halves[0][1]}\n\n{halves[1][0]}", f"The falls plan\n\n{halves[1][1]}"]
    document = _read("\f".join(f"{page}\n\n          Page {n} of 3\n" for n, page in enumerate(pages, 1)))
    assert document.text.count("The falls plan") == 0
    assert "THE FALLS PLAN" in document.text
    assert "Page" not in document.text
    assert "clinics in the north and the south." in document.text
    assert "report on the clinics each year." in document.text


def test_a_title_that_only_the_edges_of_pages_tell_is_told_once() -> None:
    assert _read("\f".join(f"The falls plan\n\n{PROSE}\n" for _ in range(3))).text.count("The falls plan") == 1


def test_html_within_markdown_is_read_as_html() -> None:
    table = "<table><tr><th>Measure</th><th>Target</th></tr>\n\n<tr><td>Falls</td><td>60%</td></tr></table>"
    document = _read(f"# Plan\n\n<!-- editor: leave out -->\n\n{PROSE}\n\n{table}\n", "plan.md")
    assert (_block(document, "60%").place.row, _block(document, "60%").place.column) == ("Falls", "Target")
    assert "editor" not in document.text


MENU = '<td><a href="/a">Health</a><br><a href="/b">Smoking</a><br><a href="/c">Weight</a></td>'
INNER = "<table><tr><th>Action</th><th>Lead</th></tr><tr><td>Open a clinic</td><td>The trust</td></tr></table>"


def test_a_table_that_lays_out_a_page_is_no_table_and_its_menu_is_left_out() -> None:
    page = f"<h1>Drug plan</h1><h2>Our aims</h2><p>{PROSE}</p><h2>Actions</h2>{INNER}"
    document = _read(f"<html><body><table><tr>{MENU}<td>{page}</td></tr></table></body></html>", "plan.html")
    assert _block(document, PROSE).place.section == ("Drug plan", "Our aims")
    assert (_block(document, "The trust").place.row, _block(document, "The trust").place.column) == (
        "Open a clinic",
        "Lead",
    )
    assert "Smoking" not in document.text


def test_words_for_those_who_listen_to_a_page_are_not_in_its_headings() -> None:
    hidden = '<span class="govuk-visually-hidden">, Show this section</span>'
    title = f'<h2><button aria-controls="a">Housing{hidden}</button></h2>'
    page = f'<h1>Plan</h1>{title}<div id="a" hidden><p>{PROSE}</p></div>'
    heads = '<tr><th><span class="sr-only">Town</span></th><th>Beds</th></tr>'
    column = f"<table>{heads}<tr><td>Corby</td><td>31</td></tr></table>"
    document = _read(f"<html><body><main>{page}{column}</main></body></html>", "plan.html")
    assert _block(document, PROSE).place.section == ("Plan", "Housing")
    assert "Town" in document.text


def _word(add: list[str]) -> Document:
    made = docx.Document()
    for piece in add:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(piece))
    out = io.BytesIO()
    made.save(out)
    return read_bytes(out.getvalue(), "plan.docx", Limits(process=False))


def test_a_field_of_a_form_that_nobody_filled_in_is_not_read() -> None:
    shown = "<w:r><w:t>Click or tap to enter a date.</w:t></w:r>"
    field = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    document = _word([f"<w:p {nsdecls('w')}><w:r><w:t>Agreed on </w:t></w:r>{field}</w:p>"])
    assert document.text == "Agreed on"


def test_a_table_in_the_one_row_of_another_is_a_table_of_its_own() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    def words(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    inner = f"<w:tbl>{row(words('Measure'), words('Target'))}{row(words('Falls'), words('60%'))}</w:tbl>"
    document = _word([f"<w:tbl {nsdecls('w')}>{row(words(PROSE), inner + words(''))}</w:tbl>"])
    assert _told(document, BlockKind.PARAGRAPH) == [PROSE]
    assert (_block(document, "60%").place.row, _block(document, "60%").place.column) == ("Falls", "Target")


def test_running_heads_that_change_with_the_chapter_are_left_out_and_a_sentence_goes_on() -> None:
    pages = []
    for chapter in ("Where we are", "What we will do"):
        running = line(chapter, 72, 815, size=8)
        body = [line(PROSE, 72, 740 - 20 * n, size=10) for n in range(4)]
        pages.append(
            [running, line(chapter, 72, 770, size=18), *body, line(f"{chapter} we open clinics", 72, 100, size=10)]
        )
        pages.append([running, line("in the towns of the county.", 72, 780, size=10)])
    document = _pdf(*pages)
    assert _told(document, BlockKind.HEADING) == ["Where we are", "What we will do"]
    assert "What we will do we open clinics in the towns of the county." in document.text


COLUMNS = (60, 200, 420, 540)
ROWS = [("Outcome", "Indicator", "Target")] + [(f"Outcome {n}", f"Measure {n} of it", f"{n}7%") for n in range(1, 6)]


def _filled(y: float, colour: str) -> list[str]:
    return [f"{colour} rg {left} {y} {right - left} 24 re f" for left, right in pairwise(COLUMNS)]


def _table(striped: bool) -> list[str]:
    shown = [line(PROSE, 60, 760, size=10)]
    for n, row in enumerate(ROWS):
        y = 700 - 24 * n
        if n == 0 or (striped and n % 2 == 0):
            shown += _filled(y, "0.1 0.2 0.4" if n == 0 else "0.9 0.93 0.97")
        ink = "1 g" if n == 0 else "0 g"
        shown += [line(text, x + 4, y + 8, size=10, colour=ink) for text, x in zip(row, COLUMNS, strict=False)]
    return [*shown, line(PROSE, 60, 540, size=10)]


@pytest.mark.parametrize("striped", [True, False])
def test_rows_without_a_fill_are_rows_of_a_table_that_is_filled_in_part(striped: bool) -> None:
    document = _pdf(_table(striped))
    for n in range(1, 6):
        place = _block(document, f"{n}7%").place
        assert (place.row, place.column) == (f"Outcome {n}", "Target")
    assert _told(document, BlockKind.PARAGRAPH) == [PROSE, PROSE]


@pytest.mark.parametrize(
    ("parted", "whole"),
    [("out-of-|hours", "out-of-hours"), ("seventy-|eight", "seventy-eight"), ("self-manage-|ment", "self-management")],
)
def test_a_hyphen_between_small_words_and_in_numbers_stays(parted: str, whole: str) -> None:
    word = parted.replace("-|", UNDECIDED)
    part, = settled([Part(kind=BlockKind.PARAGRAPH, text=f"It is {word} here; we manage it.")])  # fmt: skip
    assert isinstance(part, Part)
    assert whole in part.text


def test_a_figure_that_begins_a_line_of_an_item_goes_on_with_it() -> None:
    shown = [("The council will:", 72, 760), ("•", 72, 740), ("Report that smoking among adults fell from", 90, 740)]
    shown += [("16.8 per cent of adults to 12.9 per cent", 90, 726), ("•", 72, 706), ("Open two clinics", 90, 706)]
    document = _pdf([line(text, x, y, size=10) for text, x, y in shown])
    assert _told(document, BlockKind.ITEM) == [
        "Report that smoking among adults fell from 16.8 per cent of adults to 12.9 per cent",
        "Open two clinics",
    ]


def test_dots_far_apart_for_their_size_are_the_bullets_of_a_list_and_no_dotted_line() -> None:
    shown = [line("To see how we do, the board will look at", 72, 760, size=10)]
    for n in range(10):
        shown += [f"0 g 80 {742.5 - 14 * n} 3.5 3.5 re f", line(f"Measure {n} of the plan", 92, 741 - 14 * n, size=10)]
    assert len(_told(_pdf(shown), BlockKind.ITEM)) == 10
