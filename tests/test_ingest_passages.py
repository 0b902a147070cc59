"""Passages are exact spans, within one section, of the right size, and keep their ids."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parts import Read
from ingest.passages import Sizes, passages_of
from ingest.readers import document_of
from ingest.text import read_text
from plans.catalogue import PlanEntry
from plans.document import BlockKind, Document, Passage

ENTRY = PlanEntry(id="test-plan", title="Test Plan", publisher="Testshire", edition="1", file="plan.txt")
WORD = st.sampled_from(
    "care plan board will open clinics in Leeds by March 2025, and 40% of staff; e.g. nurses. Then".split()
)
SENTENCES = st.lists(WORD, min_size=1, max_size=300).map(" ".join)
LINES = st.one_of(
    SENTENCES,
    SENTENCES.map(lambda words: f"- {words}"),
    SENTENCES.map(lambda words: f"1. {words}"),
    st.sampled_from(
        ["Our Priorities", "2024/25", "Key Actions:", "", "", "Lead\tDue", "GP\t• one • two", "Trust\tMay 2025"]
    ),
)


def _document(text: str) -> Document:
    return document_of(Read(run=read_text(text)))


def _passages(text: str, sizes: Sizes = Sizes()) -> tuple[Passage, ...]:  # noqa: B008 - a frozen value
    return passages_of(_document(text), entry=ENTRY, sizes=sizes)


@settings(deadline=None)
@given(st.lists(LINES, max_size=12).map("\n".join))
def test_passages_cover_every_word_once_and_cross_nothing(text: str) -> None:
    document = _document(text)
    passages = passages_of(document, entry=ENTRY)
    assert all(p.text == document.text[p.start : p.end] == p.text.strip() != "" for p in passages)
    assert all(one.end < other.start for one, other in pairwise(passages))
    assert all(len(p.text.split()) <= 120 for p in passages if p.list_id is None)
    for block in document.blocks:
        over = [p for p in passages if p.start < block.end and block.start < p.end]
        if block.kind is BlockKind.HEADING:
            assert not over
        elif block.kind is BlockKind.ITEM or (block.list_id is not None and not block.heads):
            assert [(p.start, p.end) for p in over] == [(block.start, block.end)]
        elif not block.heads:
            assert sum(len(p.text) for p in over) >= block.end - block.start - len(over) or over
            held = "".join(
                "".join(document.text[max(p.start, block.start) : min(p.end, block.end)].split()) for p in over
            )
            assert held == "".join(document.text[block.start : block.end].split())
    assert len({p.id for p in passages}) == len(passages)


def test_running_text_is_grouped_and_parted() -> None:
    short = "It will be short. "
    long = "This sentence has exactly ten words in it, no more. " * 30
    sizes = [len(p.text.split()) for p in _passages(f"Our Plan\n\n{short}\n\n{short}\n\n{short}\n\n{long}")]
    assert sum(sizes) == 312
    assert len(sizes) == 3
    assert all(60 <= size <= 120 for size in sizes)


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    passages = _passages("word " * 400 + "end.")
    assert [len(p.text.split()) for p in passages] == [120, 120, 120, 41]


def test_a_row_without_lists_is_one_passage_that_knows_its_columns() -> None:
    (passage,) = _passages("What\tWho\tWhen\nOpen two hubs\tTestshire Trust\tMarch 2025\n")
    assert passage.text == "Open two hubs\nTestshire Trust\nMarch 2025"
    assert passage.kind is BlockKind.CELL
    assert passage.place.row == "Open two hubs"
    assert passage.context == "Test Plan > Open two hubs > What > Who > When"


def test_what_stands_beside_a_list_in_its_row_is_searched_with_its_items() -> None:
    passages = _passages("What\tActions\tLead\nAccess\t• Hire • Build\tTestshire Trust\n")
    assert [p.text for p in passages] == ["Hire", "Build", "Testshire Trust"]
    assert passages[0].context.endswith("Access > Lead: Testshire Trust")
    assert [p.position for p in passages[:2]] == [0, 1]


def test_context_says_where_words_stand_once() -> None:
    text = "Our Priorities\n\n2024/25\n\nIn this year we will do these things:\n\n- Open a clinic\n"
    passage = _passages(text)[-1]
    assert passage.context == "Test Plan > Our Priorities > 2024/25 > In this year we will do these things:"


def test_an_id_is_the_same_wherever_words_move_and_another_where_they_change() -> None:
    before = {p.text: p.id for p in _passages("Aims\n\n- Open a clinic\n- Close a ward\n")}
    after = {
        p.text: p.id
        for p in _passages("Foreword\n\nWelcome to all who read this.\n\nAims\n\n- Close a ward\n- Open a clinic\n")
    }
    assert {text: after[text] for text in before} == before


def test_the_same_words_twice_in_one_place_have_two_ids() -> None:
    first, second = _passages("Aims\n\n- Open a clinic\n- Open a clinic\n")
    assert first.id != second.id


@pytest.mark.parametrize(("least", "most"), [(5, 30), (20, 60)])
def test_sizes_can_be_asked_for(least: int, most: int) -> None:
    passages = _passages("This is a sentence of eight words here. " * 20, Sizes(least=least, most=most))
    assert all(least <= len(p.text.split()) <= most for p in passages)
