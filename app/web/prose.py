"""The few marks an answer's text may hold: paragraphs, lists, bold, and citation numbers like [1]."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Item", "Part", "Run", "parts_of", "runs_of"]

_ITEM = re.compile(r"^(?P<indent>[ \t]*)(?:[-*•]|(?P<number>\d{1,3})[.)])[ \t]+(?P<text>.*)$")
_INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<numbers>\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of characters, bold or not; or, where `citation` is set, the number of a source.

    `meaning` says what the short form at its end stands for, where that is to be told.
    """

    text: str
    bold: bool = False
    citation: int | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item: its words, and the lists inside it."""

    runs: tuple[Run, ...]
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A paragraph (one item), a bulleted list or a numbered list."""

    kind: Literal["paragraph", "bullets", "numbers"]
    items: tuple[Item, ...]

    @property
    def aside(self) -> bool:
        """Whether it is a paragraph all in brackets: where the words before it stand."""
        runs = self.items[0].runs
        return self.kind == "paragraph" and bool(runs) and runs[0].text.startswith("(") and runs[-1].text.endswith(")")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    indent: int
    kind: Literal["paragraph", "bullets", "numbers"]
    text: str


def parts_of(text: str, known: frozenset[int]) -> tuple[Part, ...]:
    """Read an answer's text; only the citation numbers in `known` become citations, others stay as written."""
    parts: list[Part] = []
    for paragraph in _paragraphs(text):
        parts.extend(_parts(paragraph, known))
    return _joined(parts)


def runs_of(text: str, known: frozenset[int]) -> tuple[Run, ...]:
    """Read one line: bold and citation numbers, all else as it stands."""
    return tuple(_runs(text, known))


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    lines: list[_Line] = []
    for raw in text.splitlines():
        if not raw.strip():
            if lines:
                yield lines
            lines = []
        else:
            lines.append(_line(raw))
    if lines:
        yield lines


def _line(raw: str) -> _Line:
    match = _ITEM.match(raw)
    if match is None:
        return _Line(indent=len(raw) - len(raw.lstrip()), kind="paragraph", text=raw.strip())
    kind: Literal["bullets", "numbers"] = "numbers" if match["number"] else "bullets"
    return _Line(indent=len(match["indent"].expandtabs(4)), kind=kind, text=match["text"].strip())


def _parts(lines: Sequence[_Line], known: frozenset[int]) -> Iterator[Part]:
    position = 0
    while position < len(lines):
        first = lines[position]
        end = position + 1
        while end < len(lines) and _goes_on(lines[end], first):
            end += 1
        group = lines[position:end]
        if first.kind == "paragraph":
            words = " ".join(line.text for line in group)
            yield Part(kind="paragraph", items=(Item(runs=runs_of(words, known)),))
        else:
            yield Part(kind=first.kind, items=tuple(_items(group, known)))
        position = end


def _goes_on(line: _Line, first: _Line) -> bool:
    if first.kind == "paragraph":
        return line.kind == "paragraph"
    return line.indent > first.indent or (line.kind == first.kind and line.indent == first.indent)


def _items(group: Sequence[_Line], known: frozenset[int]) -> Iterator[Item]:
    starts = [n for n, line in enumerate(group) if line.kind != "paragraph" and line.indent <= group[0].indent]
    for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
        inside = group[start + 1 : end]
        own = [line.text for line in inside if line.kind == "paragraph"]
        lists = [line for line in inside if line.kind != "paragraph"]
        yield Item(runs=runs_of(" ".join([group[start].text, *own]), known), parts=tuple(_parts(lists, known)))


def _runs(text: str, known: frozenset[int]) -> Iterator[Run]:
    position = 0
    for match in _INLINE.finditer(text):
        marked = tuple(_marked(match, known))
        if not marked:
            continue
        if match.start() > position:
            yield Run(text=text[position : match.start()])
        yield from marked
        position = match.end()
    if position < len(text):
        yield Run(text=text[position:])


def _marked(match: re.Match[str], known: frozenset[int]) -> Iterator[Run]:
    if match["bold"] is not None:
        for run in _runs(match["bold"], known):
            yield Run(text=run.text, bold=run.citation is None, citation=run.citation)
        return
    numbers = [int(number) for number in match["numbers"].split(",")]
    if all(number in known for number in numbers):
        for number in numbers:
            yield Run(text=str(number), citation=number)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if joined and part.kind == joined[-1].kind != "paragraph":
            joined[-1] = Part(kind=part.kind, items=joined[-1].items + part.items)
        else:
            joined.append(part)
    return tuple(joined)
