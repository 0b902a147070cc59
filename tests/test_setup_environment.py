"""The set-up: what it does again, what it leaves alone, and which torch it takes."""

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

_SETUP = Path(__file__).parents[1] / "setup" / "environment.py"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up over a folder of its own, with pip replaced by a record of its calls."""
    spec = importlib.util.spec_from_file_location("environment", _SETUP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "planwatch"
    (root / "requirements").mkdir(parents=True)
    (root / ".venv").mkdir()
    for name in ("planwatch.lock", "test.lock"):
        (root / "requirements" / name).write_text("one==1 \\\n    --hash=sha256:00\ntwo==2 ; sys_platform == 'x'\n")
    (root / "requirements" / "torch.txt").write_text("# why\ntorch==2.13.0\n")
    (root / "pyproject.toml").write_text("[project]\n")
    for name, value in {
        "ROOT": root,
        "VENV": root / ".venv",
        "REQUIREMENTS": root / "requirements",
        "LOCKS": {
            "serve": root / "requirements" / "planwatch.lock",
            "test": root / "requirements" / "test.lock",
        },
        "TORCH": root / "requirements" / "torch.txt",
        "_make_venv": lambda: None,
    }.items():
        monkeypatch.setattr(module, name, value)
    calls: list[list[str]] = []
    module.calls = calls
    monkeypatch.setattr(module, "_pip", lambda arguments, *, packages: calls.append([*arguments, str(packages)]))
    monkeypatch.setattr(module, "_follow", lambda command, packages: calls.append([*command, str(packages)]))
    monkeypatch.setattr(module, "_installed", lambda _: None)
    monkeypatch.setattr(module, "_has_gpu", lambda: False)
    monkeypatch.setattr(module, "_brings_gpu_libraries", lambda _: False)
    return module


def _text(environment: ModuleType) -> str:
    return "\n".join(" ".join(call) for call in environment.calls)


def test_the_first_run_installs_the_lock_by_its_hashes_then_torch_then_planwatch(environment: ModuleType) -> None:
    assert environment.main(["serve"]) == 0
    first, second, third = environment.calls
    assert "--require-hashes" in first
    assert "--no-deps" in first
    assert second[:2] == ["install", "torch==2.13.0"]
    assert "-e" in third


def test_a_second_run_does_nothing(environment: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    environment.main(["serve"])
    environment.calls.clear()
    capsys.readouterr()
    assert environment.main(["serve"]) == 0
    assert environment.calls == []
    assert capsys.readouterr().out == ""


def test_what_tests_need_is_enough_for_serving(environment: ModuleType) -> None:
    environment.main(["test"])
    environment.calls.clear()
    environment.main(["serve"])
    assert environment.calls == []


@pytest.mark.parametrize("changed", ["requirements/planwatch.lock", "requirements/torch.txt", "pyproject.toml"])
def test_a_change_of_what_it_is_made_from_sets_up_again(environment: ModuleType, changed: str) -> None:
    environment.main(["serve"])
    environment.calls.clear()
    path = environment.ROOT / changed
    path.write_text(path.read_text() + "# torch==2.13.0\n")
    environment.main(["serve"])
    assert environment.calls


def test_a_run_that_failed_is_done_again(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: list[str], *, packages: int) -> None:
        raise environment.Failed(f"no network for {len(arguments)} and {packages}.")

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_pip", fail)
        assert environment.main(["serve"]) == 1
    environment.main(["serve"])
    assert len(environment.calls) == 3


def test_a_machine_without_a_gpu_gets_the_cpu_build_where_pip_would_bring_gpu_libraries(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_brings_gpu_libraries", lambda _: True)
    environment.main(["serve"])
    assert "--torch-backend=cpu torch==2.13.0" in _text(environment)


def test_a_machine_with_a_gpu_gets_torch_as_it_comes(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_has_gpu", lambda: True)
    monkeypatch.setattr(environment, "_brings_gpu_libraries", lambda _: True)
    environment.main(["serve"])
    assert ["install", "torch==2.13.0", "1"] in environment.calls


def test_a_torch_that_is_there_is_left_alone(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_installed", lambda _: "2.13.0")
    environment.main(["serve"])
    assert "torch==" not in _text(environment)


def test_what_pip_would_install_tells_whether_gpu_libraries_come(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("environment", _SETUP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    planned = ["torch"]

    def report(arguments: list[str], *, packages: int) -> None:
        assert packages == 0
        path = Path(arguments[arguments.index("--report") + 1])
        path.write_text(json.dumps({"install": [{"metadata": {"name": name}} for name in planned]}))

    monkeypatch.setattr(module, "_pip", report)
    assert not module._brings_gpu_libraries("torch==2.13.0")
    planned.append("nvidia-cublas-cu12")
    assert module._brings_gpu_libraries("torch==2.13.0")


def test_an_unknown_purpose_is_a_wrong_call(environment: ModuleType) -> None:
    assert environment.main(["dance"]) == 2


def test_a_python_that_is_too_old_is_told_in_one_sentence() -> None:
    root = _SETUP.parents[1]
    done = subprocess.run(["make", "python", "PYTHON="], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr.startswith("Planwatch needs Python 3.11 or later")
