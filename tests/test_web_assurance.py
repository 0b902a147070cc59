"""The pages of delivery and assurance: outcomes, progress, editions, what waits to be checked, evidence packs."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.delivery import Delivery
from app.web.server import make_app
from commitments.packs import problems_of

HOME = "http://127.0.0.1:7860"
SUICIDE = "We will reduce suicide"


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


def line_of(own: Any) -> Any:
    return Delivery(own).line([plan.id for plan in own.library.plans()])


def outcome(own: Any, name: str = SUICIDE) -> Any:
    return next(one for one in line_of(own).outcomes if one.name == name)


def decide(client: TestClient, path: str, **fields: object) -> Any:
    return client.post(path, data={"person": "Ann", "note": "", **fields}, follow_redirects=False)


def test_every_outcome_is_listed_with_what_serves_it(client: TestClient, own: Any) -> None:
    page = seen(client, "/commitments/delivery")
    drawn = line_of(own)
    assert {"Shared outcomes", "Ambitions", "Priority actions"} <= {text_of(one) for one in page.css("h2")}
    assert len(page.css("tbody tr")) == len(drawn.outcomes)
    assert f"{len(drawn.line.serving_none)} commitments" in text_of(page.css_first("main"))
    pages = [
        seen(client, f"/commitments/delivery/none?from={first}") for first in range(1, len(drawn.line.serving_none), 50)
    ]
    listed = [text_of(row.css_first("th")) for page in pages for row in page.css("tbody tr")]
    assert listed == [" ".join(one.text.split()) for one in drawn.line.serving_none]


def test_of_more_plans_than_can_be_held_beside_each_other_some_are_named(
    client: TestClient, own: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (plan.id for plan in own.library.plans())
    pairs = len(seen(client, "/commitments/across").css("ol.cards > li"))
    monkeypatch.setattr("app.beside.MOST_BESIDE", 1)
    monkeypatch.setattr("app.web.beside_pages.MOST_BESIDE", 1)
    for path in ("/commitments/across", "/commitments/delivery", "/commitments/delivery/none"):
        assert len(seen(client, path).css("form.filters input[name=plan]")) == 2
        assert not seen(client, path).css("tbody, ol.cards > li")
        assert "at most 1" in text_of(seen(client, f"{path}?plan={one}&plan={other}").css_first("[role=alert]"))
    drawn = Delivery(own).line([one])
    page = seen(client, f"/commitments/delivery?plan={one}")
    assert len(page.css("tbody tr")) == len(drawn.outcomes)
    link = page.css_first("tbody a").attributes["href"]
    assert link.endswith(f"?plan={one}")
    assert seen(client, link).css_first("form.mark").attributes["action"] == link
    assert seen(client, f"/commitments/delivery/{outcome(own).id}").css("form.mark"), "its own plan is what is meant"
    monkeypatch.setattr("app.beside.MOST_BESIDE", 2)
    assert len(seen(client, f"/commitments/across?plan={one}&plan={other}").css("ol.cards > li")) == pairs


def test_a_person_confirms_strikes_and_adds_what_serves_an_outcome(client: TestClient, own: Any) -> None:
    found = outcome(own)
    path = f"/commitments/delivery/{found.id}"
    button = seen(client, path).css_first("button[name=decide]")
    assert decide(client, path, decide=button.attributes["value"]).status_code == 303
    first = next(iter(line_of(own).line.confirmed[found.id]))
    assert "confirmed" in text_of(seen(client, path).css_first("tbody tr"))
    assert decide(client, path, decide=f"struck 1 {first}").status_code == 303
    assert line_of(own).line.confirmed[found.id] == ()
    other = own.register.commitments()[0].id
    assert found.name not in text_of(seen(client, f"/commitments/{other}/outcomes").css_first("main"))
    assert decide(client, path, added=f"{HOME}/commitments/{other}").status_code == 303
    assert line_of(own).line.confirmed[found.id] == (other,)
    assert "confirmed by people" in text_of(seen(client, f"/commitments/{other}/outcomes").css_first("main"))


def test_a_decision_on_what_somebody_else_decided_meanwhile_is_refused_and_says_so(
    client: TestClient, own: Any
) -> None:
    found = outcome(own, "We will increase our early diagnosis rate for cancer")
    path = f"/commitments/delivery/{found.id}"
    value = seen(client, path).css_first("button[name=decide]").attributes["value"]
    assert decide(client, path, decide=value).status_code == 303
    late = decide(client, path, decide=value, person="Ben")
    assert late.status_code == 409
    assert "Somebody else decided" in text_of(LexborHTMLParser(late.text).css_first("#fault"))


@pytest.mark.parametrize(
    "fields",
    [{"decide": "confirmed x nothing"}, {"decide": ""}, {"added": "no-such-id"}, {"decide": "perhaps 0 x"}],
)
def test_a_decision_that_cannot_be_meant_is_given_back(client: TestClient, own: Any, fields: dict[str, str]) -> None:
    assert decide(client, f"/commitments/delivery/{outcome(own).id}", **fields).status_code == 422


@pytest.mark.parametrize("path", ["/commitments/delivery/none-such", "/commitments/none-such/pack"])
def test_what_is_not_there_is_said(client: TestClient, path: str) -> None:
    seen(client, path, 404)


def test_the_progress_report_of_a_quarter_is_a_page_and_a_file(client: TestClient) -> None:
    page = seen(client, "/commitments/progress?day=2024-03-01&plan=kirklees-hcp-2023")
    assert text_of(page.css_first("#day option[selected]")) == "2023/24 Q4"
    assert text_of(page.css_first("h1")) == "Progress report, 2023/24 Q4"
    assert "Due in this quarter" in {text_of(one) for one in page.css("h2")}
    for form, kind in (("docx", "wordprocessingml"), ("html", "text/html")):
        answer = client.get(f"/commitments/progress/{form}?day=2024-03-01")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
    assert client.get("/commitments/progress/exe").status_code == 404
    assert client.get("/commitments/progress?day=yesterday").status_code == 422


def test_two_plans_are_compared_row_by_row_with_the_words_of_both(client: TestClient) -> None:
    page = seen(client, "/commitments/editions?old=kirklees-hcp-2023&new=wy-jfp-2024")
    told = {text_of(one) for one in page.css("tbody th")}
    assert {"added", "dropped"} <= told
    assert seen(client, "/commitments/editions").css_first("table") is None
    same = seen(client, "/commitments/editions?old=kirklees-hcp-2023&new=kirklees-hcp-2023")
    assert "choose two" in text_of(same.css_first(".notice-error"))


def mark(client: TestClient, commitment: str, person: str, status: str, kind: str, number: int) -> None:
    given = {"person": person, "kind": kind, "status": status, "note": "Looked at the minutes.", "seen": number}
    answer = client.post(f"/commitments/{commitment}/marks", data=given, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:2000]


def test_agreement_what_waits_and_the_audit_are_told(client: TestClient, own: Any) -> None:
    first, second, third = (one.id for one in own.register.commitments()[:3])
    for one in (first, second, third):
        mark(client, one, "Ann", "in progress", "first mark", 0)
    mark(client, first, "Ben", "in progress", "second mark", 1)
    mark(client, second, "Ben", "not started", "second mark", 1)
    page = seen(client, "/commitments/checking?seed=2025/26+Q1&share=100")
    said = text_of(page.css_first("main"))
    assert "1 of 2 commitments marked twice have the same status from both (50%)" in said
    assert "Waiting for a second mark (1)" in said
    assert "Marks that differ (1)" in said
    drawn = page.css("table")[-1]
    assert {a.attributes["href"].rsplit("/", 1)[-1] for a in drawn.css("tbody a")} == {first, second, third}
    assert client.get("/commitments/checking?share=0").status_code == 422


def test_a_pack_verifies_and_keeps_a_first_mark_from_whoever_is_to_give_the_second(
    client: TestClient, own: Any
) -> None:
    commitment = own.register.commitments()[20].id
    answer = client.get(f"/commitments/{commitment}/pack")
    assert answer.headers["content-type"] == "application/zip"
    assert problems_of(answer.content) == ()
    held = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("commitment.json"))
    assert held["id"] == commitment
    mark(client, commitment, "Ann", "in progress", "first mark", 0)
    client.cookies.clear()
    assert client.get(f"/commitments/{commitment}/pack").status_code == 422


def test_the_list_is_filtered_by_firmness_and_by_what_people_found_and_is_had_as_json(
    client: TestClient, own: Any
) -> None:
    page = seen(client, "/commitments?modality=explore")
    assert page.css_first("#f-status") is not None
    wanted = [one for one in own.register.commitments() if one.modality == "explore"]
    assert text_of(page.css_first("#found")).startswith(f"{len(wanted)} commitments")
    listed = client.get("/commitments/download/json?modality=explore").json()
    assert [one["id"] for one in listed] == [one.id for one in wanted]
