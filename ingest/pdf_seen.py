"""A page of a PDF file with the words that can be seen on it."""

from collections import Counter

from ingest.pdf_boxes import borders_of_boxes
from ingest.pdf_bullets import drawn_bullets
from ingest.pdf_drawn import Drawn, Word
from ingest.pdf_hidden import scanned, unseen
from ingest.pdf_lines import Line, lines_of
from ingest.pdf_numbers import with_numbers
from ingest.pdf_rules import separators

__all__ = ["SeenPage"]


class SeenPage:
    """A page with the words that can be seen."""

    def __init__(self, number: int, drawn: Drawn) -> None:
        self.number = number
        self.drawn = drawn
        self.ocr = scanned(drawn) and bool(drawn.words) and all(word.invisible for word in drawn.words if word.upright)
        reasons = [None if self.ocr and word.invisible else unseen(word, drawn) for word in drawn.words]
        self.seen = [word for word, reason in zip(drawn.words, reasons, strict=True) if reason is None]
        self.hidden = Counter(reason for reason in reasons if reason is not None)
        self.letters = sum(len(word.text.strip()) for word in self.seen)
        self.rules = separators(drawn)
        self.uprights = [rule for rule in self.rules if rule[3] - rule[1] > rule[2] - rule[0]]
        self.uprights += borders_of_boxes(drawn, self.seen)
        self.all_lines = lines_of(word for word in self.seen if word.upright)
        self.bullets = drawn_bullets(drawn, [word for word in self.own_words() if word.upright], self.uprights)

    @property
    def lines(self) -> list[Line]:
        """The lines without what the file itself calls furniture, with marks for the bullets that are drawn."""
        words = [word for word in self.own_words() if word.upright]
        return with_numbers(lines_of([*words, *self.bullets], self.uprights))

    def own_words(self) -> list[Word]:
        """The words that are no furniture by the file's own account."""
        return [word for word in self.seen if not word.artifact]
