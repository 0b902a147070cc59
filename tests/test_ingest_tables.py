"""Cells know their row, their column and their year."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assembly import lay_out
from ingest.parts import Part, Read, Row, Run, Table
from ingest.readers import document_of
from ingest.rows import cell_of
from ingest.text import read_text
from plans.document import Block, BlockKind, Document

PLAN = BlockKind.PARAGRAPH


def _table(*rows: tuple[str, ...], heads: int | None = None) -> Table:
    return Table(rows=tuple(Row(cells=tuple(cell_of(cell) for cell in row)) for row in rows), heads=heads)


def _document(*run: Part | Table) -> Document:
    return document_of(Read(run=list(run)))


def _cell(document: Document, words: str) -> Block:
    (block,) = [b for b in document.blocks if document.text[b.start : b.end] == words]
    return block


ACTIONS = _table(
    ("What", "Who", "When"),
    ("Open two diagnostic hubs", "Testshire Trust", "March 2025"),
    ("Publish a falls strategy", "Testshire Council", "By September 2024"),
)


def test_cells_of_an_action_plan_know_action_and_column() -> None:
    place = _cell(_document(ACTIONS), "Testshire Council").place
    assert (place.row, place.column) == ("Publish a falls strategy", "Who")
    assert place.section == ("Who", "Publish a falls strategy")


@pytest.mark.parametrize(
    "head",
    [
        ("Action", "Lead", "Timescale"),
        ("Key actions", "Responsible officer", "By when"),
        ("Objective", "Outcome measure", "Date"),
        ("Priority", "How we will do it", "Deadline"),
        ("Ref", "Action", "Owner"),
    ],
)
def test_the_usual_names_of_columns_are_headings(head: tuple[str, str, str]) -> None:
    document = _document(_table(head, ("Cut waits", "Trust", "May 2025"), ("Hire", "Council", "June 2025")))
    heads = [document.text[b.start : b.end] for b in document.blocks if b.heads and b.place.column is None]
    assert heads == list(head)


def test_a_table_of_names_and_values_has_no_heading_row() -> None:
    document = _document(_table(("Version Control", "Final Draft v5.0"), ("Review Date", "01/04/2024")))
    assert _cell(document, "01/04/2024").place.row == "Review Date"
    assert _cell(document, "Final Draft v5.0").place.row == "Version Control"


def test_figures_under_short_names_have_column_headings() -> None:
    document = _document(_table(("", "2020", "2030"), ("Mild", "9,200", "12,450"), ("Severe", "2,100", "2,800")))
    place = _cell(document, "12,450").place
    assert (place.row, place.column, place.year) == ("Mild", "2030", "2030")


def test_a_row_with_only_a_year_governs_the_rows_below_it() -> None:
    document = _document(
        _table(("2023/24", ""), ("GP", "• More appointments"), ("2024/25", ""), ("GP", "• Fewer appointments"))
    )
    assert _cell(document, "More appointments").place.year == "2023/24"
    assert _cell(document, "Fewer appointments").place.section == ("2024/25", "GP")


def test_a_year_in_a_column_heading_governs_its_column() -> None:
    document = _document(_table(("Action", "Ambition for 2023/24"), ("1: Access", "• Cut waits • Hire")))
    assert _cell(document, "Cut waits").place.year == "2023/24"
    assert _cell(document, "Cut waits").place.row == "1: Access"


def test_a_row_over_the_whole_width_is_a_heading_for_the_rows_below_and_nothing_after() -> None:
    after = Part(kind=PLAN, text="The end of the table has come and this is running text below it.")
    document = _document(
        _table(("What", "Who"), ("Theme A", ""), ("Hire", "Trust"), ("Theme B", ""), ("Fire", "Council")), after
    )
    assert _cell(document, "Trust").place.section == ("Theme A", "Who", "Hire")
    assert _cell(document, "Council").place.section == ("Theme B", "Who", "Fire")
    assert document.blocks[-1].place.section == ()


def test_a_label_over_several_rows_holds_for_each() -> None:
    document = _document(_table(("Goal", "What", "Who"), ("Access", "Hire", "Trust"), ("", "Build", "Council")))
    assert _cell(document, "Council").place.row == "Access"


def test_a_reference_number_is_not_the_name_of_a_row() -> None:
    document = _document(
        _table(("Ref", "Action", "Lead"), ("1.1", "Hire nurses", "Trust"), ("1.2", "Build", "Council"))
    )
    assert _cell(document, "Trust").place.row == "Hire nurses"


def test_two_heading_rows_are_put_together() -> None:
    document = _document(
        _table(("", "All", "Sure", "Unsure"), ("", "", "Count", "%", "Count", "%"), ("GP", "7", "8", "90%", "1", "10%"))
    )
    assert _cell(document, "90%").place.column == "Sure %"
    assert _cell(document, "1").place.column == "Unsure Count"


def test_a_repeated_heading_row_is_no_row() -> None:
    document = _document(_table(("What", "Who"), ("Hire", "Trust"), ("What", "Who"), ("Build", "Council")))
    assert [b.heads for b in document.blocks if document.text[b.start : b.end] == "Who"] == [True, True]
    assert _cell(document, "Council").place.row == "Build"


def test_a_caption_leads_into_its_table() -> None:
    caption = Part(kind=PLAN, text="Table 4: What each body will do")
    assert _cell(_document(caption, ACTIONS), "March 2025").place.lead_in == "Table 4: What each body will do"


def test_nested_items_of_a_cell_know_the_item_above() -> None:
    run = read_text("GP\t<ul> • Improve access: <ul> ➤ Telephones ➤ Booking • Train staff\nDental\t<ul> • Plan")
    document = _document(*run)
    telephones = _cell(document, "Telephones")
    assert (telephones.level, telephones.place.lead_in) == (2, "Improve access:")
    assert _cell(document, "Train staff").level == 1


CELL = st.text(string.ascii_letters + string.digits + " .,%£/-•➤:<>*[]()&", max_size=30)
TABLES = st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=6)


@given(TABLES, st.sampled_from([None, 0, 1]))
def test_every_table_is_laid_out_with_exact_spans_and_no_letter_lost(rows: list[list[str]], heads: int | None) -> None:
    table = _table(*(tuple(row) for row in rows), heads=heads)
    run: Run = [table]
    laid = lay_out(run)
    told = "".join(part.text for row in table.rows for cell in row.cells for part in cell)
    assert "".join(laid.text.split()) == "".join(told.split())
    assert "".join(laid.text[b.start : b.end] for b in laid.blocks) == laid.text.replace("\n", "")
    assert all(b.kind in (BlockKind.CELL, BlockKind.HEADING) for b in laid.blocks)


@given(st.text(st.sampled_from("ab1. \t\n|-•<>*:2023/4"), max_size=400))
def test_any_text_is_read_without_fault(text: str) -> None:
    document = _document(*read_text(text))
    assert "".join(c for c in document.text if c in "ab") == "".join(c for c in text if c in "ab") or "<" in text
    assert all(document.text[b.start : b.end].strip() for b in document.blocks)
