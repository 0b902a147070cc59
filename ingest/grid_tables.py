"""Tables in plain text that are drawn with signs: cells between bars, rows between lines of '+---+'."""

import re
from collections.abc import Iterator, Sequence

__all__ = ["grid_rows", "is_grid_line"]

_GRID_LINE = re.compile(r"\s*\+(?:[-=:]{2,}\+)+\s*")
_FEWEST_GROUPS = 3


def is_grid_line(text: str) -> bool:
    """Whether a line only draws the border between two rows."""
    return _GRID_LINE.fullmatch(text) is not None


def grid_rows(lines: Sequence[str]) -> list[list[str]]:
    """The rows of a drawn table.

    Where borders stand between all rows, the lines between two of them are one row; else, where only the head is
    bordered, each line is a row, and one whose first cell is empty goes on from the row above it.
    """
    groups = list(_groups(lines))
    whole = len(groups) >= _FEWEST_GROUPS or all(len(group) == 1 for group in groups[1:])
    rows: list[list[str]] = []
    for number, group in enumerate(groups):
        for at, cells in enumerate(group):
            goes_on = at > 0 and len(cells) == len(rows[-1]) and (whole or not number or not cells[0])
            if goes_on:
                rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
            else:
                rows.append(cells)
    return rows


def _groups(lines: Sequence[str]) -> Iterator[list[list[str]]]:
    """The lines between two borders, each as its cells."""
    group: list[list[str]] = []
    for line in lines:
        if not is_grid_line(line):
            group.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))])
        elif group:
            yield group
            group = []
    if group:
        yield group
