"""Printed action tables with What, Who and When: the actions, who is to do them, and by when."""

from datetime import date
from pathlib import Path

import pytest
from printed_table import PrintedTable

from commitments.extract import extract
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import Period, PlanEntry

WORDS = " ".join(["The partnership heard from residents, carers and staff about what matters to them."] * 18)
Row = tuple[str, tuple[str, ...], str, date | None]

AGEING: dict[str, list[Row]] = {
    "Priority 1: Preventing falls": [
        (
            "Roll out strength and balance classes",
            ("Public Health", "Active Brookshire"),
            "March 2025",
            date(2025, 3, 31),
        ),
        ("Develop a shared falls risk tool", ("Brookshire Trust", "Care Association"), "Q3 24/25", date(2024, 12, 31)),
        ("Review lighting outside sheltered housing", ("Housing Services",), "Ongoing", None),
        (
            "Provide falls training to 400 care workers",
            ("Skills for Care Brookshire",),
            "31/03/2025",
            date(2025, 3, 31),
        ),
    ],
    "Priority 2: Living well with frailty": [
        (
            "Commission a frailty same day emergency care service, seven days a week, open to paramedics,"
            " community nurses and general practitioners and with a consultant on each shift, so that nobody waits",
            ("NHS Brookshire ICB",),
            "By end of 2025",
            date(2025, 12, 31),
        ),
        ("Offer every person over 80 a medicines review", ("PCN Clinical Directors",), "2025/26", date(2026, 3, 31)),
        ("Pilot virtual frailty wards in two places", ("Brook Hospital NHS Trust",), "Autumn 2024", date(2024, 11, 30)),
        ("Agree one frailty score across the system", ("Frailty Steering Group",), "TBC", None),
    ],
}
EVERY_CONTACT: dict[str, list[Row]] = {
    "Objective 1 - Reduce smoking": [
        (
            "Offer support to every inpatient who smokes",
            ("Fells Council", "NHS Fells ICB"),
            "31 December 2025",
            date(2025, 12, 31),
        ),
        ("Enforce the smoke-free site policy", ("Estates and Facilities",), "Immediately", None),
        ("Recruit three maternity smoking advisers", ("Director of Midwifery",), "Q1 2025/26", date(2025, 6, 30)),
    ],
    "Objective 2 - Healthy weight": [
        ("Take sugary drinks out of vending machines", ("Catering Manager",), "September 2025", date(2025, 9, 30)),
        ("Write to all takeaways near schools", ("Environmental Health",), "By summer 2025", date(2025, 8, 31)),
    ],
}
FENLAND: dict[str, list[Row]] = {
    "Improve access to dentistry": [
        ("Commission 8,000 extra dental appointments", ("NHS Fenland ICB",), "31/03/2026", date(2026, 3, 31)),
        ("Run toothbrushing in 60 nurseries", ("Fenland Council",), "Sep-25", date(2025, 9, 30)),
    ],
    "Tackle damp and cold homes": [
        ("Inspect 300 private rented homes", ("Fenland Council",), "March 2026", date(2026, 3, 31)),
        ("Lobby government for a longer grant", ("Leader of the Council",), "Ongoing", None),
    ],
}


def merged_cells() -> bytes:
    """A priority merged beside its rows, several leads in a cell, a table that begins far down its page."""
    table = PrintedTable((95, 180, 110, 75, 40), title="Ageing Well: Action Plan 2024-2026", words=WORDS)
    table.heads(("Priority", "Action", "Lead", "Timescale", "RAG"))
    for priority, rows in AGEING.items():
        table.rows([(what, "; ".join(who), when, "G") for what, who, when, _ in rows], merged=priority)
    return table.bytes()


def rotated_headings() -> bytes:
    """Rotated headings, bands that name the objective, names below one another."""
    table = PrintedTable((30, 230, 140, 100), title="Every Contact Counts: delivery plan", words=WORDS[:80])
    table.heads(("Ref", "What", "Who", "When"), rotated=True)
    for objective, rows in EVERY_CONTACT.items():
        table.band(objective)
        table.rows([(str(n + 1), what, "\n".join(who), when) for n, (what, who, when, _) in enumerate(rows)])
    return table.bytes()


def headings_over_headings() -> bytes:
    """'Who' over 'Lead' and 'Support', on a page across, with an empty cell."""
    table = PrintedTable((110, 220, 120, 100, 85, 110), box=(842, 595), title="Fenland Action Plan", words=WORDS[:80])
    table.heads_over_heads(
        ("Objective", "What we will do", "Who", None, "By when", "How we will know"),
        ("", "", "Lead", "Support", "", ""),
    )
    for objective, rows in FENLAND.items():
        told = [
            (what, "; ".join(who), "Police" if n else "", when, "Report") for n, (what, who, when, _) in enumerate(rows)
        ]
        table.rows(told, merged=objective)
    return table.bytes()


@pytest.mark.parametrize(
    ("made", "groups"),
    [(merged_cells, AGEING), (rotated_headings, EVERY_CONTACT), (headings_over_headings, FENLAND)],
)
def test_every_action_is_found_with_who_and_when_and_nothing_else(made, groups, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(made())
    period = Period(written="2024-2027", first=date(2024, 4, 1), last=date(2027, 3, 31))
    entry = PlanEntry(id="plan", title="Plan", publisher="Some Council", edition="1", file=file.name, period=period)
    document = read_document(file, entry=entry)
    found = extract(document, entry=entry, passages=passages_of(document, entry=entry))
    told = [
        (
            " ".join(one.text.split()),
            {owner.name for owner in one.owners if owner.role == "lead" and owner.basis == "stated"},
            one.deadline,
        )
        for one in found
    ]
    assert told == [(what, set(who), due) for rows in groups.values() for what, who, _, due in rows]
