"""Answers' text becomes paragraphs, lists, bold and citation numbers, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.prose import Part, parts_of, runs_of

KNOWN = frozenset({1, 2, 3})


def words_of(parts: tuple[Part, ...]) -> str:
    return " ".join(
        "".join(run.text for run in item.runs) + words_of(item.parts) for part in parts for item in part.items
    )


def test_a_number_in_brackets_is_a_citation_where_there_is_such_a_source() -> None:
    runs = runs_of("At least 76% [1] by March [9].", KNOWN)
    assert [(run.text, run.citation) for run in runs] == [("At least 76% ", None), ("1", 1), (" by March [9].", None)]


def test_several_numbers_in_one_bracket_are_several_citations() -> None:
    assert [run.citation for run in runs_of("[1, 3]", KNOWN)] == [1, 3]


def test_bold_words_are_bold_and_a_citation_inside_them_stays_one() -> None:
    runs = runs_of("**Falls [2]** and more", KNOWN)
    assert [(run.text, run.bold, run.citation) for run in runs] == [
        ("Falls ", True, None),
        ("2", False, 2),
        (" and more", False, None),
    ]


def test_lists_keep_their_order_and_their_lists_inside() -> None:
    parts = parts_of("Two plans:\n\n- **One**\n  - first [1]\n  - second\n- **Other**", KNOWN)
    assert [part.kind for part in parts] == ["paragraph", "bullets"]
    one, other = parts[1].items
    assert [item.runs[0].text for item in one.parts[0].items] == ["first ", "second"]
    assert other.parts == ()


def test_a_numbered_list_is_a_numbered_list() -> None:
    assert [part.kind for part in parts_of("1. one\n2. two\n\n3. three", KNOWN)] == ["numbers"]


def test_a_paragraph_in_brackets_is_told_from_others() -> None:
    parts = parts_of("Words [1]\n\n(Plan, section)", KNOWN)
    assert [part.aside for part in parts] == [False, True]


@pytest.mark.parametrize("text", ["<b>x</b>", "[link](http://x)", "![x](y)", "# title", "`code`", "| a | b |"])
def test_other_marks_stay_as_they_are_written(text: str) -> None:
    parts = parts_of(text, KNOWN)
    assert "".join(run.text for run in parts[0].items[0].runs) == text


@given(st.text(alphabet="ab *-1.[]()\n\t2", max_size=80))
def test_no_word_is_lost(text: str) -> None:
    shown = words_of(parts_of(text, KNOWN))
    assert set("ab") & set(text) == set("ab") & set(shown)
    assert shown.count("a") == text.count("a")
