"""Tables of actions: which of their columns holds the action, and what the other cells of its row tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commitments.headings import column_role
from commitments.wording import Sense, wording_of
from plans.document import Block, BlockKind, Document
from plans.timespans import timespans

__all__ = ["ActionTables", "TableRow", "tables_of"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """What the other cells of an action's row hold: the words of each cell by its column's role.

    `indicator` says that the row only names what is measured ('Appointments within two weeks') beside its target.
    """

    cells: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indicator: bool = False

    def words(self, role: str) -> str | None:
        """The words of the cells in that role, on one line."""
        return "; ".join(self.cells[role]) if role in self.cells else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTables:
    """The cells of a document's tables by where they start.

    `rows` holds the row of each cell that is an action, and None for one that only tells of an action; `listed` the
    row headings that are actions themselves, beside the reasons for them.
    """

    rows: Mapping[int, TableRow | None]
    listed: frozenset[int]


_SILENT = frozenset({"who", "partners", "when", "status", "baseline", "money", "reason"})


def tables_of(document: Document) -> ActionTables:
    """What the cells of tables with columns such as Who and When are, by where they start."""
    rows: dict[int, TableRow | None] = {}
    listed: set[int] = set()
    for group, columns in _row_groups(document.blocks):
        roles = _roles(document, group, columns)
        wanted = _wanted(document, roles)
        if not roles.keys() & ({"target"} if wanted == "measure" else {"who", "partners", "when"}):
            rows.update({block.start: None for role in _SILENT & roles.keys() for block in roles[role]})
            listed.update(_reasoned(roles))
            continue
        rows.update({block.start: None for block in group})
        indicator = wanted == "measure" and "target" in roles
        row = TableRow(_with_time(_cells(document, roles, wanted)), indicator)
        rows.update({block.start: row for block in roles.get(wanted, ())})
    return ActionTables(rows=rows, listed=frozenset(listed))


def _wanted(document: Document, roles: dict[str, list[Block]]) -> str:
    """The role of the column that holds the actions.

    Where no heading says so, the first wordy cell without a role is the action beside who is to do it by when.
    """
    if "action" not in roles and "aim" not in roles and {"who", "when"} <= roles.keys():
        wordy = [block for block in roles.get("", ()) if len(_text(document, block).split()) > 2]
        if wordy:
            roles["action"] = wordy[:1]
    return next((role for role in ("action", "aim", "measure") if role in roles), "")


def _reasoned(roles: Mapping[str, Sequence[Block]]) -> Iterator[int]:
    """The row headings that are actions or priorities with nothing but the reasons for them beside."""
    if "reason" in roles and not roles.keys() - {"action", "aim", "reason", "baseline", "money", "partners", ""}:
        for role in ("action", "aim"):
            yield from (block.start for block in roles.get(role, ()) if block.heads)


def _cells(document: Document, roles: Mapping[str, Sequence[Block]], wanted: str) -> dict[str, tuple[str, ...]]:
    """The words of a row's other cells by role. A target is a measure, and its heading ('Target 2030') may date it."""
    told = {role: tuple(_text(document, block) for block in roles[role]) for role in roles.keys() - {wanted, "target"}}
    if "who" not in told and "partners" in told:
        told["who"] = told.pop("partners")  # nobody else is named: those who deliver it are on the hook
    if "target" not in roles:
        return told
    told["measure"] = (*told.get("measure", ()), *(_text(document, block) for block in roles["target"]))
    heading = roles["target"][0].place.column or ""
    return told if "when" in told or not timespans(heading) else {**told, "when": (heading,)}


def _roles(document: Document, group: Sequence[Block], columns: Sequence[str]) -> dict[str, list[Block]]:
    """The cells of a row by the role of their columns.

    A file may leave an empty cell out, so that the cells after it stand under the heading to the left of their own.
    The time tells: where it stands left of the column of times, it belongs there, and all before it belong further
    right too where what stands under the actions is no action.
    """
    moved, start = _moved(document, group, columns)
    roles: dict[str, list[Block]] = {}
    for block in group:
        position = columns.index(block.place.column or "")
        position = min(position + (moved if position >= start else 0), len(columns) - 1)
        roles.setdefault(column_role(columns[position]) or "", []).append(block)
    perhaps = roles.pop(_PERHAPS, [])
    if perhaps:
        roles.setdefault("" if "who" in roles else "who", []).extend(perhaps)
    return roles


_PERHAPS = "who_if_none"  # the role of a column that says who where no other does


def _moved(document: Document, group: Sequence[Block], columns: Sequence[str]) -> tuple[int, int]:
    """By how many columns cells have moved to the left, and from which column on."""
    times = [n for n, name in enumerate(columns) if column_role(name) == "when"]
    stands = [columns.index(block.place.column or "") for block in group if _is_time(_text(document, block))]
    held = {columns.index(block.place.column or "") for block in group}
    if not times or len(stands) != 1 or stands[0] >= times[0] or len(held) > len(columns) - times[0] + stands[0]:
        return 0, 0
    actions = [block for block in group if column_role(block.place.column) == "action"]
    acts = any(wording_of(_text(document, block)).sense is not Sense.PLAIN for block in actions)
    return times[0] - stands[0], stands[0] if acts else 0


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def _with_time(cells: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The cells of a row, a time put under 'when' that an empty cell before it has moved one column on."""
    if any(_is_time(words) for words in cells.get("when", ())):
        return dict(cells)
    moved = next((role for role, words in cells.items() if len(words) == 1 and _is_time(words[0])), None)
    if moved is None:
        return dict(cells)
    return {role: words for role, words in cells.items() if role != moved} | {"when": cells[moved]}


def _is_time(words: str) -> bool:
    """Whether words are a time and nothing else."""
    spans = timespans(words)
    return sum(span.end - span.start for span in spans) >= 0.7 * len(words.strip()) > 0


def _row_groups(blocks: Sequence[Block]) -> Iterator[tuple[list[Block], tuple[str, ...]]]:
    """The cells of each table row that stand under column headings, with the table's columns as far as they are met.

    A table goes on until something else than a cell comes.
    """
    for table in _tables(blocks):
        columns = tuple(dict.fromkeys(block.place.column for block in table if block.place.column is not None))
        group: list[Block] = []
        for block in table:
            if group and not _same_row(group, block):
                yield group, columns
                group = []
            if block.place.column is not None:
                group.append(block)
        if group:
            yield group, columns


def _tables(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Runs of cells with the same headings above their columns."""
    table: list[Block] = []
    for block in blocks:
        if table and (
            block.kind is not BlockKind.CELL or (block.heads and block.place.column is None and table[-1].place.column)
        ):
            yield table
            table = []
        if block.kind is BlockKind.CELL:
            table.append(block)
    if table:
        yield table


def _same_row(group: list[Block], block: Block) -> bool:
    """Whether a cell goes on with a row: a column that was left is not entered again."""
    if block.kind is not BlockKind.CELL or block.place.column is None:
        return False
    if block.place.column == group[-1].place.column:
        listed = block.list_id is not None and block.list_id == group[-1].list_id
        return listed or (block.place.row is not None and block.place.row == group[-1].place.row)
    return all(block.place.column != earlier.place.column for earlier in group)
