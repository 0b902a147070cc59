"""Where words of the two sample plans stand."""

from functools import lru_cache
from itertools import pairwise

import pytest

from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import read_entry, sample_library
from plans.document import Block, BlockKind, Document, Passage

KIRKLEES, WEST_YORKSHIRE = "kirklees-hcp-2023", "wy-jfp-2024"


@lru_cache
def _read(plan_id: str) -> tuple[Document, tuple[Passage, ...]]:
    entry = read_entry(sample_library() / f"{plan_id}.toml")
    document = read_document(sample_library() / entry.file, entry=entry)
    return document, passages_of(document, entry=entry)


def _blocks(plan_id: str, fragment: str) -> list[Block]:
    document, _ = _read(plan_id)
    return [block for block in document.blocks if fragment in document.text[block.start : block.end]]


@pytest.mark.parametrize("plan_id", [KIRKLEES, WEST_YORKSHIRE])
def test_every_passage_is_exactly_its_span_of_the_reading_text(plan_id: str) -> None:
    document, passages = _read(plan_id)
    assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    assert all(one.end <= other.start for one, other in pairwise(document.blocks))


@pytest.mark.parametrize("plan_id", [KIRKLEES, WEST_YORKSHIRE])
def test_no_passage_crosses_a_heading(plan_id: str) -> None:
    document, passages = _read(plan_id)
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings
    assert not [p for p in passages for h in headings if p.start < h.end and h.start < p.end]


@pytest.mark.parametrize("plan_id", [KIRKLEES, WEST_YORKSHIRE])
@pytest.mark.parametrize("mark", ["<", "•", "➤", "➢", "✓", "*", "](", "\t", "\n- "])
def test_nothing_of_the_markup_is_left(plan_id: str, mark: str) -> None:
    document, _ = _read(plan_id)
    assert mark not in document.text


def test_priority_titles_are_supplied_in_the_order_in_which_the_plan_lists_them() -> None:
    document, _ = _read(KIRKLEES)
    starts = [
        block.place.section[0]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
        and document.text[block.start : block.end].startswith("Why is this important to the Partnership")
    ]
    assert starts == [
        "Improving access",
        "Holistic approach to out of hospital care",
        "Crisis response",
        "Workforce",
    ]
    assert {"Improving access", "Workforce"} <= {spot.section[0] for spot in document.blind_spots}


def test_a_table_item_knows_its_service_its_year_and_its_priority() -> None:
    (block,) = _blocks(KIRKLEES, "Better understanding and consistency in the recording and reporting of data")
    assert block.kind is BlockKind.CELL
    assert block.place.row == "General Practice"
    assert block.place.year == "2023/24"
    assert block.place.section[0] == "Improving access"
    assert block.place.section[-1] == "General Practice"


def test_a_nested_item_knows_the_item_it_stands_under() -> None:
    (block,) = _blocks(KIRKLEES, "Review of telephony infrastructure in General Practice")
    assert block.level == 2
    assert block.place.lead_in is not None
    assert block.place.lead_in.endswith("taking into account digital exclusion:")


def test_long_term_aspirations_stand_under_no_year() -> None:
    blocks = _blocks(KIRKLEES, "Patients take more control of their own health and care")
    assert [block.place.year for block in blocks] == [None, None]


def test_an_acronym_with_two_expansions_keeps_both() -> None:
    document, _ = _read(KIRKLEES)
    assert [entry.expansion for entry in document.glossary if entry.acronym == "UCR"] == [
        "urgent care response",
        "urgent community response",
    ]
