"""The pages to read plans and commitments on, and the forms that people enter marks and plans with."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.web.server import make_app

HOME = "http://127.0.0.1:7860"
KIRKLEES = "kirklees-hcp-2023"


@pytest.fixture(scope="module")
def client(own: Any) -> Iterator[TestClient]:
    with TestClient(make_app(own), base_url=HOME) as client:
        yield client


def seen(client: TestClient, path: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:300]
    return LexborHTMLParser(answer.text)


def text_of(node: Any) -> str:
    return " ".join(node.text().split())


@pytest.mark.parametrize(
    "path",
    ["/plans", f"/plans/{KIRKLEES}", f"/plans/{KIRKLEES}/search?q=carers", "/commitments", "/commitments/totals",
     "/commitments/across", "/about", "/privacy", "/accessibility", "/transparency", "/api/v1/docs"],
)  # fmt: skip
def test_every_page_has_one_heading_a_title_a_skip_link_and_a_main_part(client: TestClient, path: str) -> None:
    page = seen(client, path)
    assert len(page.css("h1")) == 1
    assert len(page.css("main#content")) == 1
    assert page.css_first("a.skip").attributes["href"] == "#content"
    assert page.css_first("html").attributes["lang"] == "en-GB"
    assert page.css_first("title").text().endswith("– Planwatch")


@pytest.mark.parametrize("path", [f"/plans/{KIRKLEES}", "/commitments/totals", "/about", "/transparency"])
def test_headings_never_skip_a_level(client: TestClient, path: str) -> None:
    levels = [int(node.tag[1]) for node in seen(client, path).css("h1, h2, h3, h4, h5, h6")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/plans/none", "/plans/none/passages/x", "/plans/none/search?q=x", "/commitments/none", "/bodies/none",
     "/plans/none/original", "/commitments/a%2Fb"],
)  # fmt: skip
def test_what_is_not_there_is_told_on_a_page_of_its_own(client: TestClient, path: str) -> None:
    assert text_of(seen(client, path, 404).css_first("h1")) == "This page is not here"


def test_the_words_of_a_citation_are_marked_and_can_be_jumped_to(client: TestClient, own: Any) -> None:
    text = own.library.document(KIRKLEES).text
    start = text.index("Core20PLUS5 to fund smoking")
    page = seen(client, f"/plans/{KIRKLEES}?start={start}&end={start + 27}")
    assert page.css_first("mark#cited").text() == "Core20PLUS5 to fund smoking"
    assert page.css_first("mark#cited").attributes["tabindex"] == "-1"
    assert text_of(page.css_first(".cited-box blockquote")) == "Core20PLUS5 to fund smoking"


def test_every_citation_of_an_answer_leads_to_its_very_words(client: TestClient, own: Any) -> None:
    from plans.answer import Question

    answer = own.answerer.ask(Question(text="What is planned for unpaid carers?"))
    assert answer.citations
    for citation in answer.citations:
        page = seen(client, citation.url.partition("#")[0])
        marked = "".join("".join(mark.text() for mark in page.css("mark")).split())
        assert marked == "".join(citation.quote.split())


@pytest.mark.parametrize("span", ["start=5&end=2", "start=0&end=99999999", "start=-1&end=5"])
def test_a_span_that_is_not_in_the_plan_is_said_to_be_gone(client: TestClient, span: str) -> None:
    page = seen(client, f"/plans/{KIRKLEES}?{span}")
    assert "not in this edition" in page.css_first(".notice-error").text()
    assert page.css("mark") == []


def test_a_span_that_is_no_number_is_refused(client: TestClient) -> None:
    assert seen(client, f"/plans/{KIRKLEES}?start=x&end=2", 422).css_first("h1") is not None


def test_every_passage_has_an_address_that_marks_it(client: TestClient, own: Any) -> None:
    passage = own.library.passages(KIRKLEES)[40]
    page = seen(client, f"/plans/{KIRKLEES}/passages/{passage.id}")
    assert "".join("".join(mark.text() for mark in page.css("mark")).split()) == "".join(passage.text.split())


def test_a_passage_of_another_plan_is_not_shown_as_this_ones(client: TestClient, own: Any) -> None:
    passage = own.library.passages("wy-jfp-2024")[0]
    assert seen(client, f"/plans/{KIRKLEES}/passages/{passage.id}").css("mark") == []


def test_tables_of_the_plan_are_tables_with_their_services_as_row_headings(client: TestClient) -> None:
    headings = {text_of(node) for node in seen(client, f"/plans/{KIRKLEES}").css("table th[scope=row]")}
    assert {"General Practice", "Mental Health Services", "NHS Dentistry"} <= headings


def test_the_plans_short_forms_and_what_could_not_be_read_are_listed(client: TestClient) -> None:
    page = seen(client, f"/plans/{KIRKLEES}")
    assert "UCR" in {text_of(node) for node in page.css("#short-forms ~ dl dt")}
    assert page.css_first("#blind-spots") is not None


def test_a_search_in_a_plan_finds_passages_of_that_plan_alone(client: TestClient) -> None:
    links = [node.attributes["href"] for node in seen(client, f"/plans/{KIRKLEES}/search?q=dentist").css("ol.cards a")]
    assert links
    assert all(link.startswith(f"/plans/{KIRKLEES}/passages/") for link in links)


def test_the_original_file_is_given_as_it_was(client: TestClient, own: Any) -> None:
    answer = client.get(f"/plans/{KIRKLEES}/original")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.content == own.plans.shelf.plan(KIRKLEES).path.read_bytes()


def test_commitments_are_filtered_by_what_the_form_asks(client: TestClient, own: Any) -> None:
    page = seen(client, "/commitments?type=target&plan=wy-jfp-2024&words=&due_before=")
    expected = [one for one in own.register.commitments(("wy-jfp-2024",)) if one.type == "target"]
    assert text_of(page.css_first("#found")).startswith(f"{len(expected)} commitment")
    assert len(page.css("table.stack tbody tr")) == min(50, len(expected))


@pytest.mark.parametrize("form", ["csv", "xlsx", "ics", "docx", "html"])
def test_what_is_filtered_can_be_downloaded(client: TestClient, form: str) -> None:
    answer = client.get(f"/commitments/download/{form}?words=carers")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="commitments.{form}"'
    assert len(answer.content) > 200


def test_a_form_of_download_that_is_not_known_is_told(client: TestClient) -> None:
    assert client.get("/commitments/download/exe").status_code == 404


def test_the_list_goes_on_over_pages_and_loses_none(client: TestClient, own: Any) -> None:
    path, ids = "/commitments", []
    while path:
        page = seen(client, path)
        ids += [node.attributes["href"].rpartition("/")[2] for node in page.css("th.words a")]
        after = page.css_first("a[rel=next]")
        path = after.attributes["href"] if after is not None else ""
    assert sorted(ids) == sorted(one.id for one in own.register.commitments())


@pytest.mark.parametrize("query", ["due_before=tomorrow", "type=wish", "from=x", "plan=none", "missing=all"])
def test_a_filter_that_cannot_be_meant_is_told(client: TestClient, query: str) -> None:
    assert seen(client, f"/commitments?{query}").css_first(".notice-error") is not None


def test_a_commitment_shows_its_words_its_fields_and_how_each_is_known(client: TestClient, own: Any) -> None:
    one = next(one for one in own.register.commitments() if one.deadline and one.owners)
    page = seen(client, f"/commitments/{one.id}")
    assert text_of(page.css_first("blockquote.promise")) == " ".join(one.text.split())
    assert one.owners[0].name in page.css_first("dl.facts").text()
    assert "not yet rated" in page.css_first(".tag").text()


def mark(client: TestClient, commitment: str, **fields: str) -> Any:
    given = {
        "seen": "0",
        "person": "Ann",
        "kind": "first mark",
        "status": "no evidence found",
        "note": "the board papers",
    }
    return client.post(f"/commitments/{commitment}/marks", data={**given, **fields}, follow_redirects=False)


def test_a_mark_is_entered_and_stands_in_the_history(client: TestClient, own: Any) -> None:
    commitment = own.register.commitments()[3].id
    answer = mark(client, commitment)
    assert answer.status_code == 303
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "Ann" in seen(client, f"/commitments/{commitment}").css_first("#entry-1").text()


def test_the_second_marker_is_not_told_what_the_first_one_found(own: Any, client: TestClient) -> None:
    commitment = own.register.commitments()[4].id
    mark(client, commitment, note="seen in the minutes of May")
    with TestClient(make_app(own), base_url=HOME) as other:
        page = seen(other, f"/commitments/{commitment}")
        assert "minutes of May" not in page.css_first("#entry-1").text()
        assert mark(other, commitment, seen="1", person="Ben", kind="second mark").status_code == 303
        assert "minutes of May" in seen(other, f"/commitments/{commitment}").css_first("#entry-1").text()


def test_somebody_who_was_overtaken_is_told_and_keeps_what_was_written(client: TestClient, own: Any) -> None:
    commitment = own.register.commitments()[5].id
    mark(client, commitment)
    answer = mark(client, commitment, person="Ben", kind="note", status="", note="My long note")
    assert answer.status_code == 409
    page = LexborHTMLParser(answer.text)
    assert "Meanwhile" in page.css_first("#fault").text()
    assert page.css_first("#note").text() == "My long note"


@pytest.mark.parametrize(
    "fields",
    [{"person": " "}, {"status": "met"}, {"status": "splendid"}, {"kind": "guess"}, {"seen": "x"},
     {"person": "Planwatch"}, {"where": "x", "published": "31/03/2025"}],
)  # fmt: skip
def test_a_mark_that_may_not_be_entered_is_given_back_with_the_reason(
    client: TestClient, own: Any, fields: dict[str, str]
) -> None:
    commitment = own.register.commitments()[6].id
    answer = mark(client, commitment, **fields)
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first("#fault") is not None
    assert own.checks.history(commitment).entries == ()


def test_an_entry_is_taken_back_by_an_entry_of_its_own(client: TestClient, own: Any) -> None:
    commitment = own.register.commitments()[7].id
    mark(client, commitment)
    given = {"number": "1", "seen": "1", "person": "Ann", "note": "wrong row"}
    answer = client.post(f"/commitments/{commitment}/undo", data=given, follow_redirects=False)
    assert answer.status_code == 303
    assert len(own.checks.history(commitment).entries) == 2
    assert str(own.checks.history(commitment).standing) == "not yet rated"


def test_totals_add_up(client: TestClient, own: Any) -> None:
    cells = seen(client, "/commitments/totals").css("td[data-column=Commitments]")
    assert sum(int(cell.text()) for cell in cells[:2]) == len(own.register.commitments())


def test_each_picture_of_the_totals_is_an_image_with_its_words_and_the_table_beside_it(client: TestClient) -> None:
    pictures = seen(client, "/commitments/totals").css("figure")
    assert len(pictures) == 2
    for figure in pictures:
        image = figure.css_first("svg[role=img]")
        first, second = image.attributes["aria-labelledby"].split()
        assert image.css_first(f"title#{first}").text()
        assert re.search(r"The longest is .+ with \d+; \d+ of \d+ are", image.css_first(f"desc#{second}").text())
        assert figure.next.next.tag == "table" or figure.next.tag == "table"


def test_the_transparency_record_is_made_of_what_runs(client: TestClient, own: Any) -> None:
    words = seen(client, "/transparency").css_first("main").text()
    assert own.library.generation in words
    assert "without a language model" in words


def test_before_any_script_the_page_to_ask_on_has_a_question_box_and_examples(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/").text)
    form = page.css_first("#first form")
    assert form.attributes["action"] == "/answer"
    assert form.css_first("label").attributes["for"] == form.css_first("input[name=q]").attributes["id"]
    assert page.css_first("#first .examples a").attributes["href"].startswith("/?q=")


def test_all_that_gradio_needs_is_named_in_its_page_and_served_kept_and_compressed(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/").text)
    named = [
        link.attributes["href"] for link in page.css("link[rel=modulepreload], link[rel=stylesheet]:not([disabled])")
    ]
    ours = [address for address in named if address.startswith("/assets/")]
    assert any("/Blocks-" in address for address in ours)
    for address in ours:
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
        assert len(answer.content) < 1_000 or answer.headers["content-encoding"] == "gzip"
    joined = next(address for address in ours if address.endswith(".css"))
    for link in page.css("link[rel=stylesheet][disabled]"):
        assert client.get(link.attributes["href"] or "").text in client.get(joined).text
    assert client.get("/assets/..%2findex.html").status_code in {403, 404}


def test_a_conversation_is_answered_on_a_plain_page(client: TestClient) -> None:
    page = seen(client, "/answer?q=What+is+planned+for+unpaid+carers%3F&q=and+in+Kirklees%3F")
    assert page.css("h2.asked")[0].text().endswith("What is planned for unpaid carers?")
    assert len(page.css("h2.asked")) == 2
    assert "not clinical advice" in page.css_first(".caveat").text()
    assert [field.attributes["value"] for field in page.css("form input[type=hidden][name=q]")] == [
        "What is planned for unpaid carers?", "and in Kirklees?",
    ]  # fmt: skip
    source = page.css_first("ol.sources a").attributes["href"] or ""
    assert client.get(source).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "Write a question first"), ("q=" + "x" * 2_001, "at most 2,000"), ("q=carers&plan=nowhere", "no plan")],
)
def test_a_question_that_cannot_be_asked_is_told_so_on_its_page(client: TestClient, asked: str, said: str) -> None:
    page = seen(client, f"/answer?{asked}")
    assert said in page.css_first("[role=alert]").text()
    assert page.css_first("form input[type=text][name=q]") is not None


def test_no_style_sheet_or_script_comes_from_another_host() -> None:
    static = Path(__file__).parents[1] / "app" / "web" / "static"
    for file in static.iterdir():
        words = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in words
        assert "https:" not in words
        assert "@import" not in words
