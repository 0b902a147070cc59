"""Leaves out words that order software about: nobody who reads a plan is meant by them."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.parts import Part, Row, Run, Table
from plans.document import BlindSpot
from plans.orders import orders_software
from plans.sentences import sentence_spans

__all__ = ["without_planted"]

_ONE_REMARK = 60  # a part with no more words stands or falls as a whole


def without_planted(run: Run) -> tuple[Run, tuple[BlindSpot, ...]]:
    """The parts without such words, and a note on each part that had them.

    A short part is left out as a whole: what stands beside an order says what it is to be obeyed with. Of a longer
    one only the sentences go that give it, so that nobody can have a page left out by a line on it.
    """
    kept: Run = []
    noted: list[BlindSpot] = []
    for part in run:
        if isinstance(part, Table):
            kept.append(replace(part, rows=tuple(_row(row, noted) for row in part.rows)))
        else:
            kept.extend(_part(part, noted))
    return kept, tuple(noted)


def _row(row: Row, noted: list[BlindSpot]) -> Row:
    return replace(row, cells=tuple(tuple(one for part in cell for one in _part(part, noted)) for cell in row.cells))


def _part(part: Part, noted: list[BlindSpot]) -> Iterator[Part]:
    if not orders_software(part.text):
        yield part
        return
    noted.append(
        BlindSpot(
            kind="planted_order",
            note="Words that give orders to software, and say nothing to readers, left out.",
            page=part.pages.first,
        )
    )
    left = _sentences_left(part.text) if len(part.text.split()) > _ONE_REMARK else ""
    if left:
        yield replace(part, text=left)


def _sentences_left(text: str) -> str:
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    left = " ".join(one for one in sentences if not orders_software(one))
    return "" if orders_software(left) else left
