"""Sections of plans annotated by hand, line by line, and where their lines stand in a plan as it was read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from eval.books import Book
from eval.gold import GOLD_FOLDER, GoldError
from eval.locate import Span

__all__ = ["GoldLine", "GoldMeasure", "GoldOwner", "GoldSection", "locate_lines", "read_sections"]

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Comparator = Literal["at_least", "at_most", "equal", "more_than", "less_than", "increase_by", "decrease_by"]


class _Object(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldMeasure(_Object):
    """A number to be reached."""

    value: float
    unit: _Text
    comparator: _Comparator
    of: str | None = None
    baseline: float | None = None


class GoldOwner(_Object):
    """A body on the hook, and whether the words, a heading or only the plan name it."""

    name: _Text
    basis: Literal["stated", "heading", "document"]
    role: Literal["lead", "partner", "overseer"] | None = None


class GoldLine(_Object):
    """One line, bullet or sentence. `doubtful` is one on which two careful readers may differ."""

    text: _Text
    commitment: bool
    type: Literal["target", "action", "aspiration"] | None = None
    modality: Literal["will", "plan", "aim", "explore", "continue"] | None = None
    deadline: date | None = None
    timeframe: str | None = None
    measures: tuple[GoldMeasure, ...] = ()
    owners: tuple[GoldOwner, ...] = ()
    doubtful: bool = False
    note: str = ""


class _Head(_Object):
    section: _Text
    plan_id: _Text
    first_words: _Text
    last_words: _Text
    split: Literal["dev", "test"]
    author: str = ""
    reviewer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSection:
    """A section of a plan with every line of it."""

    name: str
    plan_id: str
    section: str
    split: str
    first_words: str
    last_words: str
    lines: tuple[GoldLine, ...]


def read_sections(folder: Path = GOLD_FOLDER / "commitments", *, split: str = "dev") -> tuple[GoldSection, ...]:
    """The annotated sections of a split; scripts that tune anything read no other than dev.

    Raises GoldError, naming file and line.
    """
    sections = tuple(_section(path) for path in sorted(folder.glob("*.jsonl")))
    return tuple(section for section in sections if section.split == split)


def locate_lines(section: GoldSection, book: Book) -> tuple[Span, tuple[Span, ...]]:
    """Where the section and each of its lines stand in the reading text, the lines in order.

    The section begins at the last place of its first words from which every line follows.
    Raises GoldError, naming the first line that is not there.
    """
    ends = [span.end for span in book.squeezed.find(section.last_words)]
    starts = [span.start for span in book.squeezed.find(section.first_words)]
    missing = section.first_words
    for start in sorted(starts, reverse=True):
        for end in (end for end in ends if end > start):
            found = _in_order(section.lines, book, Span(start, end))
            if isinstance(found, str):
                missing = found
            else:
                return Span(start, end), found
    raise GoldError(f"{section.name}: not in {section.plan_id} in its place: {missing!r}")


def _in_order(lines: Sequence[GoldLine], book: Book, within: Span) -> tuple[Span, ...] | str:
    spans: list[Span] = []
    at = within.start
    for line in lines:
        places = [one for one in book.squeezed.find(line.text) if one.start >= at and one.end <= within.end]
        if not places:
            return line.text
        spans.append(places[0])
        at = places[0].end
    return tuple(spans)


def _section(path: Path) -> GoldSection:
    rows = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    if not rows:
        raise GoldError(f"{path.name} is empty.")
    head = _parsed(_Head, path, 1, rows[0])
    lines = tuple(_parsed(GoldLine, path, number, row) for number, row in enumerate(rows[1:], start=2))
    return GoldSection(
        name=path.stem,
        plan_id=head.plan_id,
        section=head.section,
        split=head.split,
        first_words=head.first_words,
        last_words=head.last_words,
        lines=lines,
    )


def _parsed(kind: Any, path: Path, number: int, row: str) -> Any:
    try:
        return kind.model_validate(json.loads(row))
    except json.JSONDecodeError as error:
        raise GoldError(f"{path.name}, line {number}: not JSON ({error}).") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"{path.name}, line {number}: {place}: {first['msg']}.") from error
