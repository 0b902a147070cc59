"""Lists the licence of every package that is installed with Planwatch, and fails where one is GPL or AGPL.

.venv/bin/python setup/licences.py > licences.md
"""

import re
import sys
from collections.abc import Sequence

from locked import Locked, licence_of, locked

__all__ = ["is_refused", "report"]

_COPYLEFT = re.compile(r"\bA?GPL|\bGNU (Affero )?General Public", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+|,|/", re.IGNORECASE)


def is_refused(licence: str) -> bool:
    """Whether a licence is GPL or AGPL without another one to choose. The LGPL is none of them."""
    choices = [choice for choice in _OR.split(licence) if choice.strip()]
    return all(_COPYLEFT.search(choice) and "Lesser" not in choice for choice in choices)


def report(packages: Sequence[Locked]) -> tuple[list[str], list[str]]:
    """The lines of the list, and the packages that may not be shipped or whose licence nobody knows."""
    lines, faults = ["| package | version | licence |", "| --- | --- | --- |"], []
    for package in packages:
        stated = licence_of(package.name)
        if stated is None:
            stated = f"not installed here {package.marker}".strip()
        elif stated == "not stated" or is_refused(stated):
            faults.append(f"{package.name}: {stated}")
        lines.append(f"| {package.name} | {package.version} | {stated} |")
    return lines, faults


def main() -> int:
    """Print the list; 1 where something may not be shipped."""
    lines, faults = report(locked())
    print("\n".join(lines))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
