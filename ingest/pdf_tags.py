"""Reads a tagged PDF by its tags: headings, paragraphs, lists and tables as its maker marked them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.asides import marked_aside
from ingest.marks import marked
from ingest.parts import Cell, Pages, Part, Row, Run, Table
from ingest.pdf_drawn import Word
from ingest.pdf_lines import joined
from ingest.pdf_node_parts import FURNITURE, INLINE, holds_blocks, marks_in, nested_blocks, unfolded
from ingest.pdf_nodes import Mark, Node
from ingest.pdf_tag_rows import again, cells_in, column_starts, flat, in_columns, rows_in, spread
from plans.document import BlockKind

__all__ = ["Tagged", "read_tags"]

_HEADINGS = {"H": 1, "Title": 1} | {f"H{depth}": depth for depth in range(1, 7)}
_LONGEST_HEADING = 30  # words; what is longer is a paragraph, whatever it is called


@dataclass(slots=True)
class Tagged:
    """What the tags gave: the parts and tables, the words that they reached, and pictures with their descriptions."""

    run: Run = field(default_factory=list)
    reached: set[tuple[int, int]] = field(default_factory=set)
    pictures: list[tuple[int | None, str]] = field(default_factory=list)


def read_tags(tree: Node, words: Mapping[tuple[int, int], Sequence[Word]], labels: Sequence[str | None]) -> Tagged:
    """Read the tags. `words` are those of each page (from 0) and mark; `labels` the printed numbers of the pages."""
    reading = _Reading(words, labels)
    reading.blocks(tree.children, depth=1)
    return reading.tagged


@dataclass(slots=True)
class _Reading:
    words: Mapping[tuple[int, int], Sequence[Word]]
    labels: Sequence[str | None]
    tagged: Tagged = field(default_factory=Tagged)

    def blocks(self, children: Sequence[Node | Mark], *, depth: int) -> None:
        """Read what stands in a node that only groups: each block in it, and loose words as paragraphs."""
        loose: list[Node | Mark] = []
        for child in children:
            if isinstance(child, Mark) or (child.role in INLINE and not holds_blocks(child)):
                loose.append(child)
                continue
            self._paragraph(loose)
            loose = []
            self._block(child, depth)
        self._paragraph(loose)

    def _block(self, node: Node, depth: int) -> None:
        if node.role in FURNITURE:
            self._reach(node)
        elif node.role in _HEADINGS:
            self._heading(node)
        elif node.role == "L":
            self.tagged.run.extend(self._list(node, depth))
        elif node.role == "Table":
            table = self._table(node)
            if table is not None:
                self.tagged.run.append(table)
        else:
            if node.role == "Figure":
                self.tagged.pictures.append((self._first_page(node), node.alt or ""))
            before = len(self.tagged.run)
            self.blocks(node.children, depth=depth)
            if node.role == "Aside":
                self.tagged.run[before:] = marked_aside(self.tagged.run[before:], before)

    def _heading(self, node: Node) -> None:
        part = self._part(node.children, BlockKind.HEADING, level=_HEADINGS[node.role])
        if part is None:
            return
        if len(part.text.split()) > _LONGEST_HEADING:
            part = _as(part, BlockKind.PARAGRAPH)
        self.tagged.run.append(part)
        for inner in nested_blocks(node):
            self._block(inner, 1)

    def _paragraph(self, loose: Sequence[Node | Mark]) -> None:
        shown = self._shown(loose)
        cut = _headed([word for _, word in shown])
        for piece in (shown[:cut], shown[cut:]):
            part = self._made(piece, BlockKind.PARAGRAPH)
            if part is not None:
                self.tagged.run.append(_listed(part))

    def _list(self, node: Node, depth: int) -> Iterator[Part]:
        for child in node.children:
            if isinstance(child, Mark):
                continue
            if child.role == "LI":
                yield from self._item(child, depth)
            elif child.role == "L":
                yield from self._list(child, depth + 1)
            elif child.role not in FURNITURE:
                part = self._part(child.children, BlockKind.PARAGRAPH)
                if part is not None:
                    yield part

    def _item(self, node: Node, depth: int) -> Iterator[Part]:
        inner = list(unfolded(node))
        lists = [child for child in inner if isinstance(child, Node) and child.role == "L"]
        own = [child for child in inner if child not in lists]
        part = self._part(own, BlockKind.ITEM, level=depth)
        if part is not None:
            yield _unmarked(part)
        for nested in lists:
            yield from self._list(nested, depth + 1)

    def _table(self, node: Node) -> Table | None:
        trs = list(rows_in(node))
        rows: list[Row] = []
        heads = 0
        held: dict[int, tuple[int, Cell]] = {}
        starts = column_starts([self._lefts(tr) for tr in trs])
        for tr in trs:
            cells, pages = self._cells(tr, held)
            placed = in_columns(cells, self._lefts(tr), starts)
            # a first row with fewer cells stands over several columns, unless its corner is what is left out
            cells = placed if rows or (placed and not placed[0]) else cells
            if any(cells):
                rows.append(Row(cells=cells, pages=pages))
                if heads == len(rows) - 1 and all(cell.role == "TH" for cell in cells_in(tr)):
                    heads += 1
        if not rows:
            return None
        if max(len(row.cells) for row in rows) == 1:
            self._unframe(rows)
            return None
        return Table(rows=tuple(rows), heads=heads if 0 < heads < len(rows) else None)

    def _unframe(self, rows: Sequence[Row]) -> None:
        """A table of one column is a frame around running text."""
        for row in rows:
            self.tagged.run.extend(_listed(part) for part in row.cells[0])

    def _cells(self, tr: Node, held: dict[int, tuple[int, Cell]]) -> tuple[tuple[Cell, ...], Pages]:
        """The cells of a row in their columns; a cell over several rows is told again, without being read again."""
        cells: list[Cell] = []
        pages = Pages()
        queue = list(cells_in(tr))
        while queue or len(cells) in held:
            column = len(cells)
            if column in held:
                left, above = held.pop(column)
                cells.append(above)
                if left > 1:
                    held[column + 1000] = (left - 1, above)
                continue
            node = queue.pop(0)
            cell = self._cell(node)
            pages = pages if pages.first is not None or not cell else cell[0].pages
            for covered in range(node.columns):
                cells.append(cell if covered == 0 else ())
                if node.rows > 1:
                    held[column + covered + 1000] = (node.rows - 1, again(cell) if covered == 0 else ())
        for key in [key for key in held if key >= 1000]:
            held[key - 1000] = held.pop(key)
        return spread(cells), pages

    def _lefts(self, tr: Node) -> list[float | None]:
        """Where the words of each cell of a row begin; nothing for a row with cells over several columns or rows."""
        nodes = cells_in(tr)
        if any(node.columns > 1 or node.rows > 1 for node in nodes):
            return []
        return [self._left(node) for node in nodes]

    def _left(self, node: Node) -> float | None:
        marks = [mark for child in node.children for mark in marks_in(child, everything=True)]
        return min(
            (w.x0 for mark in marks for w in self.words.get((mark.page, mark.mcid), ()) if w.upright), default=None
        )

    def _cell(self, node: Node) -> Cell:
        inner = _Reading(self.words, self.labels, Tagged(reached=self.tagged.reached))
        inner.blocks(node.children, depth=1)
        parts: list[Part] = []
        for part in inner.tagged.run:
            if isinstance(part, Table):
                parts.extend(flat(part))
            else:
                parts.append(_as(part, BlockKind.PARAGRAPH) if part.kind is BlockKind.HEADING else part)
        return tuple(parts)

    def _part(self, children: Sequence[Node | Mark], kind: BlockKind, *, level: int = 0) -> Part | None:
        return self._made(self._shown(children), kind, level=level)

    def _shown(self, children: Sequence[Node | Mark]) -> list[tuple[int, Word]]:
        """The words of some nodes in their order, each with its page."""
        marks = [mark for child in children for mark in marks_in(child)]
        self.tagged.reached.update((mark.page, mark.mcid) for mark in marks)
        shown = [(mark.page, word) for mark in marks for word in self.words.get((mark.page, mark.mcid), ())]
        return _once(shown)

    def _made(self, shown: Sequence[tuple[int, Word]], kind: BlockKind, *, level: int = 0) -> Part | None:
        if not shown:
            return None
        words = [word for _, word in shown]
        text = joined(words)
        if not text:
            return None
        return Part(
            kind=kind,
            text=text,
            level=level,
            marked=kind is BlockKind.HEADING,
            pages=self._pages([page for page, _ in shown]),
            size=_commonest([(word.size, len(word.text)) for word in words]),
            bold=all(word.bold for word in words if any(character.isalnum() for character in word.text)),
            top=words[0].y + 0.8 * words[0].size,
            left=words[0].x0,
            nested=level > 1 and kind is BlockKind.ITEM,
        )

    def _pages(self, pages: Sequence[int]) -> Pages:
        first, last = min(pages), max(pages)
        return Pages(first=first + 1, first_label=self.labels[first], last=last + 1, last_label=self.labels[last])

    def _reach(self, node: Node) -> None:
        self.tagged.reached.update((mark.page, mark.mcid) for mark in marks_in(node, everything=True))

    def _first_page(self, node: Node) -> int | None:
        return next((mark.page + 1 for mark in marks_in(node, everything=True)), None)


def _once(shown: Sequence[tuple[int, Word]]) -> list[tuple[int, Word]]:
    """Words without those that are printed again on later pages, as the heading of a table's column is."""
    told: dict[int, list[str]] = {}
    for page, word in shown:
        told.setdefault(page, []).append(word.text)
    first = shown[0][0] if shown else None
    return [(page, word) for page, word in shown if page == first or told[page] != told.get(first or 0)]


def _headed(words: Sequence[Word]) -> int:
    """How many words at the start of a paragraph are a heading run into it: larger or bolder, on lines of their own."""
    first = words[0] if words else None
    cut = 0
    while first is not None and cut < len(words) and _alike(words[cut], first):
        cut += 1
    if first is None or cut in (0, len(words)) or abs(words[cut].y - words[cut - 1].y) < 0.5 * words[cut].size:
        return 0
    rest = words[cut:]
    if cut == 1 and len(first.text.strip()) == 1:
        return 0  # a large first letter
    larger = first.size >= 1.12 * max(word.size for word in rest)
    bolder = first.bold and not any(word.bold for word in rest[:3])
    head = joined(words[:cut])
    return cut if (larger or bolder) and len(head.split()) <= 14 and not head.endswith((".", ",", ":")) else 0


def _alike(word: Word, first: Word) -> bool:
    return not word.text.strip() or (word.bold == first.bold and abs(word.size - first.size) < 0.6)


def _listed(part: Part) -> Part:
    """A paragraph that begins with a list mark is an item, though it is not tagged as one."""
    found = marked(part.text) if part.kind is BlockKind.PARAGRAPH else None
    if found is None or (found.ordinal is not None and (len(found.mark) > 4 or "." in found.ordinal)):
        return part
    return _as(part, BlockKind.ITEM, text=found.text, level=1, mark=found.mark, ordinal=found.ordinal)


def _unmarked(part: Part) -> Part:
    found = marked(part.text)
    if found is None:
        return part
    return _as(part, BlockKind.ITEM, text=found.text, level=part.level, mark=found.mark, ordinal=found.ordinal)


def _as(
    part: Part, kind: BlockKind, *, text: str | None = None, level: int = 0, mark: str | None = None,
    ordinal: str | None = None,
) -> Part:  # fmt: skip
    text = part.text if text is None else text
    return replace(part, kind=kind, text=text, level=level, mark=mark, ordinal=ordinal, marked=False)


def _commonest(weighted: Sequence[tuple[float, int]]) -> float:
    weight: dict[float, int] = {}
    for size, count in weighted:
        size = round(size * 2) / 2
        weight[size] = weight.get(size, 0) + count
    return max(weight, key=lambda size: weight[size])
