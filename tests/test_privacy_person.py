"""What is held about a person can be given out, and erased: really, and without breaking what was found."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from web_browser import own_copy

from app.access.people import Identity, Role
from app.access.sessions import Sessions
from app.access.store import AccessStore
from app.access.tokens import Tokens
from app.cli import main
from app.feedback import Feedback
from app.privacy.mentions import mentions
from app.privacy.person import erased, held_about
from commitments.checks import EntryKind, Mark, Status
from commitments.digests import is_intact
from commitments.erasure import anonymised
from commitments.store import Checks, open_checks
from plans.errors import StoreUnavailable

ANN, BEN = "Annabella Quillfeather [0123456789]", "Ben [9876543210]"


def mark(commitment: str, person: str, **more: Any) -> Mark:
    given = {"kind": EntryKind.NOTE, "note": "seen", **more}
    return Mark(commitment_id=commitment, plan_id="p", edition="1", words="We will.", person=person, **given)


def marked(checks: Checks) -> None:
    first = {"kind": EntryKind.FIRST_MARK, "status": Status.NO_EVIDENCE, "note": "papers of May"}
    checks.enter(mark("c1", ANN, **first), seen=0)
    checks.enter(mark("c1", BEN, note="Annabella Quillfeather told me"), seen=1)
    checks.undo("c1", 2, person=BEN, note="wrong place", seen=2)
    checks.enter(mark("c2", BEN, **first), seen=0)
    checks.enter(mark("c2", ANN, **{**first, "kind": EntryKind.SECOND_MARK}), seen=1)
    checks.enter(mark("c3", BEN), seen=0)
    checks.decide("c1", "o1", "confirmed", person=ANN, seen=0)


@pytest.fixture
def checks(tmp_path: Path) -> Checks:
    made = open_checks(f"sqlite:///{tmp_path / 'checks.sqlite'}")
    marked(made)
    return made


def files_holding(folder: Path, words: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_an_erased_name_is_gone_from_the_files_and_what_was_found_stays(checks: Checks, tmp_path: Path) -> None:
    before = checks.histories()
    assert files_holding(tmp_path, "Annabella Quillfeather [")
    done = checks.anonymise([ANN])
    after = checks.histories()
    assert (done.entries, done.decisions, set(done.digests)) == (2, 1, {"c1", "c2"})
    assert files_holding(tmp_path, "Annabella Quillfeather [") == []
    for name, history in after.items():
        assert is_intact(history)
        assert history.standing == before[name].standing
        assert [(one.number, one.at, one.mark.note, one.mark.status) for one in history.entries] == [
            (one.number, one.at, one.mark.note, one.mark.status) for one in before[name].entries
        ]
    assert after["c1"].entries[0].mark.person == "person whose name was erased (no. 1)"
    assert after["c3"] == before["c3"]
    assert done.digests["c1"] == (before["c1"].entries[-1].digest, after["c1"].entries[-1].digest)


def test_nothing_can_be_changed_after_an_erasure_either(checks: Checks) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    checks.anonymise([ANN])
    with pytest.raises(DBAPIError, match="only ever added"), checks._engine.begin() as connection:
        connection.execute(text("UPDATE entries SET note = 'x'"))
    checks.enter(mark("c3", BEN), seen=1)
    assert is_intact(checks.history("c3"))


def test_two_people_whose_names_were_erased_stay_two(checks: Checks) -> None:
    checks.anonymise([ANN])
    checks.anonymise([BEN])
    people = {entry.mark.person for entry in checks.history("c2").entries}
    assert people == {"person whose name was erased (no. 1)", "person whose name was erased (no. 2)"}


def test_a_history_that_was_tampered_with_is_not_hashed_anew(checks: Checks) -> None:
    from dataclasses import replace

    history = checks.history("c1")
    forged = replace(history, entries=(replace(history.entries[0], digest="0" * 64), *history.entries[1:]))
    with pytest.raises(StoreUnavailable, match="tampered"):
        anonymised(forged, [ANN], "x")


@pytest.fixture
def own(planwatch: Any, tmp_path: Path) -> Any:
    made = own_copy(planwatch, tmp_path / "home")
    marked(made.checks)
    store = AccessStore(made.settings.home)
    identity = Identity(issuer="i", subject="ann", name="Annabella Quillfeather", email="ann@example.org")
    Sessions(store=store, most=100, idle=100).begin(identity, person=ANN)
    Tokens(store=store).add(ANN, [Role.READER], days=9)
    return made


def test_all_that_is_held_about_a_person_is_given_out_and_erased(own: Any) -> None:
    held = held_about(own, ANN)
    assert [(one["commitment_id"], one["number"]) for one in held["entries"]] == [("c1", 1), ("c2", 2)]
    assert held["mentioned_in"] == ["c1#2"]
    assert (len(held["decisions"]), len(held["sessions"]), len(held["tokens"])) == (1, 1, 1)
    assert held["sessions"][0]["identity"]["email"] == "ann@example.org"
    done = erased(own, ANN)
    assert (done.entries, done.decisions, done.sessions, done.tokens) == (2, 1, 1, 1)
    assert done.mentioned_in == ("c1#2",)
    empty = held_about(own, ANN)
    assert not any(empty[name] for name in ("entries", "decisions", "sessions", "tokens"))
    assert files_holding(own.settings.home, "ann@example.org") == []


def test_what_others_wrote_of_a_person_is_named_and_lines_of_logs_go(own: Any) -> None:
    home = own.settings.home
    own.checks.decide("c3", "o2", "struck", person=BEN, note="as ANNABELLA  quillfeather said", seen=0)
    about = own.reports.keep(Feedback(question="Who is Annabella Quillfeather?", wrong="w", right="r"))
    own.reports.keep(Feedback(question="Who is Annabella Quillfeathers?", wrong="w", right="r"))
    logs = home / "log" / "questions"
    logs.mkdir(parents=True)
    kept, gone = '{"question": "carers"}\n', json.dumps({"question": "Annabella Quillfeather?"}) + "\n"
    (logs / "2026-03-01.jsonl").write_text(kept + gone + kept, encoding="utf-8")
    faults = "2026-03-01T00:00:00+00:00\n  ValueError: {}\n"
    (home / "log" / "faults.log").write_text(
        "\n".join(faults.format(said) for said in ("x", "Annabella Quillfeather", "y")), encoding="utf-8"
    )
    (home / "replaced").mkdir()
    (home / "replaced" / "old.txt").write_text(json.dumps({"by": "Annabella Quillfeather"}), encoding="utf-8")
    (home / "backups").mkdir()
    with zipfile.ZipFile(home / "backups" / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checks.jsonl", "said Annabella Quillfeather; " * 50)
    before = ["c1#2", "c3/o2", f"report {about.id}", "backups/b.zip"]
    held = held_about(own, ANN)
    assert held["mentioned_in"] == [*before, "log/faults.log", "log/questions/2026-03-01.jsonl", "replaced/old.txt"]
    assert [one["question"] for one in held["reports"]] == [about.question]
    done = erased(own, ANN)
    assert done.logged == 2
    assert list(done.mentioned_in) == [*before, "replaced/old.txt"]
    assert (logs / "2026-03-01.jsonl").read_text(encoding="utf-8") == kept * 2
    assert (home / "log" / "faults.log").read_text(encoding="utf-8") == "\n".join(map(faults.format, "xy"))


@pytest.mark.parametrize(
    ("words", "name", "there"),
    [
        ("We plan an annual review.", "Ann", False),
        ("said by ANN, twice", "Ann", True),
        ('{"by": "Jos\\u00e9 Ruiz"}', "José Ruiz", True),
        ("by Jose\u0301 Ruiz", "José Ruiz", True),
        ("by Ann\nLee", "Ann Lee", True),
        ("anything", " ", False),
    ],
)
def test_a_name_is_found_as_a_whole_however_it_is_written(words: str, name: str, there: bool) -> None:
    assert mentions(words, name) is there


def test_the_commands_give_out_and_erase(own: Any, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(own.settings.home)]
    for arguments, status in ((["privacy", "export", ANN], 0), (["privacy", "erase", ANN, "--yes", "--json"], 0),
                              (["privacy", "purge"], 0)):  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            main([*home, *arguments])
        assert ended.value.code == status
        told = capsys.readouterr().out
        if arguments[1] == "export":
            assert len(json.loads(told)["entries"]) == 2
        if arguments[1] == "erase":
            assert json.loads(told)["entries"] == 2


def test_tokens_are_made_listed_and_revoked_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(tmp_path), "tokens", *arguments])
        return int(ended.value.code or 0), capsys.readouterr().out

    status, token = run("add", "Ann", "--scope", "reader")
    assert status == 0
    assert token.startswith("planwatch_")
    _, listed = run("list", "--json")
    (row,) = json.loads(listed)
    assert (row["scopes"], row["revoked"]) == (["reader"], None)
    assert token.strip().rpartition("_")[2] not in listed
    assert run("revoke", row["id"])[0] == 0
    assert Tokens(store=AccessStore(tmp_path)).holder(token.strip()) is None
    assert run("add", "Ann", "--scope", "king")[0] == 2
    assert run("revoke", "none")[0] == 2
