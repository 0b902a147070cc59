"""What reaches a terminal."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.faults import exit_status
from app.cli.printing import clean, print_found, print_json, print_outcome, print_table
from eval.gate import Ruling, Verdict

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


def test_what_a_command_did_is_json_for_a_script_and_a_sentence_for_a_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_outcome({"removed": ["a\u202eb"]}, "Removed a\u202eb.", as_json=True)
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == ({"removed": ["a\u202eb"]}, "")
    assert "\u202e" not in out
    print_outcome({"removed": ["a\u202eb"]}, "Removed a\u202eb.", as_json=False)
    assert capsys.readouterr() == ("", "Removed ab.\n")


def test_what_a_command_found_is_json_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    ruling = Ruling(verdict=Verdict.FAIL, failures=("a floor is missed",), warnings=(), compared=())
    print_found({"run": Path("runs/a"), "ruling": ruling}, "FAIL", as_json=True)
    ruled = {"verdict": "FAIL", "failures": ["a floor is missed"], "warnings": [], "compared": [], "floors": []}
    assert json.loads(capsys.readouterr().out) == {"run": "runs/a", "ruling": ruled}
    print_found({"ruling": ruling}, "FAIL", as_json=False)
    assert capsys.readouterr().out == "FAIL\n"


def test_a_token_is_made_and_revoked_for_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ran(*arguments: str) -> Any:
        assert exit_status(["--home", str(tmp_path), "tokens", *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    made = ran("add", "Ann", "--scope", "reader", "--days", "30")
    assert (made["person"], made["scopes"], made["days"]) == ("Ann", ["reader"], 30)
    (listed,) = ran("list")
    assert ran("revoke", listed["id"]) == {"revoked": listed["id"]}
    assert made["token"] not in str(ran("list"))
