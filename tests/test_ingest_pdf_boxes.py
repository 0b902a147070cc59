"""Filled boxes of untagged PDF pages: cards with labels and titles, and blocks that stand around a ring."""

import textwrap
from collections.abc import Sequence

from made_pdf import PdfMaker, line

from ingest.limits import Limits
from ingest.readers import read_bytes
from plans.document import BlockKind, Document

GOALS = ("Families and friends are connected", "Homes are warm and safe", "Places help people to be active")
MEANT = (
    "Clubs, volunteering and having a voice in local decisions are what good health is made of in Testshire.",
    "Damp homes make people ill. We will insulate 500 homes each year, the coldest of them first of all.",
    "Parks and paths decide how much people walk. We will mend 30 miles of paths before the year 2027.",
)


def _read(*shown: str, box: tuple[float, float] = (842, 595)) -> Document:
    made = PdfMaker(box=box)
    made.page("\n".join(shown))
    return read_bytes(made.bytes(), "p.pdf", Limits(process=False))


def _filled(left: float, bottom: float, right: float, top: float, *, colour: str = "0.8 0.9 0.7") -> str:
    return f"{colour} rg {left} {bottom} {right - left} {top - bottom} re f 0 g"


def _lines(text: str, x: float, top: float, *, wide: int = 28, size: float = 10, bold: bool = False) -> list[str]:
    return [
        line(part, x, top - 1.2 * size * n, size=size, bold=bold) for n, part in enumerate(textwrap.wrap(text, wide))
    ]


def _told(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def _cards() -> list[str]:
    """Three goals over what each means, with words left of both rows that run up to the boxes."""
    shown: list[str] = []
    for n, (goal, meant) in enumerate(zip(GOALS, MEANT, strict=True)):
        left = 110 + 240 * n
        shown += [_filled(left, 430, left + 235, 500), _filled(left + 2, 250, left + 237, 427)]
        shown += _lines(goal, left + 4, 470 - 4 * n, wide=22, size=11, bold=True)
        shown += _lines(meant, left + 6, 405 - 3 * n, wide=34)
    return [*shown, line("Our goals", 46, 470, size=13, bold=True), line("What we mean", 18, 340, size=13, bold=True)]


def test_cards_in_rows_are_read_column_by_column_where_the_first_row_titles_the_second() -> None:
    told = _told(_read(*_cards()))
    assert told == ["Our goals", "What we mean", *(text for pair in zip(GOALS, MEANT, strict=True) for text in pair)]


def test_a_label_beside_a_wide_box_comes_before_it_and_parts_none_of_its_items() -> None:
    items = ("Social prescribing in each practice", "Wellbeing deals with the districts", "Walking routes to schools")
    shown = [_filled(110, 180, 800, 260), line("Key", 70, 228, size=13, bold=True)]
    shown += [line("projects", 44, 214, size=13, bold=True)]
    for n, item in enumerate(items):
        shown += [f"0 g 118 {233 - 16 * n} 4 4 re f", line(item, 130, 232 - 16 * n, size=10)]
    document = _read(*_cards(), *shown)
    assert _told(document)[-4:] == ["Key projects", *items]
    assert [b.kind for b in document.blocks][-3:] == [BlockKind.ITEM] * 3


def test_cards_without_titles_are_read_row_by_row() -> None:
    shown: list[str] = []
    for n, text in enumerate((*MEANT[:2], *MEANT[1:])):
        left, bottom = 60 + 370 * (n % 2), 400 - 150 * (n // 2)
        shown += [_filled(left, bottom, left + 360, bottom + 140), *_lines(f"{n} {text}", left + 8, bottom + 110 - n)]
    assert [text[0] for text in _told(_read(*shown))] == ["0", "1", "2", "3"]


def test_a_title_on_the_upper_edge_of_a_box_belongs_to_it() -> None:
    shown: list[str] = []
    for n, (goal, meant) in enumerate(zip(GOALS[:2], MEANT, strict=False)):
        left = 60 + 370 * n
        shown += [_filled(left, 300, left + 360, 400), line(goal, left + 20, 397, size=11, bold=True)]
        shown += _lines(meant, left + 8, 375 - 5 * n, wide=60)
    assert _told(_read(*shown)) == [GOALS[0], MEANT[0], GOALS[1], MEANT[1]]


def test_a_box_with_its_title_in_the_middle_is_headed_by_it() -> None:
    left, right = ("Health plan", "Housing plan", "Travel plan"), ("Air quality plan", "Bus strategy", "Food strategy")
    shown = [_filled(40, 200, 800, 300), line("Across all ages", 380, 250, size=11, bold=True)]
    for x, plans in ((60, left), (560, right)):
        shown += [line(f"• {plan}", x, 275 - 20 * n, size=10) for n, plan in enumerate(plans)]
    assert _told(_read(*shown)) == ["Across all ages", *left, *right]


def test_a_box_behind_running_text_parts_no_line_of_it() -> None:
    text = " ".join(MEANT * 3)
    shown = [_filled(40, 500, 240, 700), _filled(250, 500, 440, 700), *_lines(text, 60, 680, wide=80)]
    assert "".join(_told(_read(*shown, box=(595, 842)))).replace(" ", "") == text.replace(" ", "")


def test_a_heading_above_what_crosses_two_columns_is_read_after_both() -> None:
    shown = [*_lines(MEANT[0], 68, 400, wide=26), *_lines(MEANT[1] + " " + MEANT[2], 284, 400, wide=30)]
    shown += [line("Road safety", 64, 300, size=15, bold=True)]
    shown += [
        line("Testshire has a high rate of people who are killed or seriously injured on the road or in", 68, 284)
    ]
    shown += [line("accidents.", 68, 270)]
    told = _told(_read(*shown, box=(595, 842)))
    assert told[-2:] == ["Road safety", "Testshire has a high rate of people who are killed or seriously injured on the"
                         " road or in accidents."]  # fmt: skip


def test_a_label_beside_the_lines_of_a_heading_parts_them_not() -> None:
    shown = [line("Inequality", 20, 500, size=16, bold=True)]
    shown += [line("Overall the county is relatively", 119, 506, size=14, bold=True)]
    shown += [
        line("wealthy and healthy but", 119, 489, size=14, bold=True),
        *_lines(MEANT[0] + " " + MEANT[1], 60, 465),
    ]
    assert _told(_read(*shown))[:2] == ["Inequality", "Overall the county is relatively wealthy and healthy but"]


def test_steps_beside_a_column_end_no_part_of_it() -> None:
    shown = [*_lines(" ".join(MEANT), 40, 780, wide=60), line("District partnerships", 40, 610, size=11, bold=True)]
    shown += [*_lines(" ".join(MEANT), 40, 593, wide=60), line("How it was made", 360, 780, size=11, bold=True)]
    steps = ("Review of needs", "Workshops with residents", "Draft for comment", "Final plan signed")
    shown += [line(step, 410 + 12 * n, 700 - 48 * n, size=9.5) for n, step in enumerate(steps)]
    told = " ".join(_told(_read(*shown, box=(595, 842))))
    assert told.index("District partnerships") < told.index("How it was made") < told.index("Review of needs")


def _around(places: Sequence[tuple[str, float, float, int]]) -> list[str]:
    shown: list[str] = []
    for name, x, top, items in places:
        shown.append(line(name, x + 20, top, size=10.5, bold=True))
        y = top - 19.0
        for n in range(items):
            wrapped = textwrap.wrap(f"{name} will do its promised thing number {n}", 26)
            for at, part in enumerate(wrapped):
                shown.append(line(f"• {part}" if at == 0 else part, x if at == 0 else x + 8, y, size=9.5))
                y -= 11.5
    return shown


def test_blocks_around_a_ring_are_read_one_after_the_other() -> None:
    places = [("Northtown", 593.0, 448.0, 2), ("Westham", 352.0, 405.0, 3), ("Eastley", 661.0, 366.0, 2),
              ("Middle", 505.0, 330.0, 2), ("Southsea", 398.0, 268.0, 2), ("Farport", 640.0, 255.0, 3)]  # fmt: skip
    told = _told(_read(*_around(places)))
    assert told == [
        text
        for name, _, _, items in places
        for text in (name, *(f"{name} will do its promised thing number {n}" for n in range(items)))
    ]
