"""What of a document can be a commitment, and what tables of actions and of targets say, over hand-made blocks."""

from dataclasses import replace
from datetime import date

import pytest

from commitments.extract import extract
from commitments.headings import Governing, column_role, governing_of, lead_in_role
from commitments.labels import labelled
from commitments.pieces import pieces_of
from commitments.unregistered import opening_body
from commitments.wording import Sense, modality_of, wording_of
from plans.catalogue import UNKNOWN_PUBLISHER, Period, PlanEntry
from plans.commitment import Commitment
from plans.document import Block, BlockKind, Document, Place

ENTRY = PlanEntry(
    id="p",
    title="Northshire Plan",
    publisher="Northshire County Council",
    edition="1",
    file="p.txt",
    area="Northshire",
    period=Period(written="2025-2028", first=date(2025, 4, 1), last=date(2028, 3, 31)),
)


def table(columns: list[str], *rows: list[str], section: str = "Action plan") -> Document:
    """A document of one table, an empty cell of a row being left out as some files do."""
    text, blocks = "", []
    for words in columns:
        blocks.append(cell(len(text), words, Place(section=(section,)), heads=True))
        text += words + "\n"
    for row in rows:
        for column, words in zip(columns, row, strict=False):
            place = Place(section=(section, column), column=column)
            blocks.append(cell(len(text), words, place, heads=False))
            text += words + "\n"
    return Document(text=text, blocks=tuple(blocks))


def cell(start: int, words: str, place: Place, *, heads: bool) -> Block:
    return Block(kind=BlockKind.CELL, start=start, end=start + len(words), place=place, heads=heads)


def found(document: Document) -> list[tuple[str, str | None, list[str]]]:
    made = extract(document, entry=ENTRY, passages=())
    return [(one.text, one.deadline and one.deadline.isoformat(), leads(one)) for one in made]


def leads(one: Commitment) -> list[str]:
    return [owner.name for owner in one.owners if owner.role == "lead"]


@pytest.mark.parametrize(
    "columns",
    [
        ["Action", "Lead", "Timescale"],
        ["What we will do", "Who", "By when"],
        ["What are we going to do?", "Who will do it?", "When will it be done?"],
        ["Recommendation", "Lead agency", "Target date"],
        ["Key actions", "Responsible organisation", "Deadline"],
        ["Task", "Person responsible", "Completion"],
        ["Activity", "Owner", "Due"],
        ["Deliverables", "Accountable body", "Timeframe"],
        ["Objective", "Strategic lead", "Dates"],
    ],
)
def test_an_action_table_is_read_whatever_its_columns_are_called(columns: list[str]) -> None:
    document = table(
        columns, ["Open a clinic", "Northshire Hospice", "March 2026"], ["Fund a nurse", "Age UK", "2026/27"]
    )
    assert found(document) == [
        ("Open a clinic", "2026-03-31", ["Northshire Hospice"]),
        ("Fund a nurse", "2027-03-31", ["Age UK"]),
    ]


def test_cells_that_an_empty_one_moved_to_the_left_are_put_back() -> None:
    columns = ["Aim", "What we will do", "Who", "When"]
    document = table(
        columns,
        ["Fewer falls", "Train carers", "Age UK", "May 2026"],
        ["Open a clinic", "Northshire Hospice", "June 2026"],
    )
    assert found(document)[1] == ("Open a clinic", "2026-06-30", ["Northshire Hospice"])


def test_an_empty_cell_before_the_date_moves_the_date_alone() -> None:
    document = table(
        ["Action", "Lead", "Partners", "When", "Status"],
        ["Hire twelve nurses", "Northshire NHS Trust", "2026/27", "Red"],
    )
    assert found(document) == [("Hire twelve nurses", "2027-03-31", ["Northshire NHS Trust"])]


def test_an_indicator_with_a_target_is_a_commitment_to_reach_it() -> None:
    document = table(
        ["Indicator", "Baseline", "Target 2027", "Owner"],
        ["Smoking prevalence", "13.2%", "5%", "Northshire County Council"],
    )
    (one,) = extract(document, entry=ENTRY, passages=())
    (measure,) = one.measures
    assert (one.text, one.type, one.deadline) == ("Smoking prevalence", "target", date(2027, 12, 31))
    assert (measure.value, measure.baseline, measure.comparator) == (5, 13.2, "at_most")


def test_a_table_of_what_was_done_is_no_action_plan() -> None:
    document = table(
        ["Action", "Lead", "When"], ["Launched a helpline", "Age UK", "May 2023"], section="What we achieved"
    )
    assert found(document) == []


def test_a_post_and_its_body_are_one_owner() -> None:
    document = table(["Action", "Who", "When"], ["Share records", "Director of Digital, NHS Devon; Age UK", "2026"])
    assert found(document)[0][2] == ["Director of Digital, NHS Devon", "Age UK"]


def test_a_question_before_a_list_governs_it_though_it_is_set_as_text() -> None:
    text = "Where do we want to be?\n80% of people are seen in time\n"
    place = Place(section=("Where are we now?",))
    blocks = (
        Block(kind=BlockKind.PARAGRAPH, start=0, end=23, place=place),
        Block(kind=BlockKind.ITEM, start=24, end=54, place=place, level=1, list_id=1),
    )
    assert [text for text, _, _ in found(Document(text=text, blocks=blocks))] == ["80% of people are seen in time"]


@pytest.mark.parametrize(
    ("heading", "governing"),
    [
        ("Key Changes we will Make", Governing.PROMISE),
        ("Next Steps", Governing.PROMISE),
        ("Medium to Long Term Aspirations up to 2028", Governing.AIM),
        ("Our ambition for the future", Governing.AIM),
        ("Achievements to Date", Governing.DONE),
        ("What we have already achieved", Governing.DONE),
        ("Why is this important to the Partnership?", Governing.BACKGROUND),
        ("Key issues and challenges", Governing.BACKGROUND),
        ("Glossary", Governing.DEFINITION),
        ("Virtual wards", Governing.NONE),
    ],
)
def test_a_heading_says_what_stands_under_it(heading: str, governing: Governing) -> None:
    assert governing_of(Place(section=("Plan", heading)))[0] is governing


@pytest.mark.parametrize(
    ("lead_in", "governing"),
    [
        ("Our focus in 24/25 will include:", Governing.PROMISE),
        ("We will:", Governing.PROMISE),
        ("In 23/24 we have:", Governing.DONE),
        ("The plan set the following metrics:", Governing.METRIC),
        ("This is made up of:", Governing.DEFINITION),
        ("They must meet the five criteria below:", Governing.DEFINITION),
        ("Research estimates that there are:", Governing.BACKGROUND),
        ("As a Partnership we are committed to the following aims:", Governing.AIM),
    ],
)
def test_a_lead_in_says_what_its_list_is(lead_in: str, governing: Governing) -> None:
    assert lead_in_role(lead_in) is governing


def test_a_national_list_among_background_is_no_promise_of_the_plan() -> None:
    place = Place(section=("National context",), lead_in="The strategy sets six priorities:")
    assert governing_of(place)[0] is Governing.BACKGROUND


@pytest.mark.parametrize(
    ("column", "role"),
    [("By when", "when"), ("Lead", "who"), ("Partners", "partners"), ("Progress", "status"), ("Number of beds", None)],
)
def test_a_column_is_known_by_its_heading(column: str, role: str | None) -> None:
    assert column_role(column) == role


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("The Council is to invest £2m in playgrounds.", Sense.PROMISE),
        ("By 2030, Kent will be carbon neutral.", Sense.PROMISE),
        ("From April 2025 patients can book online.", Sense.PROMISE),
        ("Our target is to reduce smoking to 6% by 2027.", Sense.WISH),
        ("We pledge to answer every complaint within 20 days.", Sense.PROMISE),
        ("Vaccination rates should reach 95% by 2026.", Sense.WISH),
        ("Demand will continue to rise.", Sense.FORECAST),
        ("If nothing changes, costs will rise to £10 million.", Sense.FORECAST),
        ("This will help people to stay at home.", Sense.FORECAST),
        ("We have reduced waiting times by 20%.", Sense.DONE),
        ("People with dementia should be at the centre.", Sense.NEED),
        ("Smoking is the biggest cause of early death.", Sense.PLAIN),
        ("This document sets out how we will improve care.", Sense.PLAIN),
        ("Development of a falls register", Sense.ORDER),
    ],
)
def test_the_wording_tells_promises_from_reports_forecasts_and_needs(text: str, sense: Sense) -> None:
    assert wording_of(text).sense is sense


def test_how_strongly_words_bind_is_told_by_what_leads_them() -> None:
    told = ["Continue to fund it", "Consider a register", "We aim to open it", "We plan to open it", "Open it"]
    assert [modality_of(text) for text in told] == ["continue", "explore", "aim", "plan", "will"]


def test_running_text_is_cut_into_sentences_and_lists_are_not() -> None:
    text = "We will open a clinic. We will fund a nurse.\nTrain carers. Train staff.\n"
    blocks = (
        Block(kind=BlockKind.PARAGRAPH, start=0, end=44, place=Place()),
        Block(kind=BlockKind.ITEM, start=45, end=71, place=Place(section=("Next steps",)), list_id=1),
    )
    told = [piece.text for piece in pieces_of(Document(text=text, blocks=blocks))]
    assert told == ["We will open a clinic.", "We will fund a nurse.", "Train carers. Train staff."]


@pytest.mark.parametrize(
    ("text", "action", "cells"),
    [
        ("Fit heat pumps. Lead: Head of Housing. By: 2027.", 15, {"who": ("Head of Housing",), "when": ("2027",)}),
        ("Fit heat pumps (Lead: Head of Housing)", 14, {"who": ("Head of Housing",)}),
        (
            "Owner: NHS Devon; Partners: Police | Timescale: Q2",
            0,
            {"who": ("NHS Devon",), "partners": ("Police",), "when": ("Q2",)},
        ),
        ("We work by these rules: everybody is heard.", None, {}),
        ("Who: " + "a very long sentence about whoever it may be " * 3, None, {}),
    ],
)
def test_labels_behind_an_action_tell_who_and_when(text: str, action: int | None, cells: dict[str, object]) -> None:
    told = labelled(text)
    assert (action, cells) == (None, {}) if told is None else (told.end, told.cells) == (action, cells)


def test_lines_of_labels_below_an_action_belong_to_it() -> None:
    words = ("Action 3: Open a clinic in Fenby", "Lead: NHS Devon", "Timescale: March 2027", "Clinics are popular.")
    text, blocks = "", []
    for one in words:
        place = Place(section=("Actions",))
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=len(text), end=len(text) + len(one), place=place))
        text += one + "\n"
    (told,) = extract(Document(text=text, blocks=tuple(blocks)), entry=ENTRY, passages=())
    assert (told.text, told.deadline) == ("Open a clinic in Fenby", date(2027, 3, 31))
    assert [(owner.role, owner.basis) for owner in told.owners] == [("lead", "stated")]


def test_priorities_beside_the_reasons_for_them_are_actions_and_survey_answers_are_none() -> None:
    priorities = _with_row_headings("Priority area", "Rationale", "Improve support for carers", "Carers are lonely")
    answers = _with_row_headings("Potential action", "% helpful", "Leaflets about support", "97%")
    assert [text for text, _, _ in found(priorities)] == ["Improve support for carers"]
    assert found(answers) == []


def _with_row_headings(first: str, second: str, action: str, told: str) -> Document:
    text, blocks = "", []
    for words, column, heads in (
        (first, None, True),
        (second, None, True),
        (action, first, True),
        (told, second, False),
    ):
        place = Place(section=("Priorities for action",), column=column, row=None if heads else action)
        blocks.append(cell(len(text), words, place, heads=heads))
        text += words + "\n"
    return Document(text=text, blocks=tuple(blocks))


def test_what_the_whole_document_stands_under_governs_no_date_and_is_no_theme() -> None:
    title, text, blocks = "Falls Strategy 2019 - 2024", "", []
    for number in range(6):
        words = f"We will open clinic {'ABCDEF'[number]}."
        place = Place(section=(title, "Clinics"))
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=len(text), end=len(text) + len(words), place=place))
        text += words + "\n"
    made = extract(Document(text=text, blocks=tuple(blocks)), entry=ENTRY, passages=())
    assert {(one.theme, one.deadline) for one in made} == {("Clinics", None)}


def test_a_plan_that_names_no_publisher_puts_nobody_on_the_hook() -> None:
    words = "We will open a clinic."
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(words), place=Place())
    (one,) = extract(
        Document(text=words, blocks=(block,)), entry=replace(ENTRY, publisher=UNKNOWN_PUBLISHER), passages=()
    )
    assert one.owners == ()
    assert "owner" in one.missing


def test_columns_that_are_times_date_the_actions_in_their_cells() -> None:
    columns = ["Theme", "Year 1 (2025/26)", "By 2030"]
    made = table(columns, ["Streets", "Audit the crossings of Fenby", "Open a path to every school"], section="Roadmap")
    assert [(text, day) for text, day, _ in found(made)] == [
        ("Audit the crossings of Fenby", "2026-03-31"),
        ("Open a path to every school", "2030-12-31"),
    ]


def test_a_quarter_without_its_year_is_told_from_the_heading_and_an_undated_cell_is_not_overruled() -> None:
    columns = ["Action", "Lead", "When"]
    rows = (
        ["Open a clinic", "Council", "Q2"],
        ["Close a clinic", "Council", "TBC"],
        ["Paint it", "Council", "Ongoing"],
    )
    year = Period(written="2025/26", first=date(2025, 4, 1), last=date(2026, 3, 31))
    made = extract(table(columns, *rows), entry=replace(ENTRY, period=year), passages=())
    assert [(one.text, one.deadline and one.deadline.isoformat()) for one in made] == [
        ("Open a clinic", "2025-09-30"),
        ("Close a clinic", None),
        ("Paint it", None),
    ]


def test_the_action_is_taken_from_beside_who_and_when_where_no_column_is_called_so() -> None:
    made = table(["Ref", "Topic area text", "Who", "When"], ["1.1", "Train all the wardens", "Police", "May 2026"])
    assert found(made) == [("Train all the wardens", "2026-05-31", ["Police"])]


def test_a_recommendation_beside_an_agreed_action_is_not_counted_twice() -> None:
    columns = ["Recommendation", "Agreed action", "Delivery partner", "Deadline"]
    made = table(columns, ["Improve access for children", "Fund 40 clinics", "Dental Board", "May 2026"])
    assert [text for text, _, _ in found(made)] == ["Fund 40 clinics"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Registered providers will build 900 homes", "Registered providers"),
        ("By 2027 Trading Standards will run six sessions", "Trading Standards"),
        ("The Library Service to extend its tablet loans", "Library Service"),
        ("Schools will be asked to take part", None),
        ("Virtual Wards will treat more people", None),
        ("The Food Plan will reach every ward", None),
        ("We will open a clinic", None),
        ("Access to Health Services will grow", None),
    ],
)
def test_who_opens_a_promise_and_acts_in_it_leads_though_no_register_holds_the_name(
    text: str, expected: str | None
) -> None:
    assert opening_body(text) == expected
