"""Tables in plain text whose columns are only set apart by spaces."""

import re
from collections.abc import Sequence

__all__ = ["aligned_rows"]

_CELL = re.compile(r"\S+(?: \S+)*")
_NEAR = 2  # characters by which the starts of one column may differ
_MARK = re.compile(r"[•▪■◆►▶➢➤✓✔●○o*–-]|\(?\w{1,3}[.)]")

Placed = tuple[int, str]
_Column = tuple[int, bool]  # where it starts, or ends


def aligned_rows(lines: Sequence[str]) -> list[list[str]] | None:
    """The rows of a block of lines that is a table, None where it is none.

    Two lines at least have the same number of cells, two or more, that start at the same places (figures may end at
    the same places), with two spaces or more between them; a line with fewer cells goes on from the row above it,
    where it leaves the first one empty or has only words in small letters there.
    """
    split = [_cells(line) for line in lines]
    columns = _columns(split)
    if columns is None:
        return None
    rows: list[list[str]] = []
    for cells in split:
        placed = _placed(cells, columns)
        if placed is None:
            return None
        if len(cells) < len(columns) and rows and (not placed[0] or _goes_on(cells)):
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], placed, strict=True)]
        else:
            rows.append(placed)
    return rows


def _goes_on(cells: Sequence[Placed]) -> bool:
    """Whether a line only goes on with the first cell of the row above it."""
    return len(cells) == 1 and cells[0][1][:1].islower()


def _cells(line: str) -> list[Placed]:
    return [(match.start(), match.group()) for match in _CELL.finditer(line)]


def _columns(split: Sequence[Sequence[Placed]]) -> list[_Column] | None:
    """Where the columns start, or end, by the lines with the most cells."""
    most = max((len(cells) for cells in split), default=0)
    full = [cells for cells in split if len(cells) == most]
    told = [cells for cells in split if not _goes_on(cells)]
    if most < 2 or len(full) < 2 or len(full) * 2 < len(told) or all(_MARK.fullmatch(cells[0][1]) for cells in full):
        return None
    if sum(cells[0][1].endswith((".", "!", "?", ":")) for cells in full) * 2 >= len(full):
        return None  # two spaces after a sentence
    columns = [_column([cells[n] for cells in full]) for n in range(most)]
    return [column for column in columns if column is not None] if all(columns) else None


def _column(cells: Sequence[Placed]) -> _Column | None:
    """The place at which the cells of a column all start, or else all end."""
    starts, ends = [at for at, _ in cells], [at + len(text) for at, text in cells]
    if max(starts) - min(starts) <= _NEAR:
        return min(starts), False
    return (max(ends), True) if max(ends) - min(ends) <= _NEAR else None


def _placed(cells: Sequence[Placed], columns: Sequence[_Column]) -> list[str] | None:
    """The cells of a line in their columns, None where one stands elsewhere."""
    row = [""] * len(columns)
    for at, text in cells:
        places = (at, at + len(text))
        column = next((n for n, (place, ends) in enumerate(columns) if abs(places[ends] - place) <= _NEAR), None)
        if column is None:
            return None
        row[column] = text
    return row
