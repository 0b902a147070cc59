"""An answer to take away: as text, Markdown or a Word file."""

import io
import re
from typing import Any

from app.web.views import CAVEAT, made_by, pages_of
from plans.answer import Answer, Citation
from plans.unseen import without_unseen

__all__ = ["as_docx", "as_markdown", "as_text"]

_RULED = re.compile(r"^(\s*)([-=+](?:\s*[-=+])*\s*)$", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def as_text(answer: Answer, *, base: str) -> str:
    """The question, the answer and its sources as plain text. `base` is the address of this server."""
    lines = [answer.question, "", answer.text.replace("**", "")]
    lines += [
        f"[{citation.n}] {_reference(citation)}\n    “{citation.quote}”\n    {base}{citation.url}"
        for citation in answer.citations
    ]
    return without_unseen("\n".join([*lines, "", CAVEAT]))


def as_markdown(answer: Answer, *, base: str) -> str:
    """The question, the answer and its sources as Markdown, with the plans' words escaped."""
    lines = [f"# {_escaped(_one_line(answer.question))}", "", _answer_markdown(answer.text)]
    if answer.citations:
        lines += ["## Sources"]
    for citation in answer.citations:
        lines += [
            f"{citation.n}. {_escaped(_reference(citation))}  ",
            f"   “{_escaped(_one_line(citation.quote))}”  ",
            f"   <{base}{citation.url}>",
        ]
    return without_unseen("\n".join([*lines, "", CAVEAT, "", made_by(answer)]))


def as_docx(answer: Answer, *, base: str) -> bytes:
    """The question, the answer and its sources as a Word file."""
    import docx

    file = docx.Document()
    file.core_properties.title = _clean(answer.question)[:250]
    file.core_properties.author = "Planwatch"
    file.core_properties.language = "en-GB"
    file.add_heading(_clean(answer.question), level=1)
    for line in answer.text.splitlines():
        _add_line(file, line)
    if answer.citations:
        file.add_heading("Sources", level=2)
    for citation in answer.citations:
        file.add_paragraph(_clean(f"[{citation.n}] {_reference(citation)}"))
        file.add_paragraph(_clean(citation.quote), style="Quote")
        file.add_paragraph(_clean(f"{base}{citation.url}"))
    file.add_paragraph(CAVEAT)
    file.add_paragraph(_clean(made_by(answer)))
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _reference(citation: Citation) -> str:
    parts = [citation.plan_title, citation.edition, " › ".join(citation.section), pages_of(citation)]
    return ", ".join(part for part in parts if part)


def _answer_markdown(text: str) -> str:
    pieces = re.split(r"(\*\*[^*\n]+\*\*|\[\d{1,3}\]|^\s*(?:[-*]|\d{1,3}\.)\s)", text, flags=re.MULTILINE)
    return "".join(piece if n % 2 else _escaped(piece) for n, piece in enumerate(pieces))


def _add_line(file: Any, line: str) -> None:
    bullet = re.match(r"^\s*([-*]|\d{1,3}[.)])\s+", line)
    if not line.strip():
        return
    style = ("List Bullet" if bullet[1] in "-*" else "List Number") if bullet else None
    paragraph = file.add_paragraph(style=style)
    for n, piece in enumerate(re.split(r"\*\*([^*]+)\*\*", line[bullet.end() :] if bullet else line)):
        paragraph.add_run(_clean(piece)).bold = bool(n % 2)


def _escaped(text: str) -> str:
    """The text with a backslash before each mark, and before a line of nothing but one that underlines or divides."""
    return _RULED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    return without_unseen(text)
