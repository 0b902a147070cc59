"""Where words of the two sample plans stand: a list made by hand, and what holds for all of both plans."""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import read_entry, sample_library
from plans.document import Block, BlockKind, Document, Passage

KIRKLEES, WEST_YORKSHIRE = "kirklees-hcp-2023", "wy-jfp-2024"
PLANS = {"K": KIRKLEES, "W": WEST_YORKSHIRE}
PLACES = [
    line.split("\t")
    for line in (Path(__file__).parent / "places_in_samples.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
BOTH = pytest.mark.parametrize("plan_id", [KIRKLEES, WEST_YORKSHIRE])


@lru_cache
def _read(plan_id: str) -> tuple[Document, tuple[Passage, ...]]:
    entry = read_entry(sample_library() / f"{plan_id}.toml")
    document = read_document(sample_library() / entry.file, entry=entry, limits=Limits(process=False))
    return document, passages_of(document, entry=entry)


def _source(plan_id: str) -> str:
    entry = read_entry(sample_library() / f"{plan_id}.toml")
    return (sample_library() / entry.file).read_text(encoding="utf-8")


def _blocks(plan_id: str, fragment: str) -> list[Block]:
    document, _ = _read(plan_id)
    return [
        block
        for block in document.blocks
        if fragment in document.text[block.start : block.end] and block.kind is not BlockKind.HEADING
    ]


def _in_order(wanted: list[str], section: tuple[str, ...]) -> bool:
    rest = iter(section)
    return all(any(name in heading for heading in rest) for name in wanted)


def test_the_list_of_places_is_long_enough() -> None:
    assert len(PLACES) >= 120


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[1][:40])
def test_words_stand_under_their_headings_their_service_and_their_year(place: list[str]) -> None:
    plan, fragment, row, year, headings = (*place, "", "", "")[:5]
    wanted = [name for name in headings.split("|") if name]
    found = [
        block
        for block in _blocks(PLANS[plan], fragment)
        if (block.place.row or "") == row
        and (block.place.year or "") == year
        and _in_order(wanted, block.place.section)
        and (not row or row.split()[0] in " ".join(block.place.section))
    ]
    assert len(found) == 1, [block.place for block in _blocks(PLANS[plan], fragment)]
    _, passages = _read(PLANS[plan])
    holding = [p for p in passages if p.start <= found[0].start and found[0].end <= p.end]
    split = [p for p in passages if p.start < found[0].end and found[0].start < p.end]
    assert len(holding) == 1 or len(split) > 1
    assert all(p.place.year == found[0].place.year for p in holding)


@BOTH
def test_every_bullet_and_cell_is_a_passage_of_its_own(plan_id: str) -> None:
    document, passages = _read(plan_id)
    for block in document.blocks:
        listed = block.kind is BlockKind.ITEM or (block.kind is BlockKind.CELL and block.list_id is not None)
        if not listed or block.heads:
            continue
        over = [p for p in passages if p.start < block.end and block.start < p.end]
        assert [(p.start, p.end) for p in over] == [(block.start, block.end)]


@BOTH
def test_every_passage_and_block_is_exactly_its_span_and_offsets_rise(plan_id: str) -> None:
    document, passages = _read(plan_id)
    assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)
    assert all(passage.text == passage.text.strip() for passage in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    assert all(one.end < other.start for one, other in pairwise(document.blocks))
    assert document.blocks[0].start == 0
    assert document.blocks[-1].end == len(document.text)


@BOTH
def test_no_passage_crosses_a_heading(plan_id: str) -> None:
    document, passages = _read(plan_id)
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings
    assert not [p for p in passages for h in headings if p.start < h.end and h.start < p.end]


@BOTH
def test_passages_are_no_longer_than_they_may_be(plan_id: str) -> None:
    _, passages = _read(plan_id)
    assert max(len(p.text.split()) for p in passages if p.list_id is None) <= 120


@BOTH
def test_ids_are_unique_and_the_same_at_every_reading(plan_id: str) -> None:
    _, passages = _read(plan_id)
    assert len({passage.id for passage in passages}) == len(passages)
    _read.cache_clear()
    assert [passage.id for passage in _read(plan_id)[1]] == [passage.id for passage in passages]


@BOTH
@pytest.mark.parametrize("mark", ["<", "•", "➤", "➢", "✓", "*", "](", "\t", "\n- ", "\\(", "--"])
def test_nothing_of_the_markup_is_left(plan_id: str, mark: str) -> None:
    document, _ = _read(plan_id)
    assert mark not in document.text


@BOTH
def test_no_word_of_a_plan_is_lost(plan_id: str) -> None:
    document, _ = _read(plan_id)
    source = re.sub(r"<[^>]*>|\]\(#\)", " ", _source(plan_id))
    numbers = r"|^\s*(?:-\s+)?\d{1,2}[.)]\s+|(?<=\s)\d{1,2}\.\s(?=[A-Z])" if plan_id == KIRKLEES else ""
    marks = re.compile(rf"^\s*-\s+[*✓]\s+{numbers}", re.MULTILINE)
    words = re.findall(r"[\w£%&’']+", marks.sub(" ", source))
    assert re.findall(r"[\w£%&’']+", document.text) == words


def test_priority_titles_are_supplied_in_the_order_in_which_the_plan_lists_them() -> None:
    document, _ = _read(KIRKLEES)
    starts = [
        block.place.section[0]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
        and document.text[block.start : block.end].startswith("Why is this important to the Partnership")
    ]
    assert starts == ["Improving access", "Holistic approach to out of hospital care", "Crisis response", "Workforce"]
    supplied = {spot.section[0] for spot in document.blind_spots if spot.kind == "lost_title"}
    assert supplied == {*starts, "Starting Well Programme", "Living Well Programme"}


def test_what_follows_the_last_priority_is_under_none() -> None:
    (block,) = _blocks(KIRKLEES, "The changes we make through the Health and Care Plan will support the delivery")
    assert block.place.section == ()


def test_a_nested_item_knows_the_item_it_stands_under() -> None:
    (block,) = _blocks(KIRKLEES, "Review of telephony infrastructure in General Practice")
    assert block.level == 2
    assert block.place.lead_in is not None
    assert block.place.lead_in.endswith("taking into account digital exclusion:")


def test_items_know_the_sentence_that_leads_into_them() -> None:
    (block,) = _blocks(WEST_YORKSHIRE, "Enabled Cloud-Based Telephony systems in 86 practices.")
    assert block.place.lead_in == "For example In 23/24 we have:"
    (block,) = _blocks(KIRKLEES, "We will reduce suicide")
    assert block.ordinal == "5"
    assert block.place.lead_in == "West Yorkshire Health and Care Partnership ‘10 Big Ambitions’:"


def test_an_acronym_with_several_expansions_keeps_each_with_its_place() -> None:
    document, _ = _read(KIRKLEES)
    other, _ = _read(WEST_YORKSHIRE)
    meanings = {
        acronym: [entry.expansion for entry in document.glossary if entry.acronym == acronym]
        for acronym in ("UCR", "ICF", "PIFU", "G&A")
    }
    assert meanings == {
        "UCR": ["urgent care response", "urgent community response"],
        "ICF": ["Inclusive Communities Framework", "3 ICBs"],
        "PIFU": ["patient initiated follow up"],
        "G&A": ["general and acute"],
    }
    acp = [[e.expansion for e in d.glossary if e.acronym == "ACP"] for d in (document, other)]
    assert acp == [["appropriate choice of care"], ["Anticipatory Care Planning"]]
    for entry in (*document.glossary, *other.glossary):
        text = document.text if entry in document.glossary else other.text
        assert entry.expansion in text[entry.start : entry.end]


def test_a_text_file_has_no_pages() -> None:
    document, passages = _read(KIRKLEES)
    assert document.pages is None
    assert {passage.place.page for passage in passages} == {None}


def test_the_plan_says_what_it_is() -> None:
    document, _ = _read(KIRKLEES)
    assert dict(document.said) == {
        "title": "Kirklees Health and Care Plan 2023 - 2028",
        "publisher": "Kirklees Health and Care Partnership",
        "area": "Kirklees",
        "period": "2023 - 2028",
        "edition": "Final Draft v5.0",
        "status": "final draft",
        "review_date": "2024-04-01",
    }
