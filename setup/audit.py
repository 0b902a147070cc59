"""Holds the lock against the database of known vulnerabilities, with pip-audit; needs the network.

    .venv/bin/python setup/audit.py

What is known and does not touch us stands in requirements/audit-exceptions.toml, each with its reason and the day on
which it has to be looked at again: past that day this fails.
"""

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from locked import LOCK, ROOT

__all__ = ["EXCEPTIONS", "call", "faults_of"]

EXCEPTIONS = ROOT / "requirements" / "audit-exceptions.toml"
_TOOL = "pip-audit>=2.9,<3"


def faults_of(exceptions: Sequence[dict[str, Any]], *, today: date) -> list[str]:
    """What is wrong with the exceptions themselves: a reason or a day that is missing, a day that is past."""
    faults = []
    for one in exceptions:
        if not str(one.get("reason", "")).strip() or not isinstance(one.get("until"), date) or not one.get("package"):
            faults.append(f"{one.get('id', 'an exception')} needs a package, a reason and a day `until`.")
        elif one["until"] < today:
            faults.append(f"{one['id']} was to be looked at again by {one['until']}.")
    return faults


def call(exceptions: Sequence[dict[str, Any]]) -> list[str]:
    """The call of pip-audit over the lock, without installing anything."""
    ignored = [part for one in exceptions for part in ("--ignore-vuln", str(one["id"]))]
    audit = ["pip-audit", "--require-hashes", "--disable-pip", "--requirement", str(LOCK), *ignored]
    return [str(Path(sys.executable).with_name("uv")), "tool", "run", "--from", _TOOL, *audit]


def main() -> int:
    """Run it; 1 for a vulnerability without an exception, or an exception that is not in order."""
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    faults = faults_of(exceptions, today=date.today())
    for fault in faults:
        print(fault, file=sys.stderr)
    return subprocess.run(call(exceptions), check=False).returncode or (1 if faults else 0)


if __name__ == "__main__":
    sys.exit(main())
