"""What is to be said, before it is numbered and written out: statements, each with the quotes that bear it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import Quote
from plans.answer import Citation, Sentence, Status, Support
from plans.seams import Library

__all__ = ["Draft", "Statement", "quoted", "said", "where", "write_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or list item, without its markers. `bullet` sets it as a list item."""

    text: str
    quotes: tuple[Quote, ...] = ()
    support: Support = "not_a_claim"
    bullet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer before it is numbered: its status, what it says in order, and why (for the record)."""

    status: Status
    statements: tuple[Statement, ...]
    record: Mapping[str, object]


def quoted(quote: Quote, *, bullet: bool = False) -> Statement:
    """The plan's own words, in quotation marks unless they stand as a list item."""
    text = " ".join(quote.text.split()) if bullet else f"“{quote.text}”"
    return Statement(text=text, quotes=(quote,), support="quoted", bullet=bullet)


def said(text: str, *quotes: Quote) -> Statement:
    """A sentence of ours; with quotes it claims something of them, without it is a lead-in or a signpost."""
    return Statement(text=text, quotes=quotes, support="supported" if quotes else "not_a_claim")


def where(quote: Quote, library: Library) -> str:
    """The place of a quote in words: the plan's title and the two or three headings that matter most."""
    place = quote.passage.place
    title = title_of(quote.passage.plan_id, library)
    headings = [heading for heading in place.section if heading]
    shown = headings if len(headings) <= 3 else [headings[0], *headings[-2:]]
    return ", ".join([title, " › ".join(shown)] if shown else [title])


def title_of(plan_id: str, library: Library) -> str:
    """A plan's title."""
    return next(plan.entry.title for plan in library.plans() if plan.id == plan_id)


def write_out(
    statements: Sequence[Statement], library: Library
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the quotes in the order they are used and write the text with its markers.

    Returns the text, its sentences and the citations. The same words are cited once.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    cited: list[Quote] = []
    sentences: list[Sentence] = []
    lines: list[str] = []
    for statement in statements:
        for quote in statement.quotes:
            key = (quote.passage.plan_id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                cited.append(quote)
        marks = tuple(dict.fromkeys(numbers[q.passage.plan_id, q.start, q.end] for q in statement.quotes))
        sentences.append(Sentence(text=statement.text, citations=marks, support=statement.support))
        line = " ".join([statement.text, *(f"[{n}]" for n in marks)])
        lines.append(f"- {line}" if statement.bullet else line)
    return _joined(lines), tuple(sentences), tuple(_citation(n, q, library) for n, q in enumerate(cited, 1))


def _joined(lines: Sequence[str]) -> str:
    """Sentences are paragraphs of their own; the items of a list follow each other without a gap."""
    text = ""
    for before, line in zip(["", *lines], lines, strict=False):
        gap = "" if not text else "\n" if line.startswith("- ") and before.startswith("- ") else "\n\n"
        text += gap + line
    return text


def _citation(n: int, quote: Quote, library: Library) -> Citation:
    passage = quote.passage
    return Citation(
        n=n,
        plan_id=passage.plan_id,
        plan_title=title_of(passage.plan_id, library),
        edition=passage.edition,
        section=passage.place.section,
        quote=quote.text,
        page=passage.place.page,
        page_label=passage.place.page_label,
        start=quote.start,
        end=quote.end,
        url=f"/plans/{passage.plan_id}?start={quote.start}&end={quote.end}#cited",
        passage_id=passage.id,
        ocr=passage.ocr,
    )
