"""The numbers that Word prints before the paragraphs of its lists, counted as the file is read."""

import re
from collections import defaultdict
from typing import Any

from ingest.word_styles import W, number_formats, printed_number

__all__ = ["Numbers"]


class Numbers:
    """The counters of the numbered lists of a file, as far as it is read."""

    def __init__(self, document: Any) -> None:
        self.counters: dict[str, dict[int, int]] = defaultdict(dict)
        self.formats = number_formats(document)

    def of(self, element: Any, style: Any) -> tuple[int, str | None] | None:
        """The depth of a listed paragraph from 0, and its printed number, None for a bullet."""
        found = element.find(f"{W}pPr/{W}numPr")
        if found is None and style is not None and style.element.pPr is not None:
            found = style.element.pPr.find(f"{W}numPr")
        if found is None:
            return None
        number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        name = number.get(f"{W}val") if number is not None else None
        if name in (None, "0"):
            return None
        told = level.get(f"{W}val") if level is not None else None
        depth = min(8, int(told)) if told and told.isascii() and told.isdigit() else 0
        form, start, shown = self.formats.get((name, depth), ("bullet", 1, ""))
        counter = self.counters[name]
        counter[depth] = counter.get(depth, start - 1) + 1
        for deeper in [key for key in counter if key > depth]:
            del counter[deeper]
        own = printed_number(form, counter[depth])
        if own is None or shown.count("%") < 2:
            return depth, own
        return depth, re.sub(r"%(\d)", lambda found: self._above(name, int(found[1]) - 1, own), shown).rstrip(".)")

    def _above(self, name: str, depth: int, own: str) -> str:
        """The number of a list at a depth as '2.1' tells it, `own` where none has been counted there."""
        form, start, _ = self.formats.get((name, depth), ("decimal", 1, ""))
        return printed_number(form, self.counters[name].get(depth, start)) or own
