import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.claims import registered_bodies
from eval.facts import days_of, items_found, says, states, verdict
from eval.gold import Fact
from eval.units import Unit, plain


def fact(kind: str, value: object = None, **more: object) -> Fact:
    return Fact.model_validate({"id": "f", "type": kind, "value": value, **more})


@pytest.mark.parametrize(
    ("wanted", "said", "right"),
    [
        (fact("percent", 76), "**76%** of patients", True),
        (fact("percent", 76), "76 per cent", True),
        (fact("percent", 76), "1.76%", False),
        (fact("percent", 76), "76 patients", False),
        (fact("percent", 25), "a quarter of patients", True),
        (fact("percent", 5, op="<="), "no more than 5%", True),
        (fact("percent", 5, op="<="), "at least 5%", False),
        (fact("percent", 5, op="<="), "5%", True),
        (fact("percent", 5, op="+"), "a reduction of 5%", False),
        (fact("percent", 60, aliases=["60"]), "cholesterol lowering therapies to 60.", True),
        (fact("percent", 60, aliases=["60"]), "a rise to 160.", False),
        (fact("number", 52857), "52,857 people", True),
        (fact("number", 2), "two of them", True),
        (fact("number", 4), "within 4 hours", False),
        (fact("number", 76), "76%", False),
        (fact("money", 6500000), "£6.5 million", True),
        (fact("money", 6500000), "£6.5 thousand", False),
        (fact("duration", 28, unit="days"), "within 28 days", True),
        (fact("duration", 4, unit="weeks"), "within 28 days", True),
        (fact("duration", 28, unit="days"), "within 28 weeks", False),
        (fact("duration", 12, unit="months"), "in one year", True),
        (fact("date", "2025-03"), "by March 2025", True),
        (fact("date", "2025-03"), "by 31 March 2025", True),
        (fact("date", "2025-03-31"), "by the end of March 2025", True),
        (fact("date", "2025-03-31"), "some time in March 2025", False),
        (fact("date", "2025-03"), "in 2025", False),
        (fact("date", "2025-03"), "by March 2024", False),
        (fact("date", "2024-01-31"), "launched on 31st January 2024", True),
        (fact("year", "2024/25"), "(Elective Care, 2024/25)", True),
        (fact("year", "2024/25"), "in 2023/24", False),
        (fact("year", "2024/25"), "by March 2025", True),
        (fact("year", "2028"), "up to 2028", True),
        (fact("text", "Senior Responsible Officer"), "SRO: Senior Responsible Officers", True),
        (fact("text", "Senior Responsible Officer"), "the Senior Responsible Officer (SRO) of it", True),
        (fact("text", "12-15", aliases=["12 to 15"]), "no more than 12–15 under 18s", True),
        (fact("text", "Community Provider Collaborative"), "Community", False),
    ],
)
def test_a_fact_is_stated_by_its_value_in_its_unit(wanted: Fact, said: str, right: bool) -> None:
    assert states(wanted, [Unit(said)]) is right


def test_an_owner_is_known_by_any_of_its_names() -> None:
    wanted = fact("owner", "org:yorkshire-ambulance-service")
    bodies_in = registered_bodies()
    ids = bodies_in("Yorkshire Ambulance Service")
    wanted = fact("owner", next(iter(ids)))
    assert states(wanted, [Unit("led by YAS")], bodies_in=bodies_in)
    assert not states(wanted, [Unit("led by Locala")], bodies_in=bodies_in)


def test_a_list_is_stated_when_every_item_is() -> None:
    wanted = fact("list", items=["Crisis response", "Workforce | staff"])
    said = [Unit("Crisis response"), Unit("our staff")]
    assert items_found(wanted, said) == ("Crisis response", "Workforce | staff")
    assert states(wanted, said)
    assert not states(wanted, said[:1])


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        (["Yes. “It does not matter”"], True),
        (["No. The plan says otherwise."], False),
        (["Neither plan mentions it."], False),
        (["“People do not wait”", "Kirklees plan"], None),
        (["The plan does not say so, yes?"], False),
        (["One.", "Two.", "Three.", "No."], None),
        ([], None),
    ],
)
def test_the_first_verdict_outside_quotes_counts(lines: list[str], right: bool | None) -> None:
    assert verdict([Unit(line) for line in lines]) is right


def test_an_empty_answer_states_nothing() -> None:
    assert not states(fact("bool", True), [])
    assert not states(fact("bool", False), [])


@given(st.integers(1, 10**9))
def test_a_number_is_found_however_its_thousands_are_written(value: int) -> None:
    assert states(fact("number", value), [Unit(f"There are {value:,} people.")])
    assert not states(fact("number", value + 1), [Unit(f"There are {value:,} people.")])


@given(st.dates())
def test_a_day_lies_in_its_month_and_in_its_year(day) -> None:  # type: ignore[no-untyped-def]
    month = days_of(f"{day:%Y-%m}")
    assert month.first is not None
    assert month.last is not None
    assert month.first <= day <= month.last
    year = days_of(f"{day:%Y}")
    assert year.first is not None
    assert year.last is not None
    assert year.first <= month.first <= month.last <= year.last


def test_markers_bold_and_list_marks_are_no_words() -> None:
    assert plain("- **76%** of patients [1] [2, 3]") == "76% of patients"


def test_a_sentence_of_one_word_does_not_say_a_longer_text() -> None:
    assert not says("carer champions in every practice", Unit("Carer"))
