"""Questions are logged only where that is switched on; then blacked out, without a person, and deleted in time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_browser import own_copy

from app.access.door import door_of
from app.privacy.question_log import QuestionLog
from app.privacy.redaction import is_nhs_number, redacted
from app.web.server import make_app
from plans.answer import Answer, Question

HOME = "http://127.0.0.1:7860"


def with_check_digit(nine: str) -> str | None:
    check = 11 - sum((10 - n) * int(digit) for n, digit in enumerate(nine)) % 11
    return None if check == 10 else nine + str(check % 11)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Write to ann.lee+x@nhs.example.uk about it", "Write to [e-mail] about it"),
        ("ann (at) example (dot) org", "[e-mail]"),
        ("ANN@EXAMPLE.ORG.", "[e-mail]."),
        ("ring 01924 512345 today", "ring [telephone] today"),
        ("07700 900 123", "[telephone]"),
        ("(0113) 496 0999", "[telephone]"),
        ("+44 (0)7700 900123 or 0044 7700900123", "[telephone] or [telephone]"),
        ("07700-900-123, 020 7946 0958", "[telephone], [telephone]"),
        ("my NHS number is 943 476 5919", "my NHS number is [NHS number]"),
        ("9434765919", "[NHS number]"),
        ("943-476-5919", "[NHS number]"),
        ("９４３ ４７６ ５９１９", "[NHS number]"),
        ("943\u200b476\u200b5919", "[NHS number]"),
        ("AB 12 34 56 C, QQ123456C, from 20 26 27 a year", "[NI number], [NI number], from 20 26 27 a year"),
        ("my NHS number is 123 456 7890, mistyped", "my NHS number is [NHS number], mistyped"),
        ("ab123456c", "[NI number]"),
        ("I live at LS1 4DY.", "I live at [postcode]."),
        ("wf13hs", "[postcode]"),
    ],
)  # fmt: skip
def test_personal_details_are_blacked_out(said: str, left: str) -> None:
    assert redacted(said) == left


_BETWEEN = [" ", "-", ".", "_", "/", "\u00a0", "\u2009", "\u2011", "\u2013", " \u2014 ", "\u00b7", "   ", "\n", ""]
_DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨"]


@pytest.mark.parametrize("between", _BETWEEN)
@pytest.mark.parametrize("digits", _DIGITS)
@pytest.mark.parametrize(
    ("groups", "kind"),
    [
        (("943", "476", "5919"), "[NHS number]"),
        (("07700", "900", "123"), "[telephone]"),
        (("0161", "496", "0000"), "[telephone]"),
        (("7700", "900123"), "[telephone]"),
        (("AB", "12", "34", "56", "C"), "[NI number]"),
        (("ＡＢ", "12", "34", "56", "Ｃ"), "[NI number]"),
        (("АВ", "123456", "С"), "[NI number]"),
    ],
)
def test_a_number_is_found_in_whatever_digits_letters_and_groups(
    between: str, digits: str, groups: tuple[str, ...], kind: str
) -> None:
    if "7700" in groups and between in {"_", "/", "   ", " \u2014 "}:
        return  # without its zero it could be anything
    written = between.join(groups).translate(str.maketrans("0123456789", digits))
    assert redacted(f"I am {written}, please") == f"I am {kind}, please"


@pytest.mark.parametrize(
    "written",
    [
        "ann at example dot com",
        "ann @ example . com",
        "ann at example.co.uk",
        "ann{at}example{dot}com",
        "ann AT example DOT com",
        "ann%40example.com",
        "ann&#64;example.com",
        "ann@example。com",
        "ann＠example．com",
        "änn@exämple.de",
        '"ann lee"@example.com',
        "o'neil+nhs@leeds.nhs.uk",
        "ann@localhost",
        "ann@[10.0.0.1]",
        "ann_at_example.com",
        "a\u00adnn@exam\u200bple.com",
    ],
)
def test_an_address_is_found_however_it_is_hidden(written: str) -> None:
    assert redacted(f"write to {written}, please") == "write to [e-mail], please"


@pytest.mark.parametrize(
    "said",
    [
        "76% of patients within 4 hours by March 2025",
        "£1,234,567,890 of spending and 10.5 million",
        "from 2023/24 to 2027/28, 2024-2029",
        "What is planned for the 65+ in HD and WF postcodes?",
        "111, 999 and 119",
        "1234567890 is no NHS number by its check digit",
        "Core20PLUS5, CO2, B12 and A&E",
        "12,000 to 15,000 a year, 3.2 of 4.7",
        "section 4.1.2 on page 17, target 18 weeks",
        "by 31/03/26 a plan, by 31-03-26 a year, 10,000 by 01/04/2026 and 20,000 by 01/04/2027",
        "targets of 0.5 0.6 0.7 0.8 0.9, and 1,000 2,000 3,000 4,000",
        "0800-1900 and 0900-1700, on 2026-03-01 or 2027-03-31, from 2020-2021-2022-2023",
        "what is said at the board, look at example one, dot and dash",
    ],
)
def test_what_is_nobodys_stays(said: str) -> None:
    assert redacted(said) == said


@given(
    st.text(alphabet="0123456789", min_size=9, max_size=9), st.sampled_from(["{0}", "{0:.3} {1} {2}", "{0:.3}-{1}-{2}"])
)
def test_every_nhs_number_is_found_however_it_is_grouped(nine: str, shape: str) -> None:
    number = with_check_digit(nine)
    if number is None:
        return
    written = number if shape == "{0}" else shape.format(number, number[3:6], number[6:])
    assert is_nhs_number(written)
    assert number not in redacted(f"number {written} please").replace(" ", "").replace("-", "")


def test_an_nhs_number_is_held_to_its_check_digit() -> None:
    assert is_nhs_number("943 476 5919")  # 9*10+4*9+3*8+4*7+7*6+6*5+5*4+9*3+1*2 = 299, 299 % 11 = 2, 11 - 2 = 9
    assert not is_nhs_number("943 476 5918")


@pytest.fixture(scope="module")
def own(planwatch: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return own_copy(planwatch, tmp_path_factory.mktemp("questions") / "home")


PRIVATE = "What is planned for Zebedee at ann@example.org, 943 476 5919?"


def everything_written(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_no_question_is_written_anywhere_by_default(own: Any, capfd: pytest.CaptureFixture[str]) -> None:
    with TestClient(make_app(own), base_url=HOME) as client:
        assert client.post("/api/v1/ask", json={"question": PRIVATE}).status_code == 200
        assert client.get("/api/v1/search", params={"query": PRIVATE}).status_code == 200
        assert client.get("/", params={"q": PRIVATE}).status_code == 200
    assert b"Zebedee" not in everything_written(own.settings.home)
    told = capfd.readouterr()
    assert "Zebedee" not in told.out + told.err


def test_where_it_is_switched_on_a_question_is_logged_blacked_out_and_without_a_person(own: Any) -> None:
    own.settings = own.settings.model_copy(update={"question_log_days": 2})
    with TestClient(make_app(own, door=door_of(own.settings)), base_url=HOME) as client:
        client.post("/api/v1/ask", json={"question": PRIVATE})
        privacy = client.get("/privacy").text
    (file,) = (own.settings.home / "log" / "questions").glob("*")
    (entry,) = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    assert entry["question"] == "What is planned for Zebedee at [e-mail], [NHS number]?"
    assert entry.keys() == {"hour", "question", "plans", "status", "citations"}
    assert file.stat().st_mode & 0o077 == 0
    assert "recorded for 2 days" in privacy
    own.settings = own.settings.model_copy(update={"question_log_days": 0})
    make_app(own)
    assert b"Zebedee" not in everything_written(own.settings.home), "switching it off deletes what was logged"


def test_a_logged_question_is_gone_when_its_days_are_over(tmp_path: Path, planwatch: Any) -> None:
    clock = [datetime(2026, 3, 30, 23, 59, tzinfo=UTC)]
    log = QuestionLog(tmp_path, days=2, now=lambda: clock[0])
    question = Question(text="What about carers?")
    answer: Answer = planwatch.answerer.ask(question)
    for day in range(4):
        log.note(question, answer)
        files = sorted(path.stem for path in (tmp_path / "log" / "questions").iterdir())
        kept = [(clock[0] - timedelta(days=back)).date().isoformat() for back in (1, 0)]
        assert files == kept[-min(day + 1, 2) :]
        clock[0] += timedelta(days=1)
    clock[0] += timedelta(days=9)
    assert log.purge() == 2
    assert list((tmp_path / "log" / "questions").iterdir()) == []
