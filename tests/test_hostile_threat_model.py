"""The threat model names controls with tests that are there, and leaves out no risk of the list it follows."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) >= 40
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{file}::{name}"


def test_every_control_has_a_test() -> None:
    rows = [
        line
        for line in PAGE.splitlines()
        if line.startswith("| ") and not line.startswith(("| tries", "| could", "| ---"))
    ]
    assert len(rows) >= 30
    assert [row for row in rows if "::test_" not in row] == []


def test_each_of_the_ten_risks_of_language_models_is_met() -> None:
    assert {f"LLM{n:02d}" for n in range(1, 11)} <= set(re.findall(r"LLM\d\d", PAGE))
