"""The commitments that are found in plans: in the two sample plans against hand annotation, and in made-up ones."""

import json
import time
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from commitments.extract import extract
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import Period, PlanEntry, read_entry, sample_library
from plans.commitment import Commitment
from plans.document import Document, Passage

SECTIONS = Path(__file__).parent / "commitment_sections.jsonl"
PLANS = ("kirklees-hcp-2023", "wy-jfp-2024")
MADE_UP = PlanEntry(
    id="falls",
    title="Somerset Falls Plan 2024-2027",
    publisher="Somerset Council",
    edition="1",
    file="plan.txt",
    area="Somerset",
    period=Period(written="2024-2027", first=date(2024, 4, 1), last=date(2027, 3, 31)),
)


@lru_cache(maxsize=2)
def sample(plan_id: str) -> tuple[Document, PlanEntry, tuple[Passage, ...]]:
    entry = read_entry(sample_library() / f"{plan_id}.toml")
    document = read_document(sample_library() / entry.file, entry=entry)
    return document, entry, passages_of(document, entry=entry)


@lru_cache(maxsize=2)
def register(plan_id: str) -> tuple[Commitment, ...]:
    document, entry, passages = sample(plan_id)
    return extract(document, entry=entry, passages=passages)


def commitments_in(text: str, tmp_path: Path) -> tuple[Commitment, ...]:
    file = tmp_path / "plan.txt"
    file.write_text(text, encoding="utf-8")
    document = read_document(file, entry=MADE_UP)
    return extract(document, entry=MADE_UP, passages=passages_of(document, entry=MADE_UP))


def annotated() -> list[dict[str, object]]:
    return [json.loads(line) for line in SECTIONS.read_text(encoding="utf-8").splitlines()]


def matched() -> list[tuple[dict[str, object], Commitment | None]]:
    """Each annotated line with the commitment that was found in it, if any."""
    found = {plan_id: {one.text: one for one in register(plan_id)} for plan_id in PLANS}
    return [(line, found[str(line["plan"])].get(str(line["text"]))) for line in annotated()]


def share(right: int, of: int) -> float:
    return right / of if of else 1.0


def test_annotated_sections_are_found_with_high_precision_and_recall() -> None:
    pairs = matched()
    hits = sum(bool(line["commitment"]) and found is not None for line, found in pairs)
    assert share(hits, sum(found is not None for _, found in pairs)) >= 0.95
    assert share(hits, sum(bool(line["commitment"]) for line, _ in pairs)) >= 0.95


def test_annotated_fields_are_read_right() -> None:
    pairs = [(line, found) for line, found in matched() if line["commitment"] and found is not None]
    types = sum(found.type == line["type"] for line, found in pairs)
    days = sum((found.deadline and found.deadline.isoformat()) == line["deadline"] for line, found in pairs)
    values = sum(sorted(measure.value for measure in found.measures) == line["values"] for line, found in pairs)
    leads = sum(_leads(found) == line["leads"] for line, found in pairs)
    assert share(types, len(pairs)) >= 0.95
    assert share(days, len(pairs)) >= 0.97
    assert share(values, len(pairs)) >= 0.97
    assert share(leads, len(pairs)) >= 0.95


def _leads(found: Commitment) -> list[str]:
    return sorted(owner.name for owner in found.owners if owner.role != "partner" and owner.basis != "document")


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_commitment_is_verbatim_in_its_plan_and_passage(plan_id: str) -> None:
    document, _, passages = sample(plan_id)
    held = {passage.id: passage for passage in passages}
    for one in register(plan_id):
        assert document.text[one.start : one.end] == one.text
        assert one.passage_id is not None
        assert held[one.passage_id].start < one.end
        assert one.start < held[one.passage_id].end


def test_ids_are_unique_and_outlive_a_second_extraction() -> None:
    for plan_id in PLANS:
        document, entry, passages = sample(plan_id)
        ids = [one.id for one in register(plan_id)]
        assert len(ids) == len(set(ids))
        assert ids == [one.id for one in extract(document, entry=entry, passages=passages)]


def test_both_plans_take_less_than_five_seconds() -> None:
    started = time.process_time()
    for plan_id in PLANS:
        document, entry, passages = sample(plan_id)
        extract(document, entry=entry, passages=passages)
    assert time.process_time() - started < 5


def test_an_action_table_gives_the_action_with_its_owner_and_date(tmp_path: Path) -> None:
    rows = (
        "Ref\tWhat\tWho\tWhen\tHow will we know\n"
        "1\tTrain 200 care home staff\tSomerset Council; Healthwatch Somerset\tMarch 2025\t200 staff trained\n"
        "2\tPublish a falls pathway\tNHS Somerset ICB\tBy end of Q2 2024/25\tPathway on the website\n"
        "3\tReview hazard checks\tFire and Rescue Service\tTBC\t100% seen within 10 days\n"
    )
    training, pathway, checks = commitments_in(f"Somerset Falls Plan\n\nAction plan\n\n{rows}", tmp_path)
    assert training.text == "Train 200 care home staff"
    assert [(owner.name, owner.basis) for owner in training.owners] == [
        ("Somerset Council", "stated"),
        ("Healthwatch Somerset", "stated"),
    ]
    assert (training.timeframe, training.deadline, training.type) == ("March 2025", date(2025, 3, 31), "target")
    assert [measure.value for measure in training.measures] == [200]
    assert pathway.deadline == date(2024, 9, 30)
    assert (checks.timeframe, checks.deadline) == ("TBC", None)
    assert [measure.value for measure in checks.measures] == [100, 10]


def test_a_sentence_is_split_where_its_bodies_or_its_dates_differ(tmp_path: Path) -> None:
    text = (
        "Somerset Falls Plan\n\nWhat we will do\n\n"
        "By March 2025 Somerset Council will open two clinics and by March 2026 Yeovil Hospital will open a third. "
        "The Council will fund exercise classes; Healthwatch Somerset will survey residents.\n"
    )
    found = commitments_in(text, tmp_path)
    assert [(one.text, one.deadline, one.owners[0].name) for one in found] == [
        ("By March 2025 Somerset Council will open two clinics", date(2025, 3, 31), "Somerset Council"),
        ("by March 2026 Yeovil Hospital will open a third.", date(2026, 3, 31), "Yeovil Hospital"),
        ("The Council will fund exercise classes", None, "Somerset Council"),
        ("Healthwatch Somerset will survey residents.", None, "Healthwatch Somerset"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Progress so far\n\n- Trained 50 staff\n- Development of a falls register\n",
        "Why this matters\n\n- Falls cost £4 million a year\n- One in three people over 65 falls each year\n",
        "Glossary\n\nADL – Activities of daily living\nCGA – Comprehensive geriatric assessment\n",
        "Case study\n\nMrs Smith will always remember the help she got.\n",
        "Introduction\n\nThe number of people over 85 is set to rise by 40% by 2035.\n",
        "Introduction\n\nFurther detail can be found in appendix 2. We have developed this plan together.\n",
        "Introduction\n\nThis will place a huge demand on services. We need to work together.\n",
        "Background\n\nThis document sets out the changes we will make and how we will measure them.\n",
    ],
)
def test_what_was_done_is_so_or_is_only_explained_is_no_commitment(text: str, tmp_path: Path) -> None:
    assert commitments_in(f"Somerset Falls Plan\n\n{text}", tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will explore a single point of access.", ("action", "explore")),
        ("We will continue to fund exercise classes.", ("action", "continue")),
        ("We aim to become a falls friendly county.", ("aspiration", "aim")),
        ("We plan to publish a falls pathway.", ("action", "plan")),
        ("We will open a falls clinic.", ("action", "will")),
        ("We will reduce falls by 10%.", ("target", "will")),
        ("Our vision is for nobody to fall twice.", ("aspiration", "aim")),
    ],
)
def test_how_strongly_something_is_promised_is_told_by_the_verb(
    text: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    (found,) = commitments_in(f"Somerset Falls Plan\n\nFalls\n\n{text}\n", tmp_path)
    assert (found.type, found.modality) == expected


def test_measures_keep_unit_bound_and_baseline(tmp_path: Path) -> None:
    (found,) = commitments_in(
        "Somerset Falls Plan\n\nTargets\n\nWe will increase bone scans from 60% to at least 77% of eligible people "
        "by March 2026.\n",
        tmp_path,
    )
    (measure,) = found.measures
    assert (measure.value, measure.unit, measure.comparator, measure.baseline) == (77, "percent", "at_least", 60)
    assert measure.of == "eligible people"


def test_a_national_figure_is_told_from_a_local_one() -> None:
    national = {measure.value for one in register(PLANS[0]) for measure in one.measures if measure.national}
    local = {measure.value for one in register(PLANS[0]) for measure in one.measures if not measure.national}
    assert national == {345_000, 26_000}
    assert {76, 66.7, 30} <= local


def test_the_heading_governs_where_the_words_name_no_date() -> None:
    by_text = {one.text: one for one in register(PLANS[0])}
    assert by_text["Theatre improvement programme"].timeframe == "2023/24"
    long_term = by_text["Effective long term condition management, keeping people well for longer"]
    assert (long_term.timeframe, long_term.deadline) == ("up to 2028", date(2028, 12, 31))
    assert by_text["Increase fill rates against funded establishment for maternity staff."].deadline == date(
        2024, 3, 31
    )


def test_what_is_left_unsaid_is_listed() -> None:
    by_text = {one.text: one for one in register(PLANS[0])}
    assert by_text["Recover the dementia diagnosis rate to 66.7%"].missing == (
        "owner",
        "baseline",
        "population",
        "funding",
        "reporting",
    )


def test_overseers_are_told_from_leads() -> None:
    (found,) = [one for one in register(PLANS[0]) if "overseen by the ICB PMO" in one.text]
    assert [(owner.name, owner.role, owner.basis) for owner in found.owners] == [
        ("ICB Programme Management Office", "overseer", "stated"),
    ]
