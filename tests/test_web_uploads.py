"""What a visitor is told of a file that was not added, and what is asked for a file that is."""

from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.library import FileReport
from app.web.markup import page
from app.web.plan_list import listed
from app.web.uploads import on_the_page, upload_routes


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("The PDF holds no words; it is empty.", "The PDF holds no words; it is empty."),
        (
            "The PDF holds only pictures of pages; read it with `planwatch ingest --ocr`, or ask for it.",
            "The PDF holds only pictures of pages. Whoever runs this service can help.",
        ),
        ("Give it an id of its own with --id.", "The file could not be taken in. Whoever runs this service can help."),
        (
            "The words well--known and -- are no options; all is well.",
            "The words well--known and -- are no options; all is well.",
        ),
    ],
)
def test_a_reason_is_told_without_commands_and_options(reason: str, told: str) -> None:
    assert on_the_page(reason) == told


class Library:
    """A library that only notes whether the words of scanned pages are to be recognised."""

    def __init__(self) -> None:
        self.asked: SimpleQueue[bool] = SimpleQueue()

    def ingest(self, paths: Sequence[Path], *, ocr: bool, **_: object) -> tuple[FileReport, ...]:
        self.asked.put(ocr)
        return tuple(FileReport(file=path.name, outcome="refused", reason="It is only asked for.") for path in paths)


@pytest.mark.parametrize(("ticked", "asked"), [({"ocr": "on"}, True), ({}, False)])
def test_scanned_pages_are_recognised_where_the_box_is_ticked(ticked: dict[str, str], asked: bool) -> None:
    library = Library()
    app = FastAPI()
    app.include_router(upload_routes(SimpleNamespace(plans=library)))
    answer = TestClient(app).post(
        "/plans", files={"file": ("plan.pdf", b"%PDF-1.4")}, data=ticked, follow_redirects=False
    )
    assert answer.status_code == 303
    assert library.asked.get(timeout=20) is asked


@pytest.mark.parametrize("can_recognise", [True, False])
def test_the_box_is_there_only_where_the_programs_are(can_recognise: bool) -> None:
    form = page("plans.html", here="plans", listed=listed(()), may_add=True, can_recognise=can_recognise)
    assert ('name="ocr"' in form) is can_recognise
