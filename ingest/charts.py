"""Tells the labels of charts from running text."""

import re
from itertools import groupby
from statistics import median

from ingest.parts import Part, Run, Table
from plans.document import BlindSpot, BlockKind

__all__ = ["without_charts"]

_BARE_NUMBER = re.compile(r"^(?=.*\d)(?!.*[A-Za-z]{4})")
_LABEL_WORDS = 4
_FEWEST_LABELS = 6


def without_charts(run: Run) -> tuple[Run, tuple[BlindSpot, ...]]:
    """Rows of very short pieces in letters of no more than the usual size, most of them bare numbers, are the labels
    of a chart: noted, not read."""
    out: Run = []
    spots: list[BlindSpot] = []
    usual = _usual_size(run)
    for label, group in groupby(run, key=lambda part: _is_label(part, usual)):
        parts = list(group)
        told = [part for part in parts if isinstance(part, Part)]
        pieces = [piece for part in told for piece in (part.text.split() if _only_figures(part) else [part.text])]
        numbers = sum(bool(_BARE_NUMBER.search(piece)) for piece in pieces)
        if label and len(pieces) >= _FEWEST_LABELS and numbers * 2 >= len(pieces):
            words = "; ".join(part.text for part in told)
            note = f"A chart or picture whose words are not in the reading text: {words[:300]}"
            spots.append(BlindSpot(kind="picture", note=note, page=told[0].pages.first))
        else:
            out.extend(parts)
    return out, tuple(spots)


def _usual_size(run: Run) -> float:
    """The size of letters of running text, 0 where the file does not say."""
    sizes = [part.size for part in run if isinstance(part, Part) and len(part.text.split()) > _LABEL_WORDS]
    return median(sizes) if sizes else 0.0


def _is_label(part: Part | Table, usual: float) -> bool:
    if isinstance(part, Table) or part.kind is BlockKind.HEADING or part.marked:
        return False
    if usual and part.size > 1.25 * usual:
        return False
    if part.text.endswith((".", ":", "?")):
        return False
    return len(part.text.split()) <= _LABEL_WORDS or _only_figures(part)


def _only_figures(part: Part) -> bool:
    """Whether a paragraph is a row of figures, as along the side of a chart."""
    pieces = part.text.split()
    return len(pieces) > 2 and sum(bool(re.search(r"\d", piece)) for piece in pieces) >= 0.8 * len(pieces)
