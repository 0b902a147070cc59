"""Checks of what is installed."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from app.doctor.finding import Finding, fault, fine
from plans.settings import Settings

__all__ = ["packages_fit", "python_is_new_enough"]

_OLDEST = (3, 11)


def python_is_new_enough(_: Settings) -> Iterator[Finding]:
    """Whether this Python may run Planwatch."""
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST:
        yield fault("python", f"This is Python {here}; install 3.11 or later, then run `make serve`.")
    else:
        yield fine("python", f"Python {here}.")


def packages_fit(_: Settings) -> Iterator[Finding]:
    """Whether every package that is needed is there, in a version that is known to work."""
    wrong = [told for line in requires("planwatch") or () if (told := _wrong(line)) is not None]
    if wrong:
        yield fault("packages", f"{'; '.join(wrong)}: run `make clean` and `make serve` to install them again.")
    else:
        yield fine("packages", "Every package that is needed is installed in a version that fits.")


def _wrong(line: str) -> str | None:
    """What is wrong with the package of a requirement, or None; requirements of extras are passed over."""
    from packaging.requirements import Requirement

    requirement = Requirement(line)
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return None
    try:
        here = version(requirement.name)
    except PackageNotFoundError:
        return f"{requirement.name} is not installed"
    fits = requirement.specifier.contains(here, prereleases=True)
    return None if fits else f"{requirement.name} {here} is installed and {requirement.specifier} is needed"
