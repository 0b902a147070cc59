"""Tables of a PDF page that nothing is drawn around: words in rows whose columns are parted by empty strips."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.marks import counts_on, marked
from ingest.pdf_drawn import Box, Word
from ingest.pdf_lines import Line, cells_of

__all__ = ["Grid", "aligned_grids"]

_STRIP = 0.8  # of the size: an empty strip at least so wide parts two columns
_APART = 3.6  # of the size: what stands further below is no part of the table
_SAME_ROW = 0.4  # of the size
_FEWEST_ROWS = 3
_CLOSER = 0.8  # of the step from row to row: lines nearer than this are of one row
_SHORT = 5  # words: cells of one line each have no more, most of them
_LARGER = 1.15
_HEAD_WORDS = 8
_LONG_CELL = 6  # lines
_EDGE = 2.0  # points
_BULLETS = frozenset("•●▪■◦o–-►➢")
_LONGEST_MARK = 8  # letters
_MARKS = 0.6  # of the lines of a list begin with its marks, at least; the others go on from the line above

Grid = tuple[Box, list[list[Box | None]]]
_TextRow = tuple[Line, ...]


def aligned_grids(words: Sequence[Word]) -> list[Grid]:
    """The boxes of the tables among words, and of their cells.

    Rows of cells that go over several lines are told by the wider gap between them, and their cells begin at one
    height; rows of one line each by their short cells. Columns of running text have neither.
    """
    rows = _text_rows(cells_of(words))
    grids: list[Grid] = []
    at = 0
    while at < len(rows):
        block = _block(rows, at)
        groups = [] if block is None else list(_groups(block))
        if block is None:
            at += 1
        elif _prose(groups, block):
            at += len(block.rows)
        elif _is_table(groups, block):
            grids.append(_grid(groups, block))
            at += len(block.rows)
        else:
            at += 1
    return grids


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of text one below the other, and the empty strips that no line of them crosses.

    `over` are the numbers of the lines that stand over all columns, as a heading of the rows below it does.
    """

    rows: tuple[_TextRow, ...]
    strips: tuple[tuple[float, float], ...]
    over: frozenset[int] = frozenset()


def _text_rows(pieces: Sequence[Line]) -> list[_TextRow]:
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if rows and rows[-1][0].y - piece.y < _SAME_ROW * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda piece: piece.x0)) for row in rows]


def _block(rows: Sequence[_TextRow], at: int) -> _Block | None:
    """The lines from one with several pieces on that keep as many columns as it has."""
    if len(rows[at]) < 2:
        return None
    end = at + 1
    strips = _strips(rows[at:end])
    over: set[int] = set()
    while end < len(rows) and _near(rows, end) and not _heads_anew(rows, at, end):
        kept = [row for number, row in enumerate(rows[at:end]) if number not in over]
        narrower = _strips([*kept, rows[end]])
        if len(narrower) == len(strips):
            strips, end = narrower, end + 1
        elif _stands_over(rows, at, end) and len(_strips([*kept, rows[end + 1]])) == len(strips):
            over.add(end - at)
            end += 1
        else:
            break
    return _Block(tuple(rows[at:end]), tuple(strips), frozenset(over)) if strips else None


def _near(rows: Sequence[_TextRow], n: int) -> bool:
    return rows[n - 1][0].y - rows[n][0].y <= _APART * rows[n][0].size


def _heads_anew(rows: Sequence[_TextRow], at: int, n: int) -> bool:
    """Whether a line is a heading of what follows the table: on its own, in larger letters."""
    return len(rows[n]) == 1 and rows[n][0].size >= _LARGER * max(piece.size for row in rows[at:n] for piece in row)


def _stands_over(rows: Sequence[_TextRow], at: int, n: int) -> bool:
    """Whether a line can be the heading of the rows below it: short, bold, from the left edge of the table on."""
    (first, *more), begun = rows[n], rows[at][0]
    brief = not more and first.bold and len(first.text.split()) <= _HEAD_WORDS and abs(first.x0 - begun.x0) < _EDGE
    return brief and n + 1 < len(rows) and len(rows[n + 1]) > 1 and _near(rows, n + 1)


def _strips(rows: Sequence[_TextRow]) -> list[tuple[float, float]]:
    """The empty strips between the pieces of some rows, wide enough to part columns."""
    pieces = sorted((piece for row in rows for piece in row), key=lambda piece: piece.x0)
    size = median(piece.size for piece in pieces)
    strips = []
    reach = pieces[0].x1
    for piece in pieces[1:]:
        if piece.x0 - reach >= _STRIP * size:
            strips.append((reach, piece.x0))
        reach = max(reach, piece.x1)
    return strips


def _is_table(groups: Sequence[Sequence[_TextRow]], block: _Block) -> bool:
    if len(groups) < _FEWEST_ROWS or _looks_like_cards(groups) or _listed(block) or not _begun(groups):
        return False
    if len(groups) == len(block.rows):
        return _short_cells(block)
    return all(_tops_level(group, block) for group in groups)


def _grid(groups: Sequence[Sequence[_TextRow]], block: _Block) -> Grid:
    """The box of a table and of its cells, row by row."""
    pieces = [piece for row in block.rows for piece in row]
    left, right = min(piece.x0 for piece in pieces) - 1, max(piece.x1 for piece in pieces) + 1
    edges = [left, *((one + other) / 2 for one, other in block.strips), right]
    tops = [max(piece.top for piece in group[0]) for group in groups]
    bottoms = [*tops[1:], min(piece.bottom for piece in groups[-1][-1])]
    over = {block.rows[number] for number in block.over}
    cells: list[list[Box | None]] = [
        [(left, bottom, right, top), *(None for _ in block.strips)]
        if group[0] in over
        else [(x0, bottom, x1, top) for x0, x1 in pairwise(edges)]
        for group, top, bottom in zip(groups, tops, bottoms, strict=True)
    ]
    return (left, bottoms[-1], right, tops[0]), cells


def _groups(block: _Block) -> Iterator[tuple[_TextRow, ...]]:
    """The rows of the table: by wider gaps, or, where all lines stand equally far apart, each line by itself."""
    gaps = [(one[0].y - other[0].y) / max(other[0].size, 1.0) for one, other in pairwise(block.rows)]
    usual = _line_step(gaps) if gaps else 0.0
    even = not gaps or max(gaps) < 1.15 * usual
    group = [block.rows[0]]
    for number, (gap, row) in enumerate(zip(gaps, block.rows[1:], strict=True), start=1):
        if even or gap > 1.18 * usual or {number, number - 1} & block.over:
            yield tuple(group)
            group = []
        group.append(row)
    yield tuple(group)


def _line_step(gaps: Sequence[float]) -> float:
    """The usual step from one line of a cell to the next: few rows of a table may have more than one line."""
    usual = sorted(gaps)[len(gaps) // 5]
    closer = [gap for gap in gaps if gap < _CLOSER * usual]
    return median(closer) if closer else usual


def _column(piece: Line, block: _Block) -> int:
    return sum(piece.x0 >= end - 0.1 for _, end in block.strips)


def _tops_level(group: Sequence[_TextRow], block: _Block) -> bool:
    """Whether every column of a row of the table that has words has some on its first line."""
    first = {_column(piece, block) for piece in group[0]}
    return first == {_column(piece, block) for row in group for piece in row}


def _short_cells(block: _Block) -> bool:
    """Whether lines have words in most columns, and few of them."""
    columns = len(block.strips) + 1
    full = sum(len({_column(piece, block) for piece in row}) >= max(2, columns - 1) for row in block.rows)
    lengths = [len(piece.text.split()) for row in block.rows for piece in row]
    first = [len(row[0].text.split()) for row in block.rows]
    return full >= 0.8 * len(block.rows) and median(lengths) <= _SHORT and (columns > 2 or median(first) <= _SHORT - 1)


def _looks_like_cards(groups: Sequence[Sequence[_TextRow]]) -> bool:
    """Whether there are headings over single columns: in larger letters, or in bold in another row than the first."""
    size = median(piece.size for group in groups[1:] for row in group for piece in row)
    if any(piece.size >= _LARGER * size for row in groups[0] for piece in row):
        return True
    return any(
        len(group[0]) > 1 and all(piece.bold for row in group for piece in row)
        for group in groups[1:-1]
        if not all(piece.bold for row in groups[-1] for piece in row)
    )


def _prose(groups: Sequence[Sequence[_TextRow]], block: _Block) -> bool:
    """Whether these are columns of running text that happen to break at one height: long, and without headings."""
    headed = len(groups[0]) <= 2 and len(groups[0][0]) > len(block.strips)
    lengths = [len(group) for group in groups]
    return (
        not (headed and all(len(piece.text.split()) <= _HEAD_WORDS for piece in groups[0][0]))
        and max(lengths) > _LONG_CELL
    )


def _begun(groups: Sequence[Sequence[_TextRow]]) -> bool:
    """Whether cells begin as something new does and not in the middle of a sentence: the first row's all do."""
    small = [[piece.text[:1].islower() for piece in group[0]] for group in groups]
    return not any(small[0]) and sum(map(sum, small)) <= 0.3 * sum(map(len, small))


def _listed(block: _Block) -> bool:
    """Whether this is a list: bullets or numbers and what they stand before; or some column is a list of its own."""
    firsts = [row[0].text for row in block.rows if len(row) > 1]
    marks = sum(len(text) <= _LONGEST_MARK and marked(f"{text} x") is not None for text in firsts)
    if len(block.strips) == 1 and (marks >= _MARKS * len(firsts) or counts_on(firsts)):
        return True
    if sum(piece.text in _BULLETS for row in block.rows for piece in row[:-1]) >= _MARKS * len(block.rows):
        return True
    later = [row[-1] for row in block.rows if len(row) > 1]
    return sum(marked(piece.text) is not None for piece in later) > 0.3 * len(later)
