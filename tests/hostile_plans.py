"""Plan files made of hostile strings, and a Planwatch that has taken them in and been marked with them."""

import re
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hostile_strings import STRINGS
from web_browser import own_copy

from app.build import untold
from commitments.checks import EntryKind, Evidence, Mark
from plans.errors import PlanwatchError

DOCX_NAME = "plan'\"><img src=x onerror=pwned>\u202excod.docx"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def written_as_docx(path: Path) -> None:
    """A Word file with each string as a heading, in a list item that promises something, and in a table."""
    import docx

    file = docx.Document()
    file.add_heading("Hostile Health and Care Plan 2026-2030", level=0)
    file.core_properties.title = _xml("<script>window.pwned=1</script> \u202eplan")
    for n, string in enumerate(STRINGS):
        file.add_heading(_xml(f"{string[:200]} priority {n}"), level=1)
        file.add_paragraph(
            _xml(f"We will open {n + 1} new clinics by March 2027, said {string[:400]}"), style="List Bullet"
        )
        file.add_paragraph(_xml(string[:600]))
    table = file.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("Service", "We will", "Owner"), strict=True):
        cell.text = text
    for n, string in enumerate(STRINGS):
        cells = table.add_row().cells
        cells[0].text = _xml(string[:80])
        cells[1].text = _xml(f"We will treat {n + 50}% of patients within 4 weeks by December 2027 {string[:200]}")
        cells[2].text = _xml(f"{string[:60]} NHS Trust")
    file.save(str(path))


def written_as_text(path: Path) -> None:
    """A text file with each string in a heading and in a promise, raw, control characters and all but null."""
    parts = ["# Second Hostile Plan 2026-2030"]
    for n, string in enumerate(STRINGS):
        parts += [f"## {string[:200]}", f"- We will hire {n + 1} nurses by June 2028. {string[:400]}", string[:600]]
    # Bytes that are no text have a whole file refused, which is a test of reading and not of this.
    path.write_text("\n\n".join(parts).replace("\x00", ""), encoding="utf-8")


def take_in(planwatch: Any, folder: Path) -> tuple[str, ...]:
    """Take both files into the library, with hostile words for what a person says of them; the ids of the plans."""
    docx_file, text_file = folder / DOCX_NAME, folder / "-rf ..;$(id)`id`.txt"
    written_as_docx(docx_file)
    written_as_text(text_file)
    given = {
        "publisher": '=HYPERLINK("https://evil.example") <img src=//evil.example/p>\x1b[31m',
        "edition": "\u202e{{7*7}}",
    }
    reports = []
    for file, fields in (
        (docx_file, given),
        (text_file, {"title": "<script>window.pwned=1</script>\r\nX: y \u202e", **given}),
    ):
        reports += planwatch.plans.ingest([file], given=fields, progress=untold)
    assert [report.reason for report in reports] == [None, None], reports
    return tuple(report.plan.id for report in reports)


@cache
def hostile_planwatch(planwatch: Any) -> Any:
    """A Planwatch with both plans and the marks, made once a run: `hostile_ids`, `hostile` and `marks_taken` tell of
    the plans, their commitments, and how many marks were taken."""
    folder = Path(tempfile.mkdtemp(prefix="planwatch-hostile-", dir=planwatch.settings.home.parent))
    made = own_copy(planwatch, folder / "home")
    made.hostile_ids = take_in(made, folder)
    made.hostile = [one for one in made.register.commitments() if one.plan_id in made.hostile_ids]
    made.marks_taken = mark_with_everything(made, tuple(made.hostile))
    return made


def mark_with_everything(planwatch: Any, commitments: tuple[Any, ...]) -> int:
    """Enter each string as a note and as evidence, one to a commitment; how many were taken."""
    taken = 0
    for string, one in zip(STRINGS, commitments, strict=False):
        mark = Mark(
            commitment_id=one.id, plan_id=one.plan_id, edition=one.edition, words=one.text, kind=EntryKind.NOTE,
            person=f"Ann {string[:60]}", note=f"note {string}"[:7_000],
            evidence=(Evidence(kind="other", where=f"where {string[:300]}", quote=string[:300], page=string[:20]),),
        )  # fmt: skip
        try:
            planwatch.checks.enter(mark, seen=0)
            taken += 1
        except PlanwatchError as error:
            print(error, file=sys.stderr)
    return taken


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
