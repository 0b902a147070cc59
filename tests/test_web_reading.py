"""A plan's blocks become headings, lists and tables, with the cited words marked once and whole."""

import pytest

from app.web.reading import Break, Heading, Listing, Node, Paragraph, TableView, Words, read
from plans.document import Block, BlockKind, Document, Place


class Making:
    """Builds a document block by block."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []

    def add(
        self,
        kind: BlockKind,
        words: str,
        *,
        gap: str = "\n\n",
        level: int = 0,
        list_id: int | None = None,
        ordinal: str | None = None,
        **place: object,
    ) -> "Making":
        self.text += gap if self.text else ""
        start = len(self.text)
        self.text += words
        self.blocks.append(
            Block(
                kind=kind,
                start=start,
                end=len(self.text),
                place=Place(**place),
                level=level,
                list_id=list_id,
                ordinal=ordinal,
            )  # type: ignore[arg-type]
        )
        return self

    @property
    def document(self) -> Document:
        return Document(text=self.text, blocks=tuple(self.blocks))


def plain(words: Words) -> str:
    return "".join(piece.text for piece in words.pieces)


def marked(nodes: tuple[Node, ...]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Heading | Paragraph):
            found += [piece.text for piece in node.words.pieces if piece.marked]
        elif isinstance(node, Listing):
            for item in node.items:
                found += [piece.text for piece in item.words.pieces if piece.marked] + marked(item.inside)
        elif isinstance(node, TableView):
            for row in node.rows:
                found += [text for cell in row.cells for text in marked(cell)]
    return found


def a_table() -> Making:
    section = ("Access", "2024/25")
    making = Making().add(BlockKind.HEADING, "Access", level=1, section=("Access",))
    making.add(BlockKind.HEADING, "2024/25", level=2, section=section, year="2024/25")
    for service, actions in (("Dentistry", ("Open a clinic", "Train nurses")), ("GPs", ("Answer calls",))):
        making.add(BlockKind.CELL, service, section=section, year="2024/25")
        for n, action in enumerate(actions):
            making.add(
                BlockKind.CELL,
                action,
                gap="\n",
                level=1,
                list_id=len(service) + n * 0,
                section=(*section, service),
                row=service,
                year="2024/25",
            )
    return making


def test_headings_come_below_the_title_and_never_skip_a_level() -> None:
    making = Making().add(BlockKind.HEADING, "One", level=1, section=("One",))
    making.add(BlockKind.HEADING, "Deep", level=4, section=("One", "Deep"))
    assert [node.level for node in read(making.document) if isinstance(node, Heading)] == [2, 3]


def test_a_heading_that_the_file_has_lost_is_put_in_and_said_to_be() -> None:
    making = Making().add(BlockKind.HEADING, "Scope", level=2, section=("Starting Well", "Scope"))
    making.add(BlockKind.PARAGRAPH, "Words.", section=("Starting Well", "Scope"))
    headings = [node for node in read(making.document) if isinstance(node, Heading)]
    assert [(heading.text, heading.supplied) for heading in headings] == [("Starting Well", True), ("Scope", False)]


def test_words_after_a_part_that_belong_to_no_part_are_set_off() -> None:
    making = Making().add(BlockKind.HEADING, "One", level=1, section=("One",))
    making.add(BlockKind.PARAGRAPH, "In one.", section=("One",)).add(BlockKind.PARAGRAPH, "In none.")
    assert [type(node) for node in read(making.document)] == [Heading, Paragraph, Break, Paragraph]


def test_items_of_a_list_are_nested_by_their_level() -> None:
    making = Making()
    for words, level in (("a", 1), ("a1", 2), ("a2", 2), ("b", 1)):
        making.add(BlockKind.ITEM, words, gap="\n", level=level, list_id=1)
    (listing,) = read(making.document)
    assert isinstance(listing, Listing)
    assert [plain(item.words) for item in listing.items] == ["a", "b"]
    assert [plain(item.words) for item in listing.items[0].inside[0].items] == ["a1", "a2"]


def test_a_numbered_list_keeps_its_printed_numbers() -> None:
    making = Making()
    for number in ("3", "4"):
        making.add(BlockKind.ITEM, f"item {number}", gap="\n", level=1, list_id=1, ordinal=number)
    (listing,) = read(making.document)
    assert isinstance(listing, Listing)
    assert listing.numbered
    assert [item.ordinal for item in listing.items] == ["3", "4"]


def test_cells_become_one_table_with_a_row_for_each_label() -> None:
    table = next(node for node in read(a_table().document) if isinstance(node, TableView))
    assert [plain(row.label) for row in table.rows if row.label] == ["Dentistry", "GPs"]
    content = table.rows[0].cells[0][0]
    assert isinstance(content, Listing)
    assert [plain(item.words) for item in content.items] == ["Open a clinic", "Train nurses"]


def test_column_headings_head_their_columns() -> None:
    section = ("Actions",)
    making = Making().add(BlockKind.CELL, "What", section=section).add(BlockKind.CELL, "Who", gap="\n", section=section)
    making.add(BlockKind.CELL, "Open a clinic", section=(*section, "What"), column="What")
    making.add(
        BlockKind.CELL,
        "The Trust",
        gap="\n",
        section=(*section, "Who", "Open a clinic"),
        column="Who",
        row="Open a clinic",
    )
    table = next(node for node in read(making.document) if isinstance(node, TableView))
    assert [plain(column) for column in table.columns] == ["What", "Who"]
    assert plain(table.rows[0].label) == "Open a clinic"  # type: ignore[arg-type]
    cell = table.rows[0].cells[0][0]
    assert isinstance(cell, Paragraph)
    assert plain(cell.words) == "The Trust"


def test_boxes_without_any_heading_are_read_one_after_another() -> None:
    making = Making().add(BlockKind.CELL, "One box").add(BlockKind.CELL, "Other box", gap="\n")
    assert [type(node) for node in read(making.document)] == [Paragraph, Paragraph]


@pytest.mark.parametrize("words", ["Open a clinic", "a clinic", "2024/25", "Answer calls"])
def test_the_cited_words_are_marked_exactly(words: str) -> None:
    document = a_table().document
    start = document.text.index(words)
    assert "".join(marked(read(document, start=start, end=start + len(words)))) == words


def test_words_over_two_blocks_are_marked_in_both_and_begin_once() -> None:
    making = Making().add(BlockKind.PARAGRAPH, "First words.").add(BlockKind.PARAGRAPH, "Second words.")
    nodes = read(making.document, start=6, end=20)
    pieces = [piece for node in nodes if isinstance(node, Paragraph) for piece in node.words.pieces if piece.marked]
    assert [(piece.text, piece.first) for piece in pieces] == [("words.", True), ("Second", False)]


def test_every_word_of_the_sample_plans_is_on_the_page(planwatch) -> None:  # type: ignore[no-untyped-def]
    def words(nodes: tuple[Node, ...]) -> list[str]:
        found: list[str] = []
        for node in nodes:
            if isinstance(node, Heading | Paragraph):
                found += [] if isinstance(node, Heading) and node.supplied else [plain(node.words)]
            elif isinstance(node, Listing):
                for item in node.items:
                    found += [plain(item.words), *words(item.inside)]
            elif isinstance(node, TableView):
                found += [plain(column) for column in node.columns if column.anchor]
                for row in node.rows:
                    found += [plain(row.label)] if row.label else []
                    found += [text for cell in row.cells for text in words(cell)]
        return found

    for plan in planwatch.library.plans():
        document = planwatch.library.document(plan.id)
        shown = sorted(words(read(document)))
        assert shown == sorted(document.text[block.start : block.end] for block in document.blocks)


def test_a_page_of_the_file_is_named_once_where_it_begins_with_the_number_printed_on_it() -> None:
    made = Making()
    made.add(BlockKind.PARAGRAPH, "one", page=3, page_label="1")
    made.add(BlockKind.PARAGRAPH, "two", page=3, page_label="1")
    made.add(BlockKind.PARAGRAPH, "three", page=4, page_label="4")
    begins = [(node.words.page, node.words.label) for node in read(made.document) if isinstance(node, Paragraph)]
    assert begins == [(3, "1"), (None, None), (4, None)]
