"""What a PDF page shows, and the state in which it is drawn: words with their places, fills, rules, pictures."""

from dataclasses import dataclass, field

from ingest.pdf_file import PdfFont
from ingest.pdf_geometry import Box, Matrix

__all__ = ["Box", "Colour", "Drawn", "Mark", "State", "Word"]

Colour = tuple[float, ...]
_SPACE = 0.25  # of the size: the width of a space, at least


@dataclass(slots=True)
class Word:
    """Words drawn in one go: their left and right end, base line, size in points, and how they were marked.

    `mcid` is the number by which the tags of the file name them; `artifact` says that the file calls them
    furniture. `invisible` says that they are drawn without ink, `off` that their layer is switched off. `painted`
    is the number of fills and pictures drawn before them.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    upright: bool
    mcid: int | None
    artifact: bool
    colour: Colour | None
    invisible: bool
    off: bool
    painted: int

    @property
    def ink_end(self) -> float:
        """The right end without the spaces that end the words, near enough."""
        return self.x1 - _SPACE * self.size * (len(self.text) - len(self.text.rstrip()))


@dataclass(slots=True)
class Drawn:
    """What a page shows. `painted` are the filled boxes with their colours, None for pictures and patterns."""

    box: Box
    words: list[Word] = field(default_factory=list)
    painted: list[tuple[Box, Colour | None]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """The graphics state."""

    ctm: Matrix
    font: PdfFont | None = None
    size: float = 1.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    fill: Colour | None = (0.0,)
    clear: bool = False
    clip: Box | None = None
    straight: bool = True  # the clip is a box and no other shape

    def kept(self) -> "State":
        """A copy: ten thousand of them a file, so they are made by hand."""
        return State(
            self.ctm, self.font, self.size, self.spacing, self.word_spacing, self.scale, self.leading, self.rise,
            self.mode, self.fill, self.clear, self.clip, self.straight,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content that is open: its number, and whether it is furniture or switched off."""

    mcid: int | None
    artifact: bool
    off: bool
