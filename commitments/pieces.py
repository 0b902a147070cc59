"""What of a document can be a commitment: each sentence of running text, each list item, each action of a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from commitments.action_tables import ActionTables, TableRow, tables_of
from commitments.labels import Labelled, labelled
from plans.document import Block, BlockKind, Document, Place
from plans.sentences import sentence_spans

__all__ = ["Piece", "TableRow", "pieces_of", "sentences_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that may be a commitment: `document.text[start:end]`.

    `listed` says that they are a list item or a cell, `whole` that nothing of it is left out. `leads` says that a
    list hangs on them; `self_standing` that its items are sentences of their own. `row` is set in an action table, and
    where labels behind the words (`labelled`) say who or when.
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
    labelled: bool = False
    introduction: str | None = None


_OPEN = TableRow()


def pieces_of(document: Document) -> tuple[Piece, ...]:
    """The pieces of a document in reading order: list items and cells whole, paragraphs by the sentence."""
    tables, introductions = tables_of(document), _introductions(document)
    labels = {block.start: labelled(_text(document, block)) for block in document.blocks if _may_be_labelled(block)}
    pieces: list[Piece] = []
    for number, block in enumerate(document.blocks):
        following = document.blocks[number + 1] if number + 1 < len(document.blocks) else None
        told = labels.get(block.start)
        if tables.rows.get(block.start, _OPEN) is None or (told is not None and told.end == 0):
            continue
        found = _of_block(document, block, following, tables)
        if told is None and following is not None:
            told = _labels_below(labels, _below(document.blocks, number))
        introduction = introductions.get(block.list_id) if block.place.lead_in is None else None
        pieces.extend(replace(piece, introduction=introduction) for piece in _with_labels(found, told))
    return tuple(pieces)


def _may_be_labelled(block: Block) -> bool:
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)


def _below(blocks: Sequence[Block], number: int) -> Sequence[Block]:
    """The blocks below a block, or below the whole list that it is an item of."""
    end = number + 1
    while end < len(blocks) and blocks[end].list_id is not None and blocks[end].list_id == blocks[number].list_id:
        end += 1
    return blocks[end:]


def _labels_below(labels: Mapping[int, Labelled | None], below: Sequence[Block]) -> Labelled | None:
    """What the first of some lines say that hold nothing but labels."""
    cells: dict[str, tuple[str, ...]] = {}
    for block in below:
        told = labels.get(block.start)
        if told is None or told.end:
            break
        cells = {**cells, **told.cells}
    return Labelled(_ALL, cells) if cells else None


def _with_labels(piece: Piece | None, told: Labelled | None) -> Iterator[Piece]:
    """A block's piece, without its number and its labels, cut into sentences where it is running text."""
    if piece is None:
        return
    if told is not None and piece.row is None:
        piece = replace(_cut(piece, 0, told.end), row=TableRow(told.cells), labelled=True)
    number = _NUMBER.match(piece.text)
    if number is not None:
        piece = _cut(piece, number.end(), len(piece.text))
        piece = replace(piece, listed=piece.listed or len(sentences_of(piece)) == 1)
    yield from (piece,) if piece.listed else sentences_of(piece)


def _cut(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start:end]
    return replace(piece, start=piece.start + start, end=piece.start + start + len(text), text=text)


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


def _of_block(document: Document, block: Block, following: Block | None, tables: ActionTables) -> Piece | None:
    if block.kind is BlockKind.HEADING:
        return None
    if block.heads and block.start not in tables.rows and block.start not in tables.listed:
        return None
    text = document.text[block.start : block.end]
    leads = _leads(block, following)
    return Piece(
        start=block.start,
        end=block.end,
        text=text,
        place=block.place,
        listed=block.kind is not BlockKind.PARAGRAPH,
        leads=leads,
        self_standing=leads and following is not None and _is_sentence(document.text[following.start : following.end]),
        row=tables.rows.get(block.start),
    )


_ALL = 1_000_000
# '3.', '2.1', 'Action 4:', '(a)' at the beginning of a paragraph; not the '12' of '12 carers'.
_NUMBER = re.compile(
    r"(?:(?:action|recommendation|commitment|objective)\s+[A-Z]?\d+(?:\.\d+)*\s*[.):–-]?"
    r"|[A-Z]?\d{1,3}(?:(?:\.\d{1,3})+[.):]?|[.):])|\([a-z\d]\)|[a-z]\))\s+(?=[A-Z])",
    re.IGNORECASE,
)
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


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]
