"""What people do on the pages, done in a real browser: with the mouse, by keyboard alone, wide and narrow."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright")
from web_browser import Visit, browser, chromium, own_copy, served

from app.delivery import Delivery

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Debian's Chromium is not installed: apt-get install chromium"),
]

QUESTION = "What is planned for unpaid carers?"
PICTURES = os.environ.get("PLANWATCH_SCREENSHOTS")


@pytest.fixture(scope="module")
def own(planwatch: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return own_copy(planwatch, tmp_path_factory.mktemp("browser") / "home")


@pytest.fixture(scope="module")
def address(own: Any) -> Iterator[str]:
    with served(own) as address:
        yield address


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def visit(chrome: Any, address: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def begin(width: int = 1280, **options: Any) -> Visit:
        context = chrome.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **options)
        contexts.append(context)
        return Visit(context.new_page(), address)

    yield begin
    for context in contexts:
        context.close()


def paths(own: Any) -> dict[str, str]:
    commitment = own.register.commitments()[0].id
    passage = own.library.passages("kirklees-hcp-2023")[30].id
    drawn = Delivery(own).line([plan.id for plan in own.library.plans()])
    outcome = next(one.id for one in drawn.outcomes if "suicide" in one.name)
    return {
        "ask": "/",
        "answer": "/?q=What+is+planned+for+unpaid+carers%3F",
        "not found": "/?q=What+do+the+plans+say+about+unicorns%3F",
        "plain answer": "/answer?q=What+is+planned+for+unpaid+carers%3F",
        "plans": "/plans",
        "plan": "/plans/wy-jfp-2024",
        "passage": f"/plans/kirklees-hcp-2023/passages/{passage}#cited",
        "plan search": "/plans/kirklees-hcp-2023/search?q=carers",
        "commitments": "/commitments",
        "commitment": f"/commitments/{commitment}",
        "totals": "/commitments/totals",
        "across": "/commitments/across",
        "delivery": "/commitments/delivery",
        "outcome": f"/commitments/delivery/{outcome}",
        "progress": "/commitments/progress?day=2024-03-01",
        "editions": "/commitments/editions?old=wy-jfp-2024&new=kirklees-hcp-2023",
        "checking": "/commitments/checking?seed=Q1",
        "about": "/about",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "transparency": "/transparency",
        "body": "/bodies/Healthwatch%20Kirklees",
        "developers": "/api/v1/docs",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_view_has_a_serious_fault_or_runs_off_the_screen(visit: Any, own: Any, width: int, scheme: str) -> None:
    found: dict[str, Any] = {}
    for name, path in paths(own).items():
        page = visit(width, color_scheme=scheme).go(path)
        if "q=" in path and path.startswith("/?"):
            page.page.wait_for_selector(".turn-latest")
        faults, overflow = page.faults(), page.overflow()
        if faults or overflow > 0:
            found[name] = (faults, overflow)
        page.clean()
        if PICTURES and scheme == "light":
            page.page.screenshot(path=f"{PICTURES}/{name.replace(' ', '-')}-{width}.png", full_page=False)
        page.page.context.close()
    assert found == {}


@pytest.mark.skipif(not PICTURES, reason="only `make pictures` takes them")
def test_pictures_for_the_documentation_are_taken(visit: Any, own: Any) -> None:
    wanted = {"ask": "/?q=What+is+the+target+for+waiting+in+A%26E%3F", "not-found": paths(own)["not found"]}
    wanted |= {name: paths(own)[name] for name in ("passage", "commitments", "commitment", "about")}
    for name, path in wanted.items():
        page = visit(1024).go(path).page
        if "q=" in path:
            page.wait_for_selector(".turn-latest")
        page.wait_for_timeout(300)
        page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.mark.parametrize("width", [1280, 320])
def test_open_filters_and_the_report_form_have_no_serious_fault(visit: Any, width: int) -> None:
    page = visit(width).go("/")
    page.page.click("#filters .label-wrap")
    page.page.wait_for_selector("#plans input")
    assert page.faults() == []
    page.ask(QUESTION)
    page.page.click("#report .label-wrap")
    page.page.wait_for_selector("#wrong textarea")
    assert page.faults() == []
    page.clean()


def test_a_question_is_answered_followed_up_and_cleared(visit: Any) -> None:
    page = visit().go("/")
    page.ask(QUESTION)
    assert QUESTION in page.page.inner_text(".turn-latest h2.asked")
    assert "not clinical advice" in page.page.inner_text(".turn-latest .caveat")
    page.ask("and in Kirklees?", "#follow-up")
    assert page.page.locator("h2.asked").count() == 2
    page.page.click("#clear")
    page.page.wait_for_function("() => !document.querySelector('.turn')")
    assert page.page.input_value("#question textarea") == ""
    page.clean()


def test_a_source_is_opened_and_shows_its_words_marked(visit: Any) -> None:
    page = visit().go("/")
    page.ask(QUESTION)
    quote = page.page.inner_text(".turn-latest ol.sources li blockquote >> nth=0")
    with page.page.context.expect_page() as opened:
        page.page.click(".turn-latest ol.sources li a >> nth=0")
    plan = opened.value
    plan.wait_for_load_state()
    marked = " ".join(plan.locator("mark").all_inner_texts())
    assert "".join(marked.split()) == "".join(quote.split())
    assert plan.evaluate("document.activeElement.id") == "cited"
    assert plan.locator("#cited").evaluate(
        "e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().top < innerHeight"
    )
    page.clean()


def test_the_conversation_survives_a_reload_and_can_be_shared(visit: Any) -> None:
    page = visit().go("/")
    page.ask(QUESTION)
    page.ask("and in Kirklees?", "#follow-up")
    words = page.page.inner_text(".turn-latest .answer")
    page.page.reload()
    page.page.wait_for_selector(".turn-latest")
    assert page.page.inner_text(".turn-latest .answer") == words
    shared = page.page.url.removeprefix(page.address)
    other = visit().go(shared)
    other.page.wait_for_selector(".turn-latest")
    assert other.page.inner_text(".turn-latest .answer") == words
    page.clean()
    other.clean()


def test_a_screen_reader_hears_one_message_and_focus_is_at_the_answer(visit: Any) -> None:
    page = visit().go("/")
    page.ask(QUESTION)
    page.page.wait_for_function("() => document.getElementById('spoken').textContent.includes('source')")
    assert page.page.get_attribute("#spoken", "role") == "status"
    assert page.page.evaluate("document.activeElement.classList.contains('asked')")


def test_all_can_be_done_by_keyboard_from_question_to_words_in_the_plan(visit: Any) -> None:
    page = visit().go("/")
    keys = page.page.keyboard

    def tab_to(test: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if page.page.evaluate(f"(() => {{ const e = document.activeElement; return {test} }})()"):
                visible = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                assert page.page.evaluate(visible), "focus cannot be seen"
                return
        raise AssertionError(f"the Tab key does not reach {test}")

    keys.press("Tab")
    assert page.page.evaluate("document.activeElement.className") == "skip"
    tab_to("e.tagName === 'TEXTAREA'")
    keys.type(QUESTION)
    keys.press("Enter")
    page.page.wait_for_selector(".turn-latest")
    tab_to("e.classList.contains('cite')")
    keys.press("Enter")
    assert page.page.evaluate("document.activeElement.closest('ol.sources') !== null")
    tab_to("e.textContent.startsWith('Read in place')")
    with page.page.context.expect_page() as opened:
        keys.press("Enter")
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.activeElement.id") == "cited"
    page.clean()


def test_a_commitment_is_found_marked_and_exported_by_keyboard_alone(visit: Any) -> None:
    page = visit().go("/commitments")
    keys = page.page.keyboard

    def tab_to(test: str) -> None:
        for _ in range(80):
            keys.press("Tab")
            if page.page.evaluate(f"(() => {{ const e = document.activeElement; return {test} }})()"):
                return
        raise AssertionError(f"the Tab key does not reach {test}")

    tab_to("e.id === 'f-words'")
    keys.type("mental")
    keys.press("Enter")
    page.page.wait_for_url("**/commitments?*words=mental*")
    tab_to("e.textContent.trim().startsWith('CSV')")
    with page.page.expect_download() as download:
        keys.press("Enter")
    assert "mental" in Path(download.value.path()).read_text(encoding="utf-8-sig").lower()
    tab_to("e.matches('th.words a')")
    keys.press("Enter")
    page.page.wait_for_selector("#person, #status")
    if page.page.locator("#person").count():
        tab_to("e.id === 'person'")
        keys.type("Cleo")
    tab_to("e.id === 'status'")
    while page.page.input_value("#status") != "no evidence found":
        before = page.page.input_value("#status")
        keys.press("ArrowDown")
        assert page.page.input_value("#status") != before, "the list has come to its end"
    tab_to("e.id === 'note'")
    keys.type("Looked in the board papers of May")
    tab_to("e.matches('button') && e.textContent.includes('Enter it')")
    keys.press("Enter")
    page.page.wait_for_selector("text=Looked in the board papers of May")
    page.clean()


def test_the_question_as_it_was_understood_can_be_changed_and_asked(visit: Any) -> None:
    page = visit().go("/")
    page.ask("What is promised about dental access?")
    page.ask("and in Kirklees?", "#follow-up")
    understood = page.page.inner_text(".turn-latest .understood > span")
    page.page.click(".turn-latest button.change")
    assert page.page.input_value("#question textarea") == understood
    assert page.page.evaluate("document.activeElement.closest('#question') !== null")
    before = page.page.get_attribute(".turn-latest", "id")
    page.page.keyboard.press("Enter")
    page.page.wait_for_function(
        "before => { const t = document.querySelector('.turn-latest'); return t && t.id !== before }", arg=before
    )
    assert page.page.inner_text(".turn-latest h2.asked").endswith(understood)
    assert page.page.locator("h2.asked").count() == 1
    page.clean()


def test_a_pdf_is_read_with_its_original_beside_it_at_its_page(visit: Any, own: Any, tmp_path: Path) -> None:
    from made_pdf import PdfMaker, page_of

    made = PdfMaker()
    for number in (1, 2):
        lines = [f"Aims of year {number}", "", f"We will open {number} clinics in Ashford by March 203{number}."]
        made.page(page_of([*lines, "The council and its partners will pay for them and will report every year."]))
    file = tmp_path / "ashford.pdf"
    file.write_bytes(made.bytes())
    (report,) = own.plans.ingest(
        [file], given={"title": "Ashford plan", "publisher": "Ashford"}, progress=lambda *_: None
    )
    plan = report.plan.id
    try:
        page = visit(1400).go(f"/plans/{plan}?beside=2")
        assert page.page.get_attribute("iframe[name=original]", "src") == f"/plans/{plan}/original#page=2"
        assert page.page.frame(name="original").url.endswith("/original#page=2")
        page.page.click("#page-1")
        page.page.wait_for_function("() => true")
        assert page.page.url.endswith("?beside=2")
        assert page.overflow() <= 0
        page.clean()
    finally:
        own.plans.remove((plan,), progress=lambda *_: None)


def test_an_answer_is_copied_and_downloaded_with_its_sources(visit: Any) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).go("/")
    page.ask(QUESTION)
    page.page.click("button.copy")
    page.page.wait_for_function("() => document.querySelector('button.copy').textContent === 'Copied'")
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert "not clinical advice" in copied
    assert page.page.inner_text(".turn-latest ol.sources blockquote >> nth=0") in " ".join(copied.split())
    for name in ("Word", "Markdown", "Receipt"):
        with page.page.expect_download() as download:
            page.page.click(f".take a:has-text('{name}')")
        assert Path(download.value.path()).stat().st_size > 200
    page.clean()


def test_plans_can_be_chosen(visit: Any) -> None:
    page = visit().go("/")
    page.page.click("#filters .label-wrap")
    page.page.check("#plans label:has-text('West Yorkshire') input")
    page.ask(QUESTION)
    plans = page.page.locator(".turn-latest .source-plan strong").all_inner_texts()
    assert plans
    assert all("West Yorkshire" in plan for plan in plans)
    assert "plan=wy-jfp-2024" in page.page.url


def test_a_wrong_answer_is_reported(visit: Any, own: Any) -> None:
    from app.feedback import read_feedback

    page = visit().go("/")
    page.ask(QUESTION)
    page.page.click("#report .label-wrap")
    page.page.fill("#wrong textarea", "It leaves out the carers' hub")
    page.page.click("#send-report")
    page.page.wait_for_selector("#report-status .notice-done")
    assert "It leaves out the carers' hub" in {report.wrong for report in read_feedback(own.settings.home)}
    page.clean()


def test_an_empty_and_a_hostile_question_leave_the_page_whole(visit: Any) -> None:
    page = visit().go("/")
    page.page.press("#question textarea", "Enter")
    page.page.wait_for_selector("#status .notice-error")
    page.ask("<img src=x onerror=alert(1)> [x](http://evil.example) ![y](http://evil.example/y.png) carers?")
    assert page.page.locator(".turn img, .turn script, .turn iframe").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.page.inner_text(".turn-latest h2.asked")
    page.clean()


def test_commitments_are_filtered_and_marked_by_two_people(visit: Any) -> None:
    ann = visit().go("/commitments")
    ann.page.fill("#f-words", "carers")
    ann.page.click("button:has-text('Show')")
    ann.page.click("th.words a >> nth=0")
    link = ann.page.url.removeprefix(ann.address)

    def enter(page: Any, person: str, status: str) -> None:
        page.fill("#person", person)
        page.select_option("#status", status)
        page.fill("#note", f"{person} looked in the board papers")
        page.click("button:has-text('Enter it')")
        page.wait_for_selector(f".history:has-text('{person}')")

    enter(ann.page, "Ann", "no evidence found")
    ben = visit().go(link)
    assert "Ann looked in" not in ben.page.inner_text("main")
    enter(ben.page, "Ben", "no evidence found")
    assert "no evidence found" in ben.page.inner_text(".tag-strong")
    assert ben.faults() == []
    ann.clean()
    ben.clean()


def test_a_plan_is_added_and_asked_of(visit: Any, tmp_path: Path) -> None:
    from made_up_plan import NORTHBRIDGE

    file = tmp_path / "northbridge.txt"
    file.write_text(NORTHBRIDGE, encoding="utf-8")
    page = visit().go("/plans")
    page.page.set_input_files("#file", str(file))
    page.page.fill("#publisher", "Northbridge Council")
    page.page.click("button:has-text('Add the plan')")
    page.page.wait_for_selector("h1:has-text('is in the library')", timeout=60_000)
    assert page.faults() == []
    page.page.click("a:has-text('Ask about it')")
    page.page.wait_for_selector("#question textarea")
    page.ask("What will be opened at Mill Street?")
    assert "walk-in clinic at Mill Street" in page.page.inner_text(".turn-latest")
    page.clean()


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7 nothing of the kind")
    page = visit().go("/plans")
    page.page.set_input_files("#file", str(file))
    page.page.click("button:has-text('Add the plan')")
    page.page.wait_for_selector("h1:has-text('was not added')", timeout=60_000)
    assert re.search(r"broken\.pdf", page.page.inner_text("main"))
    assert "/tmp" not in page.page.inner_text("main")
    page.clean()


def test_without_scripts_plans_and_commitments_can_be_read(visit: Any) -> None:
    page = visit(java_script_enabled=False)
    page.page.goto(page.address + "/commitments?words=carers")
    assert page.page.locator("th.words a").count() > 3
    page.page.goto(page.address + "/")
    page.page.fill("#first-question", QUESTION)
    page.page.press("#first-question", "Enter")
    assert "not clinical advice" in page.page.inner_text(".turn-latest .caveat")
    page.page.fill("#next", "and in Kirklees?")
    page.page.click("button:has-text('Ask')")
    assert page.page.locator("h2.asked").count() == 2
    page.clean()


def test_a_question_that_is_typed_before_all_is_loaded_is_answered_on_a_plain_page(visit: Any) -> None:
    page = visit()
    held: list[Any] = []
    page.page.route("**/assets/core-*.js", lambda route: held.append(route))
    page.page.goto(page.address + "/", wait_until="domcontentloaded")
    page.page.fill("#first-question", QUESTION)
    page.page.press("#first-question", "Enter")
    page.page.wait_for_selector(".turn-latest")
    assert "/answer?" in page.page.url
    assert QUESTION in page.page.inner_text("h2.asked")


def test_the_page_asks_for_nothing_of_gradio_that_it_did_not_name(visit: Any) -> None:
    page = visit()
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url.removeprefix(page.address)))
    page.go("/")
    page.page.wait_for_timeout(300)
    named = page.page.eval_on_selector_all(
        "link, script[src]", "links => links.map(e => e.getAttribute('href') || e.getAttribute('src'))"
    )
    wanted = {address for address in asked if address.startswith("/assets/")}
    assert wanted <= {address.removeprefix(".") for address in named}
    page.clean()
