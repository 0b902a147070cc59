"""Holds what is locked against the databases of known vulnerabilities, with pip-audit; needs the network.

    .venv/bin/python setup/audit.py

PyPI is asked first, and OSV where PyPI does not know a single package (as behind a mirror that has no such database).
A package that nobody could be asked about is a fault like any other: what was not checked is not called safe. What
is known and does not touch us stands in requirements/audit-exceptions.toml, each with its reason and the day on which
it has to be looked at again: past that day this fails.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from locked import LOCK, ROOT, TORCH

__all__ = ["EXCEPTIONS", "Audit", "audit_of", "call", "faults_of"]

EXCEPTIONS = ROOT / "requirements" / "audit-exceptions.toml"
SERVICES = ("pypi", "osv")
_TOOL = "pip-audit>=2.9,<3"
_NAMED = 5


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


def call(exceptions: Sequence[dict[str, Any]], *, service: str) -> list[str]:
    """The call of pip-audit over the lock and torch, without installing anything."""
    ignored = [part for one in exceptions for part in ("--ignore-vuln", str(one["id"]))]
    audit = ["pip-audit", "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    audit += ["--vulnerability-service", service, "--requirement", str(LOCK), "--requirement", str(TORCH)]
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


def main() -> int:
    """Run it; 1 for a vulnerability without an exception, an exception not in order, or a package not checked."""
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    audit = audit_of("")
    for service in SERVICES:
        if not audit.checked:
            done = subprocess.run(call(exceptions, service=service), capture_output=True, text=True, check=False)
            audit = audit_of(done.stdout)
            print(f"{service}: {_said(audit)}", flush=True)
    faults = [*faults_of(exceptions, today=date.today()), *audit.vulnerable, *_not_checked(audit)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _mended(found: dict[str, Any]) -> str:
    return ", ".join(found["fix_versions"]) or "no version yet"


def _said(audit: Audit) -> str:
    if not audit.checked:
        return "could not be asked about any package"
    return f"{len(audit.checked)} packages checked, {len(audit.vulnerable)} vulnerabilities without an exception"


def _not_checked(audit: Audit) -> list[str]:
    if not audit.checked:
        return ["Nothing was checked: run this where PyPI or OSV can be reached, before every release."]
    if not audit.unchecked:
        return []
    more = f" and {len(audit.unchecked) - _NAMED} more" if len(audit.unchecked) > _NAMED else ""
    return [f"Not checked, because nobody knows them: {', '.join(audit.unchecked[:_NAMED])}{more}."]


if __name__ == "__main__":
    sys.exit(main())
