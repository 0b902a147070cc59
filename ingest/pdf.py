"""PDF files: by their tags where they have them, by where words stand on the page where they have not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from ingest.hyphens import settled
from ingest.limits import Limits
from ingest.parts import Pages, Part, Read, Run, Table
from ingest.pdf_asides import Aside, asides_on, gaps_between_boxes
from ingest.pdf_bullets import drawn_bullets
from ingest.pdf_draw import draw
from ingest.pdf_drawn import Box, Drawn, Word
from ingest.pdf_file import PdfFile, open_pdf
from ingest.pdf_furniture import printed_numbers, without_furniture
from ingest.pdf_hidden import scanned, unseen
from ingest.pdf_layout import reading_order
from ingest.pdf_lines import Line, lines_of
from ingest.pdf_marks import outlined
from ingest.pdf_nodes import tag_tree
from ingest.pdf_numbers import with_numbers
from ingest.pdf_paragraphs import paragraphs
from ingest.pdf_rules import separators
from ingest.pdf_stand_ins import Standing, stand_ins, stands_beside
from ingest.pdf_tables import Framed, tables_on
from ingest.pdf_tags import Tagged, read_tags
from plans.document import BlindSpot
from plans.errors import Refused

__all__ = ["read_pdf"]

_TAGGED_ENOUGH = 0.8  # of a page's letters reached by tags: less, and the page is read by where its words stand
_RUNNING = 4  # words of a line of running text, at least
_MOST_ASIDES = 100  # of a page
_FEW = 25  # letters on a page that is as good as empty


def read_pdf(data: bytes, limits: Limits) -> Read:
    """Read a PDF file from its bytes.

    Raises Refused when it is broken, locked, too long, or holds no words at all.
    """
    file = open_pdf(data, limits)
    pages = [_Page(page.number, draw(page)) for page in file.pages()]
    if sum(page.letters for page in pages) > limits.characters:
        raise Refused(f"The PDF holds more than {limits.characters:,} letters; split it into parts.")
    if not any(page.letters for page in pages):
        raise Refused(
            "The PDF holds no words, only pictures of pages; have its text recognised with `planwatch ingest --ocr`,"
            " or with another OCR program before it is added."
        )
    lines = [page.lines for page in pages]
    boxes = [page.drawn.box for page in pages]
    labels = file.labels() or printed_numbers([page.all_lines for page in pages], boxes)
    tagged = _tags(file, pages, labels)
    clear = without_furniture(lines, boxes)
    run: Run = []
    for page, kept in zip(pages, clear, strict=True):
        own = [part for part in tagged.run if _first(part) == page.number + 1]
        run.extend(_page(page, own, kept, tagged, labels[page.number]))
    run = outlined(settled(run), file.outline())
    return Read(run=run, pages=len(file), blind=_blind(pages, tagged), title=file.title(), styled=True)


class _Page:
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
        self.uprights += gaps_between_boxes(drawn)
        self.all_lines = lines_of(word for word in self.seen if word.upright)

    @property
    def lines(self) -> list[Line]:
        """The lines without what the file itself calls furniture, with marks for the bullets that are drawn."""
        words = [word for word in self.own_words() if word.upright]
        return with_numbers(lines_of([*words, *drawn_bullets(self.drawn, words)], self.uprights))

    def own_words(self) -> list[Word]:
        """The words that are no furniture by the file's own account."""
        return [word for word in self.seen if not word.artifact]


def _tags(file: PdfFile, pages: Sequence[_Page], labels: Sequence[str | None]) -> Tagged:
    tree = tag_tree(file)
    if tree is None:
        return Tagged()
    words: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for page in pages:
        for word in page.own_words():
            if word.mcid is not None:
                words[(page.number, word.mcid)].append(word)
    return read_tags(tree, words, labels)


def _first(part: Part | Table) -> int | None:
    if isinstance(part, Part):
        return part.pages.first
    return next((row.pages.first for row in part.rows if row.pages.first is not None), None)


def _page(page: _Page, own: Run, lines: list[Line], tagged: Tagged, label: str | None) -> Run:
    """The parts of one page: those of the tags and the words that they missed, or all by where words stand."""
    words = page.own_words()
    total = sum(len(word.text.strip()) for word in words)
    missed = [word for word in words if word.mcid is None or (page.number, word.mcid) not in tagged.reached]
    left = sum(len(word.text.strip()) for word in missed)
    pages = Pages(first=page.number + 1, first_label=label, last=page.number + 1, last_label=label)
    if tagged.run and left <= (1 - _TAGGED_ENOUGH) * total:
        kept = {line.text for line in lines}
        loose = [line for line in lines_of(word for word in missed if word.upright) if line.text in kept]
        return [*_title_first(own, lines), *_placed(loose, (), pages, ocr=page.ocr)]
    framed = tables_on(page.drawn, words, _on_lines(words, lines), pages)
    return _with_tables(page, lines, framed, pages)


def _on_lines(words: Sequence[Word], lines: Sequence[Line]) -> list[Word]:
    """The words that stand on one of those lines, near enough: not those of running heads and feet."""
    heights = {round(line.y) + step for line in lines for step in range(-round(line.size), round(line.size) + 1)}
    return [word for word in words if round(word.y) in heights]


def _title_first(own: Run, lines: Sequence[Line]) -> Run:
    """The parts of a page by their tags, its title first: titles in boxes are often tagged after the text.

    What stands right of running text is the heading of a column and not the page's title.
    """
    parts = [part for part in own if isinstance(part, Part) and part.top is not None and part.size]
    if len(parts) < 3:
        return own
    title = max(parts, key=lambda part: part.top or 0.0)
    usual = median(part.size for part in parts)
    if own[0] is title or title.size < 1.3 * usual or len(title.text.split()) > 14:
        return own
    if any(_left_of(title, line) for line in lines):
        return own
    return [title, *(part for part in own if part is not title)]


def _left_of(title: Part, line: Line) -> bool:
    """Whether a line of running text stands left of a part, at its height."""
    beside = abs(line.top - (title.top or 0.0)) < title.size and line.x1 <= (title.left or 0.0)
    return beside and line.size < 0.9 * title.size and len(line.text.split()) >= _RUNNING


def _with_tables(page: _Page, lines: list[Line], framed: Sequence[Framed], pages: Pages) -> Run:
    """Running text, tables and asides of a page, each where it stands."""
    run: Run = []
    left = [line for line in lines if not any(frame.holds(line) for frame in framed)]
    asides = asides_on(page.drawn, left)
    standing = [Standing(frame.box, (frame.table,)) for frame in framed]
    standing += [_standing(aside, number, page, pages) for number, aside in enumerate(asides)]
    left = [line for line in left if not any(line in aside.lines for aside in asides)]
    beside = [one for one in standing if stands_beside(one.box, left)]
    for one in sorted((one for one in standing if one not in beside), key=lambda one: -one.top):
        above, within = [line for line in left if line.y > one.top], [b for b in beside if b.top > one.top]
        left, beside = [line for line in left if line.y <= one.top], [b for b in beside if b.top <= one.top]
        run.extend(_placed(above, page.rules, pages, ocr=page.ocr, standing=within))
        run.extend(one.parts)
    return [*run, *_placed(left, page.rules, pages, ocr=page.ocr, standing=beside)]


def _standing(aside: Aside, number: int, page: _Page, pages: Pages) -> Standing:
    parts = _placed(aside.lines, page.rules, pages, ocr=page.ocr)
    shared = page.number * _MOST_ASIDES + number
    return Standing(aside.box, tuple(replace(part, aside=shared) for part in parts if isinstance(part, Part)))


def _placed(
    lines: Sequence[Line], rules: Sequence[Box], pages: Pages, *, ocr: bool, standing: Sequence[Standing] = ()
) -> Run:
    """Running text in its order, with the tables and asides of its columns where they stand."""
    held = {line: at for at, one in enumerate(standing) for line in stand_ins(one.box, lines)}
    run: Run = []
    put: set[int] = set()
    for piece in reading_order([*lines, *held], rules):
        for at, group in groupby(piece, key=held.get):
            if at is None:
                run.extend(paragraphs(list(group), pages, ocr=ocr))
            elif at not in put:
                put.add(at)
                run.extend(standing[at].parts)
    return run


def _blind(pages: Sequence[_Page], tagged: Tagged) -> tuple[BlindSpot, ...]:
    """What of the file could not be read, or not well."""
    spots: list[BlindSpot] = []
    for page in pages:
        number = page.number + 1
        if page.ocr:
            spots.append(
                BlindSpot(kind="ocr", note="The words of this page were read off a picture of it.", page=number)
            )
        elif page.letters < _FEW:
            spots.append(BlindSpot(kind="empty_page", note="This page has hardly any text.", page=number))
        for reason, count in page.hidden.items():
            note = f"{count} piece{'s' if count > 1 else ''} of text left out: {reason}."
            spots.append(BlindSpot(kind="hidden_text", note=note, page=number))
        if _pictured(page):
            note = "A large part of this page is a picture; words in it are not read."
            spots.append(BlindSpot(kind="picture", note=note, page=number))
    told = {(page, alt) for page, alt in tagged.pictures if page is not None and len(alt.split()) >= 6}
    for number, alt in sorted(told):
        note = f"A picture, described in the file as: {alt[:200]}"
        spots.append(BlindSpot(kind="picture", note=note, page=number))
    return tuple(sorted(spots, key=lambda spot: spot.page or 0))


def _pictured(page: _Page) -> bool:
    left, bottom, right, top = page.drawn.box
    area = max(1.0, (right - left) * (top - bottom))
    covered = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in page.drawn.pictures), default=0.0)
    return not page.ocr and 0.25 * area < covered and page.letters < 1500 and not covered > 0.95 * area
