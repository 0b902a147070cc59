"""Hostile strings in a real browser: nothing runs, nobody else is asked, nothing covers the page."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("playwright")
from hostile_plans import DOCX_NAME, hostile_planwatch
from hostile_strings import STRINGS
from web_browser import Visit, browser, chromium, served

from app.questions import checked_question
from plans.errors import WrongCall
from plans.unseen import without_unseen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Debian's Chromium is not installed: apt-get install chromium"),
]

AT_ONCE, LONGEST = 20, 14_000  # questions that a conversation may have, and letters of an address
SOME, ALL = 8, pytest.param(1, marks=pytest.mark.slow)  # every eighth in continuous integration, all by hand
ALIVE = """() => [
  window.pwned ? 'a script ran' : '',
  ...[...document.querySelectorAll('#thread :is(img, iframe, object, embed, form, svg, style, script, video, base)')]
    .map(node => node.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('main *, #thread *')].filter(node => {
    const style = getComputedStyle(node);
    return style.position === 'fixed' && node.getBoundingClientRect().width > innerWidth / 2;
  }).map(node => 'covers the page: ' + node.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('#thread a, main a')].filter(link => link.host !== location.host)
    .map(link => 'leads away: ' + link.href),
].filter(Boolean)"""


@pytest.fixture(scope="module")
def own(planwatch: Any) -> Any:
    return hostile_planwatch(planwatch)


@pytest.fixture(scope="module")
def server(own: Any) -> Iterator[tuple[str, Any]]:
    with served(own) as address, browser() as chrome:
        yield address, chrome


@pytest.fixture
def visit(server: tuple[str, Any]) -> Iterator[Visit]:
    address, chrome = server
    page = chrome.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    yield Visit(page, address)
    page.close()


@pytest.mark.parametrize("every", [SOME, ALL])
def test_questions_of_every_class_come_back_as_words(visit: Visit, every: int) -> None:
    asked = [string[:300] for string in STRINGS if askable(string[:300])]
    assert len(asked) >= 60
    for some in batches(asked[::every]):
        visit.go("/?" + urlencode([("q", question) for question in some]))
        last = " ".join(without_unseen(some[-1]).split())
        visit.page.wait_for_function(
            "last => document.querySelector('.turn-latest h2.asked')?.innerText.includes(last)",
            arg=last[:40],
            timeout=600_000,  # twenty answers, also on a machine that others keep busy
        )
        assert visit.page.locator("h2.asked").count() == len(some)
        assert visit.page.evaluate(ALIVE) == []
    visit.clean()


@pytest.mark.parametrize("every", [SOME, ALL])
def test_pages_of_hostile_plans_and_marks_stay_still(visit: Visit, own: Any, every: int) -> None:
    paths = ["/plans", "/commitments", "/commitments/totals", *(f"/plans/{one}" for one in own.hostile_ids)]
    paths += [f"/commitments?plan={one}" for one in own.hostile_ids]
    paths += [f"/commitments/{one.id}" for one in own.hostile[:: max(1, len(own.hostile) // 25)]]
    for path in paths[::every]:
        visit.go(path)
        assert visit.page.evaluate(ALIVE) == [], path
    visit.clean()


def test_answers_that_quote_a_hostile_plan_are_words(visit: Visit, own: Any) -> None:
    asked = ("How many nurses will be hired by June 2028?", "How many new clinics will open by March 2027?")
    visit.go("/?" + urlencode([*(("q", one) for one in asked), *(("plan", one) for one in own.hostile_ids)]))
    visit.page.wait_for_selector(".turn-latest")
    assert visit.page.locator("h2.asked").count() == len(asked)
    assert visit.page.evaluate(ALIVE) == []
    visit.clean()


def test_a_file_of_a_hostile_name_is_named_in_words(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / DOCX_NAME.replace(".docx", ".pdf")
    file.write_bytes(b"<script>window.pwned=1</script>")
    visit.go("/plans")
    visit.page.set_input_files("#file", str(file))
    visit.page.click("form.upload button[type=submit]")
    visit.page.wait_for_selector(".notice-error", timeout=60_000)
    assert visit.page.evaluate(ALIVE) == []
    assert visit.foreign == []


def batches(asked: list[str]) -> Iterator[list[str]]:
    """The questions, as many at a time as a conversation and an address may hold."""
    some: list[str] = []
    for question in asked:
        if some and (len(some) == AT_ONCE or len(urlencode([("q", one) for one in (*some, question)])) > LONGEST):
            yield some
            some = []
        some.append(question)
    yield some


def askable(string: str) -> bool:
    """Whether it can be asked at all: one that cannot keeps those beside it from being answered."""
    with suppress(WrongCall):
        return bool(checked_question(string))
    return False


def test_asking_leaves_nothing_in_the_browser(visit: Visit) -> None:
    context = visit.page.context
    context.clear_cookies()
    visit.go("/?" + urlencode([("q", "What is planned for Zebedee?")]))
    visit.page.wait_for_selector(".turn-latest")
    held = visit.page.evaluate(
        """async () => JSON.stringify([
          Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
          await indexedDB.databases(), window.caches ? await caches.keys() : [],
        ])"""
    )
    assert "Zebedee" not in held
    assert context.cookies() == []
