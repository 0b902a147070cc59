"""What of a PDF file could not be read, or not well."""

from collections.abc import Sequence

from ingest.pdf_seen import SeenPage
from ingest.pdf_tags import Tagged
from plans.document import BlindSpot

__all__ = ["blind_spots"]

_FEW = 25  # on a page that is as good as empty


def blind_spots(pages: Sequence[SeenPage], tagged: Tagged) -> tuple[BlindSpot, ...]:
    """The blind spots of a file, page by page."""
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


def _pictured(page: SeenPage) -> bool:
    left, bottom, right, top = page.drawn.box
    area = max(1.0, (right - left) * (top - bottom))
    covered = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in page.drawn.pictures), default=0.0)
    return not page.ocr and 0.25 * area < covered and page.letters < 1500 and not covered > 0.95 * area
