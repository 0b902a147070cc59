"""Every command shows how it is called, can be completed by a shell, and one thing can be shown by its id."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.main import get_command

from app.cli.commands import commands
from app.cli.faults import exit_status

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(planwatch: Any, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = exit_status(["--home", str(planwatch.settings.home), *arguments])
        return (status, *capsys.readouterr())

    return ran


def every_command() -> Iterator[tuple[str, Any]]:
    def walk(path: str, group: Any) -> Iterator[tuple[str, Any]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(f"{path} {name}", command)
            else:
                yield f"{path} {name}", command

    return walk("planwatch", get_command(commands))


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=lambda value: str(value)[:40])
def test_the_help_of_every_command_ends_with_a_call_of_it(path: str, command: Any) -> None:
    calls = re.findall(r"^ +(planwatch\b.*)$", command.help or "", re.MULTILINE)
    name = path.removeprefix("planwatch ")
    assert any(f" {name}" in call for call in calls), command.help


_NO_RESULT = {"planwatch serve", "planwatch mcp"}  # they run until they are stopped
_ALWAYS_JSON = {"planwatch privacy export", "planwatch feedback promote"}


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=lambda value: str(value)[:40])
def test_every_command_that_comes_to_a_result_tells_it_as_json(path: str, command: Any) -> None:
    options = {name for parameter in command.params for name in parameter.opts}
    assert ("--json" in options) != (path in _NO_RESULT | _ALWAYS_JSON)


def test_a_shell_can_complete_commands(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_PLANWATCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "planwatch comm")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit) as ended:
        exit_status([])
    assert ended.value.code == 0
    assert "commitments" in capsys.readouterr().out


def test_a_passage_is_shown_by_its_id_as_a_search_gave_it(run: Run) -> None:
    hit = json.loads(run("search", "dental access", "--json")[1])["hits"][0]
    status, shown, _ = run("show", hit["passage_id"], "--json")
    assert status == 0
    assert json.loads(shown)["text"] == hit["text"]
    assert hit["text"].splitlines()[0] in run("show", hit["passage_id"])[1]


def test_a_commitment_is_shown_by_its_id(run: Run, planwatch: Any) -> None:
    one = planwatch.register.commitments()[5]
    assert json.loads(run("show", one.id, "--json")[1])["text"] == one.text
    assert one.id in run("show", one.id)[1]


def test_an_id_that_means_nothing_is_told(run: Run) -> None:
    status, out, err = run("show", "nothing-of-the-kind")
    assert (status, out) == (2, "")
    assert "no passage or commitment" in err
