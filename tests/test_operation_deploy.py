"""The container and the system service give Planwatch no more than it needs, and name what is really there."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cli.reference import reference
from plans.settings import Settings

_ROOT = Path(__file__).parents[1]
_COMPOSE: dict[str, Any] = yaml.safe_load((_ROOT / "compose.yaml").read_text(encoding="utf-8"))
_UNITS = sorted((_ROOT / "deploy" / "systemd").glob("*.service"))


def _instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (_ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def _last_stage() -> dict[str, list[str]]:
    instructions = _instructions()
    start = max(number for number, (name, _) in enumerate(instructions) if name == "FROM")
    found: dict[str, list[str]] = {}
    for name, rest in instructions[start:]:
        found.setdefault(name, []).append(rest)
    return found


def test_the_image_is_built_from_the_locks_by_hash_and_holds_every_package() -> None:
    instructions = _instructions()
    installs = " ".join(rest for name, rest in instructions if name == "RUN")
    assert "--require-hashes -r requirements/planwatch.lock" in installs
    copied = {rest.split()[0] for name, rest in instructions if name == "COPY" and not rest.startswith("--from")}
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= copied
    sent = (_ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied | {"LICENSE", "NOTICE", "README.md"}:
        assert f"!{name}" in sent
        assert (_ROOT / name).exists()


def test_the_image_names_its_base_with_a_version_and_runs_as_nobody_special() -> None:
    (base,) = {rest.split("=", 1)[1] for name, rest in _instructions() if name == "ARG"}
    assert re.fullmatch(r"[a-z.]+/library/python:3\.\d+[a-z0-9.-]*(@sha256:[0-9a-f]{64})?", base)
    last = _last_stage()
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last["USER"][-1])
    assert "HEALTHCHECK" in last
    assert last["ENTRYPOINT"] == ['["/opt/planwatch/bin/planwatch"]']


def test_the_commands_and_settings_that_are_deployed_exist() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*_UNITS, _ROOT / "Dockerfile", _ROOT / "compose.yaml")]
    texts.append((_ROOT / "deploy" / "planwatch.env.example").read_text(encoding="utf-8"))
    named = {name for text in texts for name in re.findall(r"PLANWATCH_([A-Z_]+)=", text)}
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}
    page = reference()
    for option in ("--host", "--log"):
        assert f"`{option}" in page
    for command in re.findall(r"bin/planwatch ([a-z]+)", "\n".join(texts)):
        assert f"## planwatch {command}\n" in page


@pytest.mark.parametrize("name", list(_COMPOSE["services"]))
def test_every_service_of_compose_is_held_down(name: str) -> None:
    service = _COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert not [volume for volume in service["volumes"] if volume.split(":")[0] not in _COMPOSE["volumes"]]
    if name != "planwatch":
        assert service["profiles"] == [name]
        assert service["networks"] == ["inside"]
        assert "ports" not in service
        assert re.search(r":\d", service["image"])


def test_only_planwatch_is_published_and_only_to_this_machine() -> None:
    assert _COMPOSE["services"]["planwatch"]["ports"] == ["127.0.0.1:7860:7860"]
    assert _COMPOSE["services"]["planwatch"]["user"] == "10001:10001"
    assert _COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_without_rights_on_a_system_that_it_cannot_write(unit: Path) -> None:
    said = dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))
    assert said["DynamicUser"] == said["NoNewPrivileges"] == said["PrivateTmp"] == said["ProtectHome"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == ""
    assert said["UMask"] == "0077"
    assert "@resources" not in unit.read_text(encoding="utf-8"), "readers of plans set limits on themselves"
