"""What stands in a cell of a table in a file that says itself where its cells are."""

from collections.abc import Sequence

from ingest.parts import Cell, Part, Run, Table
from plans.document import BlockKind

__all__ = ["cell_from", "is_layout", "told_again"]


def cell_from(run: Run, *, size: float = 0.0, bold: bool = False) -> Cell:
    """The parts of a cell: a table in it gives a paragraph a row, a heading one of that size and weight."""
    parts: list[Part] = []
    for part in run:
        if isinstance(part, Table):
            told = [" ".join(p.text for cell in row.cells for p in cell) for row in part.rows]
            parts.extend(Part(kind=BlockKind.PARAGRAPH, text=text) for text in told if text)
        elif part.kind is BlockKind.HEADING:
            parts.append(Part(kind=BlockKind.PARAGRAPH, text=part.text, size=size, bold=bold))
        else:
            parts.append(part)
    return tuple(parts)


def told_again(cell: Cell) -> Cell:
    """A cell told again in a row below the one that it begins in."""
    return tuple(Part(kind=part.kind, text=part.text, level=part.level, supplied=True) for part in cell)


def is_layout(rows: Sequence[Sequence[Run]]) -> bool:
    """Whether a table only puts things side by side on the page, given what stands in its cells, row by row.

    So it is where a cell holds a table of its own and the table is one row, or one of its cells has headings and text
    under them as a page has.
    """
    cells = [run for row in rows for run in row]
    nested = any(isinstance(part, Table) for run in cells for part in run)
    return (nested and len(rows) == 1) or any(_is_page(run) for run in cells)


def _is_page(run: Run) -> bool:
    """Whether a cell holds two headings with something under each, or one with a table under it."""
    heads = [at for at, part in enumerate(run) if isinstance(part, Part) and part.kind is BlockKind.HEADING]
    over = sum(at + 1 < len(run) and at + 1 not in heads for at in heads)
    return over > 1 or (bool(heads) and any(isinstance(part, Table) for part in run))
