"""Characters that nobody reads go, and nothing else does."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.charset import decoded
from ingest.cleaning import clean, strong_phrases, unmarked
from ingest.marks import inline_items, marked
from plans.errors import Refused

WORDS = st.text(st.characters(codec="utf-8"), max_size=300)
MARKUP = st.text(st.sampled_from("ab *_`[](){}<>/\\&;#!|•➤-–1.) \n\t"), max_size=300)


@given(WORDS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


INVISIBLE = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xE0000, 0xE0080)]


@given(st.lists(st.sampled_from([chr(code) for code in INVISIBLE] + list("ab \n"))).map("".join))
def test_nothing_invisible_is_left(text: str) -> None:
    assert clean(text).text == "".join(c for c in text if c in "ab \n")


@given(WORDS)
def test_no_control_character_is_left(text: str) -> None:
    assert not [c for c in clean(text).text if c < " " and c not in "\n\t"]


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200))
def test_plain_letters_stay_as_they_are(text: str) -> None:
    assert clean(text).text == text
    assert clean(text).removed == 0


@given(MARKUP)
def test_taking_off_markup_never_fails_and_leaves_one_line(text: str) -> None:
    line = unmarked(text)
    assert "\n" not in line
    assert line == " ".join(line.split())
    strong_phrases(text)
    marked(text)


@given(MARKUP)
def test_items_of_a_cell_hold_its_words_in_their_order(text: str) -> None:
    text = " ".join(text.split())
    lead, items = inline_items(text)
    letters = [c for c in lead + "".join(item.text for item in items) if c in "ab"]
    assert letters == [c for c in text if c in "ab"] or "<" in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>General Practice</p>", "General Practice"),
        ("find a list on the [Our partners page](#).", "find a list on the Our partners page."),
        (r"[Inclusive Communities Framework \(ICF\)](#)", "Inclusive Communities Framework (ICF)"),
        ("We will **trust** communities *more*", "We will trust communities more"),
        ("under 5% and <5 people & over 3 > 2", "under 5% and <5 people & over 3 > 2"),
        ("R&amp;D &pound;4m &nbsp; now", "R&D £4m now"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("‘10 Big Ambitions’*:**", "‘10 Big Ambitions’:"),
        ("![a picture](http://192.0.2.1/x.png) of it", "a picture of it"),
    ],
)
def test_markup_goes_and_words_stay(written: str, read: str) -> None:
    assert unmarked(written) == read


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("peopleâ€™s", "people’s"),
        ("Â£6.5m", "£6.5m"),
        ("2023â€“24", "2023–24"),
        ("cafÃ©", "café"),
        ("É café £5", "É café £5"),
    ],
)
def test_mojibake_is_mended_and_real_letters_are_not_touched(broken: str, mended: str) -> None:
    assert clean(broken).text == mended


@pytest.mark.parametrize(
    ("line", "text", "ordinal"),
    [
        ("- ✓ We will trust", "We will trust", None),
        ("- 1. Healthy Places", "Healthy Places", "1"),
        (" 2) We will reduce".strip(), "We will reduce", "2"),
        ("(a) first", "first", "a"),
        ("iv. fourth", "fourth", "iv"),
        ("•No space", "No space", None),
        ("3.2 Urgent care", "Urgent care", "3.2"),
    ],
)
def test_list_marks_are_taken_off(line: str, text: str, ordinal: str | None) -> None:
    found = marked(line)
    assert found is not None
    assert (found.text, found.ordinal) == (text, ordinal)


@pytest.mark.parametrize("line", ["2023/24", "1400 roles", "A&E waits", "-5% is less", "e.g. this", "60.", "1:1 care"])
def test_numbers_and_words_are_no_list_marks(line: str) -> None:
    assert marked(line) is None


def test_numbers_part_items_only_in_rising_order() -> None:
    _, items = inline_items("<ol> 1. Reach 66.7% by March 2024. 2. Cut waits to 60. 3. Recruit 4. Retain")
    assert [(item.ordinal, item.text.strip()) for item in items] == [
        ("1", "Reach 66.7% by March 2024."),
        ("2", "Cut waits to 60."),
        ("3", "Recruit"),
        ("4", "Retain"),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_text_is_read_whatever_character_set_it_is_in(codec: str) -> None:
    text = "The café’s 24/7 line costs £6.5m – and that’s that.\nIt is in Leeds."
    assert decoded(text.encode(codec)).lstrip("\ufeff") == text


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(decoded(data), str)
