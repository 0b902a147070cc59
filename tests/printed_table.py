"""Action tables as they are printed: merged cells, rotated headings, rows that run over the end of a page."""

import textwrap
from collections.abc import Sequence

from made_pdf import PdfMaker, line

__all__ = ["PrintedTable"]

_LEFT, _EDGE, _LEADING, _SIZE = 50, 55, 12, 8.5


class PrintedTable:
    """Draws one table with ruled cells, row by row, on as many pages as it takes."""

    def __init__(self, widths: Sequence[int], *, box: tuple[int, int] = (595, 842), title: str, words: str) -> None:
        self._pdf = PdfMaker(box=box)
        self._box, self._widths = box, widths
        self._shown: list[str] = []
        self._y = box[1] - _EDGE
        for size, text in ((16, title), (10, words)):
            for words_of_line in textwrap.wrap(text, int((box[0] - 100) / (size * 0.5))):
                self._shown.append(line(words_of_line, _LEFT, self._y - size, size=size, bold=size > 10))
                self._y -= int(size * 1.4)
            self._y -= 6

    def heads(self, names: Sequence[str], *, rotated: bool = False) -> None:
        """A row of column headings, rotated by a quarter turn where asked."""
        height = 90 if rotated else 24
        for n, name in enumerate(names):
            self._rule(n, self._y - height, height)
            if rotated:
                at = f"0 1 -1 0 {self._left(n) + 14} {self._y - height + 6}"
                self._shown.append(f"0 g BT /B 9 Tf {at} Tm ({name}) Tj ET")
            else:
                self._words(n, textwrap.wrap(name, 40), self._y, bold=True)
        self._y -= height

    def heads_over_heads(self, upper: Sequence[str | None], lower: Sequence[str]) -> None:
        """Two rows of headings: None goes on with the heading to its left, over headings of the lower row."""
        for n, name in enumerate(upper):
            several = n + 1 < len(upper) and upper[n + 1] is None
            if name is not None and not several:
                self._rule(n, self._y - 40, 40)
            elif name is not None:
                wide = sum(self._widths[n : n + 2])
                self._shown.append(f"{self._left(n)} {self._y - 20} {wide} 20 re S")
            if name is not None:
                self._words(n, [name], self._y, bold=True)
            if lower[n]:
                self._rule(n, self._y - 40, 20)
                self._words(n, [lower[n]], self._y - 20, bold=True)
        self._y -= 40

    def band(self, words: str) -> None:
        """A row of one cell over all columns."""
        self._shown.append(f"{_LEFT} {self._y - 18} {sum(self._widths)} 18 re S")
        self._shown.append(line(words, _LEFT + 3, self._y - 12, size=9, bold=True))
        self._y -= 18

    def rows(self, rows: Sequence[Sequence[str]], *, merged: str | None = None) -> None:
        """Rows of cells, beside one merged cell of all of them where there is one."""
        first = 0 if merged is None else 1
        top, left = self._y, [] if merged is None else self._wrapped(0, merged)
        for row in rows:
            cells = [self._wrapped(n + first, words) for n, words in enumerate(row)]
            while any(cells):
                room = int((self._y - _EDGE - 6) / _LEADING)
                if room >= 1:
                    cells = self._drawn(cells, first, room)
                if any(cells):
                    left = self._merged(left, top) if first else left
                    self._new_page()
                    top = self._y
        if first:
            self._merged(left, top)

    def bytes(self) -> bytes:
        """The file."""
        self._pdf.page("\n".join(self._shown))
        return self._pdf.bytes()

    def _drawn(self, cells: list[list[str]], first: int, room: int) -> list[list[str]]:
        """Draw as many lines as there is room for; what is left of each cell."""
        lines = min(room, max(map(len, cells)))
        height = lines * _LEADING + 6
        for n, cell in enumerate(cells):
            self._rule(n + first, self._y - height, height)
            self._words(n + first, cell[:lines], self._y)
        self._y -= height
        return [cell[lines:] for cell in cells]

    def _merged(self, words: list[str], top: int) -> list[str]:
        fit = max(0, int((top - self._y - 4) / _LEADING))
        if top > self._y:
            self._rule(0, self._y, top - self._y)
        self._words(0, words[:fit], top)
        return words[fit:]

    def _new_page(self) -> None:
        self._pdf.page("\n".join(self._shown))
        self._shown, self._y = [], self._box[1] - _EDGE

    def _left(self, n: int) -> int:
        return _LEFT + sum(self._widths[:n])

    def _rule(self, n: int, y: int, height: int) -> None:
        self._shown.append(f"0.5 w {self._left(n)} {y} {self._widths[n]} {height} re S")

    def _words(self, n: int, words: Sequence[str], y: int, *, bold: bool = False) -> None:
        x = self._left(n) + 3
        self._shown += [line(one, x, y - 10 - k * _LEADING, size=_SIZE, bold=bold) for k, one in enumerate(words)]

    def _wrapped(self, n: int, words: str) -> list[str]:
        width = int(self._widths[n] / 4.5)
        return [one for part in words.split("\n") for one in (textwrap.wrap(part, width) or [""])]
