"""Holds what is locked against the databases of known vulnerabilities, with pip-audit.

    .venv/bin/python setup/audit.py
    .venv/bin/python setup/audit.py --advisories all.zip    # where no database can be reached

The second reads a copy of OSV's advisories or of the PyPA's advisory database, as a zip archive or a folder.
PyPI is asked first, and OSV where PyPI does not know a single package (as behind a mirror that has no such database).
A package that nobody could be asked about is a fault like any other: what was not checked is not called safe. What
is known and does not touch us stands in requirements/audit-exceptions.toml, each with its reason and the day on which
it has to be looked at again: past that day this fails.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from advisories import NoAdvisories, advisories_in, answering
from locked import ROOT, TORCH, locked

__all__ = ["EXCEPTIONS", "Audit", "audit_of", "call", "faults_of", "pins_in"]

EXCEPTIONS = ROOT / "requirements" / "audit-exceptions.toml"
SERVICES = ("pypi", "osv")
_TOOL = "pip-audit>=2.9,<3"
_NAMED = 5
_OLD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What one database said: packages it knows, packages it could not be asked about, and what is known of some."""

    checked: tuple[str, ...]
    unchecked: tuple[str, ...]
    vulnerable: tuple[str, ...]


def faults_of(exceptions: Sequence[dict[str, Any]], *, today: date) -> list[str]:
    """What is wrong with the exceptions themselves: a reason or a day that is missing, a day that is past."""
    faults = []
    for one in exceptions:
        if not str(one.get("reason", "")).strip() or not isinstance(one.get("until"), date) or not one.get("package"):
            faults.append(f"{one.get('id', 'an exception')} needs a package, a reason and a day `until`.")
        elif one["until"] < today:
            faults.append(f"{one['id']} was to be looked at again by {one['until']}.")
    return faults


def pins_in(folder: Path) -> tuple[Path, ...]:
    """Files of every version that the lock and torch's own file pin, for whichever machine.

    Without hashes, because torch has none and pip-audit wants all or none; a file names no package twice.
    """
    files: list[dict[str, str]] = []
    torch = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", TORCH.read_text(encoding="utf-8"), re.MULTILINE)
    for name, version in [*((one.name, one.version) for one in locked()), *torch]:
        free = next((file for file in files if name not in file), None)
        if free is None:
            files.append(free := {})
        free[name] = version
    paths = tuple(folder / f"pins-{number}.txt" for number in range(len(files)))
    for path, file in zip(paths, files, strict=True):
        path.write_text("".join(f"{name}=={version}\n" for name, version in file.items()), encoding="utf-8")
    return paths


def call(exceptions: Sequence[dict[str, Any]], pins: Path, *, service: str, address: str = "") -> list[str]:
    """The call of pip-audit over a file of pins, without installing anything; OSV is asked at the address, where one is
    given."""
    ignored = [part for one in exceptions for part in ("--ignore-vuln", str(one["id"]))]
    audit = ["pip-audit", "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    audit += ["--vulnerability-service", service, "--requirement", str(pins)]
    audit += ["--osv-url", address] if address else []
    return [str(Path(sys.executable).with_name("uv")), "tool", "run", "--from", _TOOL, *audit, *ignored]


def audit_of(report: str) -> Audit:
    """What pip-audit's JSON says; nothing was checked where it gave none, because it could not ask."""
    try:
        told = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit(checked=(), unchecked=(), vulnerable=())
    return Audit(
        checked=tuple(one["name"] for one in told if "skip_reason" not in one),
        unchecked=tuple(one["name"] for one in told if "skip_reason" in one),
        vulnerable=tuple(
            f"{one['name']} {one['version']}: {found['id']}, mended in {_mended(found)}"
            for one in told
            for found in one.get("vulns", ())
        ),
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Run it; 1 for a vulnerability without an exception, an exception not in order, or a package not checked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--advisories", type=Path, help="a copy of OSV's or the PyPA's advisories, a zip or a folder")
    parser.add_argument("--however-old", action="store_true", help=f"take it where it is older than {_OLD.days} days")
    given = parser.parse_args(arguments)
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    found = _asked(exceptions) if given.advisories is None else _looked_up(exceptions, given)
    faults = [*faults_of(exceptions, today=date.today()), *found]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _asked(exceptions: Sequence[dict[str, Any]]) -> list[str]:
    """What is wrong by the databases that can be reached."""
    audit = audit_of("")
    for service in SERVICES:
        if not audit.checked:
            audit = _run(exceptions, service=service)
    return [*audit.vulnerable, *_not_checked(audit)]


def _looked_up(exceptions: Sequence[dict[str, Any]], given: argparse.Namespace) -> list[str]:
    """What is wrong by a copy of the advisories, which has to be of these days where nobody said otherwise."""
    try:
        advisories = advisories_in(given.advisories)
    except NoAdvisories as error:
        return [f"Nothing was checked: {error}"]
    print(f"{given.advisories}: {advisories.number:,} advisories, the newest of {advisories.newest.date()}", flush=True)
    with answering(advisories) as address:
        audit = _run(exceptions, service="osv", address=address)
    old = datetime.now(UTC) - advisories.newest > _OLD and not given.however_old
    outdated = [f"The advisories are of {advisories.newest.date()}: fetch them again, they are too old."] if old else []
    return [*audit.vulnerable, *_not_checked(audit), *outdated]


def _run(exceptions: Sequence[dict[str, Any]], *, service: str, address: str = "") -> Audit:
    """What a service says of every file of pins; nothing was checked where it could not be asked about one of them."""
    audits = []
    with tempfile.TemporaryDirectory(prefix="planwatch-audit-") as folder:
        for pins in pins_in(Path(folder)):
            asked = call(exceptions, pins, service=service, address=address)
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
            audits.append(audit_of(done.stdout))
            if audits[-1] == audit_of(""):
                why = (done.stderr.strip().splitlines() or [""])[-1]
                print(f"{service}: could not be asked. {why[:300]}", file=sys.stderr)
                return audits[-1]
    audit = Audit(
        checked=tuple(name for one in audits for name in one.checked),
        unchecked=tuple(name for one in audits for name in one.unchecked),
        vulnerable=tuple(found for one in audits for found in one.vulnerable),
    )
    print(f"{service}: {_said(audit)}", flush=True)
    return audit


def _mended(found: dict[str, Any]) -> str:
    return ", ".join(found["fix_versions"]) or "no version yet"


def _said(audit: Audit) -> str:
    return f"{len(audit.checked)} packages checked, {len(audit.vulnerable)} vulnerabilities without an exception"


def _not_checked(audit: Audit) -> list[str]:
    if not audit.checked:
        return [
            "Nothing was checked, because no database (or not even pip-audit) could be reached from here: run this "
            "where they can be, or bring a dump of OSV's advisories and give it with --advisories (docs/operating.md)."
        ]
    if not audit.unchecked:
        return []
    more = f" and {len(audit.unchecked) - _NAMED} more" if len(audit.unchecked) > _NAMED else ""
    return [f"Not checked, because nobody knows them: {', '.join(audit.unchecked[:_NAMED])}{more}."]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
