"""What is left out of a long register unread is what would not have fitted."""

from typing import Any

import pytest

from assistant.concepts import Concept, cover
from assistant.fitting_rows import fitting
from plans.words import stem

MET = 0.81


def concept(asked: str, *others: str, weight: float = 1.0, known: bool = True) -> Concept:
    ways = tuple(tuple(map(stem, other.split())) for other in others)
    return Concept(asked=asked, stem=stem(asked.lower()), alternatives=ways, weight=weight, known=known, native=known)


SUBJECTS = {
    "a word of many rows": [concept("care")],
    "two words": [concept("mental", weight=2.0), concept("health")],
    "a light word that may be wanting": [concept("community", weight=5.0), concept("pharmacy", weight=0.5)],
    "another way to say it": [concept("jobs", "work force", "staff"), concept("training", "learning")],
    "a short form": [concept("A&E", "emergency department")],
    "a short form that words in a row stand for": [concept("UEC")],
    "one that only a place tells": [concept("primary"), concept("access", weight=3.0)],
    "a misspelt word": [concept("diabetis", known=False), concept("care", weight=0.2)],
    "a word that begins as others do": [concept("carers", "people who look after someone")],
    "a verb whose forms begin otherwise": [concept("caring"), concept("role", "die", weight=0.1)],
    "nothing that is there": [concept("helicopter"), concept("care")],
}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS.keys())
def test_it_finds_the_rows_that_taking_every_row_apart_finds(planwatch: Any, subject: list[Concept]) -> None:
    rows = planwatch.register.commitments()
    apart = [(row, cover(subject, row.text, " ".join(row.place.section))) for row in rows]
    expected = [(row.id, told) for row, told in apart if told.everywhere >= MET]
    assert [(row.id, told) for row, told in fitting(rows, subject, met=MET)] == expected
    assert bool(expected) == ("helicopter" not in subject[0].asked)
