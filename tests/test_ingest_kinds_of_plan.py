"""Plans as people make them: saved from Word, in Markdown, easy to read, numbered through, with notes and tables."""

import io
import textwrap
from collections.abc import Sequence

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from made_pdf import PdfMaker, line

from ingest.limits import Limits
from ingest.readers import read_bytes
from plans.document import BlockKind, Document

PROSE = "The partnership will work with residents, carers and community groups to improve access to services. "
FROM_WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><title>Falls Plan</title></head><body>
<p class=MsoTitle>Northshire Falls Prevention Plan<o:p></o:p></p>
<h1><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>Our aims</h1>
<p class=MsoNormal>We will cut admissions by 12%, compared with 2023.<a style='mso-footnote-id:ftn1' href="#_ftn1"
name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> We will:</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;
</span></span>train 300 care home staff</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;
</span></span>starting with the largest homes</p>
<p class=MsoNormal><span style='display:none;mso-hide:all'>Draft: delete before publishing.</span></p>
<div style='mso-element:footnote' id=ftn1><p><a href="#_ftnref1">[1]</a> Hospital statistics, 2023.</p></div>
</body></html>
"""
MARKDOWN = """---
title: Eastmoor Carers Strategy
status: draft
---

## Why

There are 21,400 carers in Eastmoor[^1]. Many are hidden.

1. **Find carers earlier**
   - GP practices keep a register:
     - all 34 by December 2025

[^1]: Census 2021.
"""


def _read(data: bytes | str, name: str) -> Document:
    return read_bytes(data.encode() if isinstance(data, str) else data, name, Limits(process=False))


def _pdf(*pages: Sequence[str]) -> Document:
    made = PdfMaker()
    for page in pages:
        made.page("\n".join(page))
    return _read(made.bytes(), "p.pdf")


def _told(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def _prose(top: float, *, times: int = 2, x: float = 72) -> list[str]:
    return [line(text, x, top - 13 * n, size=10) for n, text in enumerate(textwrap.wrap(PROSE * times, 85))]


def test_a_page_saved_from_word_keeps_its_title_and_lists_and_loses_its_note_numbers() -> None:
    document = _read(FROM_WORD, "plan.htm")
    assert _told(document) == [
        ("heading", 1, "Northshire Falls Prevention Plan"),
        ("heading", 1, "1. Our aims"),
        ("paragraph", 0, "We will cut admissions by 12%, compared with 2023. We will:"),
        ("item", 1, "train 300 care home staff"),
        ("item", 2, "starting with the largest homes"),
        ("paragraph", 0, "Hospital statistics, 2023."),
    ]
    assert [spot.kind for spot in document.blind_spots] == ["hidden_text"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("By 2023<sup>1</sup> falls fell.", "By 20231 falls fell."),  # might be a power: left as it stands
        ("Falls fell.<sup>2</sup>", "Falls fell."),
        ("Falls<sup><a href='#fn3'>3</a></sup> fell on 21<sup>st</sup> May.", "Falls fell on 21st May."),
        ("An area of 500 m<sup>2</sup> is used.", "An area of 500 m2 is used."),
    ],
)
def test_raised_numbers_of_a_page_are_notes_where_a_word_or_a_clause_ends(written: str, read: str) -> None:
    assert _read(f"<html><body><p>{written}</p></body></html>", "p.html").text == read


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="opacity:0">X</span>',
        '<span style="opacity: 0.0;">X</span>',
        '<span style="font-size:1px">X</span>',
        '<span style="color:#ffffff">X</span>',
        '<span style="color:transparent">X</span>',
        '<span style="position:absolute;left:-9999px">X</span>',
        '<b>and <i style="visibility:collapse">X</i></b>',
        '<span class="gone">X</span>',
        '<span id="faint">X</span>',
    ],
)
def test_what_cannot_be_seen_on_a_page_is_left_out_and_listed(hidden: str) -> None:
    sheet = "<style>.gone, p.other { display: none } #faint{opacity:0}</style>"
    document = _read(f"<html><head>{sheet}</head><body><p>Seen words {hidden} here.</p></body></html>", "p.html")
    assert "X" not in document.text
    assert [spot.kind for spot in document.blind_spots] == ["hidden_text"]


@pytest.mark.parametrize(
    "seen",
    [
        '<span style="opacity:0.8">X</span>',
        '<span style="font-size:0.9em">X</span>',
        '<span class="noprint">X</span>',
        '<span style="background:#005;color:#fff">X</span>',
        '<span class="dark" style="color:white">X</span>',
    ],
)
def test_what_can_be_seen_on_a_page_is_kept(seen: str) -> None:
    sheet = "<style>@media print { .noprint { display: none } }</style>"
    document = _read(f"<html><head>{sheet}</head><body><p>Seen words {seen} here.</p></body></html>", "p.html")
    assert document.text == "Seen words X here."
    assert not document.blind_spots


def test_markdown_loses_what_is_for_programs_and_keeps_its_title_and_notes() -> None:
    document = _read(MARKDOWN, "plan.md")
    assert _told(document) == [
        ("heading", 1, "Eastmoor Carers Strategy"),
        ("heading", 2, "Why"),
        ("paragraph", 0, "There are 21,400 carers in Eastmoor. Many are hidden."),
        ("item", 1, "Find carers earlier"),
        ("item", 2, "GP practices keep a register:"),
        ("item", 3, "all 34 by December 2025"),
        ("paragraph", 0, "Census 2021."),
    ]


def test_headings_left_of_what_stands_beside_pictures_are_no_column() -> None:
    page: list[str] = []
    for n, name in enumerate(("Health", "Letters", "Help")):
        top = 760 - 230 * n
        page.append(line(name, 72, top, size=18))
        page += [line(f"We will do thing {n * 2 + m} for you.", 240, top - 60 - 60 * m, size=14) for m in (1, 2)]
    told = [text for _, _, text in _told(_pdf(page))]
    assert [told.index(name) for name in ("Health", "Letters", "Help")] == [0, 3, 6]


def test_numbered_chapters_in_large_letters_are_headings_over_their_sections() -> None:
    page: list[str] = []
    for n, name in enumerate(("Introduction", "Finding people early"), start=1):
        top = 760 - 220 * n
        page += [
            line(f"{n}. {name}", 72, top + 200, size=18, bold=True),
            line(f"{n}.1 Background", 72, top + 165, size=13),
        ]
        page += _prose(top + 140)
    headings = [told[1:] for told in _told(_pdf(page)) if told[0] == "heading"]
    assert headings == [
        (1, "1. Introduction"), (2, "1.1 Background"), (1, "2. Finding people early"), (2, "2.1 Background"),
    ]  # fmt: skip


def test_a_centred_title_and_a_heading_of_its_size_below_it_are_two() -> None:
    page = [line("Stroke Improvement Plan 2024-2028", 150, 760, size=18, bold=True),
            line("Chapter 1", 72, 732, size=18, bold=True), *_prose(700)]  # fmt: skip
    assert [text for kind, _, text in _told(_pdf(page)) if kind != "paragraph"] == [
        "Stroke Improvement Plan 2024-2028", "Chapter 1",
    ]  # fmt: skip


def test_raised_note_numbers_are_no_line_of_their_own() -> None:
    page = [line("In 2023 there were 412 strokes in the district", 72, 700, size=10), line("1", 272, 705, size=8)]
    page += [line("and most people were scanned.", 278, 700, size=10), line("2", 418, 705, size=8), *_prose(680)]
    assert _pdf(page).text.startswith("In 2023 there were 412 strokes in the district and most people were scanned.")


def test_the_foot_of_two_pages_and_words_beside_a_page_number_are_gone() -> None:
    two = [[*_prose(700, times=n + 1), line("End of Life Care", 72, 30, size=8)] for n in range(2)]
    assert "End of Life Care" not in _pdf(*two).text
    one = [*_prose(700), line("Stroke plan", 72, 30, size=8), line("Page 1 of 9", 480, 30, size=8)]
    assert "Stroke plan" not in _pdf(one).text


def test_headings_over_the_rows_of_a_table_without_lines_between_its_columns() -> None:
    at = (72, 110, 330, 450)
    rows = [("Ref", "What we will do", "Lead", "By when")]
    page = [line(cell, x, 740, size=9, bold=True) for cell, x in zip(rows[0], at, strict=True)]
    top = 722
    for n, name in enumerate(("Priority 1: Warm homes", "Priority 2: Clean air"), start=1):
        page.append(line(name, 72, top, size=9, bold=True))
        for m in (1, 2):
            top -= 18
            cells = (f"{n}.{m}", f"Action {n}{m} reaches many households in every", "Housing team", "March 2025")
            page += [line(cell, x, top, size=9) for cell, x in zip(cells, at, strict=True)]
            top -= 11
            page.append(line("town of the district", 110, top, size=9))
        top -= 18
    document = _pdf(page)
    dates = [b for b in document.blocks if document.text[b.start : b.end] == "March 2025"]
    assert [cell.place.column for cell in dates] == ["By when"] * 4
    assert [cell.place.section[0] for cell in dates] == ["Priority 1: Warm homes"] * 2 + ["Priority 2: Clean air"] * 2
    assert not any(b.kind is BlockKind.PARAGRAPH for b in document.blocks)


def test_a_bullet_that_windows_has_no_letter_for_is_a_bullet() -> None:
    items = [line("\x7f", 72, 650 - 16 * n, size=10) + line(text, 86, 650 - 16 * n, size=10)
             for n, text in enumerate(("open two crisis cafes", "halve waits for therapies"))]  # fmt: skip
    assert [told[0] for told in _told(_pdf([*_prose(700), *items]))] == ["paragraph", "item", "item"]


def test_the_publisher_has_no_loose_end_and_a_question_is_no_title() -> None:
    lines = (
        "# Why we need a strategy",
        "Published by West Sussex County Council and",
        "# Westvale Dementia Strategy",
        "Words.",
    )
    document = _read("\n\n".join(lines), "p.md")
    assert document.said["publisher"] == "West Sussex County Council"
    assert document.said["title"] == "Westvale Dementia Strategy"


def _word(made: "docx.document.Document") -> Document:
    out = io.BytesIO()
    made.save(out)
    return _read(out.getvalue(), "plan.docx")


def test_white_and_clear_ink_on_the_paper_of_a_word_file_is_hidden() -> None:
    clear = (
        '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:solidFill>'
        '<w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill></w14:textFill>'
    )
    made = docx.Document()
    paragraph = made.add_paragraph("What people read. ")
    paragraph.add_run("White words.").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("Clear words.")._r.get_or_add_rPr().append(parse_xml(clear))
    document = _word(made)
    assert document.text == "What people read."
    assert [spot.kind for spot in document.blind_spots] == ["hidden_text"]


def test_white_words_on_the_dark_ground_of_a_table_are_kept() -> None:
    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("Action", "Lead", "Hubs", "Trust"), strict=True
    ):
        cell.text = words
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F3864"/>'))
        cell.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
    assert [text for _, _, text in _told(_word(made))] == ["Action", "Lead", "Hubs", "Trust"]


def test_a_typed_note_number_in_a_word_file_is_no_part_of_the_word_before_it() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("About 9,800 autistic people live in Oakdale")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(" and the hall has 40 m")
    paragraph.add_run("2").font.superscript = True
    assert _word(made).text == "About 9,800 autistic people live in Oakdale and the hall has 40 m2"
