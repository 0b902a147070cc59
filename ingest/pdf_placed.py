"""What stands on a PDF page without tags: running text, tables, cards and asides, each where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ingest.parts import Pages, Part, Run
from ingest.pdf_asides import Aside, asides_on
from ingest.pdf_cards import Cards, cards_on
from ingest.pdf_drawn import Box, Word
from ingest.pdf_layout import reading_order
from ingest.pdf_lines import Line
from ingest.pdf_paragraphs import paragraphs
from ingest.pdf_seen import SeenPage
from ingest.pdf_stand_ins import Standing, stand_ins, stands_beside
from ingest.pdf_tables import tables_on

__all__ = ["loose_text", "placed_parts"]

_MOST_ASIDES = 100  # of a page


def placed_parts(page: SeenPage, lines: Sequence[Line], pages: Pages) -> Run:
    """The parts of a page by where its words stand; `lines` are those without running heads and feet."""
    words = page.own_words()
    framed = tables_on(page.drawn, words, _on_lines(words, lines), page.bullets, pages)
    left = [line for line in lines if not any(frame.holds(line) for frame in framed)]
    cards = cards_on(page.drawn, left)
    left = _without(left, [line for one in cards for line in one.lines])
    asides = asides_on(page.drawn, left)
    left = _without(left, [line for one in asides for line in one.lines])
    standing = [Standing(frame.box, (frame.table,)) for frame in framed]
    standing += [_of_cards(one, page, pages) for one in cards]
    standing += [_of_aside(one, number, page, pages) for number, one in enumerate(asides)]
    return _where_they_stand(page, left, standing, pages)


def _on_lines(words: Sequence[Word], lines: Sequence[Line]) -> list[Word]:
    """The words that stand on one of those lines, near enough: not those of running heads and feet."""
    heights = {round(line.y) + step for line in lines for step in range(-round(line.size), round(line.size) + 1)}
    return [word for word in words if round(word.y) in heights]


def _without(lines: Sequence[Line], taken: Sequence[Line]) -> list[Line]:
    gone = set(taken)
    return [line for line in lines if line not in gone]


def _where_they_stand(page: SeenPage, left: list[Line], standing: Sequence[Standing], pages: Pages) -> Run:
    run: Run = []
    beside = [one for one in standing if stands_beside(one.box, left)]
    for one in sorted((one for one in standing if one not in beside), key=lambda one: -one.top):
        above, within = [line for line in left if line.y > one.top], [b for b in beside if b.top > one.top]
        left, beside = [line for line in left if line.y <= one.top], [b for b in beside if b.top <= one.top]
        run.extend(_placed(above, page.rules, pages, ocr=page.ocr, standing=within))
        run.extend(one.parts)
    return [*run, *_placed(left, page.rules, pages, ocr=page.ocr, standing=beside)]


def _of_cards(cards: Cards, page: SeenPage, pages: Pages) -> Standing:
    parts = [part for piece in cards.pieces for part in _placed(piece, page.rules, pages, ocr=page.ocr)]
    return Standing(cards.box, tuple(parts))


def loose_text(page: SeenPage, lines: Sequence[Line], pages: Pages) -> Run:
    """Running text in its order, without regard to what is drawn on the page."""
    return _placed(lines, (), pages, ocr=page.ocr)


def _of_aside(aside: Aside, number: int, page: SeenPage, pages: Pages) -> Standing:
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
