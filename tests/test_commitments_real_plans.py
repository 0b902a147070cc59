"""Promises in published plans that are at hand only beside the repository: the priority areas of a suicide strategy."""

from functools import lru_cache
from pathlib import Path

import pytest

from commitments.extract import extract
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import UNKNOWN_PUBLISHER, PlanEntry
from plans.commitment import Commitment

FOLDER = Path(__file__).parents[2] / "shared" / "real-plans"
SUICIDE = "Suicide-Prevention-Strategy-2017-2020.pdf"
STRATEGY = "Final-JHWS-2019-2024.pdf"
AREAS = (
    "Focus on reducing suicides in vulnerable middle aged and older people",
    "Focus on preventing suicides in people in contact with mental health services",
    "Focus on preventing suicide in people who misuse alcohol or drugs",
    "Focus on reducing self harm, particularly in young people",
    "Focus on preventing suicide in people with long term conditions",
    "Improve support for people bereaved or affected by suicide",
    "Increase confidence and skills of paid and volunteer workers",
    "Reduce access to the means of suicide",
    "Monitor suicide patterns and trends in West Sussex",
)


@lru_cache
def register(name: str) -> tuple[Commitment, ...]:
    file = FOLDER / name
    if not file.exists():
        pytest.skip("the published plans are not beside this repository")
    entry = PlanEntry(id="plan", title="Plan", publisher=UNKNOWN_PUBLISHER, edition="1", file=name)
    document = read_document(file, entry=entry)
    return extract(document, entry=entry, passages=passages_of(document, entry=entry))


def test_every_row_of_a_printed_table_of_priority_areas_is_a_commitment() -> None:
    table = [one for one in register(SUICIDE) if one.place.page in (37, 38)]
    found = [area for area in AREAS if any(one.text.startswith(area) for one in table)]
    assert len(found) >= 0.9 * len(AREAS)
    assert len(table) <= len(AREAS)  # neither the reasons beside them nor the headings above them


def test_what_was_achieved_and_what_respondents_wished_for_is_none() -> None:
    pages = {one.place.page for one in register(SUICIDE)}
    assert not pages & {32, 33, 35, 36}


def test_a_plan_that_names_no_publisher_has_no_owner_known_from_the_document_alone() -> None:
    assert all(owner.basis != "document" for one in register(SUICIDE) for owner in one.owners)


def test_indicators_without_a_number_to_reach_are_no_commitments() -> None:
    texts = [one.text for one in register(STRATEGY)]
    assert not any(text.startswith(("Percentage of", "Proportion of", "Rate of")) for text in texts)
    assert any(text.startswith("We will champion workplace health") for text in texts)
