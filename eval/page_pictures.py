"""Pages of plans as they were printed, with the gold's words marked, for those who have the plans as PDF."""

import base64
import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from eval.locate import Span, Squeezed, squeeze
from plans.errors import PlanwatchError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

__all__ = ["NoPages", "PagePicture", "PrintedPages"]

_MOST = 40
_WIDTH = 900
_QUALITY = 40
_MARK = (255, 240, 120)


class NoPages(PlanwatchError):
    """A folder has no PDF of a plan, or one that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page of a plan as a picture that needs nothing from elsewhere: its name in the report, and what is marked."""

    name: str
    plan_id: str
    page: int
    quotes: tuple[str, ...]
    address: str


class PrintedPages:
    """The plans of a folder as PDF, each called PLAN-ID.pdf, and the pages that a report points to.

    Pages are counted from one. No more than forty are pictured, so that the report stays of bearable size (a page
    takes 50 to 150 kB); `left_out` counts the quotes beyond them.
    """

    def __init__(self, folder: Path, plan_ids: Sequence[str]) -> None:
        """Open the files that are there. Raises NoPages where there is none, or one is no PDF that can be read."""
        files = {plan_id: path for plan_id in plan_ids if (path := folder / f"{plan_id}.pdf").is_file()}
        if not files:
            raise NoPages(f"{folder} has no PDF of these plans: {', '.join(f'{name}.pdf' for name in plan_ids)}.")
        self._printed = {plan_id: _Printed(path) for plan_id, path in files.items()}
        self._wanted: dict[tuple[str, int], dict[str, Span]] = {}
        self.left_out = 0

    def named(self, plan_id: str, quote: str) -> str:
        """The name of the picture that shows a quote, empty where no page has it or enough pages are shown."""
        printed = self._printed.get(plan_id)
        found = printed.text.find(quote) if printed else ()
        if printed is None or not found:
            return ""
        at = plan_id, printed.page_of(found[0])
        if at not in self._wanted and len(self._wanted) >= _MOST:
            self.left_out += 1
            return ""
        self._wanted.setdefault(at, {})[quote] = found[0]
        return _name(*at)

    def pictures(self) -> Sequence[PagePicture]:
        """Every page that was named, by plan and page, with all of its quotes marked."""
        return [
            PagePicture(
                name=_name(plan_id, page),
                plan_id=plan_id,
                page=page,
                quotes=tuple(quotes),
                address=self._printed[plan_id].picture(page, list(quotes.values())),
            )
            for (plan_id, page), quotes in sorted(self._wanted.items())
        ]


class _Printed:
    """A PDF, its characters one by one, and where each page begins in them."""

    def __init__(self, path: Path) -> None:
        import pypdfium2

        try:
            self._pdf: PdfDocument = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise NoPages(f"{path} cannot be read as PDF: {error}.") from error

    @cached_property
    def _pages(self) -> tuple[str, tuple[int, ...]]:
        texts, starts, at = [], [], 0
        for number in range(len(self._pdf)):
            starts.append(at)
            texts.append(_characters(self._pdf[number]) + "\n")
            at += len(texts[-1])
        return "".join(texts), tuple(starts)

    @cached_property
    def text(self) -> Squeezed:
        return squeeze(self._pages[0])

    def page_of(self, span: Span) -> int:
        return bisect_right(self._pages[1], span.start)

    def picture(self, number: int, marked: Sequence[Span]) -> str:
        page, start = self._pdf[number - 1], self._pages[1][number - 1]
        end = [*self._pages[1], len(self._pages[0])][number] - 1
        shown = [Span(one.start - start, min(one.end, end) - start) for one in marked]
        return _address(_drawn(page, shown))


def _characters(page: "PdfPage") -> str:
    """A page's characters by their index, which a reading of whole words does not keep to."""
    from pypdfium2 import raw

    text = page.get_textpage()
    return "".join(chr(raw.FPDFText_GetUnicode(text, at)) for at in range(text.count_chars()))


def _drawn(page: "PdfPage", marked: Sequence[Span]) -> "Image":
    from PIL import Image, ImageChops, ImageDraw

    bitmap = page.render(scale=_WIDTH / page.get_width(), grayscale=True)
    to_bitmap = bitmap.get_posconv(page).to_bitmap
    picture = bitmap.to_pil().convert("RGB")
    marks = Image.new("RGB", picture.size, "white")
    draw, text = ImageDraw.Draw(marks), page.get_textpage()
    for at in (at for span in marked for at in range(span.start, span.end)):
        left, bottom, right, top = text.get_charbox(at, loose=True)
        corners = [to_bitmap(left, top), to_bitmap(right, bottom)]
        (x0, x1), (y0, y1) = (sorted(values) for values in zip(*corners, strict=True))
        draw.rectangle((x0, y0, x1 + 1, y1), fill=_MARK)
    return ImageChops.multiply(picture, marks)


def _address(picture: "Image") -> str:
    target = io.BytesIO()
    picture.save(target, format="webp", quality=_QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(target.getvalue()).decode("ascii")


def _name(plan_id: str, page: int) -> str:
    return f"page-{plan_id}-{page}"
