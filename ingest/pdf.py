"""PDF files: by their tags where they have them, by where words stand on the page where they have not."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from ingest.hyphens import settled
from ingest.limits import Limits
from ingest.parts import Pages, Part, Read, Run, Table
from ingest.pdf_blind import blind_spots
from ingest.pdf_draw import draw
from ingest.pdf_drawn import Word
from ingest.pdf_file import PdfFile, open_pdf
from ingest.pdf_furniture import printed_numbers, without_furniture
from ingest.pdf_lines import Line, lines_of
from ingest.pdf_marks import outlined
from ingest.pdf_nodes import tag_tree
from ingest.pdf_placed import loose_text, placed_parts
from ingest.pdf_seen import SeenPage
from ingest.pdf_tags import Tagged, read_tags
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
    pages = [SeenPage(page.number, draw(page)) for page in file.pages()]
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
    return Read(run=run, pages=len(file), blind=blind_spots(pages, tagged), title=file.title(), styled=True)


def _tags(file: PdfFile, pages: Sequence[SeenPage], labels: Sequence[str | None]) -> Tagged:
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


def _page(page: SeenPage, own: Run, lines: list[Line], tagged: Tagged, label: str | None) -> Run:
    """The parts of one page: those of the tags and the words that they missed, or all by where words stand."""
    words = page.own_words()
    total = sum(len(word.text.strip()) for word in words)
    missed = [word for word in words if word.mcid is None or (page.number, word.mcid) not in tagged.reached]
    left = sum(len(word.text.strip()) for word in missed)
    pages = Pages(first=page.number + 1, first_label=label, last=page.number + 1, last_label=label)
    if tagged.run and left <= (1 - _TAGGED_ENOUGH) * total:
        kept = {(line.text, round(line.y)) for line in lines}
        loose = [
            line for line in lines_of(word for word in missed if word.upright) if (line.text, round(line.y)) in kept
        ]
        return [*_title_first(own, lines), *loose_text(page, loose, pages)]
    return placed_parts(page, lines, pages)


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
