"""What of a document can be a commitment: each sentence of running text, each list item, each action of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from commitments.headings import column_role
from plans.document import Block, BlockKind, Document, Place
from plans.sentences import sentence_spans

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


_OPEN = TableRow()
_SILENT = frozenset({"who", "partners", "when", "status", "baseline", "money", "reason"})


def pieces_of(document: Document) -> tuple[Piece, ...]:
    """The pieces of a document in reading order: list items and cells whole, paragraphs by the sentence."""
    rows = _action_rows(document)
    pieces: list[Piece] = []
    for block, following in pairwise((*document.blocks, None)):
        if block is not None and rows.get(block.start, _OPEN) is not None:
            pieces.extend(_of_block(document, block, following, rows))
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
    for group in _row_groups(document.blocks):
        roles: dict[str, list[Block]] = {}
        for block in group:
            roles.setdefault(column_role(block.place.column) or "", []).append(block)
        wanted = "action" if "action" in roles else "aim"
        if wanted not in roles or not roles.keys() & {"who", "when"}:
            found.update({block.start: None for role in _SILENT & roles.keys() for block in roles[role]})
            continue
        cells = {
            role: tuple(document.text[one.start : one.end] for one in roles[role]) for role in roles.keys() - {wanted}
        }
        found.update({block.start: None for block in group})
        found.update({block.start: TableRow(cells) for block in roles[wanted]})
    return found


def _row_groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The cells of each table row that stand under column headings."""
    group: list[Block] = []
    for block in blocks:
        if group and not _same_row(group, block):
            yield group
            group = []
        if block.kind is BlockKind.CELL and block.place.column is not None:
            group.append(block)
    if group:
        yield group


def _same_row(group: list[Block], block: Block) -> bool:
    """Whether a cell goes on with a row: a column that was left is not entered again."""
    if block.kind is not BlockKind.CELL or block.place.column is None:
        return False
    if block.place.column == group[-1].place.column:
        return block.list_id is not None and block.list_id == group[-1].list_id
    return all(block.place.column != earlier.place.column for earlier in group)
