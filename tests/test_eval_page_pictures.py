"""Pictures of printed pages: the page that has the words, the words marked, and no more pages than bearable."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from made_pdf import PdfMaker, page_of
from PIL import Image

from eval import page_pictures
from eval.page_pictures import NoPages, PrintedPages


def printed(folder: Path, *pages: list[str]) -> PrintedPages:
    made = PdfMaker()
    for lines in pages:
        made.page(page_of(lines))
    (folder / "oak.pdf").write_bytes(made.bytes())
    return PrintedPages(folder, ["oak", "elm"])


def picture(address: str) -> Image.Image:
    kind, data = address.split(",", 1)
    assert kind == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def marked_rows(image: Image.Image) -> list[int]:
    """The rows of a picture that have something yellow in them."""
    red, _, blue = (np.asarray(band) for band in image.split())
    return np.flatnonzero(((red > 200) & (blue < 170)).any(axis=1)).tolist()


def test_the_page_that_has_the_words_is_shown_with_them_marked(tmp_path: Path) -> None:
    pages = printed(tmp_path, ["Nothing here."], ["Welcome.", "", "", "We will open 5 long-", "term clinics."])
    assert pages.named("oak", "open 5 long-term clinics") == "page-oak-2"
    (one,) = pages.pictures()
    assert (one.name, one.page, one.quotes) == ("page-oak-2", 2, ("open 5 long-term clinics",))
    rows = marked_rows(picture(one.address))
    # 900 pixels for 595 points: the fourth line stands on pixel 159, the fifth on 180
    assert 140 <= rows[0] < 159
    assert 180 <= rows[-1] < 190


def test_words_that_run_over_to_the_next_page_are_shown_where_they_begin(tmp_path: Path) -> None:
    pages = printed(tmp_path, ["We will open 5"], ["clinics in Oak."])
    assert pages.named("oak", "open 5 clinics in Oak") == "page-oak-1"
    assert marked_rows(picture(pages.pictures()[0].address))


def test_two_quotes_of_a_page_are_one_picture(tmp_path: Path) -> None:
    pages = printed(tmp_path, ["One clinic opens.", "Another closes."])
    assert pages.named("oak", "One clinic opens") == pages.named("oak", "Another closes") == "page-oak-1"
    (one,) = pages.pictures()
    assert one.quotes == ("One clinic opens", "Another closes")


def test_words_that_no_page_has_and_plans_without_a_file_have_no_picture(tmp_path: Path) -> None:
    pages = printed(tmp_path, ["One clinic opens."])
    assert pages.named("oak", "Two clinics open") == pages.named("elm", "One clinic opens") == ""
    assert pages.pictures() == []


def test_beyond_so_many_pages_no_more_are_shown_and_that_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_pictures, "_MOST", 1)
    pages = printed(tmp_path, ["One clinic opens."], ["Another closes."])
    assert [pages.named("oak", words) for words in ("One clinic", "Another", "opens")] == [
        "page-oak-1",
        "",
        "page-oak-1",
    ]
    assert pages.left_out == 1


def test_a_folder_without_these_plans_and_a_file_that_is_no_pdf_are_told(tmp_path: Path) -> None:
    with pytest.raises(NoPages, match=r"elm\.pdf"):
        PrintedPages(tmp_path, ["elm"])
    (tmp_path / "elm.pdf").write_bytes(b"no PDF")
    with pytest.raises(NoPages, match="cannot be read"):
        PrintedPages(tmp_path, ["elm"])
