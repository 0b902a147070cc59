"""Hostile strings through plans, titles, headings, cells, names, questions and notes, to every way out of Planwatch."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hostile_kinds import HALVES
from hostile_plans import hostile_planwatch
from hostile_strings import CLASSES, EVERY, EVIL, STRINGS, faults_in_html, unseen_in_json
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.cli import main
from app.faultlog import write_down
from app.web.server import make_app
from app.web.uploads import _plain_name
from commitments.sheets import harmless
from plans.unseen import holds_unseen, without_unseen

HOME = "http://127.0.0.1:7860"
MARKED = 40


@pytest.fixture(scope="module")
def own(planwatch: Any) -> Any:
    made = hostile_planwatch(planwatch)
    assert made.marks_taken >= len(STRINGS) - 2
    return made


@pytest.fixture(scope="module")
def client(own: Any) -> Iterator[TestClient]:
    with TestClient(make_app(own), base_url=HOME) as client:
        yield client


def test_there_are_many_strings_of_each_class() -> None:
    assert len(STRINGS) >= 100
    assert len(EVERY) >= 300
    assert min(map(len, CLASSES.values())) >= 15


def test_the_hostile_plans_are_read_and_hold_promises(own: Any) -> None:
    assert len(own.hostile) >= 100


def test_no_page_lets_anything_run_or_leads_elsewhere(client: TestClient, own: Any) -> None:
    paths = ["/plans", "/commitments", "/commitments/totals", "/commitments/across", "/about", "/transparency", "/"]
    paths += [f"/plans/{plan.id}" for plan in own.library.plans()]
    paths += [f"/commitments?from={n}" for n in range(1, 1 + len(own.register.commitments()), 50)]
    paths += [f"/commitments/{one.id}" for one in own.hostile[:MARKED]]
    bodies = {owner.name for one in own.hostile for owner in one.owners}
    paths += [f"/bodies/{name}" for name in sorted(bodies) if name.isprintable() and "/" not in name][:10]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {200, 404}, (path, answer.status_code)
        if path != "/":
            assert faults_in_html(answer.text) == [], path


@pytest.mark.parametrize("name", CLASSES)
def test_no_word_in_an_address_lets_anything_run(client: TestClient, own: Any, name: str) -> None:
    plan = own.library.plans()[0].id
    places = ((f"/plans/{plan}/search", "q"), ("/commitments", "owner"), ("/commitments", "words"))
    for n, string in enumerate(CLASSES[name]):
        path, query = places[n % len(places)]
        answer = client.get(path, params={query: string})
        assert answer.status_code in {200, 404, 414, 422}
        assert faults_in_html(answer.text) == [], (path, string)
        assert not any(EVIL in value or "pwned" in name for name, value in answer.headers.items())


@pytest.mark.parametrize("name", CLASSES)
def test_no_question_comes_back_alive(client: TestClient, name: str) -> None:
    for string in CLASSES[name]:
        answer = client.post("/api/v1/ask", json={"question": string[:1_900]})
        assert answer.status_code in {200, 422}, string
        assert answer.headers["content-type"].startswith("application/")
        assert unseen_in_json(answer.text) == [], string


@pytest.mark.slow
@pytest.mark.parametrize("string", HALVES)
def test_half_a_character_is_no_fault_of_ours_wherever_it_comes_in(
    client: TestClient, own: Any, tmp_path: Path, string: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = json.dumps(string)
    one = own.hostile[-1].id
    bodies = {
        "ask": f'{{"question": {said}}}',
        "search": f'{{"query": {said}, "plans": [{said}]}}',
        "feedback": f'{{"question": {said}, "wrong": {said}, "right": "r", "receipt": {{{said}: {said}}}}}',
        "checks": f'{{"commitment_id": "{one}", "person": {said}, "kind": "note", "note": {said}, "seen": 0}}',
    }
    for name, body in bodies.items():
        answer = client.post(f"/api/v1/{name}", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {200, 201, 400, 404, 409, 422}, (name, answer.text[:200])
        assert unseen_in_json(answer.text) == [], name
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines.write_text(f'{{"id": "1", "question": {said}, "history": [{{"question": {said}, "answer": {said}}}]}}\n')
    calls = [["ask", "--batch", str(lines), "--out", str(out)], ["ask", string], ["search", string], ["plans", string]]
    for arguments in (*calls, ["tokens", "add", string, "--scope", "reader"], ["commitments", "--words", string]):
        with pytest.raises(SystemExit):
            main(["--home", str(own.settings.home), *arguments])
        told = capsysbinary.readouterr()
        assert b"did not foresee" not in told.err, (arguments, told.err)
        assert not holds_unseen(told.out.decode() + told.err.decode())
    assert unseen_in_json(out.read_text(encoding="utf-8").splitlines()[0]) == []


@pytest.mark.slow
def test_every_string_is_answered_in_a_batch_and_after_an_earlier_question(own: Any, tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    some = [string[:1_900] for string in EVERY[::3]]
    past = [{"question": string, "answer": string} for string in some]
    asked = [{"id": str(n), "question": "And by when?", "history": [past[n]]} for n in range(len(some))]
    asked += [
        {"id": f"turns {n}", "turns": [{"question": one}, {"question": "Why?"}]} for n, one in enumerate(some[::4])
    ]
    lines.write_text("".join(json.dumps(line) + "\n" for line in asked), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--home", str(own.settings.home), "ask", "--batch", str(lines), "--out", str(out)])
    written = out.read_text(encoding="utf-8").split("\n")[:-1]
    assert len(written) == len(some) + 2 * len(some[::4])
    assert [line for line in written if unseen_in_json(line)] == []
    assert "did not foresee" not in out.read_text(encoding="utf-8")


def test_the_interface_gives_no_character_that_nobody_sees(client: TestClient, own: Any) -> None:
    paths = ["/api/v1/plans", "/api/v1/commitments", "/api/v1/checks", "/api/v1/search?query=nurses&words=5000"]
    paths += [f"/api/v1/commitments/{own.hostile[n].id}/history" for n in range(0, MARKED, 7)]
    for path in paths:
        assert unseen_in_json(client.get(path).text) == [], path


def test_no_cell_of_the_csv_is_a_formula_whatever_parts_the_line(client: TestClient) -> None:
    text = client.get("/commitments/download/csv").content.decode("utf-8-sig")
    assert not holds_unseen(text.replace("\r\n", "\n"))
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert [cell for cell in row if re.match(r"\s*[=@＝＠]", cell)] == []
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert all(len(row) == len(rows[0]) and not any("\n" in cell or "\t" in cell for cell in row) for row in rows)


@pytest.mark.parametrize("string", EVERY)
def test_no_string_is_a_formula_in_a_cell_of_its_own(string: str) -> None:
    cell = str(harmless(string))
    begins = unicodedata.normalize("NFKC", cell[:60]).removeprefix("'")
    assert not re.match(r"[\s'\"]*[=+\-@|%]", begins) or cell.startswith("'")
    assert not re.match(r"[\s'\"]*[=+\-@＝＋－＠]", cell.removeprefix("'")) or cell.startswith("'")
    assert not re.match(r"[=+\-@＝＋－＠\t\r]", cell)
    assert not holds_unseen(cell)


def test_the_spreadsheet_holds_no_formula_and_no_link(client: TestClient) -> None:
    parts = _parts(client.get("/commitments/download/xlsx").content)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert not re.search(r"<f[ >]|<hyperlink|<oleObject|<legacyDrawing", sheet)
    assert not any("external" in part.lower() for name, part in parts.items() if name.endswith(".rels"))
    assert not any(holds_unseen(text) or "_x00" in text for text in _texts(parts))


def test_the_word_report_holds_no_field_and_no_link(client: TestClient) -> None:
    parts = _parts(client.get("/commitments/download/docx").content)
    assert not re.search(
        r"<w:(fldChar|instrText|fldSimple|hyperlink|altChunk|object|pict)\b", parts["word/document.xml"]
    )
    assert not any('TargetMode="External"' in part for part in parts.values())
    assert not any(holds_unseen(text) for text in _texts(parts))


def test_the_printed_report_lets_nothing_run(client: TestClient) -> None:
    page = client.get("/commitments/download/html")
    assert "attachment" in page.headers["content-disposition"]
    assert [fault for fault in faults_in_html(page.text) if fault != "<style>"] == []
    assert len(LexborHTMLParser(page.text).css("style")) == 1


def test_the_calendar_holds_events_and_nothing_else(client: TestClient) -> None:
    raw = client.get("/commitments/download/ics").content.decode()
    lines = raw.replace("\r\n ", "").split("\r\n")
    names = {re.split(r"[:;]", line)[0] for line in lines if line}
    assert names <= {"BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "UID", "DTSTAMP", "DTSTART", "SUMMARY",
                     "DESCRIPTION", "CATEGORIES", "TRANSP"}  # fmt: skip
    assert {line for line in lines if line.startswith("BEGIN")} == {"BEGIN:VCALENDAR", "BEGIN:VEVENT"}
    assert not holds_unseen(raw.replace("\r\n", "\n"))


@pytest.mark.parametrize("form", ["docx", "md", "txt", "json"])
def test_answers_that_are_taken_away_are_as_harmless(own: Any, form: str) -> None:
    from fastapi import FastAPI

    from app.web.answers import answer_routes
    from app.web.kept import KeptAnswers
    from plans.answer import Question

    kept, app = KeptAnswers(), FastAPI()
    app.include_router(answer_routes(own, kept))
    question = Question(text="How many nurses will be hired by June 2028? <img src=https://evil.example/p>")
    token = kept.keep(question, own.answerer.ask(question), generation=own.library.generation).token
    answer = TestClient(app, base_url=HOME).get(f"/answers/{token}.{form}")
    assert answer.status_code == 200
    if form == "docx":
        parts = _parts(answer.content)
        assert not re.search(r"<w:(fldChar|instrText|fldSimple|hyperlink)\b", parts["word/document.xml"])
        assert not any(holds_unseen(text) for text in _texts(parts))
    elif form == "json":
        assert unseen_in_json(answer.text) == []
    else:
        assert not holds_unseen(answer.text)
    if form == "md":
        from markdown_it import MarkdownIt

        page = LexborHTMLParser(MarkdownIt("commonmark").render(answer.text))
        assert page.css("img, script, iframe, form, svg") == []
        assert {node.attributes["href"].startswith(HOME) for node in page.css("a")} <= {True}


def test_no_command_lets_anything_steer_the_terminal(own: Any, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    calls = [["plans"], ["search", "nurses"], ["ask", "How many nurses will be hired by June 2028?"],
             ["commitments", "--words", "clinics"], ["plans", "--json"], ["ask", STRINGS[0]]]  # fmt: skip
    for arguments in calls:
        with pytest.raises(SystemExit):
            main(["--home", str(own.settings.home), *arguments])
        told = capsysbinary.readouterr()
        for stream in (told.out, told.err):
            assert not holds_unseen(stream.decode()), arguments


@pytest.mark.parametrize("string", EVERY)
def test_no_line_of_the_fault_log_can_be_forged_or_steer(tmp_path: Path, string: str) -> None:
    try:
        raise ValueError(string)
    except ValueError:
        log = Path(write_down(tmp_path)).read_text(encoding="utf-8")
    assert not holds_unseen(log)
    assert [line for line in log.split("\n") if line and not line.startswith("  ")] == [log.partition("\n")[0]]


@pytest.mark.parametrize("string", EVERY)
def test_no_name_of_a_file_leads_out_of_its_folder(tmp_path: Path, string: str) -> None:
    for name in (string, f"{string}.pdf", f"../{string}/x.txt"):
        plain = _plain_name(name)
        assert plain
        assert not set("/\\\0\n\r") & set(plain)
        assert plain not in {".", ".."}
        assert not re.search(r'[<>:"|?*]', plain), "Windows takes these for streams, quotes and patterns"
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", plain), "and these for devices"
        assert not plain.startswith(("-", ".", "~")), "a command takes these for options, hidden files and homes"
        assert "/" not in unicodedata.normalize("NFKC", plain).replace("\\", "/")
        assert not holds_unseen(plain)
        (tmp_path / plain).write_bytes(b"")
        assert (tmp_path / plain).resolve().parent == tmp_path.resolve()


def test_the_original_is_sent_under_a_harmless_name(client: TestClient, own: Any) -> None:
    for plan in own.library.plans():
        said = client.get(f"/plans/{plan.id}/original").headers["content-disposition"]
        assert re.fullmatch(r"(inline|attachment); filename(=\"[^\"\\\x00-\x1f]+\"|\*=utf-8''[\w.%~()'-]+)", said), said


@pytest.mark.parametrize("string", EVERY)
def test_what_is_left_holds_nothing_unseen_and_cleaning_it_again_changes_nothing(string: str) -> None:
    assert not holds_unseen(without_unseen(string))
    assert without_unseen(without_unseen(string)) == without_unseen(string)


def _parts(stored: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(stored)) as file:
        return {
            name: file.read(name).decode("utf-8", "replace")
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }


def _texts(parts: dict[str, str]) -> Iterator[str]:
    for part in parts.values():
        yield from (text for text in ElementTree.fromstring(part).itertext())
