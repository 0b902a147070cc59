"""The commands over the sample library: what they print, where, and with which exit status."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from app.build import Planwatch
from app.cli.faults import exit_status

_CONTRACTS = Path(__file__).parents[2] / "shared" / "contracts"
_QUESTION = "What is the A&E waiting time target?"


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def home(planwatch: Planwatch) -> Path:
    """The home of the sample library, which no test here changes."""
    return planwatch.settings.home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PLANWATCH_HOME", str(home))

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        status = exit_status([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return ran


def _keeps_to(value: Any, schema: str) -> None:
    if not _CONTRACTS.is_dir():
        pytest.skip("the published schemas are not beside this repository")
    rules = json.loads((_CONTRACTS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    for row in value if isinstance(value, list) else [value]:
        jsonschema.validate(row, rules)


def _is_one_sentence(text: str) -> bool:
    lines = text.strip().splitlines()
    return len(lines) == 1 and lines[0].endswith(".") and "Traceback" not in text


def test_plans_are_printed_as_the_contract_has_them(run: Run) -> None:
    done = run("plans", "--json")
    found = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert [plan["id"] for plan in found] == ["kirklees-hcp-2023", "wy-jfp-2024"]
    _keeps_to(found, "plan")


def test_an_answer_is_printed_as_the_contract_has_it(run: Run) -> None:
    done = run("ask", _QUESTION, "--json")
    found = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert found["question"] == _QUESTION
    _keeps_to(found, "answer")


def test_an_answer_for_people_shows_its_sources(run: Run) -> None:
    done = run("ask", _QUESTION)
    assert done.status == 0
    assert "[1]" in done.out
    assert "Sources" in done.out


def test_a_search_is_printed_as_the_contract_has_it_and_stays_within_its_words(run: Run) -> None:
    done = run("search", "unpaid carers", "--words", "100", "--json")
    found = json.loads(done.out)
    assert 0 < sum(len(hit["text"].split()) for hit in found["hits"]) <= 100
    _keeps_to(found, "search")


def test_commitments_are_printed_as_the_contract_has_them(run: Run) -> None:
    found = json.loads(run("commitments", "--json").out)
    assert len({row["plan_id"] for row in found}) == 2
    _keeps_to(found, "commitment")


def test_commitments_of_one_plan_and_type_can_be_asked_for(run: Run) -> None:
    found = json.loads(run("commitments", "--plan", "wy", "--type", "target", "--json").out)
    assert found
    assert {(row["plan_id"], row["type"]) for row in found} == {("wy-jfp-2024", "target")}


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (("--due-before", "2024-04-01"), lambda row: row["deadline"] and row["deadline"] < "2024-04-01"),
        (("--due-after", "2025-03-31"), lambda row: row["deadline"] and row["deadline"] >= "2025-03-31"),
        (("--missing", "owner"), lambda row: "owner" in row["missing"]),
        (("--modality", "will", "--modality", "aim"), lambda row: row["modality"] in ("will", "aim")),
        (("--words", "carers"), lambda row: "carer" in json.dumps(row).lower()),
        (("--confidence", "0.9"), lambda row: row["confidence"] >= 0.9),
    ],
)
def test_commitments_are_filtered_by_what_is_asked(
    run: Run, filters: tuple[str, ...], holds: Callable[..., Any]
) -> None:
    found = json.loads(run("commitments", *filters, "--json").out)
    everything = json.loads(run("commitments", "--json").out)
    assert 0 < len(found) < len(everything)
    assert all(holds(row) for row in found)


@pytest.mark.parametrize(
    ("ending", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR"), ("docx", b"PK")]
)
def test_commitments_are_written_as_the_files_name_says(run: Run, tmp_path: Path, ending: str, begins: bytes) -> None:
    path = tmp_path / f"out.{ending}"
    done = run("commitments", "--type", "target", "--out", path)
    assert (done.status, done.out) == (0, "")
    assert path.read_bytes().startswith(begins)


def test_two_plans_are_compared_commitment_by_commitment(run: Run) -> None:
    found = json.loads(run("changes", "kirklees", "wy", "--json").out)
    assert {"added", "dropped"} <= {kind for change in found for kind in change["kinds"]}
    assert all(change["old"] or change["new"] for change in found)


def test_only_the_plan_that_is_named_is_searched(run: Run) -> None:
    found = json.loads(run("search", "carers", "--plan", "West Yorkshire", "--json").out)
    assert {hit["plan_id"] for hit in found["hits"]} == {"wy-jfp-2024"}


def test_a_batch_answers_every_line_in_order_and_exits_1_where_one_is_not_valid(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "b", "question": _QUESTION},
        {"id": "d", "turns": [{"question": "What is planned for unpaid carers?"}, {"question": "And by when?"}]},
        {"id": "bad", "question": "where?", "plans": ["nowhere"]},
        {"id": "a", "question": "What is UCR?", "plans": ["kirklees"]},
    ]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = run("ask", "--batch", source, "--out", target)
    written = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in written] == ["b", "d#1", "d#2", "bad", "a"]
    assert (done.status, done.out) == (1, "")
    assert "nowhere" in written[3]["error"]
    _keeps_to([line for line in written if "error" not in line], "answer")


def test_a_batch_of_searches_keeps_the_ids_of_its_lines(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "question": "dentists"}\n{"id": "b", "question": "frailty"}\n', encoding="utf-8")
    done = run("search", "--batch", source, "--words", "50")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [line["id"] for line in found] == ["a", "b"]
    _keeps_to(found, "search")


def test_the_same_question_twice_gives_the_same_bytes_but_for_the_times(run: Run) -> None:
    one, two = (json.loads(run("ask", _QUESTION, "--json").out) for _ in range(2))
    assert {**one, "timings_ms": 0} == {**two, "timings_ms": 0}


def test_a_document_is_extracted_without_entering_the_library(run: Run, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("Leeds Plan\n\nOur priorities\n\nWe will open 3 clinics by March 2026.\n", encoding="utf-8")
    done = run("extract", path, "--json")
    found = json.loads(done.out)
    assert [row["text"] for row in found] == ["We will open 3 clinics by March 2026."]
    assert not (home / "library" / "leeds-plan").exists()
    _keeps_to(found, "commitment")


def test_a_receipt_is_proven_and_a_changed_one_is_not(run: Run, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    assert run("ask", _QUESTION, "--receipt", receipt).status == 0
    assert run("verify", receipt).status == 0
    receipt.write_text(receipt.read_text(encoding="utf-8").replace("A&E", "dental", 1), encoding="utf-8")
    changed = run("verify", receipt)
    assert changed.status == 2
    assert "changed" in changed.err


def test_the_doctor_finds_nothing_wrong_with_a_sound_library(run: Run) -> None:
    done = run("doctor", "--json")
    assert [found for found in json.loads(done.out) if found["state"] == "fault"] == []
    assert done.status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("ask", ""), 2, "empty"),
        (("ask", "   "), 2, "empty"),
        (("ask", "a" * 10_000), 2, "10,000 characters"),
        (("ask", "what\x1b[2J now"), 2, "control characters"),
        (("ask", "what?", "--plan", "nowhere"), 2, "kirklees-hcp-2023, wy-jfp-2024"),
        (("ask",), 2, "either a question"),
        (("ask", "what?", "--out", "x.jsonl"), 2, "--batch"),
        (("ask", "--batch", "/nowhere/in.jsonl"), 2, "cannot be read"),
        (("search", "what?", "--words", "0"), 2, "--words"),
        (("search", "what?", "--words", "many"), 2, "--words"),
        (("commitments", "--plan", "nowhere"), 2, "nowhere"),
        (("commitments", "--type", "nonsense"), 2, "nonsense"),
        (("commitments", "--due-before", "soon"), 2, "soon"),
        (("commitments", "--out", "file.txt"), 2, ".csv"),
        (("changes", "wy", "wy-jfp-2024"), 2, "same plan"),
        (("ingest",), 2, "--sample"),
        (("ingest", "/nowhere/plan.pdf"), 1, "There is no file"),
        (("extract", "/nowhere/plan.pdf"), 1, "There is no file"),
        (("extract", "/dev/zero"), 1, "plain file"),
        (("remove", "nowhere"), 2, "nowhere"),
        (("verify", "/nowhere/receipt.json"), 2, "cannot be read"),
        (("serve", "--port", "99999"), 2, "--port"),
        (("nonsense",), 2, "nonsense"),
        (("plans", "--nonsense"), 2, "--nonsense"),
        (("--home", "/proc/none", "plans"), 1, "PLANWATCH_HOME"),
        (("--embed-model", "/nowhere/model", "ask", "what is planned?"), 1, "/nowhere/model"),
    ],
)
def test_a_bad_call_gets_one_plain_sentence(run: Run, arguments: tuple[str, ...], status: int, says: str) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (status, "")
    assert says in done.err
    assert _is_one_sentence(done.err), done.err


def test_a_fault_that_nobody_foresaw_is_told_with_its_log(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.wire.plan_json", broken)
    done = run("plans", "--json")
    assert done.status == 1
    assert str(home / "log" / "faults.log") in done.err
    assert _is_one_sentence(done.err)
    assert "ZeroDivisionError" in (home / "log" / "faults.log").read_text(encoding="utf-8")


def test_ctrl_c_is_told_in_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.wire.plan_json", stopped)
    done = run("plans", "--json")
    assert done.status == 130
    assert _is_one_sentence(done.err)


def test_help_takes_under_a_third_of_a_second_of_processor_time() -> None:
    command = [sys.executable, "-c", "from app.cli import main; main(['--help'])"]
    took = []
    for _ in range(5):
        before = _children_seconds()
        subprocess.run(command, capture_output=True, check=True)
        took.append(_children_seconds() - before)
    assert min(took) < 0.3, took


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_loads_nothing_heavy() -> None:
    heavy = "torch chromadb gradio numpy pydantic sqlalchemy llama_index matplotlib".split()
    code = (
        "import sys\n"
        "from app.cli.faults import exit_status\n"
        "exit_status(['--help'])\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
