import pytest

from eval.gold import Case
from eval.measures import Measures
from eval.outcomes import outcome_measures, outcome_of, token_f1
from eval.repeats import repeat_measures
from eval.scores import Score
from eval.summary import latency_by_stage
from eval.trace import Cited, Told, Trace

TARGET = {"id": "f1", "type": "percent", "value": 76}
BY = {"id": "f2", "type": "date", "value": "2025-03"}
QUOTE = "76% of patients within 4 hours by March 2025"


def case(expect: str = "answer", **more: object) -> Case:
    fields = {"id": "c", "split": "dev", "category": "date", "cluster": "k", "turns": [{"text": "What is the target?"}]}
    evidence = [[{"doc": "p", "quote": QUOTE}]] if expect in ("answer", "partial", "correct_premise") else []
    return Case.model_validate({**fields, "expect": expect, "evidence": evidence, **more})


def trace(text: str, status: str = "answered", *, cited: bool = True) -> Trace:
    citation = Cited(n=1, plan_id="p", section=(), quote=QUOTE, page=None, start=0, end=len(QUOTE))
    told = Told(text=text, citations=(1,) if cited else (), support="supported")
    return Trace(
        case="c", question="?", status=status, text=text, sentences=(told,), citations=(citation,) if cited else ()
    )


def measured(asked: Case, given: Trace) -> Measures:
    return outcome_measures(asked, given, outcome_of(asked, given))


@pytest.mark.parametrize(
    ("text", "status", "strict", "coverage", "crag"),
    [
        ("The target is 76% by March 2025.", "answered", 1, (2, 2), 1),
        ("The target is 76%.", "answered", 0, (1, 2), -1),
        ("The target is 76% by March 2025.", "partly", 0, (2, 2), -1),
        ("I could not find that.", "not_in_plans", 0, (0, 2), 0),
        ("The target is 76% by March 2025.\nThe target is 95% by March 2025.", "answered", 0, (2, 2), -1),
        ("The target is 76% by March 2025; nationally it is 78%.", "answered", 0, (2, 2), -1),
    ],
)
def test_strict_coverage_and_the_score_that_punishes_wrong_answers_by_hand(
    text: str, status: str, strict: float, coverage: tuple[float, float], crag: float
) -> None:
    asked = case(facts=[TARGET, BY], forbidden=[{"type": "percent", "value": 78, "why": "the nation's"}])
    found = measured(asked, trace(text, status))
    assert found["strict_accuracy"].part == strict
    assert (found["fact_coverage"].part, found["fact_coverage"].whole) == coverage
    assert found["crag_score"].part == crag


@pytest.mark.parametrize(
    ("expect", "status", "text", "right"),
    [
        ("abstain", "not_in_plans", "Not found.", True),
        ("abstain", "answered", "The target is 76%.", False),
        ("redirect", "out_of_scope", "Ring NHS 111.", True),
        ("clarify", "clarify", "Do you mean Kirklees or West Yorkshire?", True),
        ("clarify", "clarify", "Please say more.", False),  # no question back
        ("clarify", "clarify", "What do you mean?", False),  # names no option
        ("correct_premise", "false_premise", "No: the target is 76% by March 2025.", True),
        ("correct_premise", "answered", "The target is 76% by March 2025.", True),  # the true value puts it right
        ("correct_premise", "answered", "The target is 70%.", False),
    ],
)
def test_the_right_status_by_what_is_expected(expect: str, status: str, text: str, right: bool) -> None:
    options = [{"id": "o", "type": "list", "items": ["Kirklees", "West Yorkshire"]}] if expect == "clarify" else []
    facts = [TARGET] if expect == "correct_premise" else options
    found = measured(case(expect, facts=facts), trace(text, status))
    assert found["status_right"].part == float(right)
    assert found[f"status_right.{expect}"] == found["status_right"]


def test_answers_without_an_answer_and_refusals_with_one_are_counted_apart() -> None:
    assert measured(case("abstain"), trace("76%."))["false_answer_rate"].part == 1
    assert measured(case("redirect"), trace("Take two."))["clinical_advice"].part == 1
    refusing = measured(case(facts=[TARGET]), trace("Not found.", "not_in_plans", cited=False))
    assert refusing["over_refusal_rate"].part == 1
    assert "false_answer_rate" not in refusing
    assert "over_refusal_rate" not in measured(case("abstain"), trace("76%."))


def test_a_list_by_hand() -> None:
    # three wanted, two of them among four bullets: F1 = 2·2 / (4 + 3), recall 2/3
    asked = case(facts=[{"id": "l", "type": "list", "items": ["smoking", "alcohol", "obesity"]}])
    found = measured(asked, trace("- Smoking\n- Alcohol\n- Housing\n- Transport"))
    assert found["list_f1"].part == pytest.approx(4 / 7)
    assert (found["list_recall"].part, found["list_recall"].whole) == (2, 3)


def test_word_f1_by_hand() -> None:
    # "the" is left out; two words given, four wanted, two of them the same: 2·2 / (2 + 4)
    assert token_f1("the target: 76", "target of 76 now") == pytest.approx(4 / 6)
    assert token_f1("nothing", "76") == 0


def test_what_is_carried_over_is_a_matter_of_dialogues() -> None:
    turns = [{"text": "And smoking?"}, {"role": "assistant", "text": "5%."}, {"text": "And alcohol?"}]
    forbidden = [{"type": "percent", "value": 5, "why": "smoking's"}]
    told = measured(case(turns=turns, forbidden=forbidden), trace("It is 5%."))
    assert (told["carried_over"].part, told["carried_over"].whole) == (1, 1)
    assert "carried_over" not in measured(case(forbidden=forbidden), trace("It is 5%."))


def test_the_same_question_asked_again_by_hand() -> None:
    def score(name: str, repeat: int, strict: bool) -> Score:
        told = {"category": "date", "cluster": "k", "expect": "answer", "gold": "g", "status": "answered"}
        pair = (float(strict), 1.0)
        return Score.model_validate(
            {
                **told,
                "case": name,
                "repeat": repeat,
                "critical": False,
                "hard": False,
                "measures": {"strict_accuracy": pair},
            }
        )

    # a: right, right, right; b: right, wrong, right; the passes are right in 2/2, 1/2 and 2/2
    scores = [score("a", 0, True), score("a", 1, True), score("a", 2, True)]
    scores += [score("b", 0, True), score("b", 1, False), score("b", 2, True)]
    told = [("a", "76%"), ("a", "76%"), ("a", "76%"), ("b", "76%"), ("b", "70%"), ("b", "76%")]
    traces = [Trace(case=name, question="?", status="answered", text=text) for name, text in told]
    found = repeat_measures(scores, traces)
    assert found == {"times": 3, "right_every_time": 0.5, "spread": 0.5, "the_same": 0.5}


def test_the_first_answer_is_no_part_of_the_time_of_stages() -> None:
    times = [{"search": 900.0, "total": 1000.0}, {"search": 10.0, "total": 30.0}, {"search": 20.0, "total": 50.0}]
    traces = [Trace(case=str(n), question="?", timings_ms=one) for n, one in enumerate(times)]
    found = latency_by_stage(traces)
    assert list(found) == ["total", "search"]
    assert (found["search"].n, found["search"].p50, found["total"].slowest) == (2, 15, 50)
