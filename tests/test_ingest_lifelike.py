"""Plans as life makes them: small made files with the faults and habits of designed and printed documents."""

from made_pdf import PdfMaker, line

from ingest.limits import Limits
from ingest.readers import read_bytes
from plans.document import Block, BlockKind, Document

PROSE = (
    "The partners will open two new clinics in Testshire",
    "and report on them to the board each year, so that",
    "nobody has to travel far for a first appointment.",
)


class _Typed:
    """Lines set one below the other on pages; a step of its own before each."""

    def __init__(self) -> None:
        self.made = PdfMaker()
        self.y = 780.0
        self.shown: list[str] = []

    def put(self, text: str, *, size: float = 10, bold: bool = False, x: float = 72, step: float | None = None) -> None:
        self.y -= step if step is not None else 1.3 * size
        self.shown.append(line(text, x, self.y, size=size, bold=bold))

    def prose(self, *lines: str) -> None:
        for n, text in enumerate(lines or PROSE):
            self.put(text, step=22 if n == 0 else None)

    def heading(self, text: str, size: float, *, bold: bool = True) -> None:
        self.put(text, size=size, bold=bold, step=28)

    def turn(self) -> None:
        self.made.page("\n".join(self.shown))
        self.y, self.shown = 780.0, []

    def read(self) -> Document:
        if self.shown:
            self.turn()
        return read_bytes(self.made.bytes(), "plan.pdf", Limits(process=False))


def _blocks(document: Document, kind: BlockKind) -> list[tuple[str, Block]]:
    return [(document.text[b.start : b.end], b) for b in document.blocks if b.kind is kind]


def _paths(document: Document) -> list[tuple[str, ...]]:
    return [block.place.section for _, block in _blocks(document, BlockKind.HEADING)]


def test_headings_a_point_apart_are_of_different_depth_where_a_file_keeps_to_few_styles() -> None:
    typed = _Typed()
    for part in ("Starting well", "Ageing well"):
        typed.heading(part, 13)
        typed.prose()
        for section in ("The case for change", "Our commitments"):
            typed.heading(section, 12)
            typed.prose()
            typed.heading(f"{section} in towns", 11)
            typed.prose()
        typed.turn()
    paths = _paths(typed.read())
    assert paths[:3] == [
        ("Starting well",),
        ("Starting well", "The case for change"),
        ("Starting well", "The case for change", "The case for change in towns"),
    ]
    assert paths[-1] == ("Ageing well", "Our commitments", "Our commitments in towns")


def test_headings_of_one_style_are_as_deep_as_their_numbers_have_parts() -> None:
    typed = _Typed()
    for number, title in [
        ("1", "Introduction"), ("1.1", "Who this plan is for"), ("1.2", "How it was made"), ("2", "Starting well"),
        ("2.1", "What we will do"), ("2.1.1", "Clinics in towns"), ("2.2", "How we are doing"), ("3", "Risks"),
    ]:  # fmt: skip
        typed.heading(f"{number} {title}", 12)
        typed.prose()
        if number == "2":
            typed.turn()
    paths = _paths(typed.read())
    assert paths[1] == ("1 Introduction", "1.1 Who this plan is for")
    assert paths[5] == ("2 Starting well", "2.1 What we will do", "2.1.1 Clinics in towns")
    assert paths[6] == ("2 Starting well", "2.2 How we are doing")
    assert paths[7] == ("3 Risks",)


def test_a_sentence_goes_on_over_a_page_with_a_name_or_a_figure() -> None:
    typed = _Typed()
    typed.heading("Our aims", 14)
    typed.prose("Over the year the boards of the county will work with", "the trusts, and the gap in life stands at")
    typed.turn()
    typed.prose("7.3 years. We will report on it to the council and to", "the towns of Testshire twice in every year.")
    (text, block), = _blocks(typed.read(), BlockKind.PARAGRAPH)  # fmt: skip
    assert "stands at 7.3 years. We" in text
    assert (block.place.page, block.place.last_page) == (1, 2)


def test_a_figure_at_the_start_of_a_line_is_no_number_of_a_list() -> None:
    typed = _Typed()
    typed.heading("What we know", 14)
    typed.prose(
        "The latest assessment of needs tells that the gap is", "3.0 years between the towns, and that it will grow."
    )
    (text, _), = _blocks(typed.read(), BlockKind.PARAGRAPH)  # fmt: skip
    assert text.endswith("the gap is 3.0 years between the towns, and that it will grow.")


def test_a_quotation_in_large_letters_is_no_heading() -> None:
    typed = _Typed()
    typed.heading("What people told us", 16)
    typed.prose()
    typed.put("“Nobody asked me once what I wanted for my mother”", size=15, step=30)
    typed.prose()
    document = typed.read()
    assert _paths(document) == [("What people told us",)]
    assert any("Nobody asked me" in text for text, _ in _blocks(document, BlockKind.PARAGRAPH))


def test_a_heading_below_a_table_without_lines_is_no_row_of_it() -> None:
    typed = _Typed()
    typed.heading("1 What we know", 15)
    typed.prose()
    typed.y -= 12
    rows = [
        ("Measure", "Here", "England"),
        ("Smoking", "12%", "14%"),
        ("Falls", "31%", "29%"),
        ("Screening", "8%", "9%"),
    ]
    for n, row in enumerate(rows):
        for x, cell in zip((72, 250, 350), row, strict=True):
            typed.shown.append(line(cell, x, typed.y - 14 * (n + 1), size=10))
    typed.y -= 14 * len(rows)
    typed.heading("2 Starting well", 15)
    typed.prose()
    document = typed.read()
    assert _paths(document) == [("1 What we know",), ("2 Starting well",)]
    assert [block.place.row for text, block in _blocks(document, BlockKind.CELL) if text == "29%"] == ["Falls"]


def _column(lines: tuple[str, ...], x: float, top: float) -> list[str]:
    return [line(text, x, top - 13 * n, size=10) for n, text in enumerate(lines)]


LEFT = (
    "The county is home to many people who",
    "live alone, and the number of them will",
    "grow by a third in the next ten years.",
)
RIGHT = (
    "The towns at the coast are older than",
    "those inland, and their homes are in a",
    "poorer state than homes elsewhere are.",
)


def test_a_table_in_one_column_stands_between_the_words_of_that_column() -> None:
    made = PdfMaker()
    shown = [*_column(LEFT * 5, 60, 780), *_column(RIGHT, 320, 780), *_column(RIGHT[:2], 320, 600)]
    for y in (700, 680, 660, 640):
        shown.append(f"320 {y} m 500 {y} l S")
    for x in (320, 420, 500):
        shown.append(f"{x} 640 m {x} 700 l S")
    for n, (name, figure) in enumerate((("Measure", "Here"), ("Smoking", "12%"), ("Falls", "31%"))):
        shown += [line(name, 324, 686 - 20 * n, size=10), line(figure, 424, 686 - 20 * n, size=10)]
    made.page("\n".join(shown))
    document = read_bytes(made.bytes(), "plan.pdf", Limits(process=False))
    told = document.text
    places = [told.index(words) for words in ("poorer state than", "Measure", "31%")]
    assert places == sorted(places)
    assert told.index("grow by a third") < places[0]
    assert told.rindex("grow by a third") < places[0]
    assert told.rindex("those inland") > places[2]


def test_a_row_that_the_end_of_a_page_leaves_open_is_part_of_its_table() -> None:
    made = PdfMaker()
    rows = (
        ("Priority", "Action", "Lead"),
        ("Access", "Open two clinics", "The board"),
        ("Homes", "Visit", "The council"),
    )
    shown = [line("What we will do", 60, 790, size=16, bold=True), *_column(LEFT, 60, 760)]
    shown += [f"60 {y} m 500 {y} l S" for y in (700, 680, 660)]  # none below the last row
    shown += [f"{x} 640 m {x} 700 l S" for x in (60, 200, 350, 500)]
    for n, row in enumerate(rows):
        shown += [line(cell, x, 686 - 20 * n, size=10) for x, cell in zip((64, 204, 354), row, strict=True)]
    made.page("\n".join(shown))
    document = read_bytes(made.bytes(), "plan.pdf", Limits(process=False))
    cells = {text: block.place for text, block in _blocks(document, BlockKind.CELL)}
    assert (cells["The council"].row, cells["The council"].column) == ("Homes", "Lead")


def test_a_cell_over_rows_that_a_page_break_leaves_open_still_heads_them() -> None:
    made = PdfMaker()
    shown = [line("What we will do", 60, 790, size=16, bold=True), *_column(LEFT, 60, 760)]
    shown += [f"60 {y} m 500 {y} l S" for y in (700, 680, 660)] + ["200 640 m 500 640 l S"]  # open below the first cell
    shown += [f"{x} 640 m {x} 700 l S" for x in (60, 200, 350, 500)]
    rows = (("Priority", "Action", "Lead"), ("Access", "Open clinics", "The board"), ("Homes", "Visit", "The council"))
    for n, row in enumerate(rows):
        shown += [line(cell, x, 686 - 20 * n, size=10) for x, cell in zip((64, 204, 354), row, strict=True)]
    made.page("\n".join(shown))
    document = read_bytes(made.bytes(), "plan.pdf", Limits(process=False))
    cells = {text: block.place for text, block in _blocks(document, BlockKind.CELL)}
    assert cells["Visit"].row == "Homes"


def test_a_heading_over_three_columns_parts_them_though_one_begins_with_a_heading_of_its_own() -> None:
    made = PdfMaker(box=(842, 595))
    shown = [
        line("Starting well", 50, 560, size=20, bold=True),
        line("Ageing well in our county", 50, 430, size=20, bold=True),
    ]
    for x, words in ((50, LEFT), (300, RIGHT), (560, LEFT[::-1])):
        shown += _column(words, x, 530)
    shown += [*_column(RIGHT, 50, 400), *_column(LEFT, 300, 400)]
    shown += [line("Who leads", 560, 392, size=12, bold=True), *_column(RIGHT, 560, 372)]
    made.page("\n".join(shown))
    document = read_bytes(made.bytes(), "plan.pdf", Limits(process=False))
    told = [text for text, _ in _blocks(document, BlockKind.HEADING)]
    assert told == ["Starting well", "Ageing well in our county", "Who leads"]
    assert document.text[: document.text.index("Ageing well in")].count("The county is home to many people") == 2
