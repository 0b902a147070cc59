"""A document into passages: what is searched and cited."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plans.catalogue import PlanEntry
from plans.document import Block, BlockKind, Document, Passage, Place
from plans.sentences import sentence_spans

__all__ = ["Sizes", "passages_of"]

_MORE_THAN_A_NAME = 9  # a row's heading with so many words says something itself
_ASIDE = 12  # a cell with more words is told for itself alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many words a passage of running text has: at least and at most, as far as its section allows."""

    least: int = 20
    most: int = 120


_SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class _Span:
    """A passage's span, the blocks it is made of, and the short cells that stand beside it in its row."""

    start: int
    end: int
    blocks: tuple[Block, ...]
    beside: tuple[str, ...] = ()


def passages_of(document: Document, *, entry: PlanEntry, sizes: Sizes = _SIZES) -> tuple[Passage, ...]:
    """Cut a document into passages in reading order.

    An item of a list, in or outside a table, is a passage of its own; a table row without lists is one passage
    up to `sizes.most` words; running text is grouped or parted by sentences to `sizes`. No passage crosses a
    heading, and no heading is one, but that a row's heading of more than a name is.
    """
    made: list[Passage] = []
    seen: Counter[str] = Counter()
    lists: Counter[int] = Counter()
    for span in _spans(document, sizes):
        first = span.blocks[0]
        text = document.text[span.start : span.end]
        place = _place(span.blocks)
        list_id = first.list_id if len({block.list_id for block in span.blocks}) == 1 else None
        made.append(
            Passage(
                id=_identity(entry.id, place, text, seen),
                plan_id=entry.id,
                edition=entry.edition,
                start=span.start,
                end=span.end,
                text=text,
                kind=first.kind,
                place=place,
                context=_context(entry.title, place, span.beside),
                list_id=list_id,
                position=lists[list_id] if list_id is not None else 0,
                ocr=any(block.ocr for block in span.blocks),
            )
        )
        if list_id is not None:
            lists[list_id] += 1
    return tuple(made)


def _spans(document: Document, sizes: Sizes) -> Iterator[_Span]:
    for group in _groups(document.blocks):
        if group[0].kind is BlockKind.PARAGRAPH:
            yield from _running(document.text, group, sizes)
        elif group[0].kind is BlockKind.ITEM or any(block.list_id is not None for block in group):
            beside = _beside(document.text, group)
            yield from (
                _Span(block.start, block.end, (block,), beside if block.list_id is not None else ())
                for block in group
                if _says(document.text, block)
            )
        else:
            yield from _row(document.text, group, sizes)


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that may share a passage: paragraphs of one section, cells of one row; headings part them."""
    group: list[Block] = []
    for block in blocks:
        if group and not _joins(group, block):
            yield group
            group = []
        if block.kind is not BlockKind.HEADING:
            group.append(block)
    if group:
        yield group


def _joins(group: Sequence[Block], block: Block) -> bool:
    last = group[-1]
    if block.kind is not last.kind or block.kind is BlockKind.HEADING:
        return False
    if block.kind is BlockKind.PARAGRAPH:
        return (block.place.section, block.place.year) == (last.place.section, last.place.year)
    if block.kind is BlockKind.CELL:
        return block.start - last.end == 1  # cells of one row stand on lines without a blank one between them
    return True


def _says(text: str, block: Block) -> bool:
    return not block.heads or len(text[block.start : block.end].split()) >= _MORE_THAN_A_NAME


def _running(text: str, blocks: Sequence[Block], sizes: Sizes) -> list[_Span]:
    """Paragraphs, those over `most` words parted, those under `least` put to a neighbour."""
    spans: list[_Span] = []
    for block in blocks:
        spans.extend(_Span(start, end, (block,)) for start, end in _parted(text, block.start, block.end, sizes))
    merged: list[_Span] = []
    for span in spans:
        if merged and _fit(text, merged[-1], span, sizes):
            merged[-1] = _Span(merged[-1].start, span.end, (*merged[-1].blocks, *span.blocks))
        else:
            merged.append(span)
    return merged


def _fit(text: str, one: _Span, other: _Span, sizes: Sizes) -> bool:
    """Whether two neighbours become one: one of them is too short, and both together are not too long."""
    first, second = _count(text, one.start, one.end), _count(text, other.start, other.end)
    return min(first, second) < sizes.least and first + second <= sizes.most


def _parted(text: str, start: int, end: int, sizes: Sizes) -> list[tuple[int, int]]:
    """A stretch of text in as few stretches of whole sentences as keep to `most` words, much the same in length."""
    total = _count(text, start, end)
    if total <= sizes.most:
        return [(start, end)]
    sentences = [(start + a, start + b) for a, b in sentence_spans(text[start:end])]
    goal = total / -(-total // sizes.most)
    parts: list[tuple[int, int]] = []
    for begin, stop in (piece for sentence in sentences for piece in _shortened(text, *sentence, sizes)):
        if parts and _room(text, parts[-1], stop, goal, sizes):
            parts[-1] = (parts[-1][0], stop)
        else:
            parts.append((begin, stop))
    return parts


def _room(text: str, part: tuple[int, int], stop: int, goal: float, sizes: Sizes) -> bool:
    now, then = _count(text, *part), _count(text, part[0], stop)
    return then <= sizes.most and (now < sizes.least or abs(then - goal) <= abs(now - goal))


def _shortened(text: str, start: int, end: int, sizes: Sizes) -> list[tuple[int, int]]:
    """A sentence of more than `most` words, cut between words; others as they are."""
    pieces: list[tuple[int, int]] = []
    while _count(text, start, end) > sizes.most:
        cut = start
        for _ in range(sizes.most):
            cut = _next_word(text, cut, end)
        pieces.append((start, start + len(text[start:cut].rstrip())))
        start = cut
    return [*pieces, (start, end)] if start < end else pieces


def _next_word(text: str, at: int, end: int) -> int:
    while at < end and not text[at].isspace():
        at += 1
    while at < end and text[at].isspace():
        at += 1
    return at


def _row(text: str, blocks: Sequence[Block], sizes: Sizes) -> list[_Span]:
    """The cells of one row together, as many at a time as keep to `most` words; headings of columns never."""
    if all(block.heads for block in blocks):
        return []
    columns = tuple(dict.fromkeys(block.place.column for block in blocks if block.place.column))
    spans: list[_Span] = []
    for block in blocks:
        for start, end in _parted(text, block.start, block.end, sizes):
            if spans and _count(text, spans[-1].start, end) <= sizes.most:
                spans[-1] = _Span(spans[-1].start, end, (*spans[-1].blocks, block), columns)
            else:
                spans.append(_Span(start, end, (block,), columns))
    return spans


def _count(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _place(blocks: Sequence[Block]) -> Place:
    """The place of a passage: that of the block that says most of where it is, over all pages of its blocks."""
    first, last = blocks[0].place, blocks[-1].place
    told = next((block.place for block in blocks if block.place.row), first)
    if len(blocks) > 1 and told.row:
        section = tuple(name for name in told.section if name != told.column)
        told = replace(told, column=None, section=section)
    return replace(
        told,
        page=first.page,
        page_label=first.page_label,
        last_page=last.last_page,
        last_page_label=last.last_page_label,
    )


def _beside(text: str, row: Sequence[Block]) -> tuple[str, ...]:
    """The short plain cells of the row that a list stands in: who leads, by when."""
    plain = [block for block in row if block.kind is BlockKind.CELL and block.list_id is None and not block.heads]
    told = [(block.place.column, text[block.start : block.end]) for block in plain]
    return tuple(f"{column}: {words}" if column else words for column, words in told if len(words.split()) <= _ASIDE)


def _context(title: str, place: Place, beside: Sequence[str]) -> str:
    """Title, headings, year, row, lead-in and what stands beside, each once."""
    kept = list(dict.fromkeys((title, *place.section)))
    for words in (place.year, place.row, place.lead_in, *beside):
        if words and not any(words.casefold() in other.casefold() for other in kept[1:]):
            kept.append(words)
    return " > ".join(kept)


def _identity(plan_id: str, place: Place, text: str, seen: Counter[str]) -> str:
    """An id of plan, place and words; a count tells apart words that come twice in one place."""
    told = "\x1f".join((*place.section, place.year or "", place.row or "", place.column or "", text))
    digest = hashlib.sha256(f"{plan_id}\x1f{told}".encode()).hexdigest()[:16]
    seen[digest] += 1
    return f"{plan_id}-{digest}" if seen[digest] == 1 else f"{plan_id}-{digest}-{seen[digest]}"
