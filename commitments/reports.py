"""A printable report: headings, paragraphs and tables, written as a Word document or as one page of HTML."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from plans.unseen import without_unseen

__all__ = ["Report", "Section", "Sheet", "to_docx", "to_html"]

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;
background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #767676;padding:.4rem;
text-align:left;vertical-align:top}th{background:#f0f0f0}caption{text-align:left;font-weight:600;padding:.3rem 0}
h2{margin-top:2rem}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with what it shows in a sentence."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of depth 1 or 2, what is said under it, and the table that follows, if any."""

    heading: str
    level: int = 1
    said: tuple[str, ...] = ()
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is printed."""

    title: str
    said: tuple[str, ...]
    sections: Sequence[Section]


def to_html(report: Report) -> str:
    """The report as one self-contained page without scripts; everything in it is escaped."""
    parts = [
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_text(report.title)}</title><style>{_STYLE}</style></head><body><main><h1>{_text(report.title)}</h1>",
        *(f"<p>{_text(said)}</p>" for said in report.said),
        *(_section_html(section) for section in report.sections),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def to_docx(report: Report) -> bytes:
    """The report as a Word document with real headings, and tables whose heads repeat on each page."""
    from docx import Document

    made = Document()
    made.core_properties.title = _plain(report.title)
    made.core_properties.language = "en-GB"
    made.add_heading(_plain(report.title), level=0)
    for said in report.said:
        made.add_paragraph(_plain(said))
    for section in report.sections:
        made.add_heading(_plain(section.heading), level=section.level)
        for said in section.said:
            made.add_paragraph(_plain(said))
        if section.sheet is not None:
            _table(made, section.sheet)
    stored = io.BytesIO()
    made.save(stored)
    return stored.getvalue()


def _section_html(section: Section) -> str:
    level = section.level + 1
    said = "".join(f"<p>{_text(one)}</p>" for one in section.said)
    return f"<h{level}>{_text(section.heading)}</h{level}>{said}{_sheet_html(section.sheet)}"


def _sheet_html(sheet: Sheet | None) -> str:
    if sheet is None:
        return ""
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in sheet.columns)
    body = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in sheet.rows)
    return (
        f"<table><caption>{_text(sheet.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _table(made: Any, sheet: Sheet) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made.add_paragraph(_plain(sheet.caption), style="Caption")
    table = made.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, sheet.columns, strict=True):
        cell.paragraphs[0].add_run(_plain(name)).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in sheet.rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = _plain(said)


def _text(said: str) -> str:
    return escape(_plain(said)).replace("\n", "<br>")


def _plain(said: str) -> str:
    """Words without what a document cannot hold."""
    return without_unseen(said)
