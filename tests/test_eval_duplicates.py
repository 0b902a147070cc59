import json
from pathlib import Path

import pytest

from eval.duplicates import near_duplicates
from eval.gold import Case, GoldError
from eval.tiers import cases_of


def case(split: str, text: str, *, value: int | None = None, expect: str = "answer") -> Case:
    evidence = [[{"doc": "oak", "quote": "some words"}]] if expect == "answer" else []
    facts = [] if value is None else [{"id": "f", "type": "number", "value": value}]
    return Case.model_validate(
        {
            "id": f"{split}-{len(text)}",
            "split": split,
            "category": "date",
            "cluster": "c",
            "expect": expect,
            "turns": [{"text": text}],
            "evidence": evidence,
            "facts": facts,
        }
    )


WAITS_104 = "By when had the region dealt with people waiting over 104 weeks?"
WAITS_78 = "By when had the region dealt well with those waiting longer than 78 weeks?"


def test_the_same_words_are_a_duplicate_whatever_is_wanted() -> None:
    found = near_duplicates(
        [
            case("dev", "How many carers live here?", expect="abstain"),
            case("test", "How many carers live here", value=4),
        ]
    )
    assert len(found) == 1
    assert "nearly dev-26" in found[0]


def test_questions_alike_that_want_other_facts_are_none() -> None:
    assert near_duplicates([case("dev", WAITS_104, value=1), case("test", WAITS_78, value=2)]) == ()


def test_questions_alike_that_want_the_same_facts_are() -> None:
    assert len(near_duplicates([case("dev", WAITS_104, value=1), case("test", WAITS_78, value=1)])) == 1


def test_the_same_fact_written_as_words_is_the_same_fact() -> None:
    dev, held_out = case("dev", WAITS_104, value=95), case("test", WAITS_78, value=95)
    as_words = dev.model_copy(update={"facts": (dev.facts[0].model_copy(update={"type": "text", "value": "95%"}),)})
    assert len(near_duplicates([as_words, held_out])) == 1


def test_only_questions_of_both_parts_are_held_together() -> None:
    assert near_duplicates([case("dev", WAITS_104, value=1), case("dev", WAITS_78, value=1)]) == ()


def test_a_test_set_that_asks_what_the_development_set_asks_is_not_loaded(tmp_path: Path) -> None:
    for name, one in (("dev", case("dev", WAITS_104, value=1)), ("test", case("test", WAITS_78, value=1))):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(one.model_dump(mode="json")), encoding="utf-8")
    with pytest.raises(GoldError, match="nearly dev-"):
        cases_of("test", tmp_path)


def test_the_projects_test_set_is_held_out_and_has_its_dialogues() -> None:
    cases = cases_of("test")
    assert {one.split for one in cases} == {"test"}
    assert any(one.id.startswith("dialogue-") for one in cases)
