"""The pages of docs/ say what the code does, and name everything that there is."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app.cli.reference import reference
from plans.settings import Settings

_ROOT = Path(__file__).parents[1]
_DOCS = _ROOT / "docs"


def test_the_page_of_commands_is_the_commands_own_help() -> None:
    assert (_DOCS / "commands.md").read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_command_and_option_has_help() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_setting_is_documented_as_the_code_describes_it() -> None:
    page = (_DOCS / "settings.md").read_text(encoding="utf-8")
    for name, setting in Settings.model_fields.items():
        assert f"| `PLANWATCH_{name.upper()}` | {setting.description} |" in page
    assert len(re.findall(r"^\| `PLANWATCH_", page, re.MULTILINE)) == len(Settings.model_fields)


def test_every_setting_of_the_contract_is_there() -> None:
    contract = _ROOT.parent / "shared" / "contracts" / "README.md"
    if not contract.is_file():
        pytest.skip("the contract is not beside this repository")
    named = set(re.findall(r"PLANWATCH_([A-Z_]+[A-Z])", contract.read_text(encoding="utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_dependency_has_its_reason_and_none_is_listed_that_is_not_used() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += [line for lines in extras.values() for line in lines]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in wanted}
    page = (_DOCS / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \| ", page, re.MULTILINE)) == names


def test_every_make_target_of_the_readme_is_there() -> None:
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"serve", "test"} <= set(re.findall(r"(?:^    |`)make ([a-z]+)", readme, re.MULTILINE)) <= targets


def test_the_locks_name_no_host_and_leave_torch_out() -> None:
    for lock in (_ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^(torch|nvidia-|triton)", text, re.MULTILINE)
        pinned = re.findall(r"^[A-Za-z0-9].*$", text, re.MULTILINE)
        assert pinned
        assert all("==" in line for line in pinned)


def test_the_locks_hold_every_dependency_that_the_project_names() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = _names_in(_ROOT / "requirements" / "planwatch.lock")
    assert {_plain(re.split(r"[\[<>=~! ]", line)[0]) for line in project["dependencies"]} <= locked


def test_make_says_what_can_be_made() -> None:
    said = subprocess.run(["make", "help"], cwd=_ROOT, capture_output=True, text=True, check=True).stdout
    assert "make serve" in said
    assert "make test" in said


def _names_in(lock: Path) -> set[str]:
    return {
        _plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    }


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
