"""What reaches a terminal."""

import pytest

from app.cli.printing import clean, print_json, print_table

HOSTILE = "a\x1b[31mred\x1b]0;title\x07\x9b2J\u202eevil\u2066\U000e0041\x08b\r"


def test_no_control_or_formatting_character_survives_cleaning() -> None:
    assert clean(HOSTILE) == "a[31mred]0;title2Jevilb\n"


def test_line_breaks_and_tabs_are_kept() -> None:
    assert clean("one\n\ttwo") == "one\n\ttwo"


def test_a_table_that_goes_to_a_file_has_a_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "title"), [("a", "one\ntwo\x1b[2J")])
    assert capsys.readouterr().out == "id\ttitle\na\tone two[2J\n"


def test_json_reaches_standard_output_without_steering_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": HOSTILE})
    out = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\u202e", "\u2066", "\U000e0041", "\x08", "\r", "\x07"} & set(out)
