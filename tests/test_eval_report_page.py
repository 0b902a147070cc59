"""The report as people see it: wide and narrow, with every part opened, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright")
from made_pdf import PdfMaker, page_of
from web_browser import Visit, browser, chromium

from eval.baseline import Baseline, renewed
from eval.faults import swapping_years
from eval.gold import load_dev
from eval.page_pictures import PrintedPages
from eval.report import write_report
from eval.stand_in import sample_texts, stand_in
from eval.steps import gate_run, generate, score_run
from eval.tiers import smoke_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Debian's Chromium is not installed: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run that fails against the one before it, with answers that flipped and pages of a plan."""
    folder, sound = tmp_path_factory.mktemp("report"), stand_in(sample_texts())
    cases = smoke_of(load_dev(), 30)
    before = generate("dev", sound, folder / "before", cases=cases)
    baseline = renewed(Baseline(), run="before", tier="dev", scores=score_run(before), versions={})
    run = generate("dev", swapping_years(sound), folder / "after", cases=cases)
    score_run(run)
    printed = PrintedPages(
        as_pdf(folder, [case.evidence[0][0].quote for case in cases if case.evidence]), list(run.books())
    )
    return write_report(run, ruling=gate_run(run, baseline), before=before, printed=printed)


def as_pdf(folder: Path, quotes: list[str]) -> Path:
    """A folder with a made-up print of one of the plans: a page for each quote."""
    made = PdfMaker()
    for quote in quotes:
        made.page(page_of([quote.encode("cp1252", "ignore").decode("cp1252")], size=6))
    (folder / "kirklees-hcp-2023.pdf").write_bytes(made.bytes())
    return folder


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.mark.parametrize("width", [1280, 320])
def test_the_report_fits_its_window_and_can_be_used_by_everybody(page_file: Path, chrome: Any, width: int) -> None:
    page = chrome.new_page(viewport={"width": width, "height": 900})
    visit = Visit(page, page_file.as_uri()).go("")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert visit.overflow() == 0
    assert visit.faults() == []
    assert page.locator(".verdict").bounding_box()["y"] < 300
    assert page.locator(".six li").count() == 6
    visit.clean()
    page.close()


def test_a_quote_leads_to_its_printed_page_which_opens(page_file: Path, chrome: Any) -> None:
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_file.as_uri())
    link = page.locator("blockquote a[href^='#page-']").first
    page.evaluate("document.querySelectorAll('details:not(.page)').forEach(part => { part.open = true })")
    link.click()
    picture = page.locator(f"[id='{link.get_attribute('href').removeprefix('#')}'] img")
    picture.wait_for(state="visible")
    assert picture.evaluate("async img => { await img.decode(); return img.naturalWidth }") == 900
    assert "Marked: " in picture.get_attribute("alt")
    page.close()
