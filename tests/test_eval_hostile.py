"""Answers that game a scorer: what somebody would write to score well without being right, and right answers that a
careless scorer would mark wrong."""

import pytest

from eval.books import Books, books_of, gold_spans
from eval.citations import citation_measures, cites_gold, quote_measures
from eval.claims import claim_of, no_bodies, read_source, registered_bodies, supports
from eval.gold import Case
from eval.outcomes import outcome_measures, outcome_of
from eval.retrieval import retrieval_measures
from eval.trace import Cited, Found, PlanText, Section, Told, Trace

TARGET = "76% of patients are to be seen within 4 hours by March 2025."
LINES = (
    TARGET,
    "Locala will lead the falls service.",
    "1 in 4 adults smoke, which is worse than the national average.",
    "The budget for 2023/24 is £6.5 million.",
    "Ambulances will reach Category 2 calls in 30 minutes on average.",
    *(
        f"Priority number {number} concerns neighbourhood teams and the estates they share."
        for number in range(200, 340)
    ),
)
TEXT = "\n".join(LINES)


def span(line: str) -> tuple[int, int]:
    start = TEXT.index(line)
    return start, start + len(line)


@pytest.fixture(scope="module")
def books() -> Books:
    sections = tuple(Section(start=start, end=end, path=("Plan",)) for start, end in map(span, LINES))
    return books_of([PlanText(plan_id="oak", title="Oak Plan", sha256="0", text=TEXT, sections=sections)])


def cited(n: int, line: str = TARGET) -> Cited:
    start, end = span(line)
    return Cited(n=n, plan_id="oak", section=("Plan",), quote=TEXT[start:end], page=None, start=start, end=end)


WHOLE = Cited(n=1, plan_id="oak", section=("Plan",), quote=TEXT, page=None, start=0, end=len(TEXT))


def answer(*lines: str, status: str = "answered", citations: tuple[Cited, ...] = (cited(1),), **more: object) -> Trace:
    marks = tuple(one.n for one in citations)
    told = tuple(Told(text=line, citations=marks, support="supported") for line in lines)
    text = "\n".join(lines)
    fields = {"case": "c", "question": "What?", "status": status, "text": text, "sentences": told, **more}
    return Trace.model_validate({**fields, "citations": citations})


def asked(expect: str = "answer", **more: object) -> Case:
    fields = {"id": "c", "split": "dev", "category": "single_target", "cluster": "k", "turns": [{"text": "What?"}]}
    evidence = [[{"doc": "oak", "quote": TARGET}]] if expect in ("answer", "partial", "correct_premise") else []
    return Case.model_validate({**fields, "expect": expect, "evidence": evidence, **more})


def strict(case: Case, given: Trace) -> bool:
    return outcome_of(case, given, bodies_in=registered_bodies()).strict


def wants(kind: str, value: object, **more: object) -> Case:
    return asked(facts=[{"id": "f", "type": kind, "value": value, **more}])


def cites(given: Trace, books: Books) -> dict[str, float]:
    found = citation_measures(given, books, bodies_in=no_bodies) | quote_measures(given, books)
    return {name: ratio.value for name, ratio in found.items()}


def test_citing_everything_costs_precision(books: Books) -> None:
    every = tuple(cited(n, line) for n, line in enumerate(LINES[:20], start=1))
    assert (
        cites(answer("76% are seen within 4 hours by March 2025.", citations=every), books)["citation_precision"]
        == 0.05
    )


def test_citing_the_whole_plan_bears_nothing_out(books: Books) -> None:
    given = answer("76% of patients are seen within 4 hours by March 2025.", citations=(WHOLE,))
    assert cites(given, books)["citation_recall"] == 0
    assert cites(given, books)["dangling_citations"] == 1
    assert cites_gold(given, gold_spans(wants("percent", 76), books), books)["gold_citation_recall"].value == 0


def test_citing_one_place_many_times_over_is_citing_it_once(books: Books) -> None:
    given = answer("76% are seen within 4 hours by March 2025.", citations=tuple(cited(n) for n in range(1, 5)))
    assert cites(given, books)["citation_precision"] == 0.25


def test_the_whole_plan_is_no_answer() -> None:
    assert strict(wants("percent", 76), answer(TARGET))
    assert not strict(wants("percent", 76), answer(*LINES, citations=(WHOLE,)))


def test_the_whole_plan_as_one_hit_is_worth_nothing_within_a_budget_of_words(books: Books) -> None:
    case = wants("percent", 76)
    hit = Found(plan_id="oak", section=(), page=None, start=0, end=len(TEXT), words=len(TEXT.split()), score=1)
    found = retrieval_measures(case, [hit], gold_spans(case, books), books)
    assert found["evidence_recall@350w"].value == 0
    assert found["char_precision@5"].value < 0.05


@pytest.mark.parametrize("status", ["not_in_plans", "out_of_scope", "clarify", "false_premise"])
def test_refusing_with_the_right_quote_beside_it_is_refusing(status: str) -> None:
    given = answer(f"I could not find that. Nearest: “{TARGET}”", status=status)
    found = outcome_measures(wants("percent", 76), given, outcome_of(wants("percent", 76), given))
    assert found["over_refusal_rate"].value == 1
    assert found["strict_accuracy"].value == 0
    assert found["crag_score"].value <= 0


def test_denying_a_premise_that_nobody_set_answers_what_has_no_answer() -> None:
    given = answer(f"No. “{TARGET}”", status="false_premise")
    found = outcome_measures(asked("abstain"), given, outcome_of(asked("abstain"), given))
    assert found["false_answer_rate"].value == 1


@pytest.mark.parametrize(
    ("kind", "value", "more", "said"),
    [
        ("percent", 76, {}, "The target is not 76%."),
        ("percent", 76, {}, "It is 70% rather than 76%."),
        ("percent", 76, {}, "It is 76% or 80%."),
        ("percent", 76, {}, "Somewhere from 70% to 76%, perhaps 78%, 80%, 82% or 84%."),
        ("percent", 76, {}, "It is 76–80%."),
        ("percent", 25, {}, "1 in 5 adults smoke."),
        ("percent", 25, {}, "25 adults smoke."),
        ("percent", 25, {}, "25 percentage points fewer."),
        ("money", 6500000, {}, "$6.5 million"),
        ("money", 6500000, {}, "£6.5 billion"),
        ("duration", 4, {"unit": "hours"}, "within 4 days"),
        ("duration", 4, {"unit": "hours", "op": "<="}, "after at least 4 hours"),
        ("year", "2023/24", {}, "in 2024/25"),
        ("year", "2023/24", {}, "between 2020 and 2030"),
        ("date", "2025-03", {}, "not by March 2025"),
        ("date", "2025-03", {}, "by March 2025 or March 2026"),
        ("owner", "Locala", {}, "Locala, Kirklees Council, CHFT, SWYPFT, MYTT or WYAAT"),
        ("owner", "Locala", {}, "It is not Locala."),
        ("bool", True, {}, "Yes and no."),
        ("bool", True, {}, "Yes. No, it does not."),
        ("text", "falls service", {}, "It is not the falls service."),
    ],
)
def test_what_is_denied_hedged_or_in_another_unit_is_not_stated(
    kind: str, value: object, more: dict[str, object], said: str
) -> None:
    assert not strict(wants(kind, value, **more), answer(said))


@pytest.mark.parametrize(
    ("kind", "value", "more", "said"),
    [
        ("percent", 76, {}, "Seventy-six per cent of patients."),
        ("percent", 76, {}, "It is 76%, not 95%."),
        ("percent", 76, {}, "Not all wait that long: the target is 76%."),
        ("percent", 76, {}, "It rises from 70% to 76%."),
        ("percent", 25, {}, "One in four adults smoke."),
        ("percent", 25, {}, "A quarter of adults smoke."),
        ("percent", 25, {}, "1 in 4 adults"),
        ("number", 1200, {}, "twelve hundred people"),
        ("number", 1200, {}, "1.2 thousand people"),
        ("money", 6500000, {}, "£6,500,000"),
        ("money", 6500000, {}, "£6.5m"),
        ("duration", 4, {"unit": "hours", "op": "<="}, "no more than four hours"),
        ("duration", 24, {"unit": "months"}, "two years"),
        ("year", "2023/24", {}, "in the financial year 2023-24"),
        ("year", "2023/24", {}, "in 2023/2024"),
        ("year", "2023/24", {}, "between April 2023 and March 2024"),
        ("date", "2025-03-31", {}, "by 31/03/2025"),
        ("date", "2025-03", {}, "before the end of March 2025"),
        ("owner", "Locala", {}, "Locala leads it; Kirklees Council pays for it."),
        ("bool", False, {}, "No. It does not."),
        ("bool", True, {}, "Yes, it does not matter which."),
    ],
)
def test_a_right_answer_in_other_words_is_right(kind: str, value: object, more: dict[str, object], said: str) -> None:
    assert strict(wants(kind, value, **more), answer(said))


def test_a_premise_repeated_to_be_corrected_is_not_held_against_the_answer() -> None:
    facts = [{"id": "f", "type": "percent", "value": 76}]
    case = asked("correct_premise", facts=facts, forbidden=[{"type": "percent", "value": 95, "why": "the premise"}])
    for said in (
        "The target is not 95%: it is 76%.",
        "You say 95%. The plan says 76%, not 95%.",
        "76% rather than 95%.",
    ):
        assert strict(case, answer(said, status="false_premise", question="Why is the target 95%?")), said
    assert not strict(case, answer("Yes, 95%, up from 76%.", status="false_premise", question="Why is the target 95%?"))


@pytest.mark.parametrize(
    "said",
    [
        "The target is 91%, says NHS 111.",
        "The target is 91%?",
        "Words tried: the target is 91%.",
        "In the plan the target is 91%:",
        "I found nothing but the target of 91%.",
    ],
)
def test_a_claim_dressed_as_something_else_still_has_to_be_borne_out(said: str, books: Books) -> None:
    assert cites(answer(said), books)["citation_recall"] == 0


def test_a_quotation_stitched_from_pieces_is_not_exact(books: Books) -> None:
    stitched = answer("“76% … are to … by Locala”")
    assert cites(stitched, books)["quote_exactness"] == 0.5
    turned = answer("“within 4 hours … 76% of patients”")
    assert cites(turned, books)["quote_exactness"] == 0.5
    shortened = answer("“76% of patients … by March 2025”")
    assert cites(shortened, books)["quote_exactness"] == 1


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("76% of patients are not to be seen within 4 hours by March 2025.", TARGET),
        ("All patients are to be seen within 4 hours by March 2025.", TARGET),
        ("Only 76% of patients are to be seen within 4 hours by March 2025.", TARGET),
        ("76% of patients have been seen within 4 hours by March 2025.", TARGET),
        ("1 in 4 adults smoke, which is better than the national average.", LINES[2]),
        ("Ambulances will reach every Category 2 call in 30 minutes.", LINES[4]),
    ],
)
def test_a_sentence_turned_round_is_not_borne_out_by_the_words_it_shares(said: str, line: str) -> None:
    assert supports(claim_of(line, bodies_in=no_bodies), read_source([line], bodies_in=no_bodies))
    assert not supports(claim_of(said, bodies_in=no_bodies), read_source([line], bodies_in=no_bodies))
