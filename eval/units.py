"""The pieces of an answer that facts are looked for in: sentences and lines, without markers and Markdown."""

import re
from dataclasses import dataclass
from functools import lru_cache

from eval.asserting import asserted
from eval.trace import Trace
from plans.quantities import Quantity, TimeSpan, quantities, timespans
from plans.words import fold

__all__ = ["Unit", "plain", "read_quantities", "read_times", "units_of"]

_MARKER = re.compile(r"\s?\[\d+(?:\s*,\s*\d+)*\]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•➤➢]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence or line of an answer as words, and the numbers and times that it states.

    `quoted` says that it is words of a plan that the answer cites: what these deny or leave open is the plan's own.
    """

    text: str
    quoted: bool = False

    @property
    def asserted(self) -> "Unit":
        """The same without what it denies."""
        return self if self.quoted else Unit(asserted(self.text))

    @property
    def folded(self) -> str:
        """The words in one spelling, white space collapsed."""
        return " ".join(fold(self.text).split())

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers it states."""
        return read_quantities(self.text)

    @property
    def times(self) -> tuple[TimeSpan, ...]:
        """The dates and years it states."""
        return read_times(self.text)


def plain(text: str) -> str:
    """Words without citation markers, bold and list marks."""
    return _LIST_MARK.sub("", _MARKER.sub("", text).replace("**", "")).strip()


def units_of(trace: Trace) -> tuple[Unit, ...]:
    """The sentences and the lines of an answer's text, each once; a sentence that is not in the text is left out."""
    whole = " ".join(fold(plain(line)) for line in trace.text.splitlines())
    lines = [plain(line) for line in trace.text.splitlines()]
    sentences = [plain(one.text) for one in trace.sentences]
    shown = [one for one in sentences if " ".join(fold(one).split()) in " ".join(whole.split())]
    cited = " \n ".join(" ".join(fold(one.quote).split()) for one in trace.citations)
    return tuple(
        Unit(text, quoted=" ".join(fold(text).split()).strip(' .“”"') in cited)
        for text in dict.fromkeys([*lines, *shown])
        if text
    )


@lru_cache(maxsize=20_000)
def read_quantities(text: str) -> tuple[Quantity, ...]:
    """`quantities`, read once a text."""
    return quantities(text)


@lru_cache(maxsize=20_000)
def read_times(text: str) -> tuple[TimeSpan, ...]:
    """`timespans`, read once a text."""
    return timespans(text)
