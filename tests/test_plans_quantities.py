"""Numbers, dates and years out of text."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.catalogue import Period, PlanEntry
from plans.numerals import numerals
from plans.quantities import Quantity, agree, in_plan_years, quantities, spoken_period, timespans, years_of

FIVE_YEARS = Period(written="2023-2028", first=date(2023, 4, 1), last=date(2028, 3, 31))


def read(text: str) -> list[tuple[float, float | None, str, str | None]]:
    return [(q.value, q.high, q.unit, q.comparator) for q in quantities(text) if q.unit != "label"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no less than 76% of patients", [(76, None, "percent", "at_least")]),
        ("76 per cent", [(76, None, "percent", None)]),
        ("seventy-six per cent", [(76, None, "percent", None)]),
        ("seen within 4 hours", [(4, None, "hours", "at_most")]),
        ("seen within four hours", [(4, None, "hours", "at_most")]),
        ("waits of over 65 weeks", [(65, None, "weeks", "more_than")]),
        ("waiting more than twelve months", [(12, None, "months", "more_than")]),
        ("recruit 26,000 roles", [(26000, None, "count", None)]),
        ("a £6.5m plan", [(6_500_000, None, "gbp", None)]),
        ("between £94 million and £132 million", [(94e6, 132e6, "gbp", None)]),
        ("£2-3m", [(2e6, 3e6, "gbp", None)]),
        ("£1.4bn", [(1.4e9, None, "gbp", None)]),
        ("17m appointments", [(17e6, None, "count", None)]),
        ("half a million pounds", [(500_000, None, "gbp", None)]),
        ("two hundred and six people", [(206, None, "count", None)]),
        ("12–15 places", [(12, 15, "count", None)]),
        ("12 to 15 places", [(12, 15, "count", None)]),
        ("between 12 and 15 places", [(12, 15, "count", None)]),
        ("1 in 4 people", [(0.25, None, "ratio", None)]),
        ("one in five adults", [(0.2, None, "ratio", None)]),
        ("nine out of ten", [(0.9, None, "ratio", None)]),
        ("more than half of them", [(0.5, None, "ratio", "more_than")]),
        ("two thirds", [(0.666667, None, "ratio", None)]),
        ("a 5% year on year increase", [(5, None, "percent", "increase_by")]),
        ("reduce use by at least 10%", [(10, None, "percent", "decrease_by")]),
        ("a minimum of 3% further improvement", [(3, None, "percent", "increase_by")]),
        ("15% fewer falls", [(15, None, "percent", "decrease_by")]),
        ("from 60% to 77%", [(60, None, "percent", None), (77, None, "percent", None)]),
        ("3+ conditions", [(3, None, "count", "at_least")]),
        ("5% or less", [(5, None, "percent", "at_most")]),
        ("up to 40 beds", [(40, None, "count", "at_most")]),
        ("a two-hour response", [(2, None, "hours", None)]),
        ("a 0-2 hour response", [(0, 2, "hours", None)]),
        ("open 8am to 8pm", [(8, 20, "clock", None)]),
        ("8.30am", [(8.5, None, "clock", None)]),
        ("under 18s", [(18, None, "age", "less_than")]),
        ("aged 0-25", [(0, 25, "age", None)]),
        ("13/14 year olds", [(13, 14, "age", None)]),
        ("12 deaths per 100,000", [(12, None, "per_100000", None)]),
        ("5 percentage points", [(5, None, "percentage_points", None)]),
        ("three times higher", [(3, None, "times", "increase_by")]),
        ("to 60.", [(60, None, "count", None)]),
        ("104+ weeks", [(104, None, "weeks", "at_least")]),
        ("2½ hours", [(2.5, None, "hours", None)]),
        ("over-75s", [(75, None, "age", "more_than")]),
        ("5 or fewer falls", [(5, None, "count", "at_most")]),
        ("three in ten", [(0.3, None, "ratio", None)]),
        ("fall by 5% to 10%", [(5, 10, "percent", "decrease_by")]),
        ("grew by 5.5% to 48.2%", [(5.5, None, "percent", "increase_by"), (48.2, None, "percent", None)]),
    ],
)
def test_a_number_is_read_with_its_unit_and_bound(
    text: str, expected: list[tuple[float, float | None, str, str | None]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "24/7 support",
        "in 2023/24",
        "COVID-19",
        "Core20PLUS5 funding",
        "Core 20 plus 5",
        "one of the ways",
        "no one waits",
        "net zero",
        "31st January 2024",
        "the 2nd phase",
        "by 2028",
        "call 0300 123 1234",
        "1. Eliminate waits",
        "see https://example.org/2040/page3",
        "the third priority",
        "half-term",
        "1:1 support",
        "50/50",
    ],
)
def test_figures_that_count_nothing_are_left_out(text: str) -> None:
    assert read(text) == []


def test_a_number_in_a_name_is_a_label_and_says_of_what() -> None:
    found = quantities("category 2 calls, NHS 111, stages 1 and 2")
    assert [(q.value, q.unit, q.of) for q in found] == [
        (2, "label", "category"),
        (111, "label", "nhs"),
        (1, "label", "stages"),
        (2, "label", "stages"),
    ]


def test_a_rate_reaches_over_the_words_between_the_number_and_its_base() -> None:
    (adults, young, *_) = quantities(
        "no more than 30 adults who are autistic per million adults and 12–15 children per million children"
    )
    assert (adults.value, adults.unit, adults.comparator, adults.of) == (30, "per_million", "at_most", "adults")
    assert (young.value, young.high, young.unit) == (12, 15, "per_million")


def test_what_is_counted_is_told_in_the_words_of_the_plan() -> None:
    assert [q.of for q in quantities("76% of patients are seen, 26,000 ARRS roles by March")] == [
        "patients",
        "ARRS roles",
    ]


def test_numbers_agree_across_spellings_and_not_across_bounds() -> None:
    def one(text: str) -> Quantity:
        return quantities(text)[0]

    assert agree(one("1 in 4"), one("25%"))
    assert agree(one("four hours"), one("within 4 hours"))
    assert not agree(one("at least 76%"), one("at most 76%"))
    assert not agree(one("4 hours"), one("4 weeks"))
    assert agree(one("two years"), one("104 weeks")), "a wait is the same in any unit"
    assert agree(one("18 months"), one("78 weeks"))
    assert not agree(one("two years"), one("100 weeks"))
    assert not agree(one("12-15 beds"), one("12-16 beds"))


def spans(text: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (s.written, s.first and s.first.isoformat(), s.last and s.last.isoformat())
        for s in timespans(text, period=FIVE_YEARS)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023/24", [("2023/24", "2023-04-01", "2024-03-31")]),
        ("in 23/24", [("23/24", "2023-04-01", "2024-03-31")]),
        ("2023-24", [("2023-24", "2023-04-01", "2024-03-31")]),
        ("FY24/25", [("FY24/25", "2024-04-01", "2025-03-31")]),
        ("2023 - 2028", [("2023 - 2028", "2023-01-01", "2028-12-31")]),
        ("the 2019/2024 strategy", [("2019/2024", "2019-01-01", "2024-12-31")]),
        ("by March 2024", [("by March 2024", None, "2024-03-31")]),
        ("by the end of March 2024", [("by the end of March 2024", None, "2024-03-31")]),
        ("end of 2024", [("end of 2024", None, "2024-12-31")]),
        ("before 1 April 2025", [("before 1 April 2025", None, "2025-03-31")]),
        ("in 2040 there will be 1,200 more", [("2040", "2040-01-01", "2040-12-31")]),
        ("on the 31st January 2024", [("31st January 2024", "2024-01-31", "2024-01-31")]),
        ("01/04/2024", [("01/04/2024", "2024-04-01", "2024-04-01")]),
        ("2024-03-31", [("2024-03-31", "2024-03-31", "2024-03-31")]),
        ("31.3.25", [("31.3.25", "2025-03-31", "2025-03-31")]),
        ("Mar-24", [("Mar-24", "2024-03-01", "2024-03-31")]),
        ("in spring 2024", [("spring 2024", "2024-03-01", "2024-05-31")]),
        ("winter 2023/24", [("winter 2023/24", "2023-12-01", "2024-02-29")]),
        ("Q2 2024/25", [("Q2 2024/25", "2024-07-01", "2024-09-30")]),
        ("April 2023 to March 2024", [("April 2023 to March 2024", "2023-04-01", "2024-03-31")]),
        ("March-May 2024", [("March-May 2024", "2024-03-01", "2024-05-31")]),
        ("up to 2028", [("up to 2028", None, "2028-12-31")]),
        ("up to 2026", [("up to 2026", None, "2026-12-31")]),
        ("by the end of the plan", [("by the end of the plan", None, "2028-03-31")]),
        ("over the next 12 months", [("over the next 12 months", "2023-04-01", "2024-03-31")]),
        ("over the next five years", [("over the next five years", "2023-04-01", "2028-03-31")]),
        ("into next year", [("next year", "2023-04-01", "2024-03-31")]),
        ("year two of the plan", [("year two", "2024-04-01", "2025-03-31")]),
        ("the first year of the plan", [("the first year of the plan", "2023-04-01", "2024-03-31")]),
        ("The first two years of the plan", [("The first two years of the plan", "2023-04-01", "2025-03-31")]),
        ("beyond April 2024", [("beyond April 2024", "2024-04-01", None)]),
        ("from 1 April to 30 June 2025", [("from 1 April to 30 June 2025", "2025-04-01", "2025-06-30")]),
        ("the second half of 2025", [("the second half of 2025", "2025-07-01", "2025-12-31")]),
        ("Spring/Summer 2025", [("Spring/Summer 2025", "2025-03-01", "2025-08-31")]),
        ("2025/26 Q2", [("2025/26 Q2", "2025-07-01", "2025-09-30")]),
        ("on or before 5 January 2026", [("on or before 5 January 2026", None, "2026-01-05")]),
        ("by end March 26", [("by end March 26", None, "2026-03-31")]),
        ("in 18 months' time", [("in 18 months' time", "2023-04-01", "2024-09-30")]),
        ("from 2025/26", [("from 2025/26", "2025-04-01", None)]),
    ],
)
def test_a_time_is_told_in_days(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize("text", ["shortly", "in the future", "ongoing", "On-going", "in due course", "by summer"])
def test_a_vague_time_stays_vague(text: str) -> None:
    (span,) = timespans(text, period=FIVE_YEARS)
    assert span.vague
    assert span.last is None


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "long term conditions",
        "within six weeks of referral",
        "13/14 year olds",
        "Year 6 pupils",
        "over 2000 people",
        "2050 homes",
        "version 5.0",
        "we may do so",
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert timespans(text, period=FIVE_YEARS) == ()


def test_words_that_need_a_period_are_vague_without_one() -> None:
    assert [s.vague for s in timespans("over the next 12 months, by the end of the plan")] == [True, True]


def test_a_span_tells_the_financial_years_it_touches() -> None:
    def years(text: str) -> tuple[str, ...]:
        return years_of(timespans(text, period=FIVE_YEARS)[0])

    assert years("2023/24") == ("2023/24",)
    assert years("by March 2024") == ("2023/24",)
    assert years("April 2023 to April 2025") == ("2023/24", "2024/25", "2025/26")
    assert years("soon") == ()


def test_a_refresh_speaks_from_its_own_year() -> None:
    entry = PlanEntry(id="p", title="A plan", publisher="X", edition="2024/25 refresh", file="p.txt", period=FIVE_YEARS)
    period = spoken_period(entry)
    assert period is not None
    assert (period.first, period.last) == (date(2024, 4, 1), date(2028, 3, 31))


@given(st.integers(0, 999_999_999))
def test_a_number_with_commas_reads_as_the_number(value: int) -> None:
    assert [n.value for n in numerals(f"about {value:,} things")] == [value]


@given(st.integers(2, 999))
def test_a_number_in_words_reads_as_the_number(value: int) -> None:
    assert [n.value for n in numerals(_in_words(value))] == [value]


@given(st.integers(2, 98), st.sampled_from(["%", " per cent", " hours", " weeks", " people"]))
def test_words_and_figures_agree(value: int, unit: str) -> None:
    (figures,), (words,) = quantities(f"{value}{unit}"), quantities(f"{_in_words(value)}{unit}")
    assert agree(figures, words)


@given(
    st.dates(date(2000, 1, 1), date(2059, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "%B %d, %Y"])
)
def test_a_date_reads_back_as_itself(day: date, style: str) -> None:
    (span,) = timespans(f"no later than {day.strftime(style)}.")
    assert (span.last, span.relation) == (day, "by")


@given(st.integers(2000, 2058))
def test_a_financial_year_reads_alike_in_every_spelling(start: int) -> None:
    end = (start + 1) % 100
    for written in (f"{start}/{end:02d}", f"{start}-{end:02d}", f"{start}/{start + 1}", f"{start}–{end:02d}"):
        (span,) = timespans(written)
        assert (span.first, span.last) == (date(start, 4, 1), date(start + 1, 3, 31))


@given(st.text(alphabet="0123456789£%.,/-–+ aehlmnoprstuwykx()\n", max_size=60))
def test_any_text_is_read_without_overlaps_and_every_piece_is_where_it_says(text: str) -> None:
    for found in (quantities(text), timespans(text, period=FIVE_YEARS)):
        end = 0
        for one in found:
            assert text[one.start : one.end] == one.written
            assert one.start >= end or one.written
            assert one.start < one.end
            end = one.end


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("staffing in the second year", "staffing in the second year of the plan"),
        ("the 2nd year of the priority", "the 2nd year of the plan of the priority"),
        ("the first year of the plan", "the first year of the plan"),
        ("second year students", "second year students"),
    ],
)
def test_an_ordinal_year_is_a_year_of_the_plan(asked: str, meant: str) -> None:
    assert in_plan_years(asked) == meant


@given(st.text(max_size=80))
def test_strange_text_never_fails(text: str) -> None:
    quantities(text)
    timespans(text)


def _in_words(value: int) -> str:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if value < 20:
        return ones[value]
    if value < 100:
        return re.sub(r"-zero$", "", f"{tens[value // 10 - 2]}-{ones[value % 10]}")
    rest = f" and {_in_words(value % 100)}" if value % 100 else ""
    return f"{ones[value // 100]} hundred{rest}"
