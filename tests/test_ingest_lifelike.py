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


def test_heads_of_left_and_right_pages_go_and_a_footnote_printed_again_is_kept_once() -> None:
    typed = _Typed()
    for n in range(4):
        typed.shown.append(line("Testshire prevention plan" if n % 2 else "Better mental health", 72, 815, size=8))
        typed.shown.append(line("1 Assessment of needs, chapter three.", 72, 40, size=7))
        typed.heading(f"Year {'one two three four'.split()[n]} of the plan", 16)
        typed.prose()
        typed.turn()
    document = typed.read()
    assert "Testshire prevention plan" not in document.text
    assert "Better mental health" not in document.text
    assert document.text.count("Assessment of needs, chapter three.") == 1


def test_small_capitals_in_two_sizes_are_one_heading() -> None:
    typed = _Typed()
    typed.prose()
    typed.y -= 30
    x = 72.0
    for text, size, wide in (("W", 12, 11.5), ("HO ", 9, 17), ("L", 12, 8), ("EADS", 9, 24)):
        typed.shown.append(line(text, x, typed.y, size=size, bold=True))
        x += wide
    typed.prose()
    assert _paths(typed.read()) == [("WHO LEADS",)]


def test_a_first_page_of_sentences_is_no_cover() -> None:
    typed = _Typed()
    for title in ("Why we need a place plan", "What we will do first", "How we will pay for it"):
        typed.put(title, size=28, bold=True, step=40)
        typed.prose("The county has many residents and a growing number", "of them are old and live alone.")
        typed.prose("Care is often given in a hospital though it could", "be given to people at home.")
        typed.turn()
    assert _paths(typed.read())[0] == ("Why we need a place plan",)


PAGE = """<html><body><main><h1>Care plan</h1><h2>Our vision</h2><p>Everybody lives the life they choose.</p>
<h3><button>Priority 1: Choice</button></h3><p>We will offer payments.</p>
<h3><button aria-controls="two">Priority 2: Homes</button></h3><div id="two" hidden><p>We will visit homes.</p></div>
<details><summary>How we pay</summary><p>The council pays.</p></details>
<h2>Actions</h2><table><tr><td><table><caption>Year one</caption><tr><th>Action</th><th>Lead</th></tr>
<tr><td>Open a hub</td><td>Council</td></tr></table></td></tr></table>
<div class="page-feedback"><h2>Your view</h2></div>
<p>Print this page</p><p hidden>Not for you</p></main></body></html>"""


def test_parts_of_a_page_that_a_reader_opens_are_read_under_their_buttons() -> None:
    document = read_bytes(PAGE.encode(), "plan.html", Limits(process=False))
    paths = {text: block.place.section for text, block in _blocks(document, BlockKind.PARAGRAPH)}
    assert paths["We will offer payments."] == ("Care plan", "Our vision", "Priority 1: Choice")
    assert paths["We will visit homes."] == ("Care plan", "Our vision", "Priority 2: Homes")
    assert paths["The council pays."][-1] == "How we pay"
    assert not {"Print this page", "Not for you"} & set(paths)
    assert "Your view" not in document.text


def test_a_table_in_the_frame_of_another_keeps_its_rows_and_its_caption_comes_once() -> None:
    document = read_bytes(PAGE.encode(), "plan.html", Limits(process=False))
    cells = {text: block.place for text, block in _blocks(document, BlockKind.CELL)}
    assert (cells["Council"].row, cells["Council"].column) == ("Open a hub", "Lead")
    assert document.text.count("Year one") == 1


def test_a_plan_that_is_quoted_in_an_email_is_read_without_its_marks() -> None:
    mail = (
        "Dear all,\n\nThe text is below.\n\n> WINTER PLAN\n>\n"
        "> We will offer vaccination to every care home resident by\n"
        "> 31 October 2025. It will:\n>\n>   - staff beds with the bank\n>   - close them by March\n\nPriya <p@x.uk>\n"
    )
    document = read_bytes(mail.encode(), "mail.txt", Limits(process=False))
    assert ">" not in document.text.replace("<p@x.uk>", "")
    assert [text for text, _ in _blocks(document, BlockKind.ITEM)] == [
        "staff beds with the bank",
        "close them by March",
    ]


def test_headings_that_word_numbers_in_parts_keep_the_whole_number() -> None:
    import io

    import docx
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = docx.Document()
    numbering = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for n, shown in enumerate(("%1", "%1.%2"))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {space} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {space} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth in (0, 1):
        style = made.styles[f"Heading {depth + 1}"].element.get_or_add_pPr()
        style.append(parse_xml(f'<w:numPr {space}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'))
    for depth, title in ((1, "Aims"), (1, "Demand"), (2, "Clinics"), (2, "Homes")):
        made.add_heading(title, depth)
        made.add_paragraph("The partners report on this to the board each year.")
    out = io.BytesIO()
    made.save(out)
    paths = _paths(read_bytes(out.getvalue(), "plan.docx", Limits(process=False)))
    assert paths[-2:] == [("2 Demand", "2.1 Clinics"), ("2 Demand", "2.2 Homes")]
