"""Plans of other kinds than the samples, annotated by hand: in five file formats, the same promises are found."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from annotated_plan import (
    AnnotatedPlan,
    Expected,
    read_annotated,
    written_as_docx,
    written_as_html,
    written_as_markdown,
    written_as_pdf,
    written_as_text,
)
from rapidfuzz.fuzz import ratio

from commitments.extract import extract
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.commitment import Commitment

PLANS = tuple(path.stem for path in sorted((Path(__file__).parent / "annotated_plans").glob("*.plan")))
FORMS = ("docx", "html", "md", "pdf", "txt")
BYTES = {"html": written_as_html, "md": written_as_markdown, "pdf": written_as_pdf, "txt": written_as_text}
SAME = 80


@dataclass(frozen=True)
class Outcome:
    plan: AnnotatedPlan
    found: tuple[Commitment, ...]
    pairs: tuple[tuple[Expected, Commitment], ...]


@lru_cache
def outcome(name: str, form: str) -> Outcome:
    plan = read_annotated(name)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"plan.{form}"
        if form == "docx":
            written_as_docx(plan, file)
        else:
            file.write_bytes(BYTES[form](plan))
        document = read_document(file, entry=plan.entry)
    found = extract(document, entry=plan.entry, passages=passages_of(document, entry=plan.entry))
    assert all(document.text[one.start : one.end] == one.text for one in found)
    return Outcome(plan, found, tuple(_paired(plan.expected, list(found))))


def _paired(expected: tuple[Expected, ...], left: list[Commitment]):
    for one in expected:
        best = max(left, key=lambda row: _likeness(one, row), default=None)
        if best is not None and _likeness(one, best) >= SAME:
            left.remove(best)
            yield one, best


def _likeness(one: Expected, row: Commitment) -> float:
    return ratio(" ".join(one.action.split()), " ".join(row.text.split()))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PLANS)
def test_nearly_every_promise_is_found_and_nearly_nothing_else(name: str, form: str) -> None:
    found = outcome(name, form)
    assert len(found.pairs) >= 0.92 * len(found.plan.expected)
    assert len(found.pairs) >= 0.92 * len(found.found)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PLANS)
def test_nearly_every_field_is_read_right(name: str, form: str) -> None:
    pairs = outcome(name, form).pairs
    assert _share(one.type == row.type for one, row in pairs) >= 0.9
    assert _share(one.day == row.deadline for one, row in pairs if one.judged_day) >= 0.9
    assert _share(one.values == _values(row) for one, row in pairs if one.values is not None) >= 0.9
    assert _share(one.leads == _leads(row) for one, row in pairs if one.leads is not None) >= 0.85


def _share(right) -> float:
    told = list(right)
    return sum(told) / len(told)


def _values(row: Commitment) -> tuple[float, ...]:
    return tuple(sorted(round(measure.value, 3) for measure in row.measures))


def _leads(row: Commitment) -> frozenset[str]:
    return frozenset(owner.name for owner in row.owners if owner.role != "partner" and owner.basis != "document")
