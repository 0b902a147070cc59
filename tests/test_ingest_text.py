"""Plain text: wrapped lines, lists, columns, what the plan says about itself, its acronyms."""

import pytest

from ingest.parts import Read, Table
from ingest.readers import document_of
from ingest.text import read_text
from plans.document import BlockKind, Document

WRAPPED = """Winter Plan
===========

This plan describes how the partners in Testshire will prepare for the winter
of 2024/25. It was agreed by the board in September 2024, after a consul-
tation with residents, and will be reviewed in April 2025.

We will do the following:

  * Open an extra ward of 24 beds at Testshire General Hospital by
    1 November 2024.
  * Offer flu vaccination to all staff.
      - Clinics on every site
      - Roving teams for care homes
  * Report to the board.
"""


def _document(text: str) -> Document:
    return document_of(Read(run=read_text(text)))


def _told(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def test_wrapped_lines_become_paragraphs_and_parted_words_are_mended() -> None:
    document = _document(WRAPPED)
    assert _told(document, BlockKind.HEADING) == ["Winter Plan"]
    assert _told(document, BlockKind.PARAGRAPH)[0].endswith(
        "in September 2024, after a consultation with residents, and will be reviewed in April 2025."
    )


def test_wrapped_and_nested_items_keep_their_words_and_their_depth() -> None:
    items = [b for b in _document(WRAPPED).blocks if b.kind is BlockKind.ITEM]
    assert [b.level for b in items] == [1, 1, 2, 2, 1]
    assert [b.place.lead_in for b in items] == [
        "We will do the following:",
        "We will do the following:",
        "Offer flu vaccination to all staff.",
        "Offer flu vaccination to all staff.",
        "We will do the following:",
    ]
    assert len({b.list_id for b in items}) == 1


def test_a_line_each_is_a_paragraph_each_where_lines_are_not_wrapped() -> None:
    text = (
        "We will open a clinic by May 2025.\nWe will close the old one.\nWe will tell everyone who needs to know it.\n"
    )
    assert len(_told(_document(text), BlockKind.PARAGRAPH)) == 3


def test_columns_set_apart_by_spaces_are_a_table() -> None:
    text = (
        "Action                     Lead               By when\n"
        "Extend opening hours       Primary care       December 2024\n"
        "Recruit 12 paramedics      Ambulance trust    March 2025\n"
        "                           and the ICB\n"
    )
    (table,) = read_text(text)
    assert isinstance(table, Table)
    document = _document(text)
    (lead,) = [b for b in document.blocks if document.text[b.start : b.end] == "Ambulance trust and the ICB"]
    assert (lead.place.row, lead.place.column) == ("Recruit 12 paramedics", "Lead")


def test_wide_spaces_in_prose_are_no_table() -> None:
    text = "The board met.  It agreed the plan.\nThen it rose.   It will meet again, in the spring, as usual.\n"
    assert not [part for part in read_text(text) if isinstance(part, Table)]


def test_bars_make_a_table_and_rulers_make_nothing() -> None:
    document = _document("| What | Who |\n|---|:-:|\n| Hire | Trust |\n\n-----\n\n***\n")
    assert document.text == "What\nWho\n\nHire\nTrust"


def test_a_box_of_short_lines_is_one_phrase() -> None:
    text = (
        "A long line of a file that does not wrap its lines. " * 6
        + "\n\nKirklees Finance\nStrategy and\nRecovery Plan\n"
    )
    assert _told(_document(text), BlockKind.PARAGRAPH)[-1] == "Kirklees Finance Strategy and Recovery Plan"


def test_a_contents_list_is_left_out() -> None:
    text = (
        "Contents\nForeword ........ 3\nActions ........ 9\n\nForeword\n\nWelcome to this strategy, which is for all.\n"
    )
    document = _document(text)
    assert "...." not in document.text
    assert _told(document, BlockKind.HEADING) == ["Foreword"]


@pytest.mark.parametrize(
    ("text", "acronym", "expansions"),
    [
        ("Our urgent community response (UCR) and the UCR team.", "UCR", ["urgent community response"]),
        ("the Integrated Care Board (‘ICB’) and ICBs", "ICB", ["Integrated Care Board"]),
        ("PCN (Primary Care Network) leads", "PCN", ["Primary Care Network"]),
        ("ICB – Integrated Care Board", "ICB", ["Integrated Care Board"]),
        ("TSL: Third Sector Leaders", "TSL", ["Third Sector Leaders"]),
        ("ACP means advance care planning (ACP) or advanced clinical practitioners (ACPs).", "ACP",
         ["advance care planning", "advanced clinical practitioners"]),
        ("an accident and emergency (A&E) department", "A&E", ["accident and emergency"]),
        ("the Power of Communities (PoC) programme", "PoC", ["Power of Communities"]),
        ("work for children and young people (CHEWS)", "CHEWS", []),
        ("the plan (see Annex A) and a pilot (IT)", "IT", []),
        ("MYTT\tMid Yorkshire Teaching Trust", "MYTT", ["Mid Yorkshire Teaching Trust"]),
    ],
)  # fmt: skip
def test_acronyms_are_listed_with_their_meanings(text: str, acronym: str, expansions: list[str]) -> None:
    document = _document(text)
    found = [entry for entry in document.glossary if entry.acronym == acronym]
    assert [entry.expansion for entry in found] == expansions
    assert all(entry.expansion in document.text[entry.start : entry.end] for entry in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "EASTSHIRE JOINT STRATEGY\n\n2024 to 2029\n\nEastshire Health and Wellbeing Board\n\nDraft v0.3\n\n"
            "Welcome to it, all.",
            {
                "title": "EASTSHIRE JOINT STRATEGY 2024 to 2029",
                "publisher": "Eastshire Health and Wellbeing Board",
                "area": "Eastshire",
                "period": "2024 to 2029",
                "edition": "Draft v0.3",
                "status": "draft",
            },
        ),
        (
            "Testshire Plan 2024-29\n\nPublished by Testshire Council. Version 2.1, approved July 2024.\n\n"
            "Title\tThe Testshire Plan\nStatus\tIn force\nNext review date\t1 April 2026\n",
            {
                "title": "The Testshire Plan",
                "publisher": "Testshire Council",
                "area": "Testshire",
                "period": "2024-29",
                "edition": "Version 2.1",
                "status": "In force",
                "review_date": "2026-04-01",
            },
        ),
        ("We will open a clinic, and this is all that these few words have to say about anything at all.", {}),
    ],
)
def test_what_a_plan_says_about_itself_is_read_where_it_says_it(text: str, said: dict[str, str]) -> None:
    assert dict(_document(text).said) == said
