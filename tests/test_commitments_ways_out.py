"""Sheets, calendar, reports, evidence packs, the line of delivery and the progress report."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from commitments.checks import Entry, EntryKind, Evidence, History, Mark, Status
from commitments.digests import digest_of
from commitments.editions import changes
from commitments.outcomes import Decision, line_of_delivery, outcomes_of
from commitments.packs import PackSource, evidence_pack, problems_of
from commitments.progress import as_at, progress_report, quarter_of
from commitments.register_report import register_report
from commitments.reports import Report, Section, Sheet, to_docx, to_html
from commitments.serving import proposals
from commitments.sheets import COLUMNS, Listing, calendar, harmless, to_csv, to_xlsx
from commitments.store import open_checks
from ingest.reading import read_document
from plans.catalogue import read_entry, sample_library
from plans.commitment import Commitment, Measure, Owner
from plans.document import Place
from plans.errors import ChangedMeanwhile, WrongCall
from plans.unseen import without_unseen

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
SOURCE = PackSource(
    title="Falls Plan", sha256="ab" * 32, before="We plan to", after="for all.", address="/plans/falls#1"
)


def promise(text: str = "Open a clinic for 76% of patients", **fields: object) -> Commitment:
    given: dict[str, object] = {
        "id": "falls-c-1",
        "plan_id": "falls",
        "edition": "1",
        "text": text,
        "type": "target",
        "modality": "will",
        "place": Place(section=("Clinics", "2024/25"), page=4, page_label="2"),
        "theme": "Clinics",
        "timeframe": "by June 2024",
        "deadline": date(2024, 6, 30),
        "measures": (Measure(value=76, unit="percent", comparator="at_least", of="patients"),),
        "owners": (Owner(name="The Council", role="lead", basis="stated"),),
        "population": "patients",
        "missing": ("baseline", "funding"),
        "start": 100,
        "end": 100 + len(text),
        "confidence": 0.95,
    }
    return Commitment(**(given | fields))  # type: ignore[arg-type]


def history(*marks: tuple[EntryKind, Status | None, str, datetime]) -> History:
    entries: list[Entry] = []
    for number, (kind, status, person, at) in enumerate(marks, start=1):
        proof = Evidence(kind="minutes", where="https://example.org", quote="Opened.")
        mark = Mark(
            commitment_id="falls-c-1",
            plan_id="falls",
            edition="1",
            words="w",
            kind=kind,
            person=person,
            status=status,
            note="Seen.",
            evidence=(proof,) if status else (),
        )
        before = entries[-1].digest if entries else ""
        digest = digest_of(mark, number, at, None, before)
        entries.append(Entry(number=number, mark=mark, at=at, undoes=None, digest=digest))
    return History(commitment_id="falls-c-1", entries=tuple(entries))


MARKED = history(
    (EntryKind.FIRST_MARK, Status.IN_PROGRESS, "Ann", datetime(2024, 3, 1, tzinfo=UTC)),
    (EntryKind.SECOND_MARK, Status.IN_PROGRESS, "Bob", datetime(2024, 3, 2, tzinfo=UTC)),
    (EntryKind.FIRST_MARK, Status.MET, "Ann", datetime(2024, 6, 20, tzinfo=UTC)),
)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", " =x", "\t=x", "\n=x", "|cmd"])
def test_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    (row,) = list(csv.reader(io.StringIO(to_csv(Listing(commitments=[promise(text)])).decode("utf-8-sig"))))[1:]
    assert row[list(COLUMNS).index("Words of the plan")] == f"'{text.strip()}"


@given(st.text(max_size=40))
def test_a_cell_is_one_line_of_the_words_that_are_seen_and_never_runs(text: str) -> None:
    made = str(harmless(text))
    assert made.replace("'", "") == " ".join(without_unseen(text).replace("'", "").split())
    assert not made.lstrip().startswith(("=", "+", "-", "@"))


def test_a_listing_has_a_row_for_each_commitment_with_its_status() -> None:
    listing = Listing(commitments=[promise()], titles={"falls": "Falls Plan"}, statuses={"falls-c-1": "met"})
    (row,) = csv.DictReader(io.StringIO(to_csv(listing).decode("utf-8-sig")))
    assert row["Plan"] == "Falls Plan"
    assert row["Due"] == "2024-06-30"
    assert row["Measures"] == "at least 76 percent of patients"
    assert (row["Leads"], row["Leads known from"], row["Status"], row["Page"]) == ("The Council", "stated", "met", "2")


def test_a_spreadsheet_holds_text_as_text_and_days_as_days() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(Listing(commitments=[promise("=cmd|x")])))) as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml").decode()
        strings = opened.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=cmd|x" in strings


def test_a_calendar_has_an_all_day_event_for_each_day_due() -> None:
    made = Calendar.from_ical(calendar(Listing(commitments=[promise(), promise(id="x", deadline=None)]), now=NOON))
    (event,) = made.walk("VEVENT")
    assert event["DTSTART"].dt == date(2024, 6, 30)
    assert event["UID"] == "falls-c-1@planwatch"
    assert "Open a clinic for 76% of patients" in event["DESCRIPTION"]


def test_a_report_escapes_all_that_it_is_given() -> None:
    sheet = Sheet(caption="<b>", columns=("<i>",), rows=(("<script>alert(1)</script>\x00",),))
    page = to_html(Report(title="<x>", said=("&",), sections=[Section(heading="<h>", sheet=sheet)]))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_register_s_report_holds_method_totals_and_a_table_a_theme() -> None:
    listing = Listing(commitments=[promise(), promise(id="x", theme="Homes", missing=("owner", "deadline"))])
    report = register_report(listing, asked="All commitments.", today=date(2024, 7, 1))
    assert [section.heading for section in report.sections] == ["Method", "Totals", "Clinics", "Homes"]
    assert "2 commitments: 1 name no owner, 1 no date" in report.sections[1].said[0]
    made = WordDocument(io.BytesIO(to_docx(report)))
    assert [one.text for one in made.paragraphs if one.style.name == "Heading 1"] == [
        section.heading for section in report.sections
    ]
    assert "“Open a clinic for 76% of patients”" in made.tables[1].rows[1].cells[0].text


def test_an_evidence_pack_verifies_until_something_in_it_is_changed() -> None:
    pack = evidence_pack(promise(), MARKED, SOURCE, now=NOON)
    assert problems_of(pack, history=MARKED) == ()
    assert pack == evidence_pack(promise(), MARKED, SOURCE, now=NOON)
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    assert json.loads(files["commitment.json"])["text"] == "Open a clinic for 76% of patients"
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as made:
        for name, held in files.items():
            made.writestr(name, held.replace(b"in progress", b"met") if name == "history.json" else held)
    assert problems_of(stored.getvalue()) == ("history.json was changed.",)
    assert problems_of(b"no zip") != ()


def test_a_pack_of_another_history_is_told() -> None:
    pack = evidence_pack(promise(), MARKED, SOURCE, now=NOON)
    shorter = replace(MARKED, entries=MARKED.entries[:1])
    assert problems_of(pack, history=shorter) == ("The pack's history is not the beginning of the one that is held.",)


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        (date(2024, 4, 1), "2024/25 Q1", date(2024, 4, 1), date(2024, 6, 30)),
        (date(2025, 3, 31), "2024/25 Q4", date(2025, 1, 1), date(2025, 3, 31)),
        (date(2024, 12, 31), "2024/25 Q3", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_quarters_are_those_of_the_financial_year(day: date, name: str, first: date, last: date) -> None:
    quarter = quarter_of(day)
    assert (quarter.name, quarter.first, quarter.last) == (name, first, last)


def test_the_progress_report_tells_what_was_due_what_is_known_and_what_changed() -> None:
    late = promise("Open a ward", id="late", deadline=date(2024, 3, 31))
    listing = Listing(commitments=[promise(), late], titles={"falls": "Falls Plan"})
    report = progress_report(listing, {"falls-c-1": MARKED}, quarter_of(date(2024, 6, 1)))
    by_heading = {section.heading: section for section in report.sections}
    standing = by_heading["Where all commitments stand"].sheet
    assert standing is not None
    assert standing.rows == (
        ("not yet rated", "1", "1", "+0"),
        ("in progress", "1", "0", "-1"),
        ("met", "0", "1", "+1"),
    )
    due, still_open = (by_heading[name].sheet for name in ("Due in this quarter", "Due before it and still open"))
    assert due is not None
    assert still_open is not None
    assert due.rows[0][4:] == ("met", "first mark of 20 June 2024. Seen. for: https://example.org")
    assert [row[0] for row in still_open.rows] == ["“Open a ward”"]
    changed = by_heading["What changed in this quarter"].sheet
    assert changed is not None
    assert [row[0] for row in changed.rows] == ["2024-06-20"]


def test_a_history_can_be_read_as_it_stood() -> None:
    assert as_at(MARKED, date(2024, 3, 31)).standing is Status.IN_PROGRESS
    assert as_at(MARKED, date(2024, 1, 1)).standing is Status.NOT_RATED


def test_the_outcomes_that_the_kirklees_plan_names_are_found_whole() -> None:
    entry = read_entry(sample_library() / "kirklees-hcp-2023.toml")
    found = outcomes_of(read_document(sample_library() / entry.file, entry=entry), entry)
    kinds = {kind: [one for one in found if one.kind == kind] for kind in {one.kind for one in found}}
    assert {kind: len(ones) for kind, ones in kinds.items()} == {
        "shared outcome": 8,
        "ambition": 10,
        "operational target": 24,
        "priority action": 4,
    }
    assert sum(len(one.indicators) for one in kinds["shared outcome"]) == 31


def test_a_commitment_is_tied_to_an_outcome_with_a_reason_and_people_have_the_last_word() -> None:
    entry = read_entry(sample_library() / "kirklees-hcp-2023.toml")
    found = outcomes_of(read_document(sample_library() / entry.file, entry=entry), entry)
    by_name = {one.name: one for one in found}
    suicide, infections = (
        by_name["We will reduce suicide"],
        by_name["We will reduce anti-microbial resistance infections"],
    )
    training = promise("Raise awareness of risk factors for suicide", plan_id=entry.id)
    proposed = proposals([training], found)
    tied = next(one for one in proposed if one.outcome_id == suicide.id)
    assert "suicid" in tied.reason
    assert 0.5 <= tied.confidence <= 0.95
    line = line_of_delivery([training], found, proposed, ())
    assert infections in line.unserved
    assert line.serving_none == ()
    struck = [
        Decision(commitment_id=training.id, outcome_id=one.outcome_id, verdict="struck", person="Ann", note="", at=NOON)
        for one in proposed
    ]
    line = line_of_delivery([training], found, proposed, struck)
    assert line.serving_none == (training,)
    assert suicide in line.unserved


def test_decisions_are_kept_and_the_second_person_is_told(tmp_path: Path) -> None:
    checks = open_checks(f"sqlite:///{tmp_path / 'checks.db'}")
    checks.decide("c", "o", "confirmed", person="Ann", seen=0, now=NOON)
    with pytest.raises(ChangedMeanwhile):
        checks.decide("c", "o", "struck", person="Bob", seen=0)
    with pytest.raises(WrongCall):
        checks.decide("c", "o", "struck", person="software", seen=1)
    checks.decide("c", "o", "struck", person="Bob", note="It does not.", seen=1, now=NOON)
    assert [(one.verdict, one.person) for one in checks.decisions()] == [("confirmed", "Ann"), ("struck", "Bob")]
    checks.close()


def test_what_was_due_is_listed_in_the_order_of_the_plan_with_its_page() -> None:
    rows = [promise(f"Open ward {n}", id=f"c-{9 - n}", start=n, place=Place(page=3, page_label=str(n))) for n in (1, 2)]
    report = progress_report(
        Listing(commitments=rows[::-1], titles={"falls": "Falls Plan"}), {}, quarter_of(date(2024, 6, 1))
    )
    sheet = next(one.sheet for one in report.sections if one.heading == "Due in this quarter")
    assert sheet is not None
    assert [row[:2] for row in sheet.rows] == [
        ("“Open ward 1”", "Falls Plan, page 1"),
        ("“Open ward 2”", "Falls Plan, page 2"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        (Measure(value=300, unit="count", comparator="equal", of="carers"), 250, "250 carers against 300 carers"),
        (
            Measure(value=14_000_000, unit="gbp", comparator="at_least"),
            15e6,
            "at least £15,000,000 against at least £14,000,000",
        ),
        (Measure(value=10, unit="percent", comparator="decrease_by"), 15, "a cut of 15% against a cut of 10%"),
    ],
)
def test_what_changed_between_editions_is_told_as_people_say_it(was: Measure, now: float, reason: str) -> None:
    old, new = promise("Train carers", measures=(was,)), promise("Train carers", measures=(replace(was, value=now),))
    (change,) = changes([old], [new])
    assert change.reasons == (reason,)


def test_a_promise_whose_verb_alone_changed_is_the_same_promise() -> None:
    old = promise("Explore a falls app", modality="explore", measures=())
    (change,) = changes([old], [promise("Introduce a falls app", modality="will", measures=())])
    assert change.kinds == ("reworded", "strengthened")
