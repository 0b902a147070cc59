"""A receipt proves an answer against the plans, and nothing in it can be changed unseen."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.receipt_check import check_receipt
from assistant.receipts import Receipt, make_receipt, read_receipt
from plans.answer import Question
from plans.errors import UnknownPlan, WrongCall

_NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_QUESTIONS = (
    "When will the walk-in clinic at Mill Street open?",
    "Who leads the walk-in clinic at Mill Street?",
    "List all the things Northbridge will do about dentistry",
    "What share of calls will the Northbridge plan answer within 5 minutes?",
    "Compare the share of calls that the Northbridge plan and the Eastvale plan will answer",
    "Does the Northbridge plan mention helicopters?",
)


@pytest.fixture(scope="module")
def receipt(pipeline) -> Receipt:
    return make_receipt(pipeline.answerer.ask(Question(text=_QUESTIONS[0])), pipeline.generation, now=_NOW)


class _Later:
    """A library whose plans say something else by now."""

    def __init__(self, library, change: Callable[[str], str]) -> None:
        self._library = library
        self._change = change

    def plans(self):
        return self._library.plans()

    def document(self, plan_id: str):
        document = self._library.document(plan_id)
        return replace(document, text=self._change(document.text))


class _Without:
    """A library that no longer has any plan."""

    def plans(self):
        return ()

    def document(self, plan_id: str):
        raise UnknownPlan(f"There is no plan {plan_id}.")


def written(receipt: Receipt) -> dict:
    return json.loads(receipt.model_dump_json())


def forged(receipt: Receipt, **changes: object) -> Receipt:
    """A receipt with changes in it and a digest made anew, as whoever forges one would."""
    changed = Receipt.model_validate_json(json.dumps(written(receipt) | changes))
    from assistant import receipts

    return changed.model_copy(update={"digest": receipts._digest(changed)})


@pytest.mark.parametrize("question", _QUESTIONS)
def test_a_receipt_read_back_is_proven_by_the_plans_it_was_made_from(pipeline, question: str) -> None:
    made = make_receipt(pipeline.answerer.ask(Question(text=question)), pipeline.generation)
    findings = check_receipt(read_receipt(written(made)), pipeline.generation)

    assert [finding.fate for finding in findings] == ["same"] * len(made.quotes)


def test_a_receipt_has_what_is_needed_to_prove_it(receipt: Receipt, pipeline) -> None:
    plan = next(plan for plan in pipeline.generation.plans() if plan.id == "northbridge-2024")
    held = next(one for one in receipt.plans if one.id == plan.id)

    assert receipt.question == _QUESTIONS[0]
    assert (held.sha256, held.edition) == (plan.sha256, "1")
    assert len(held.reading_text_sha256) == 64
    assert receipt.software.startswith("planwatch ")
    assert receipt.made == "2026-01-02T03:04:05+00:00"
    assert receipt.engine == "quotes"
    assert receipt.prompt is None
    for quote in receipt.quotes:
        assert pipeline.generation.document(quote.plan_id).text[quote.start : quote.end] == quote.quote


def test_the_same_answer_at_the_same_time_gives_the_same_receipt(receipt: Receipt, pipeline) -> None:
    again = make_receipt(pipeline.answerer.ask(Question(text=_QUESTIONS[0])), pipeline.generation, now=_NOW)

    assert again == receipt


def test_the_prompt_is_named_where_a_model_wrote(pipeline) -> None:
    answer = pipeline.answerer.ask(Question(text=_QUESTIONS[0]))
    by_model = replace(answer, engine="llm: m", record={"prompt": "answer/v1", "prompt_sha256": "0" * 64})

    assert make_receipt(by_model, pipeline.generation).prompt == f"answer/v1 {'0' * 64}"


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "September 2035. [1]"},
        {"question": "When?"},
        {"status": "not_in_plans"},
        {"made": "2020-01-01T00:00:00+00:00"},
        {"generation": "other"},
        {"digest": "0" * 64},
        {"digest": ""},
    ],
)
def test_a_change_is_seen(receipt: Receipt, change: dict[str, str]) -> None:
    with pytest.raises(WrongCall, match="changed"):
        read_receipt(written(receipt) | change)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "planwatch-receipt"},
        {"kind": "other"},
        {"version": 2},
        {"more": 1},
        {"quotes": [{"n": 1}]},
        {"quotes": "x"},
        {"question": "\ud800"},
        {"question": {1, 2}},
    ],
)
def test_what_is_no_receipt_is_refused(receipt: Receipt, fields: dict[str, object]) -> None:
    whole = written(receipt) | fields if fields and fields != {"kind": "planwatch-receipt"} else fields

    with pytest.raises(WrongCall):
        read_receipt(whole)


@pytest.mark.parametrize(("start", "end"), [(-5, -1), (0, 0), (5, 4), (0, 10**9)])
def test_a_quotation_that_is_not_as_long_as_its_place_is_refused(receipt: Receipt, start: int, end: int) -> None:
    fields = written(receipt)
    fields["quotes"][0] |= {"start": start, "end": end}

    with pytest.raises(WrongCall, match="not a Planwatch receipt"):
        read_receipt(fields)


def test_a_forged_quotation_is_not_what_the_plans_say(receipt: Receipt, pipeline) -> None:
    quotes = written(receipt)["quotes"]
    quotes[0]["quote"] = quotes[0]["quote"].replace("2025", "2035")
    findings = check_receipt(forged(receipt, quotes=quotes), pipeline.generation)

    assert "2035" in quotes[0]["quote"]
    assert findings[0].fate == "reworded"
    assert "2025" in findings[0].note


@pytest.mark.parametrize(
    "answer",
    [
        "**September 2035** [1]",
        "“We will open a walk-in clinic at Low Street” [1]",
        "It costs £9 million. [1]",
        "A walk-in clinic will open. [7]",
    ],
)
def test_a_forged_answer_is_not_said_by_its_quotations(receipt: Receipt, pipeline, answer: str) -> None:
    findings = check_receipt(read_receipt(written(forged(receipt, answer=answer))), pipeline.generation)

    assert "unsaid" in {finding.fate for finding in findings}


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        (lambda text: text, "same"),
        (lambda text: "A foreword.\n\n" + text, "moved"),
        (lambda text: text.replace("walk-in clinic", "walk-in\nclinic").replace("Mill", "MILL"), "reworded"),
        (lambda text: text.replace("September 2025", "March 2026"), "reworded"),
    ],
)
def test_what_became_of_a_quotation_is_told(receipt: Receipt, pipeline, change, fate: str) -> None:
    findings = check_receipt(receipt, _Later(pipeline.generation, change))

    assert findings[0].fate == fate


def test_a_plan_that_was_taken_away_leaves_nothing_to_prove(receipt: Receipt) -> None:
    findings = check_receipt(receipt, _Without())

    assert findings[0].fate == "gone"
    assert "no longer in the library" in findings[0].note
