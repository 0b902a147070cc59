"""Untagged PDF pages: tables that nothing is drawn around, drawn lines between columns, headings over columns."""

import textwrap
from collections.abc import Sequence

import pytest
from made_pdf import PdfMaker, line

from ingest.limits import Limits
from ingest.readers import read_bytes
from plans.document import BlockKind, Document

ACTIONS = (
    ("Action", "Lead", "By when"),
    ("Open three new dental clinics in the areas of greatest need", "NHS Testshire ICB", "March 2025"),
    ("Train 40 dental nurses each year with the university", "Testshire Teaching Hospitals", "September 2025"),
    ("Publish an oral health strategy for children", "Testshire Council Public Health", "December 2024"),
)
SENTENCE = "The partnership will work with residents, carers and community groups to improve access to services. "


def _read(*pages: Sequence[str], box: tuple[float, float] = (595, 842)) -> Document:
    made = PdfMaker(box=box)
    for page in pages:
        made.page("\n".join(page))
    return read_bytes(made.bytes(), "p.pdf", Limits(process=False))


def _table(rows: Sequence[Sequence[str]], at: Sequence[float], wide: Sequence[int], *, top: float) -> list[str]:
    """Cells of wrapped words, the rows apart by a little more than the lines."""
    shown: list[str] = []
    for number, row in enumerate(rows):
        cells = [textwrap.wrap(cell, width) for cell, width in zip(row, wide, strict=True)]
        for x, cell in zip(at, cells, strict=True):
            shown += [line(text, x, top - 13 * n, size=10, bold=number == 0) for n, text in enumerate(cell)]
        top -= 13 * max(map(len, cells)) + 8
    return shown


def _column(words: str, x: float, top: float, *, wide: int = 44) -> list[str]:
    return [line(text, x, top - 13 * n, size=10) for n, text in enumerate(textwrap.wrap(words, wide))]


def _cells(document: Document) -> dict[str, tuple[str | None, str | None]]:
    return {
        document.text[b.start : b.end]: (b.place.row, b.place.column)
        for b in document.blocks
        if b.kind is BlockKind.CELL
    }


def _told(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def test_a_table_without_lines_knows_its_rows_and_columns() -> None:
    introduced = _column(SENTENCE * 2, 72, 740, wide=85)
    followed = _column("After the table " + SENTENCE, 72, 480, wide=85)
    document = _read([*introduced, *_table(ACTIONS, (72, 300, 450), (42, 26, 16), top=680), *followed])
    cells = _cells(document)
    assert cells["Testshire Teaching Hospitals"] == (ACTIONS[2][0], "Lead")
    assert cells["December 2024"] == (ACTIONS[3][0], "By when")
    assert _told(document)[0].startswith("The partnership")
    assert _told(document)[-1].startswith("After the table")


def test_a_table_without_lines_goes_on_over_a_page() -> None:
    more = (ACTIONS[0], ("Extend the warm homes scheme to 500 more households", "Housing team", "Winter 2026/27"),
            ("Train 200 staff to talk about gambling harm and debt", "Public Health", "March 2027"))  # fmt: skip
    at, wide = (72, 320, 470), (42, 26, 14)
    document = _read(_table(ACTIONS, at, wide, top=740), _table(more, at, wide, top=780))
    assert _cells(document)["Winter 2026/27"] == (more[1][0], "By when")
    assert _told(document).count("Lead") == 1


def test_rows_parted_by_lines_across_keep_their_references() -> None:
    rows = (("Ref", "Priority", "What we will do", "Who", "When"),
            ("1.1", "Start well", "Offer every family five health visitor checks", "Testshire Trust", "2025/26"),
            ("1.2", "Start well", "Set up family hubs in each of the localities", "Council services", "2026/27"),
            ("2.1", "Age well", "Cut falls among people over 75", "ICB and Age UK", "March 2027"))  # fmt: skip
    shown = _table(rows, (72, 105, 180, 360, 480), (5, 14, 36, 24, 12), top=740)
    rules = [f"0.5 w 72 {752 - k * 34} m 540 {752 - k * 34} l S" for k in range(5)]
    cells = _cells(_read([*shown, *rules]))
    assert cells["2026/27"] == ("Start well", "When")
    assert cells["Cut falls among people over 75"] == ("Age well", "What we will do")


def test_figures_under_years_stand_in_their_columns_though_set_to_the_right() -> None:
    rows = (("Specialty", "2023/24", "2024/25", "2025/26"), ("Orthopaedics", "12,450", "10,100", "8,000"),
            ("Ophthalmology", "3,210", "2,900", "1,500"), ("Total", "15,660", "13,000", "9,500"))  # fmt: skip
    shown = [
        line(cell, 330 + k * 80 - 5 * len(cell) if k else 72, 700 - 16 * n, size=10)
        for n, row in enumerate(rows)
        for k, cell in enumerate(row)
    ]
    cells = _cells(_read([*_column(SENTENCE, 72, 760, wide=85), *shown]))
    assert cells["2,900"] == ("Ophthalmology", "2024/25")
    assert cells["9,500"] == ("Total", "2025/26")


def test_columns_of_running_text_and_cards_are_no_tables() -> None:
    cards = [
        piece
        for n, head in enumerate(("Prevention", "Equity", "Workforce"))
        for piece in (line(head, 40 + 260 * n, 495, size=14, bold=True), *_column(SENTENCE, 40 + 260 * n, 470, wide=40))
    ]
    columns = [*_column("Left " + SENTENCE * 4, 72, 740), *_column("Right " + SENTENCE * 4, 306, 740)]
    for document in (_read(cards, box=(842, 595)), _read(columns)):
        assert not _cells(document)
    assert [text[:5] for text in _told(_read(columns))] == ["Left ", "Right"]


def test_a_heading_over_two_columns_parts_what_is_above_it_from_what_is_below() -> None:
    document = _read([
        *_column("Upper left " + SENTENCE * 3, 72, 740), *_column("Upper right " + SENTENCE * 3, 306, 740),
        line("Where we want to be", 72, 560, size=13, bold=True),
        *_column("Lower left " + SENTENCE * 3, 72, 540), *_column("Lower right " + SENTENCE * 3, 306, 540),
    ])  # fmt: skip
    starts = [" ".join(text.split()[:2]) for text in _told(document)]
    assert starts == ["Upper left", "Upper right", "Where we", "Lower left", "Lower right"]


@pytest.mark.parametrize("dotted", [False, True])
def test_a_line_drawn_down_a_page_parts_columns_that_stand_close(dotted: bool) -> None:
    words = "Some of the people who live here wait for care and the partners will change that. "
    left, right = _column("Left " + words * 3, 72, 740, wide=48), _column("Right " + words * 3, 303, 740, wide=44)
    dots = [f"0.2 0.3 0.6 rg 296 {560 + 6 * n} 2 2 re f" for n in range(32)]
    document = _read([*left, *right, *(dots if dotted else ["1 w 297 560 m 297 752 l S"])])
    assert [text.split()[0] for text in _told(document)] == ["Left", "Right"]
    assert all(b.kind is BlockKind.PARAGRAPH for b in document.blocks)


def test_a_large_figure_is_read_before_the_first_of_the_lines_beside_it() -> None:
    def card(figure: str, words: tuple[str, str], top: float) -> list[str]:
        beside = [line(text, 140, top - 13 * n, size=10) for n, text in enumerate(words)]
        return [line(figure, 72, top - 9, size=20, bold=True), *beside]

    page = [
        *card("388", ("older people for every 1,000 of", "working age live in the county"), 700),
        *card("72,500", ("people over 65 are thought", "to live alone"), 650),
        *card("9,148", ("people over 65 are on", "registers of dementia"), 600),
    ]
    assert _told(_read(page)) == [
        "388 older people for every 1,000 of working age live in the county",
        "72,500 people over 65 are thought to live alone",
        "9,148 people over 65 are on registers of dementia",
    ]


def test_a_large_first_letter_is_part_of_its_word() -> None:
    lines = ["he partnership will work with residents", "and carers to improve access to services", "in every town."]
    page = [line("T", 72, 676, size=36), *(line(text, 98, 700 - 13 * n, size=10) for n, text in enumerate(lines))]
    (told,) = _told(_read(page))
    assert told.startswith("The partnership will work with residents and carers to improve")


def test_columns_below_a_heading_over_both_are_read_one_after_the_other() -> None:
    left = [("Almost half live with two conditions", 250), ("and most of those over 85 do so", 250)]
    page = [line("Living with long term conditions in the county", 72, 720, size=18, bold=True)]
    page += [line(text, 72, 690 - 40 * n, size=10) for n, (text, _) in enumerate(left)]
    page += [line("A third of these live alone as well", 72, 610, size=10)]
    page += [line("Sensory impairment", 262, 690, size=13, bold=True)]
    page += [line(f"People with hearing loss, part {n}", 262, 676 - 32 * n, size=10) for n in range(3)]
    told = _told(_read(page))
    assert told.index("A third of these live alone as well") < told.index("Sensory impairment")


def test_headings_on_the_left_part_cards_that_stand_in_two_columns() -> None:
    page: list[str] = []
    for n, name in enumerate(("Starting well", "Living well", "Ageing well")):
        top = 700 - 120 * n
        page.append(line(name, 72, top, size=11, bold=True))
        for m, x in enumerate((90, 300)):
            page += [line(f"Promise {m + 1} for {name.lower()} is", x, top - 14 - 4 * m, size=8)]
            page += [line("kept in this part of the plan.", x, top - 24 - 4 * m, size=8)]
            page += [line(f"Promise {m + 3} for {name.lower()} is", x, top - 54 - 4 * m, size=8)]
            page += [line("kept in this part of the plan.", x, top - 64 - 4 * m, size=8)]
    document = _read(page)
    by_text = {document.text[b.start : b.end]: b.place.section[-1:] for b in document.blocks}
    for name in ("Starting well", "Living well", "Ageing well"):
        for n in range(1, 5):
            assert by_text[f"Promise {n} for {name.lower()} is kept in this part of the plan."] == (name,)
