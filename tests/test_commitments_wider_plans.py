"""Ways of promising that plans of other kinds brought up: asides, telegraphic lines, tables of what happens next."""

from datetime import date
from pathlib import Path

import pytest

from commitments.asides import standing_asides
from commitments.extract import extract
from commitments.measures import measures_of
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import Period, PlanEntry
from plans.commitment import Commitment
from plans.years import feast_day

PLAN = PlanEntry(
    id="wells",
    title="Wells Plan 2025/26",
    publisher="Wells Council",
    edition="1",
    file="plan.md",
    period=Period(written="2025/26", first=date(2025, 4, 1), last=date(2026, 3, 31)),
)


def commitments_in(text: str, folder: Path) -> tuple[Commitment, ...]:
    file = folder / "plan.md"
    file.write_text(text, encoding="utf-8")
    document = read_document(file, entry=PLAN)
    return extract(document, entry=PLAN, passages=passages_of(document, entry=PLAN))


@pytest.mark.parametrize(
    "text",
    [
        "The Head of Nursing is to set up a family liaison team.",
        "Straight-to-test pathways are to go live no later than January 2026.",
        "Overview and Scrutiny Committee to receive an annual report each November.",
        "The Director of Children's Services will bring forward an investment plan.",
        "Welfare advisers are going to be placed in both hospitals.",
        "We promise to be honest about what we can do.",
        "A refreshed plan is due by December 2027.",
    ],
)
def test_what_is_to_be_done_is_a_promise_however_it_is_put(text: str, tmp_path: Path) -> None:
    assert [one.text for one in commitments_in(f"# Delivery\n\n{text}\n", tmp_path)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Our role is to support people who care for others.",
        "The challenge is to recruit in a small market.",
        "It contains four missions and will be delivered through district action plans.",
        "Many people struggle to get an appointment.",
    ],
)
def test_what_only_tells_of_a_role_or_of_a_document_is_none(text: str, tmp_path: Path) -> None:
    assert commitments_in(f"# Delivery\n\n{text}\n", tmp_path) == ()


def test_the_column_of_what_happens_next_is_read_under_you_said_we_did(tmp_path: Path) -> None:
    table = (
        "# Plan\n\n## You said, we did\n\n| You said | We did | What happens next |\n| --- | --- | --- |\n"
        "| Nights are lonely | We opened the café | The café will open each night from May 2025 |\n"
        "| Waits are long | We recruited two nurses | Waits will be below 12 weeks by March 2026 |\n"
    )
    found = commitments_in(table, tmp_path)
    assert [one.text.split(" will ")[0] for one in found] == ["The café", "Waits"]
    assert found[1].deadline == date(2026, 3, 31)


def test_brackets_that_tell_where_it_stood_give_the_baseline_and_no_deadline(tmp_path: Path) -> None:
    (found,) = commitments_in("# We will\n\n- Raise uptake to 75% by 2030 (52% in 2024)\n", tmp_path)
    assert [(one.value, one.baseline) for one in found.measures] == [(75.0, 52.0)]
    assert found.deadline == date(2030, 12, 31)


@pytest.mark.parametrize("text", ["Reach 75% (80% by 2030)", "Train staff (12 in 2024)", "Cut it to 8 (see page 12)"])
def test_other_brackets_are_no_baseline(text: str) -> None:
    assert list(standing_asides(text)) == []


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Halve the number of falls", [(0.5, "ratio", "decrease_by")]),
        ("Zero families in bed and breakfast rooms", [(0.0, "count", "equal")]),
        ("Reduce fires per home from 9.1 to 8.0", [(8.0, "count", "equal")]),
        ("Train all staff within 12 months of joining", [(12.0, "months", "at_most")]),
        ("Answer within 10 working days (2 working days where it is urgent)", [(10.0, "days"), (2.0, "days")]),
        ("No decision over £500,000 is taken without an assessment", []),
        ("The café opens seven nights a week", []),
    ],
)
def test_numbers_to_be_reached_are_told_from_those_that_describe(text: str, measures: list[tuple[object, ...]]) -> None:
    found = [(one.value, one.unit, one.comparator) for one in measures_of(text)]
    assert [one[: len(told)] for one, told in zip(found, measures, strict=True)] == measures


def test_a_report_that_begins_in_a_month_does_not_end_with_it(tmp_path: Path) -> None:
    (found,) = commitments_in(
        "# Delivery\n\nThe council will report every six months, starting in November 2025.\n", tmp_path
    )
    assert found.deadline is None


@pytest.mark.parametrize(("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2027, 3, 28), (2038, 4, 25)])
def test_easter_is_reckoned(year: int, month: int, day: int) -> None:
    days = feast_day(year, "Easter")
    assert days is not None
    assert days.last == date(year, month, day)


def test_two_bodies_that_open_a_sentence_both_lead_it(tmp_path: Path) -> None:
    (found,) = commitments_in(
        "# Delivery\n\nFellside NHS Foundation Trust and Thornbeck Mind will jointly run a single front door.\n",
        tmp_path,
    )
    assert {one.name for one in found.owners} == {"Fellside NHS Foundation Trust", "Thornbeck Mind"}
