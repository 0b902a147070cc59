"""Whether words of a plan were read in their place: table cells under their row, column and year, and page labels."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from eval.gold import GoldError
from eval.locate import squeeze
from plans.document import Document

__all__ = ["GoldCell", "GoldLabel", "PlacesRead", "places_text", "read_places", "score_places"]

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldCell(_Line):
    """Words of a table cell. `row`, `column` and `year` are what stands over them, as far as the table has it."""

    cell: _Text
    row: str | None = None
    column: str | None = None
    year: str | None = None


class GoldLabel(_Line):
    """The number printed on a page of a file, None where none is; pages count from 1."""

    page: int
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesRead:
    """How many cells were read in their place, how many labels are right, and what was missed, in words."""

    cells: int
    cells_found: int
    labels: int
    labels_right: int
    missed: tuple[str, ...]


def read_places(path: Path) -> tuple[GoldCell | GoldLabel, ...]:
    """Read cells and page labels, a JSON object a line.

    Raises GoldError, naming the line.
    """
    gold: list[GoldCell | GoldLabel] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                fields = json.loads(line)
                gold.append((GoldLabel if "page" in fields else GoldCell).model_validate(fields))
            except (ValidationError, json.JSONDecodeError, TypeError) as error:
                raise GoldError(f"{path.name}, line {number}: {str(error).splitlines()[0]}.") from error
    return tuple(gold)


def score_places(document: Document, gold: Sequence[GoldCell | GoldLabel]) -> PlacesRead:
    """Hold a reading against cells and labels.

    A cell is found where its words stand, without breaks, among those that the reading puts under the same row,
    column and year; what the gold leaves open is not looked at. A label is right where it is the one printed.
    """
    held, printed = _by_place(document), _printed(document)
    cells = [one for one in gold if isinstance(one, GoldCell)]
    labels = [one for one in gold if isinstance(one, GoldLabel)]
    lost = [one for one in cells if not _is_in_place(one, held)]
    wrong = [one for one in labels if printed.get(one.page) != one.label]
    return PlacesRead(
        cells=len(cells),
        cells_found=len(cells) - len(lost),
        labels=len(labels),
        labels_right=len(labels) - len(wrong),
        missed=(
            *(f"not under {_under(one)}: {one.cell}" for one in lost),
            *(f"page {one.page}: {printed.get(one.page) or 'none'}, printed is {one.label or 'none'}" for one in wrong),
        ),
    )


def places_text(found: PlacesRead) -> str:
    """The scores as plain text, and everything that was missed."""
    lines = [
        f"{name} {right / of:.3f} ({right} of {of})"
        for name, right, of in (
            ("table-cell recall", found.cells_found, found.cells),
            ("page-label accuracy", found.labels_right, found.labels),
        )
        if of
    ]
    return "\n".join((*lines, *(f"  {line}" for line in found.missed)))


_Place = tuple[str, str, str]


def _by_place(document: Document) -> Mapping[_Place, str]:
    """The words under each row, column and year, in the order of the plan."""
    words: dict[_Place, list[str]] = defaultdict(list)
    for block in document.blocks:
        place = block.place
        if (place.row or place.column) and not block.heads:
            key = (_plain(place.row), _plain(place.column), _plain(place.year))
            words[key].append(document.text[block.start : block.end])
    return {key: _plain(" ".join(texts)) for key, texts in words.items()}


def _is_in_place(cell: GoldCell, held: Mapping[_Place, str]) -> bool:
    wanted = [_plain(one) for one in (cell.row, cell.column, cell.year)]
    return any(
        all(not one or one == other for one, other in zip(wanted, place, strict=True)) and _plain(cell.cell) in words
        for place, words in held.items()
    )


def _printed(document: Document) -> Mapping[int, str | None]:
    return {block.place.page: block.place.page_label for block in document.blocks if block.place.page is not None}


def _under(cell: GoldCell) -> str:
    return " > ".join(one for one in (cell.year, cell.row, cell.column) if one) or "any heading"


def _plain(text: str | None) -> str:
    return squeeze(text or "").text
