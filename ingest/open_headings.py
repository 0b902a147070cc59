"""The headings that are open while a plan is laid out, and the years that they set."""

import re
from dataclasses import dataclass, field

from ingest.governing import bare_year, governing_year

__all__ = ["Head", "Outline"]


@dataclass(frozen=True, slots=True)
class Head:
    level: int
    text: str
    year: str | None
    bare: bool  # the heading is nothing but a year


@dataclass(slots=True)
class Outline:
    """The headings that are open, outermost first."""

    heads: list[Head] = field(default_factory=list)
    last: Head | None = None  # the last heading that was no bare year, and the year that stood under it
    year_of_last: Head | None = None

    def open(self, text: str, level: int, *, first: bool) -> None:
        """Open a heading. The first of a plan is its title: a year in it governs nothing."""
        title = re.sub(r"[\s:.]+$", "", text) or text
        if bare_year(text) and not (level and self.heads and level <= min(head.level for head in self.heads)):
            self._open_year(title, text, level)
            return
        year = None if first else governing_year(text)
        head = Head(level, title, year, bare=False)
        self.end(level)
        self.heads.append(head)
        if self.last != head or year is not None:
            self.year_of_last = None
        self.last = head

    def keep_year(self) -> None:
        """Let the year that stood under a heading go on where the heading is only printed again."""
        if self.heads and self.heads[-1] is self.last and self.year_of_last is not None:
            self.heads.append(self.year_of_last)

    def _open_year(self, title: str, text: str, level: int) -> None:
        while self.heads and (self.heads[-1].bare or (level and self.heads[-1].level >= level)):
            self.heads.pop()
        level = level or (self.heads[-1].level + 1 if self.heads else 1)
        head = Head(level, title, bare_year(text), bare=True)
        self.heads.append(head)
        self.year_of_last = head

    def end(self, level: int) -> None:
        """End every section of that depth and below."""
        while self.heads and self.heads[-1].level >= level:
            self.heads.pop()

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path."""
        return tuple(head.text for head in self.heads)

    @property
    def year(self) -> str | None:
        """The year that the innermost heading with one sets."""
        return next((head.year for head in reversed(self.heads) if head.year), None)
