"""Runs what draws a PDF page and keeps what matters for reading: words with their places, fills, rules, pictures."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ingest.cleaning import clean
from ingest.pdf_drawn import Box, Drawn, Mark, State, Word
from ingest.pdf_file import PdfPage, Resources, is_form, is_picture, matrix_of, stream_data
from ingest.pdf_geometry import Matrix, applied, box_around, meet, times
from ingest.pdf_tokens import operations

__all__ = ["draw"]

_SYMBOLS = {code: "•" for code in (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0E0, 0xF0F0, 0xF06E, 0xF02D, 0xF0FE)}
_SYMBOLS |= dict.fromkeys((0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D), "•")  # of no letter in Windows' encoding: a bullet
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST_FORM = 12
_MOST_TOKENS = 3_000_000
_MOST_WORDS = 200_000
_GAP = 0.16  # of the font's size: a wider step between two strings is a space
_FEW_CURVES = 12
_RULE = 2.0  # points: a fill thinner than this is a line


def draw(page: PdfPage) -> Drawn:
    """Run a page's content. Coordinates are points from the lower left corner of the page as it is read."""
    left, bottom, right, top = page.box
    width, height = right - left, top - bottom
    base: Matrix = {
        90: (0.0, -1.0, 1.0, 0.0, -bottom, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, 1.0, -1.0, 0.0, top, -left),
    }.get(page.turn, (1.0, 0.0, 0.0, 1.0, -left, -bottom))
    drawn = Drawn((0.0, 0.0, height, width) if page.turn in (90, 270) else (0.0, 0.0, width, height))
    _Run(drawn, page.resources, State(base)).run(page.content)
    return drawn


class _Run:
    """A content stream being run; a form in it is run by its own."""

    def __init__(self, drawn: Drawn, resources: Resources, state: State, *, depth: int = 0) -> None:
        self.drawn = drawn
        self.resources = resources
        self.state = state
        self.depth = depth
        self.stack: list[State] = []
        self.tm = self.line = _IDENTITY
        self.path: list[tuple[float, float]] = []
        self.bent = self.clips = False
        self.marks: list[Mark] = []

    def run(self, data: bytes) -> None:
        """Run a content stream. An operator with wrong operands does nothing, as in every viewer."""
        for name, operands in operations(data, most=_MOST_TOKENS):
            action = _ACTIONS.get(name)
            if action is None:
                continue
            try:
                action(self, operands)
            except (IndexError, TypeError, ValueError, AttributeError, ArithmeticError):
                continue
            if len(self.drawn.words) > _MOST_WORDS:
                return

    def save(self, _: list[Any]) -> None:
        """q"""
        if len(self.stack) < 500:
            self.stack.append(self.state.kept())

    def restore(self, _: list[Any]) -> None:
        """Q"""
        if self.stack:
            self.state = self.stack.pop()

    def concatenate(self, operands: list[Any]) -> None:
        """cm"""
        a, b, c, d, e, f = operands
        self.state.ctm = times((a, b, c, d, e, f), self.state.ctm)

    def begin(self, _: list[Any]) -> None:
        """BT"""
        self.tm = self.line = _IDENTITY

    def set_font(self, operands: list[Any]) -> None:
        """Tf"""
        self.state.font = self.resources.font(operands[0])
        self.state.size = float(operands[1])

    def move(self, operands: list[Any]) -> None:
        """Td"""
        self.tm = self.line = times((1.0, 0.0, 0.0, 1.0, operands[0], operands[1]), self.line)

    def move_leading(self, operands: list[Any]) -> None:
        """TD"""
        self.state.leading = -operands[1]
        self.move(operands)

    def set_matrix(self, operands: list[Any]) -> None:
        """Tm"""
        a, b, c, d, e, f = operands
        self.tm = self.line = (a, b, c, d, e, f)

    def next_line(self, _: list[Any]) -> None:
        """T*"""
        self.move([0.0, -self.state.leading])

    def show(self, operands: list[Any]) -> None:
        """Tj"""
        self._show([operands[0]])

    def show_all(self, operands: list[Any]) -> None:
        """TJ"""
        self._show(operands[0])

    def next_show(self, operands: list[Any]) -> None:
        """'"""
        self.next_line([])
        self._show([operands[0]])

    def spaced_show(self, operands: list[Any]) -> None:
        """\""""
        self.state.word_spacing, self.state.spacing = operands[0], operands[1]
        self.next_show([operands[2]])

    def rectangle(self, operands: list[Any]) -> None:
        """re"""
        x, y, width, height = operands
        self.path += [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]

    def step(self, operands: list[Any]) -> None:
        """m and l"""
        if len(self.path) < 10_000:
            self.path.append((operands[0], operands[1]))

    def bend(self, operands: list[Any]) -> None:
        """c, v and y: the ends of the first few curves of a path, for small shapes; longer paths are no dots"""
        self.bent = True
        room = _FEW_CURVES - len(self.path)
        if room > 0 and operands and isinstance(operands[0], bytes):
            told = operands[0].split(maxsplit=7 * room)[: 7 * room]
            self.path += [(float(x), float(y)) for x, y in zip(told[4::7], told[5::7], strict=False)]

    def fill_path(self, _: list[Any]) -> None:
        """f and its kin"""
        shape, box = self._end_path()
        if box is None:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= _RULE:
            self.drawn.rules.append(box)
        elif not self.state.clear:
            whole = shape == "box" and self.state.straight
            self.drawn.painted.append((box, self.state.fill if whole else None))

    def stroke_path(self, _: list[Any]) -> None:
        """S and s"""
        box = self._end_path()[1]
        if box is not None:
            self.drawn.rules.append(box)

    def drop_path(self, _: list[Any]) -> None:
        """n"""
        self._end_path()

    def clip_path(self, _: list[Any]) -> None:
        """W and W*; the clip holds from the end of the path on"""
        self.clips = True

    def shade(self, _: list[Any]) -> None:
        """sh"""
        self.drawn.painted.append((self.drawn.box, None))

    def colour(self, operands: list[Any]) -> None:
        """g, rg, k, sc, scn"""
        numbers = tuple(value for value in operands if isinstance(value, float))
        self.state.fill = numbers if len(numbers) == len(operands) and numbers else None

    def colour_space(self, operands: list[Any]) -> None:
        """cs"""
        self.state.fill = (0.0,) if operands[0] in ("/DeviceGray", "/DeviceRGB", "/CalRGB", "/CalGray") else None

    def graphics_state(self, operands: list[Any]) -> None:
        """gs"""
        entry = self.resources.entry("/ExtGState", operands[0])
        if isinstance(entry, dict) and "/ca" in entry:
            self.state.clear = float(entry["/ca"]) < 0.05

    def mark_with(self, operands: list[Any]) -> None:
        """BDC"""
        tag: Any = operands[0]
        told: Any = operands[1]
        if isinstance(told, str):
            off = tag == "/OC" and self.resources.switched_off(told)
            entry = self.resources.entry("/Properties", told)
            self._open_mark(tag, entry.get("/MCID") if isinstance(entry, dict) else None, off=off)
            return
        keys = dict(zip(told[::2], told[1::2], strict=False))
        self._open_mark(tag, keys.get("/MCID"), off=False)

    def mark(self, operands: list[Any]) -> None:
        """BMC"""
        self._open_mark(operands[0], None, off=False)

    def unmark(self, _: list[Any]) -> None:
        """EMC"""
        if self.marks:
            self.marks.pop()

    def do(self, operands: list[Any]) -> None:
        """Do"""
        form = self.resources.entry("/XObject", operands[0])
        if is_picture(form):
            box = meet(
                box_around([applied(self.state.ctm, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]), self.state.clip
            )
            if box is None:
                return
            self.drawn.pictures.append(box)
            self.drawn.painted.append((box, None))
        elif is_form(form) and self.depth < _DEEPEST_FORM:
            state = replace(self.state, ctm=times(matrix_of(form), self.state.ctm))
            inner = _Run(self.drawn, self.resources.inside(form), state, depth=self.depth + 1)
            inner.marks = self.marks[-1:]
            inner.run(stream_data(form))

    def _open_mark(self, tag: Any, mcid: Any, *, off: bool) -> None:
        above = self.marks[-1] if self.marks else Mark(None, False, False)
        number = int(mcid) if isinstance(mcid, int | float) else above.mcid
        self.marks.append(Mark(number, above.artifact or tag == "/Artifact", above.off or off))

    def _end_path(self) -> tuple[str, Box | None]:
        """The shape ('box' or 'other') and the box of the path, inside the clip; the path is over."""
        path, self.path = self.path, []
        if not path:
            return "other", None
        points = [applied(self.state.ctm, x, y) for x, y in path]
        box = box_around(points)
        straight = not self.bent and (self._level(path) or _follows(box, points))
        self.bent = False
        inside = meet(box, self.state.clip)
        if self.clips:
            self.clips = False
            self.state.clip = inside or (0.0, 0.0, 0.0, 0.0)
            self.state.straight = self.state.straight and straight
        return ("box" if straight else "other"), inside

    def _level(self, path: list[tuple[float, float]]) -> bool:
        """Whether a path is one rectangle, and nothing is turned."""
        _, b, c, _, _, _ = self.state.ctm
        return (
            len(path) == 4
            and b == c == 0.0
            and path[0][1] == path[1][1]
            and path[2][1] == path[3][1]
            and path[0][0] == path[3][0]
            and path[1][0] == path[2][0]
        )

    def _show(self, pieces: list[Any]) -> None:
        """Show strings and move by the numbers between them; a wide step back or forth begins new words."""
        state = self.state
        if state.font is None:
            return
        shown, size, scale = state.font.shown, state.size, state.scale
        text, begun, at = "", 0.0, 0.0
        for piece in pieces:
            if isinstance(piece, float):
                step = -piece / 1000.0 * size * scale
                if text:
                    if step > size * 0.9 or step < -size * 0.5:
                        self._keep(text, begun, at)
                        text = ""
                    elif step > size * _GAP and text[-1] != " ":
                        text += " "
                at += step
            elif isinstance(piece, bytes):
                if not text:
                    begun = at
                words, width, count = shown(piece)
                text += words
                at += (width / 1000.0 * size + state.spacing * count) * scale
                at += state.word_spacing * piece.count(b" ") * scale
        if text:
            self._keep(text, begun, at)
        self.tm = times((1.0, 0.0, 0.0, 1.0, at, 0.0), self.tm)

    def _keep(self, text: str, begun: float, end: float) -> None:
        state = self.state
        if not (text.isascii() and text.isprintable()):
            text = clean(text.translate(_SYMBOLS)).text.replace("\n", " ")
        if not text or text.isspace():
            return
        a, b, c, d, _, _ = matrix = times(self.tm, state.ctm)
        x0, y0 = applied(matrix, begun, state.rise)
        x1, y1 = applied(matrix, end, state.rise)
        upright = abs(b) <= abs(a) * 0.2 and a > 0
        mark = self.marks[-1] if self.marks else Mark(None, False, False)
        self.drawn.words.append(
            Word(
                text=text,
                x0=min(x0, x1),
                x1=max(x0, x1),
                y=y0 if upright else (y0 + y1) / 2,
                size=abs(state.size) * math.hypot(c, d),
                bold=state.font is not None and state.font.bold,
                upright=upright,
                mcid=mark.mcid,
                artifact=mark.artifact,
                colour=state.fill,
                invisible=state.mode == 3 or state.clear,
                off=mark.off,
                painted=len(self.drawn.painted),
            )
        )


def _follows(box: Box, points: list[tuple[float, float]]) -> bool:
    """Whether points lie at the corners of their box, near enough."""
    return all(
        min(abs(x - box[0]), abs(x - box[2])) < 0.5 and min(abs(y - box[1]), abs(y - box[3])) < 0.5 for x, y in points
    )


def _set(name: str, scale: float = 1.0) -> Callable[[_Run, list[Any]], None]:
    """An operator that sets one number of the state."""

    def action(run: _Run, operands: list[Any]) -> None:
        setattr(run.state, name, operands[0] * scale)

    return action


_ACTIONS: dict[str, Callable[[_Run, list[Any]], None]] = {
    "q": _Run.save, "Q": _Run.restore, "cm": _Run.concatenate, "BT": _Run.begin, "Tf": _Run.set_font,
    "Td": _Run.move, "TD": _Run.move_leading, "Tm": _Run.set_matrix, "T*": _Run.next_line, "Tj": _Run.show,
    "TJ": _Run.show_all, "'": _Run.next_show, '"': _Run.spaced_show, "Tc": _set("spacing"),
    "Tw": _set("word_spacing"), "Tz": _set("scale", 0.01), "TL": _set("leading"), "Ts": _set("rise"),
    "Tr": _set("mode"), "g": _Run.colour, "rg": _Run.colour, "k": _Run.colour, "sc": _Run.colour,
    "scn": _Run.colour, "cs": _Run.colour_space, "re": _Run.rectangle, "m": _Run.step, "l": _Run.step,
    "f": _Run.fill_path, "F": _Run.fill_path, "f*": _Run.fill_path, "B": _Run.fill_path, "B*": _Run.fill_path,
    "b": _Run.fill_path, "b*": _Run.fill_path, "S": _Run.stroke_path, "s": _Run.stroke_path, "n": _Run.drop_path,
    "c": _Run.bend, "v": _Run.bend, "y": _Run.bend, "W": _Run.clip_path, "W*": _Run.clip_path,
    "sh": _Run.shade, "Do": _Run.do, "gs": _Run.graphics_state, "BDC": _Run.mark_with, "BMC": _Run.mark,
    "EMC": _Run.unmark,
}  # fmt: skip
