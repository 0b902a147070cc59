"""How deep the items of a list are nested, by how far they are set in, where the file does not say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.parts import Part, Run, Table
from plans.document import BlockKind

__all__ = ["nested"]

_STEP = 0.9  # of the size: what is set in further is one deeper
_FARTHEST = 7.0  # of the size: what stands further away is in another column
_NUMBERS = 2.2  # of the size by which numbers of one list may be set in: 'viii.' begins left of 'ix.'
_USUAL_SIZE = 10.0


@dataclass(frozen=True, slots=True)
class _Level:
    """A depth of the list that is open: where its items begin, and what mark they have."""

    left: float
    depth: int
    mark: str


def nested(run: Run) -> Run:
    """The run with the depth of each item by where it begins; lists that the file nests itself stay as they are."""
    out: Run = []
    for listed, group in groupby(run, key=_is_item):
        parts = list(group)
        out.extend(_of_list([part for part in parts if isinstance(part, Part)]) if listed else map(_of_cells, parts))
    return out


def _is_item(part: Part | Table) -> bool:
    return isinstance(part, Part) and part.kind is BlockKind.ITEM


def _of_cells(part: Part | Table) -> Part | Table:
    if isinstance(part, Part):
        return part
    rows = [replace(row, cells=tuple(tuple(_of_cell(cell)) for cell in row.cells)) for row in part.rows]
    return replace(part, rows=tuple(rows))


def _of_cell(cell: Sequence[Part]) -> Iterator[Part]:
    for listed, group in groupby(cell, key=_is_item):
        parts = list(group)
        yield from _of_list(parts) if listed else parts


def _of_list(items: Sequence[Part]) -> Sequence[Part]:
    if any(item.left is None for item in items):
        return items
    if any(item.nested for item in items):
        return items
    out: list[Part] = []
    levels: list[_Level] = []
    for before, item in zip((None, *items), items, strict=False):
        levels = _opened(levels, item, far=before is not None and _higher(before, item))
        out.append(replace(item, level=levels[-1].depth))
    return out


def _higher(before: Part, item: Part) -> bool:
    """Whether an item stands higher on its page than the one before it: in another column."""
    return before.top is not None and item.top is not None and before.pages == item.pages and item.top > before.top


def _opened(levels: Sequence[_Level], item: Part, *, far: bool) -> list[_Level]:
    """The levels that are open at an item, its own the last; `far` says that it stands in another column."""
    size, left, mark = item.size or _USUAL_SIZE, item.left or 0.0, _kind(item)
    if not levels:
        return [_Level(left, 1, mark)]
    last = levels[-1]
    if not far and abs(left - last.left) <= (_NUMBERS if mark == last.mark == "number" else _STEP) * size:
        return list(levels)
    if far or abs(left - last.left) > _FARTHEST * size:
        depth = next((level.depth for level in levels if level.mark == mark), 1)
        return [*(replace(level, left=left) for level in levels if level.depth < depth), _Level(left, depth, mark)]
    if left > last.left:
        return [*levels, _Level(left, last.depth + 1, mark)]
    kept = [level for level in levels if level.left <= left + _STEP * size]
    return kept or [_Level(left, 1, mark)]


def _kind(item: Part) -> str:
    if item.ordinal is None:
        return item.mark or ""
    return "number" if item.ordinal[:1].isdigit() else "letter"
