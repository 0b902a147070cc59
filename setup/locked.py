"""What a lock pins: each package with its version and hashes, and the licence that its installed copy states."""

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

__all__ = ["LOCK", "ROOT", "TORCH", "Locked", "licence_of", "locked"]

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "planwatch.lock"
TORCH = ROOT / "requirements" / "torch.txt"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A package as the lock pins it; `marker` says on which machines, empty for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(lock: Path = LOCK) -> tuple[Locked, ...]:
    """Every package of a lock, in its order."""
    found: list[Locked] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        pin = _PIN.match(line)
        if pin:
            found.append(Locked(name=pin[1], version=pin[2], marker=(pin[3] or "").strip(), hashes=()))
        elif found and (digest := _HASH.search(line)):
            last = found[-1]
            found[-1] = Locked(
                name=last.name, version=last.version, marker=last.marker, hashes=(*last.hashes, digest[1])
            )
    return tuple(found)


def licence_of(name: str) -> str | None:
    """The licence that an installed package states, on one line; None where it is not installed."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return None
    stated = metadata.get("License-Expression")
    classified = [
        line.removeprefix(_CLASSIFIER) for line in metadata.get_all("Classifier", []) if line.startswith(_CLASSIFIER)
    ]
    free = (metadata.get("License") or "").strip().splitlines()
    return stated or ", ".join(classified) or (free[0][:100] if free else "not stated")
