"""The JSON form of plans, answers, search results and commitments, held against the published schemas."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.wire import answer_json, commitment_json, dumps, plan_json, search_json
from plans.answer import Answer, Citation, NearMiss, Searched, Sentence, Status
from plans.catalogue import Period, Plan, PlanEntry
from plans.commitment import Commitment, Measure, Owner
from plans.document import BlockKind, Passage, Place
from plans.seams import Hit, Query, SearchResult

_CONTRACTS = Path(__file__).parents[2] / "shared" / "contracts"

_PLACE = Place(section=("Priorities", "Year 2"), row="Dental", year="2024/25", page=3, page_label="iii")
_PLAN = Plan(
    entry=PlanEntry(
        id="a-plan",
        title="A plan",
        publisher="A council",
        edition="v1",
        file="a.txt",
        period=Period(written="2023-2028", first=date(2023, 4, 1), last=date(2028, 3, 31)),
        review_date=date(2024, 4, 1),
    ),
    sha256="0" * 64,
    pages=None,
    passages=1,
    commitments=1,
    warnings=("page 2: nothing could be read",),
)
_COMMITMENT = Commitment(
    id="c1",
    plan_id="a-plan",
    edition="v1",
    text="We will open 3 hubs by March 2025",
    type="target",
    modality="will",
    place=_PLACE,
    theme=None,
    timeframe="by March 2025",
    deadline=date(2025, 3, 31),
    measures=(Measure(value=3.0, unit="hubs", comparator="equal"),),
    owners=(Owner(name="A council", role="lead", basis="document"),),
    population=None,
    missing=("baseline",),
    start=0,
    end=33,
    confidence=0.9,
)
_ANSWER = Answer(
    id="q1",
    question="How many hubs?",
    standalone_question="How many hubs?",
    status=Status.ANSWERED,
    text="3 hubs [1]",
    sentences=(Sentence(text="3 hubs", citations=(1,), support="quoted"),),
    citations=(
        Citation(
            n=1,
            plan_id="a-plan",
            plan_title="A plan",
            edition="v1",
            section=("Priorities",),
            quote="3 hubs",
            page=None,
            page_label=None,
            start=13,
            end=19,
            url="/plans/a-plan?start=13&end=19",
        ),
    ),
    searched=Searched(
        plans=("a-plan",),
        terms=("hub",),
        passages_examined=1,
        nearest=(NearMiss(plan_id="a-plan", section=(), text="Hubs", why="no number", url="/"),),
    ),
    engine="quotes",
    timings_ms={"total": 1.5},
)
_PASSAGE = Passage(
    id="p1",
    plan_id="a-plan",
    edition="v1",
    start=0,
    end=33,
    text=_COMMITMENT.text,
    kind=BlockKind.ITEM,
    place=_PLACE,
    context="A plan > Priorities",
)
_RESULT = SearchResult(
    query=Query(text="hubs"),
    hits=(Hit(passage=_PASSAGE, score=0.5),),
    terms=("hub",),
    examined=1,
    timings_ms={"total": 1.0},
)


@pytest.fixture
def check() -> Callable[[Any, str], None]:
    if not _CONTRACTS.is_dir():
        pytest.skip("the published schemas are not beside this repository")

    def checked(value: Any, schema: str) -> None:
        jsonschema.validate(json.loads(dumps(value)), json.loads((_CONTRACTS / schema).read_text(encoding="utf-8")))

    return checked


def test_a_plan_keeps_to_its_schema(check: Callable[[Any, str], None]) -> None:
    check(plan_json(_PLAN), "plan.schema.json")


def test_an_answer_keeps_to_its_schema(check: Callable[[Any, str], None]) -> None:
    check(answer_json(_ANSWER), "answer.schema.json")


def test_a_commitment_keeps_to_its_schema(check: Callable[[Any, str], None]) -> None:
    check(commitment_json(_COMMITMENT), "commitment.schema.json")


def test_a_search_result_keeps_to_its_schema(check: Callable[[Any, str], None]) -> None:
    check(search_json(_RESULT, _RESULT.hits, line_id="q1"), "search.schema.json")


def test_dates_are_written_as_iso_days_and_what_is_unknown_as_null() -> None:
    assert commitment_json(_COMMITMENT)["deadline"] == "2025-03-31"
    assert commitment_json(_COMMITMENT)["theme"] is None
    assert plan_json(_PLAN)["period"] == "2023-2028"


def test_an_id_stands_only_where_one_was_given() -> None:
    assert answer_json(_ANSWER)["id"] == "q1"
    assert "id" not in search_json(_RESULT, _RESULT.hits)


@pytest.mark.parametrize("character", ["\x9b", "\u202e", "\u2066", "\x7f", "\ud800", "\U000e0041", "\x1b", "\u200b"])
def test_characters_that_steer_a_terminal_are_escaped_and_come_back_the_same(character: str) -> None:
    written = dumps({"text": f"a{character}b"})
    assert character not in written
    assert json.loads(written) == {"text": f"a{character}b"}


def test_other_letters_are_written_as_they_are() -> None:
    assert dumps({"a": "£6.5m – naïve “A&E”"}) == '{"a": "£6.5m – naïve “A&E”"}'
