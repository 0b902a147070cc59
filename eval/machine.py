"""On what a run was made: machine, versions, prompts, commit. Latencies are compared on one machine only."""

import hashlib
import os
import platform
import resource
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["commit", "fingerprint", "folder_hash", "peak_mib", "versions"]

_PACKAGES = (
    "planwatch",
    "chromadb",
    "sentence-transformers",
    "torch",
    "numpy",
    "pypdf",
    "scipy",
    "ir-measures",
    "rapidfuzz",
)


def versions(packages: Sequence[str] = _PACKAGES) -> Mapping[str, str]:
    """The versions of Python and of the packages that results hang on; one that is not installed is left out."""
    found = {"python": platform.python_version()}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def fingerprint() -> Mapping[str, str]:
    """What makes one machine as quick as another: processor, cores, memory, system."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    facts = {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory_gib": f"{pages * size / 2**30:.0f}",
        "system": f"{platform.system()} {platform.machine()}",
    }
    facts["id"] = hashlib.sha256("\n".join(facts.values()).encode()).hexdigest()[:12]
    return facts


def peak_mib() -> float:
    """The most memory this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if platform.system() == "Darwin" else 2**10), 1)


def folder_hash(folder: Path) -> str:
    """A hash of every file in a folder, by its path and content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def commit() -> str | None:
    """The commit of the source tree this runs from, marked where files differ from it; None outside a checkout."""
    here = Path(__file__).parent
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=here,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
