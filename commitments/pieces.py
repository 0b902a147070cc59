"""What of a document can be a commitment: each sentence of running text, each list item, each action of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from commitments.headings import column_role
from commitments.wording import Sense, wording_of
from plans.document import Block, BlockKind, Document, Place
from plans.sentences import sentence_spans
from plans.timespans import timespans

__all__ = ["Piece", "TableRow", "pieces_of", "sentences_of"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """What the other cells of an action's row hold: the words of each cell by its column's role."""

    cells: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self, role: str) -> str | None:
        """The words of the cells in that role, on one line."""
        return "; ".join(self.cells[role]) if role in self.cells else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that may be a commitment: `document.text[start:end]`.

    `listed` says that they are a list item or a cell, `whole` that nothing of it is left out. `leads` says that a
    list hangs on them; `self_standing` that its items are sentences of their own. `row` is set in an action table.
    `introduction` is the short paragraph that stands right before their list, where the place knows no lead-in.
    """

    start: int
    end: int
    text: str
    place: Place
    listed: bool
    whole: bool = True
    leads: bool = False
    self_standing: bool = False
    row: TableRow | None = None
    introduction: str | None = None


_OPEN = TableRow()
_SILENT = frozenset({"who", "partners", "when", "status", "baseline", "money", "reason"})


def pieces_of(document: Document) -> tuple[Piece, ...]:
    """The pieces of a document in reading order: list items and cells whole, paragraphs by the sentence."""
    rows, introductions = _action_rows(document), _introductions(document)
    pieces: list[Piece] = []
    for block, following in pairwise((*document.blocks, None)):
        if block is not None and rows.get(block.start, _OPEN) is not None:
            told = introductions.get(block.list_id) if block.place.lead_in is None else None
            pieces.extend(replace(piece, introduction=told) for piece in _of_block(document, block, following, rows))
    return tuple(pieces)


def sentences_of(piece: Piece) -> tuple[Piece, ...]:
    """A piece cut into its sentences; a piece of one sentence is itself."""
    spans = sentence_spans(piece.text)
    if len(spans) < 2:
        return (piece,)
    return tuple(
        replace(
            piece,
            start=piece.start + start,
            end=piece.start + end,
            text=piece.text[start:end],
            whole=False,
            leads=piece.leads and end == spans[-1][1],
        )
        for start, end in spans
    )


def _of_block(
    document: Document, block: Block, following: Block | None, rows: Mapping[int, TableRow | None]
) -> Iterator[Piece]:
    if block.kind is BlockKind.HEADING or (block.heads and block.start not in rows):
        return
    text = document.text[block.start : block.end]
    leads = _leads(block, following)
    piece = Piece(
        start=block.start,
        end=block.end,
        text=text,
        place=block.place,
        listed=block.kind is not BlockKind.PARAGRAPH,
        leads=leads,
        self_standing=leads and following is not None and _is_sentence(document.text[following.start : following.end]),
        row=rows.get(block.start),
    )
    yield from (piece,) if piece.listed else sentences_of(piece)


_INTRODUCTION_WORDS = 12


def _introductions(document: Document) -> dict[int | None, str]:
    """For lists that follow a short paragraph, a question, a heading set as text or words that end in a colon: it."""
    found: dict[int | None, str] = {}
    for block, following in pairwise(document.blocks):
        if block.kind is BlockKind.PARAGRAPH and following.kind is BlockKind.ITEM and following.list_id is not None:
            words = _text(document, block)
            if len(words.split()) <= _INTRODUCTION_WORDS and not words.rstrip().endswith("."):
                found[following.list_id] = words
    return found


def _leads(block: Block, following: Block | None) -> bool:
    if following is None or following.kind is BlockKind.HEADING or following.heads:
        return False
    if block.kind is BlockKind.PARAGRAPH:
        return following.kind is BlockKind.ITEM and following.place.lead_in is not None
    return following.list_id == block.list_id and following.level > block.level


def _is_sentence(text: str) -> bool:
    return text.lower().startswith(("we ", "our ", "the ", "they ", "people ", "each "))


def _action_rows(document: Document) -> dict[int, TableRow | None]:
    """What the cells of tables with columns such as Who and When are, by where they start.

    An action's cell has its row; a cell that only tells who, when or how of an action has None.
    """
    found: dict[int, TableRow | None] = {}
    for group, columns in _row_groups(document.blocks):
        roles = _roles(document, group, columns)
        wanted = next((role for role in ("action", "aim", "measure") if role in roles), "")
        if not roles.keys() & ({"target"} if wanted == "measure" else {"who", "when"}):
            found.update({block.start: None for role in _SILENT & roles.keys() for block in roles[role]})
            continue
        found.update({block.start: None for block in group})
        row = TableRow(_with_time(_cells(document, roles, wanted)))
        found.update({block.start: row for block in roles.get(wanted, ())})
    return found


def _cells(document: Document, roles: Mapping[str, Sequence[Block]], wanted: str) -> dict[str, tuple[str, ...]]:
    """The words of a row's other cells by role. A target is a measure, and its heading ('Target 2030') may date it."""
    told = {role: tuple(_text(document, block) for block in roles[role]) for role in roles.keys() - {wanted, "target"}}
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
    return roles


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
        return block.list_id is not None and block.list_id == group[-1].list_id
    return all(block.place.column != earlier.place.column for earlier in group)
