"""Made-up plans with every line annotated by hand, written as text, Markdown, HTML, DOCX or PDF for the readers.

A file of `annotated_plans/` holds a line for each heading (`#`), list item (`-` or a number), table row (`|`) or
sentence; sentences that follow one another are a paragraph. `{type date [values] <leads>}` at the end of a line says
that it is a commitment; `-` is no date, `~` one that is not judged. In a table the cell under the column that names
actions, proposals or indicators is the commitment, and the first row is the headings.
"""

import html
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from made_pdf import PdfMaker, line

from plans.catalogue import Period, PlanEntry

__all__ = [
    "AnnotatedPlan",
    "Expected",
    "read_annotated",
    "written_as_docx",
    "written_as_html",
    "written_as_markdown",
    "written_as_pdf",
    "written_as_text",
]

_FOLDER = Path(__file__).parent / "annotated_plans"
_LABEL = re.compile(r"\s*\{(?P<type>\w+) (?P<day>\S+?)(?: \[(?P<values>[^]]*)\])?(?: <(?P<leads>[^>]*)>)?\}")
_ACTIONS = ("What", "Proposal", "Action", "Actions", "Indicator", "Agreed action", "Milestone", "What happens next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A commitment as it was annotated: its words, without the labels behind them and the fields.

    The day is judged where `judged_day` says so, `values` (in order) and `leads` where they are not None.
    """

    action: str
    type: str
    day: date | None
    judged_day: bool
    values: tuple[float, ...] | None
    leads: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading of some level, an item, a paragraph of sentences, or a table of rows."""

    kind: str
    level: int = 0
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedPlan:
    """A plan's entry, its parts in order, and the commitments in it."""

    entry: PlanEntry
    parts: tuple[Part, ...]
    expected: tuple[Expected, ...]


def read_annotated(name: str) -> AnnotatedPlan:
    """The plan of `annotated_plans/NAME.plan`."""
    lines = (_FOLDER / f"{name}.plan").read_text(encoding="utf-8").splitlines()
    head = dict(one.split(": ", 1) for one in lines[:3])
    written, first, last = head["period"].split()
    entry = PlanEntry(
        id=name,
        title=head["title"],
        publisher=head["publisher"],
        edition="1",
        file=f"{name}.txt",
        period=Period(written=written, first=date.fromisoformat(first), last=date.fromisoformat(last)),
    )
    return AnnotatedPlan(entry=entry, parts=tuple(_parts(lines[3:])), expected=tuple(_expected(lines[3:])))


def _parts(lines: Sequence[str]) -> Iterator[Part]:
    sentences: list[str] = []
    rows: list[tuple[str, ...]] = []
    for one in [*(_LABEL.sub("", written) for written in lines), "#"]:
        heading = re.match(r"(#+) ?(.*)", one)
        item = re.match(r"(?:-|\d+\.) (.*)", one)
        if sentences and (heading or item or one.startswith("|")):
            yield Part(kind="paragraph", text=" ".join(sentences))
            sentences = []
        if rows and not one.startswith("|"):
            yield Part(kind="table", rows=tuple(rows))
            rows = []
        if one.startswith("|"):
            rows.append(_cells(one))
        elif item:
            yield Part(kind="item" if one.startswith("-") else "numbered", text=item[1] if one.startswith("-") else one)
        elif heading and heading[2]:
            yield Part(kind="heading", level=len(heading[1]), text=heading[2])
        elif not heading:
            sentences.append(one)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip().strip("|").split("|"))


def _expected(lines: Sequence[str]) -> Iterator[Expected]:
    actions = 0
    for number, one in enumerate(lines):
        if one.startswith("|") and not lines[number - 1].startswith("|"):
            actions = next(n for n, cell in enumerate(_cells(one)) if cell in _ACTIONS)
        label = _LABEL.search(one)
        if label:
            text = _LABEL.sub("", one)
            text = (
                re.sub(r"^R\d\S* ", "", _cells(text)[actions])
                if one.startswith("|")
                else re.sub(r"^(?:-|\d+\.) ", "", text)
            )
            yield Expected(
                action=re.sub(r"\s*Lead: .*", "", text),
                type=label["type"],
                day=None if label["day"] in "-~" else date.fromisoformat(label["day"]),
                judged_day=label["day"] != "~",
                values=None if label["values"] == "~" else tuple(sorted(map(float, (label["values"] or "").split()))),
                leads=None if label["leads"] == "~" else frozenset(filter(None, (label["leads"] or "").split("; "))),
            )


def written_as_markdown(plan: AnnotatedPlan) -> bytes:
    """The plan as Markdown."""
    shown = []
    for part in plan.parts:
        if part.kind == "table":
            head, *rows = part.rows
            shown.append("\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows)))
        else:
            mark = {"heading": "#" * part.level + " ", "item": "- "}.get(part.kind, "")
            shown.append(mark + part.text)
    return ("\n\n".join(shown) + "\n").encode()


def written_as_text(plan: AnnotatedPlan) -> bytes:
    """The plan as plain text, its headings on lines of their own and the cells of its tables parted by tabs."""
    shown = []
    for part in plan.parts:
        rows = "\n".join("\t".join(row) for row in part.rows)
        shown.append(rows or ("- " if part.kind == "item" else "") + part.text)
    return ("\n\n".join(shown) + "\n").encode()


def written_as_html(plan: AnnotatedPlan) -> bytes:
    """The plan as a web page with a menu and a footer around it."""
    shown = ["<nav><a href='/'>Home</a> <a href='/news'>News</a></nav><main>"]
    for part in plan.parts:
        text = html.escape(part.text)
        if part.kind == "table":
            rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows]
            rows[0] = rows[0].replace("td>", "th>")
            shown.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif part.kind == "heading":
            shown.append(f"<h{part.level}>{text}</h{part.level}>")
        elif part.kind == "item":
            joined = shown[-1].endswith("</ul>")
            before = shown.pop().removesuffix("</ul>") if joined else "<ul>"
            shown.append(f"{before}<li>{text}</li></ul>")
        else:
            shown.append(f"<p>{text}</p>")
    shown.append("</main><footer>Cookies. Accessibility statement.</footer>")
    title = html.escape(plan.entry.title)
    return f"<html><head><title>{title}</title></head><body>{''.join(shown)}</body></html>".encode()


def written_as_docx(plan: AnnotatedPlan, path: Path) -> None:
    """The plan as a Word file."""
    from docx import Document

    document = Document()
    for part in plan.parts:
        if part.kind == "heading":
            document.add_heading(part.text, level=part.level)
        elif part.kind == "table":
            table = document.add_table(rows=0, cols=len(part.rows[0]))
            table.style = "Table Grid"
            for row in part.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(part.text, style="List Bullet" if part.kind == "item" else None)
    document.save(str(path))


_WIDTH, _LEFT, _TOP, _BOTTOM, _LEADING = 480, 50, 790, 60, 13


def written_as_pdf(plan: AnnotatedPlan) -> bytes:
    """The plan as a PDF: headings in bold, bullets, and tables with ruled cells whose words run over lines."""
    pdf, shown, y = PdfMaker(), [], _TOP
    for part in plan.parts:
        for operators, height in _drawn(part):
            if y - height < _BOTTOM:
                pdf.page("\n".join(shown))
                shown, y = [], _TOP
            shown.append(operators(y))
            y -= height
        y -= 6
    pdf.page("\n".join(shown))
    return pdf.bytes()


def _drawn(part: Part) -> Iterator[tuple[Callable[[float], str], float]]:
    """Each piece of a part that is not cut by a page's end: what draws it from a height, and how high it is."""
    if part.kind == "table":
        head, first, *rows = (_row_drawn(row, bold=number == 0) for number, row in enumerate(part.rows))
        yield (lambda y: f"{head[0](y)}\n{first[0](y - head[1])}"), head[1] + first[1]
        yield from rows
        return
    size = {1: 18, 2: 15, 3: 13, 4: 12}.get(part.level, 10)
    text = f"\u2022 {part.text}" if part.kind == "item" else part.text
    for words in textwrap.wrap(text, int(_WIDTH / (size * 0.52))):
        yield partial(_line_drawn, words, size), size * 1.3


def _line_drawn(words: str, size: float, y: float) -> str:
    return line(words, _LEFT, y - size, size=size, bold=size > 10)


def _row_drawn(row: Sequence[str], *, bold: bool) -> tuple[Callable[[float], str], float]:
    width = _WIDTH / len(row)
    cells = [textwrap.wrap(cell, int(width / 5.2)) for cell in row]
    height = max(map(len, cells)) * _LEADING + 6

    def draw(y: float) -> str:
        ruled = [f"{_LEFT + n * width} {y - height} {width} {height} re S" for n in range(len(row))]
        words = [
            line(words, _LEFT + n * width + 3, y - 11 - k * _LEADING, size=9, bold=bold)
            for n, cell in enumerate(cells)
            for k, words in enumerate(cell)
        ]
        return "\n".join([*ruled, *words])

    return draw, height
